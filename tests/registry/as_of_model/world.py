"""A model of a registry's record: after each commit, what every document said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

__all__ = ["Known", "Place", "World"]

Place = tuple[str, ...]
"""Kind and code; a project's plan stands between."""


@dataclass(frozen=True, slots=True)
class Known:
    """A document as of some commit: its version, the commit that made it, and what it said."""

    version: int
    sequence: int
    alive: bool
    fields: Mapping[str, Any]


@dataclass(slots=True)
class World:
    """States by the number of their commit; 0 is before the first."""

    states: list[dict[Place, Known]] = field(default_factory=lambda: [{}])
    times: list[datetime] = field(default_factory=list)
    """Of commit 1 and those behind it."""

    @property
    def now(self) -> dict[Place, Known]:
        return self.states[-1]

    def commit(self, changes: Mapping[Place, Mapping[str, Any] | None]) -> None:
        """Write documents in one commit; None deletes. What says the same makes no version."""
        after = dict(self.now)
        for place, fields in changes.items():
            before = after.get(place)
            if before is not None and before.alive and before.fields == fields:
                continue
            said = fields if fields is not None else before.fields if before else {}
            number = before.version + 1 if before else 1
            after[place] = Known(number, len(self.states), fields is not None, said)
        if after != self.now:
            self.states.append(after)

    def alive(self, kind: str, *parents: str) -> list[Place]:
        """Return the places of documents that are there now, in order."""
        return [place for place in self._of(kind, *parents) if self.now[place].alive]

    def deleted(self, kind: str, *parents: str) -> list[Place]:
        """Return the places of documents that were deleted."""
        return [place for place in self._of(kind, *parents) if not self.now[place].alive]

    def _of(self, kind: str, *parents: str) -> list[Place]:
        start = (kind, *parents)
        return sorted(place for place in self.now if place[: len(start)] == start)

    def at(self, sequence: int, kind: str, *parents: str) -> list[tuple[Place, Known]]:
        """Return what was there after a commit, in order."""
        start, state = (kind, *parents), self.states[sequence]
        return sorted(
            ((place, known) for place, known in state.items() if place[: len(start)] == start),
            key=lambda each: each[0],
        )
