"""Events of the change feed, places in it, and which events somebody wants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pledge_shared.heads import Head

__all__ = ["ANY", "EventFilter", "FeedEvent", "Place", "Slice"]


class Place(NamedTuple):
    """Behind an event: the number of its commit, and its own in the commit."""

    sequence: int
    ordinal: int

    @classmethod
    def end_of(cls, sequence: int) -> "Place":
        """Return the place behind every event of a commit."""
        return cls(sequence, 999_999_999)


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One change of one document."""

    sequence: int
    ordinal: int
    at: datetime
    change: str
    kind: str
    entity_id: UUID
    version: int
    plan: str | None
    code: str
    digest: str

    @property
    def place(self) -> Place:
        """The place behind it."""
        return Place(self.sequence, self.ordinal)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events are wanted; an empty part asks for nothing."""

    plans: Sequence[str] = ()
    kinds: Sequence[str] = ()
    types: Sequence[str] = ()

    def __bool__(self) -> bool:
        """Tell whether it leaves anything out."""
        return bool(self.plans or self.kinds or self.types)


ANY = EventFilter()


@dataclass(frozen=True, slots=True)
class Slice:
    """Events behind a place, from one snapshot; ``end`` is the place up to which it looked."""

    epoch: UUID
    head: Head
    events: Sequence[FeedEvent]
    end: Place
