"""Projects made of pairs of target and actual, for what-if questions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from pledge_scoring.engine.facts import (
    Accumulation,
    Actual,
    Direction,
    Indicator,
    Kind,
    Period,
    PeriodFacts,
    Project,
    Status,
    Target,
)
from pledge_scoring.engine.grading import GradeBand, GradingRules
from pledge_scoring.engine.scheme import DEFAULT_SCHEME, Scheme
from pledge_scoring.engine.simulation import Case, Grading

ON = date(2030, 12, 31)

Pairs = Sequence[tuple[Fraction | None, Fraction | None]]


def pair(year: int, target: Fraction | None, actual: Fraction | None) -> PeriodFacts:
    """Return a year with its target and actual; None is nothing said."""
    return PeriodFacts(
        period=Period(text=str(year), first_day=date(year, 1, 1), last_day=date(year, 12, 31)),
        target=None if target is None else Target(value=target),
        actual=None if actual is None else Actual(value=actual),
    )


def indicator(
    pairs: Pairs,
    code: str = "indicator",
    direction: Direction = Direction.UP,
    accumulation: Accumulation = Accumulation.MEAN,
    weight: Fraction | None = None,
) -> Indicator:
    """Return an indicator with these pairs from 2020 on."""
    return Indicator(
        code=code,
        name="지표",
        direction=direction,
        accumulation=accumulation,
        weight=weight,
        periods=tuple(pair(year, *each) for year, each in enumerate(pairs, start=2020)),
    )


def rated(code: str, *rates: str | None) -> Indicator:
    """Return an indicator with words for targets and these printed rates from 2020 on."""
    periods = []
    for year, rate in enumerate(rates, start=2020):
        actual = None if rate is None else Actual(reported_rate=Decimal(rate))
        periods.append(replace(pair(year, None, None), target=Target(text="추진"), actual=actual))
    return Indicator(code=code, name="지표", periods=tuple(periods))


def case(*indicators: Indicator, scheme: Scheme = DEFAULT_SCHEME, parts: int = 0) -> Case:
    """Return a project of these indicators, and so many parts of one indicator each."""
    project = Project(
        code="project",
        version=1,
        kind=Kind.PLEDGE,
        status=Status.ON_TRACK,
        indicators=indicators,
    )
    made = tuple(
        replace(
            project,
            code=f"part-{place}",
            parent="project",
            indicators=(indicator([(Fraction(10), Fraction(place))]),),
        )
        for place in range(parts)
    )
    return Case(project=project, parts=made, on=ON, scheme=scheme)


def grading(*lower: int, places: int | None = None, least: Fraction | None = None) -> Grading:
    """Return grades a, b, c… from these points up, and a last one below."""
    grades = tuple("abcdefgh"[: len(lower) + 1])
    bands = [GradeBand(place, Fraction(low), inclusive=True) for place, low in enumerate(lower)]
    bands.append(GradeBand(len(lower), None, inclusive=True))
    rules = GradingRules(grades=grades, bands=tuple(bands), places=places, minimum_coverage=least)
    return Grading("made/1", rules, Fraction(100))


amounts = st.integers(0, 60).map(Fraction)
promises = st.integers(1, 40).map(Fraction)
pairs = st.lists(st.tuples(promises, st.none() | amounts), min_size=1, max_size=4)
weights = st.none() | st.integers(1, 5).map(Fraction)
directions = st.sampled_from([Direction.UP, Direction.DOWN])
accumulations = st.sampled_from([Accumulation.MEAN, Accumulation.SUM, Accumulation.LATEST])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a project of one to three indicators."""
    made = [
        indicator(draw(pairs), f"i{n}", draw(directions), draw(accumulations), draw(weights))
        for n in range(draw(st.integers(1, 3)))
    ]
    return case(*made)
