"""Standard Webhooks 1.0: secrets, signatures, and when a failed delivery is tried again."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import digest
from secrets import token_bytes

__all__ = ["PAUSES", "new_secret", "next_attempt", "signatures"]

_PREFIX = "whsec_"
_SECRET_BYTES = 32

PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Before the second try, the third, and so on to the tenth and last: 75 hours 35 minutes in all."""

_LONGEST_WISH = timedelta(hours=24)
"""As long as a receiver can ask to be left alone at a time."""


def new_secret() -> str:
    """Return a new secret: ``whsec_`` and the base64 of 32 random bytes."""
    return _PREFIX + b64encode(token_bytes(_SECRET_BYTES)).decode()


def signatures(secrets: Iterable[str], event_id: str, at: int, body: bytes) -> str:
    """Return the header that holds a ``v1`` signature by each secret, separated by spaces.

    An event's id holds dots, which sign the same as those between the parts. That is safe: ids
    come from the feed, and no other split leaves a time of today and a JSON object.
    """
    signed = f"{event_id}.{at}.".encode() + body
    return " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets)


def _signature(secret: str, signed: bytes) -> str:
    key = b64decode(secret.removeprefix(_PREFIX))
    return b64encode(digest(key, signed, sha256)).decode()


def next_attempt(
    failed: int, now: datetime, *, jitter: float, wish: timedelta | None = None
) -> datetime | None:
    """Return when to try again; None when the last try has failed.

    Parameters
    ----------
    failed
        How many tries have, this one included.
    jitter
        What to multiply the pause by, so that failures do not come back together.
    wish
        What the receiver asked for (Retry-After); it lengthens a pause, to 24 hours at most.
    """
    if failed > len(PAUSES):
        return None
    pause = PAUSES[failed - 1] * jitter
    return now + max(pause, min(wish or pause, _LONGEST_WISH))
