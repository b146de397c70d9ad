"""The targets and actuals that a change of a project touches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pledge_shared.contracts.indicator import Actual, Target
from pledge_shared.contracts.project import ProjectFacts

from ..errors import UnknownIndicatorError

__all__ = ["ActualPlace", "Touched", "find_actual", "touched", "with_actual"]

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


def find_actual(facts: ProjectFacts, indicator: str, period: str) -> Actual | None:
    """Return what was reported for an indicator and period.

    Raises
    ------
    UnknownIndicatorError
        404: the project has no indicator of this code.
    """
    found = next((item for item in facts.indicators if item.code == indicator), None)
    if found is None:
        raise UnknownIndicatorError
    return next((item for item in found.actuals if item.period == period), None)


def with_actual(facts: ProjectFacts, indicator: str, actual: Actual) -> ProjectFacts:
    """Return a project in which an actual stands in the place of the one of its period."""
    indicators = tuple(
        item.model_copy(
            update={"actuals": tuple(actual if _same(a, actual) else a for a in item.actuals)}
        )
        if item.code == indicator
        else item
        for item in facts.indicators
    )
    return facts.model_copy(update={"indicators": indicators})


def _same(one: Actual, other: Actual) -> bool:
    return one.period == other.period
