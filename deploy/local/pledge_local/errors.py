"""The one error of the local stack."""

__all__ = ["LocalError"]


class LocalError(Exception):
    """Something the user can put right; the message is one sentence that says how."""
