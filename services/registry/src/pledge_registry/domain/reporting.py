"""The targets and actuals that a change of a project touches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pledge_shared.contracts.indicator import Actual, Indicator, Target
from pledge_shared.contracts.project import ProjectFacts

from ..errors import UnknownIndicatorError

__all__ = ["ActualPlace", "Touched", "find_actual", "touched", "with_actual"]

ActualPlace = tuple[UUID, str, str]
"""A project, an indicator of it and a period."""

_Part = Literal["targets", "actuals"]


@dataclass(frozen=True, slots=True)
class Touched:
    """A target or actual that differs; None where there was or will be none."""

    part: _Part
    indicator: str
    period: str
    before: Target | Actual | None
    after: Target | Actual | None


def touched(
    old: ProjectFacts | None,
    new: ProjectFacts | None,
    parts: Sequence[_Part] = ("targets", "actuals"),
) -> Iterator[Touched]:
    """Return every target and actual in which two states of a project differ."""
    before, after = _indicators(old), _indicators(new)
    for part in parts:
        for code in sorted(before.keys() | after.keys()):
            was, is_now = _values(before.get(code), part), _values(after.get(code), part)
            if was != is_now:  # quickly told where both are the same objects
                yield from _differing(part, code, was, is_now)


def _indicators(facts: ProjectFacts | None) -> dict[str, Indicator]:
    return {indicator.code: indicator for indicator in (facts.indicators if facts else ())}


def _values(indicator: Indicator | None, part: _Part) -> Sequence[Target | Actual]:
    if indicator is None:
        return ()
    return indicator.targets if part == "targets" else indicator.actuals


def _differing(
    part: _Part, code: str, was: Sequence[Target | Actual], is_now: Sequence[Target | Actual]
) -> Iterator[Touched]:
    before, after = ({item.period: item for item in items} for items in (was, is_now))
    for period in sorted(before.keys() | after.keys()):
        if before.get(period) != after.get(period):
            yield Touched(part, code, period, before.get(period), after.get(period))


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
