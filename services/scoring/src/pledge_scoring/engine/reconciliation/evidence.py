"""CONFLICTING_EVIDENCE: two places give different numbers for the same thing."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from ..facts import Indicator, Milestone, Period, PeriodFacts, Quantity
from ..numbers import plain
from .case import Case
from .finding import Finding, FindingCode, Hint, Severity

__all__ = ["conflicting_evidence"]

_Places = dict[str, set[Fraction]]
"""Where a quantity stands, and the values it has there."""


def conflicting_evidence(case: Case) -> Iterator[Finding]:
    """Compare linked quantities of actuals and of what was done: indicator, period and unit."""
    if not any(milestone.quantities for milestone in case.project.milestones):
        return  # then every number of an indicator stands in one place
    for indicator in case.project.indicators:
        for facts in (*indicator.periods, *_other_years(case, indicator)):
            for unit, places in sorted(_by_unit(case, indicator, facts).items()):
                if _conflict(places):
                    yield _finding(indicator.code, facts.period.text, unit, places)


def _other_years(case: Case, indicator: Indicator) -> Iterator[PeriodFacts]:
    """Yield the years that only milestones tell of, of an indicator that counts by years."""
    told = {facts.period.first_day.year for facts in indicator.periods}
    if any(not facts.period.text.isdigit() for facts in indicator.periods):
        return
    starts = (item.start for item in case.project.milestones)
    for year in sorted({start.year for start in starts if start is not None} - told):
        days = date(year, 1, 1), date(year, 12, 31)
        yield PeriodFacts(period=Period(text=str(year), first_day=days[0], last_day=days[1]))


def _by_unit(case: Case, indicator: Indicator, facts: PeriodFacts) -> dict[str, _Places]:
    units: dict[str, _Places] = {}
    for place, quantity in _quantities(case, indicator, facts):
        units.setdefault(quantity.unit, {}).setdefault(place, set()).add(quantity.value)
    return units


def _quantities(
    case: Case, indicator: Indicator, facts: PeriodFacts
) -> Iterator[tuple[str, Quantity]]:
    """Yield the indicator's own quantities in one period, with where they stand."""
    if facts.actual is not None:
        place = f"indicators/{indicator.code}/{facts.period.text}"
        if facts.actual.value is not None and indicator.unit is not None:
            yield place, Quantity(value=facts.actual.value, unit=indicator.unit)
        for quantity in facts.actual.quantities:
            if quantity.indicator in {None, indicator.code}:
                yield place, quantity
    for number, milestone in enumerate(case.project.milestones, start=1):
        if _falls_in(milestone, facts):
            for quantity in milestone.quantities:
                if quantity.indicator == indicator.code:
                    yield f"milestones/{number}", quantity


def _falls_in(milestone: Milestone, facts: PeriodFacts) -> bool:
    if not milestone.done or milestone.start is None or milestone.end is None:
        return False
    return facts.period.first_day <= milestone.start and milestone.end <= facts.period.last_day


def _conflict(places: _Places) -> bool:
    # One text may hold several numbers of a unit; only two places that share none disagree.
    given = list(places.values())
    return any(
        first.isdisjoint(second)
        for position, first in enumerate(given)
        for second in given[position + 1 :]
    )


def _finding(indicator: str, period: str, unit: str, places: _Places) -> Finding:
    stated = [
        (place, plain(value) or str(value)) for place in places for value in sorted(places[place])
    ]
    distinct = list(dict.fromkeys(value for _, value in stated))
    return Finding(
        code=FindingCode.CONFLICTING_EVIDENCE,
        severity=Severity.WARNING,
        subject=f"indicators/{indicator}/{period}",
        reported=" / ".join(distinct),
        values=(
            ("indicator", indicator),
            ("period", period),
            ("unit", unit),
            ("values", ", ".join(f"{value}{unit}" for value in distinct)),
        ),
        hints=tuple(
            Hint("stated_in", (("place", place), ("value", value), ("unit", unit)))
            for place, value in stated
        ),
    )
