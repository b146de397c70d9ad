"""Points of the record: a sequence number, or a time with its offset."""

import re
from datetime import UTC, datetime

from pledge_shared.errors import InvalidParameterError

from ..errors import AsOfOutOfRangeError
from ..storage.ledger import EVERYTHING
from ..storage.reading import DocumentReader

__all__ = ["resolve"]

_SEQUENCE = re.compile(r"[0-9]{1,18}")
_LONGEST = 40
_EARLIEST = datetime(1945, 1, 1, tzinfo=UTC)
"""Long before any commit; the driver cannot carry times near the year 1."""


async def resolve(reader: DocumentReader, as_of: str | None) -> int:
    """Return the sequence number that ``as_of`` means.

    Raises
    ------
    InvalidParameterError
        400: neither a sequence number nor an RFC 3339 time with offset.
    AsOfOutOfRangeError
        422: in the future.
    """
    if as_of is None:
        return EVERYTHING
    head = await reader.head()
    if _SEQUENCE.fullmatch(as_of):
        sequence = int(as_of)
        if sequence > head:
            raise AsOfOutOfRangeError(f"The newest sequence number is {head}.")
        return sequence
    return await reader.sequence_at(_time(as_of))


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text[:_LONGEST].replace(" ", "+"))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or "T" not in text:
        raise InvalidParameterError(
            "Write as_of as a sequence number or as a time with offset, 2026-11-22T09:00:00+09:00."
        )
    if at > datetime.now(tz=at.tzinfo):
        raise AsOfOutOfRangeError("as_of lies in the future.")
    return max(at, _EARLIEST)
