"""What a check found."""

from dataclasses import dataclass

__all__ = ["Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one check: whether it passed, and what it has to say."""

    passed: bool
    output: str = ""

    @classmethod
    def of(cls, findings: list[str], otherwise: str = "") -> "Outcome":
        """Pass when nothing was found."""
        return cls(not findings, "\n".join(findings) or otherwise)
