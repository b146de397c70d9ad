"""The targets and actuals that a change of a project touches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pledge_shared.contracts.indicator import Actual, Target
from pledge_shared.contracts.project import ProjectFacts

__all__ = ["ActualPlace", "Touched", "touched"]

ActualPlace = tuple[UUID, str, str]
"""A project, an indicator of it and a period."""

_Part = Literal["targets", "actuals"]
_Values = dict[tuple[str, str], Target | Actual]


@dataclass(frozen=True, slots=True)
class Touched:
    """A target or actual that differs; None where there was or will be none."""

    part: _Part
    indicator: str
    period: str
    before: Target | Actual | None
    after: Target | Actual | None


def touched(old: ProjectFacts | None, new: ProjectFacts | None) -> Iterator[Touched]:
    """Return every target and actual in which two states of a project differ."""
    parts: tuple[_Part, ...] = ("targets", "actuals")
    for part in parts:
        before, after = _values(old, part), _values(new, part)
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                yield Touched(part, *key, before.get(key), after.get(key))


def _values(facts: ProjectFacts | None, part: _Part) -> _Values:
    return {
        (indicator.code, item.period): item
        for indicator in (facts.indicators if facts else ())
        for item in getattr(indicator, part)
    }
