"""Heads of the registry's hash chain as they are passed around and held: number and hash."""

import re
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from typing_extensions import override

from .errors import InvalidParameterError

__all__ = ["HEADER", "Head"]

HEADER = "Pledge-Audit-Head"
"""Stands in answers of the change feed, so that whoever follows it can hold heads."""

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_HEAD = re.compile(rf"(?:({_UUID})\.)?([0-9]{{1,18}})\.([0-9a-f]{{64}})")


@dataclass(frozen=True, slots=True)
class Head:
    """Number and hash of what was the newest commit; the epoch when it is known."""

    sequence: int
    hash: str
    epoch: UUID | None = None

    @override
    def __str__(self) -> str:
        epoch = f"{self.epoch}." if self.epoch else ""
        return f"{epoch}{self.sequence}.{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``<sequence>.<hash>``, or the same behind ``<epoch>.``.

        Raises
        ------
        InvalidParameterError
            400: it is neither.
        """
        match = _HEAD.fullmatch(text)
        if match is None:
            raise InvalidParameterError(
                "Write a head as its sequence number, a point and the 64 digits of its hash."
            )
        return cls(int(match[2]), match[3], UUID(match[1]) if match[1] else None)

    @classmethod
    def parse_all(cls, text: str, *, most: int) -> list[Self]:
        """Read several, separated by commas.

        Raises
        ------
        InvalidParameterError
            400: one of them is no head, or there are more than ``most``.
        """
        parts = text.split(",")
        if len(parts) > most:
            raise InvalidParameterError(f"Give at most {most} heads at once.")
        return [cls.parse(part) for part in parts]
