"""What must hold for every roll-up, whatever the numbers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_scoring.engine.facts import (
    Accumulation,
    Actual,
    Direction,
    Indicator,
    Kind,
    Period,
    PeriodFacts,
    PlanHead,
    Project,
    Status,
    Target,
)
from pledge_scoring.engine.indicators import score_indicator
from pledge_scoring.engine.numbers import EXACT_PLACES
from pledge_scoring.engine.result import judge
from pledge_scoring.engine.scheme import DEFAULT_SCHEME
from pledge_scoring.services.rendering import digest_of

_ON = date(2030, 12, 31)
_CAP = Fraction(100)
_amounts = st.decimals(0, 10**6, places=3).map(Fraction)
_promises = st.decimals(Decimal("0.001"), 10**6, places=3).map(Fraction)
_pairs = st.lists(st.tuples(_promises, st.none() | _amounts), min_size=1, max_size=8)
_weights = st.none() | st.decimals(Decimal("0.1"), 100, places=1).map(Fraction)

Pairs = Sequence[tuple[Fraction, Fraction | None]]


def _indicator(
    pairs: Pairs,
    accumulation: Accumulation = Accumulation.MEAN,
    direction: Direction = Direction.UP,
    code: str = "indicator",
    weight: Fraction | None = None,
) -> Indicator:
    return Indicator(
        code=code,
        name="지표",
        accumulation=accumulation,
        direction=direction,
        weight=weight,
        periods=tuple(
            PeriodFacts(
                period=Period(
                    text=str(year), first_day=date(year, 1, 1), last_day=date(year, 12, 31)
                ),
                target=Target(value=target),
                actual=None if actual is None else Actual(value=actual),
            )
            for year, (target, actual) in enumerate(pairs, start=2020)
        ),
    )


def _project(indicators: Sequence[Indicator]) -> Project:
    return Project(
        code="project",
        version=1,
        kind=Kind.PLEDGE,
        status=Status.ON_TRACK,
        indicators=tuple(indicators),
    )


_projects = st.lists(st.tuples(_pairs, _weights), min_size=1, max_size=5).map(
    lambda rows: _project(
        [_indicator(pairs, code=f"i{n}", weight=weight) for n, (pairs, weight) in enumerate(rows)]
    )
)
_PLAN = PlanHead(code="plan", version=1, organization="province")


@given(_pairs)
def test_a_mean_lies_between_its_periods(pairs: Pairs) -> None:
    score = score_indicator(_indicator(pairs), on=_ON, scheme=DEFAULT_SCHEME)

    rates = [period.rate for period in score.periods if period.rate is not None]
    if rates:
        assert score.total.rate is not None
        assert min(rates) <= score.total.rate <= max(rates)
    else:
        assert score.total.rate is None


@given(_projects)
def test_a_project_lies_between_its_indicators_and_its_range(project: Project) -> None:
    score = judge(_PLAN, project, on=_ON).score

    rates = [item.total.rate for item in score.indicators if item.total.rate is not None]
    assert score.range is not None
    assert 0 <= score.range.low <= score.range.high <= _CAP
    if rates:
        assert score.rate is not None
        assert min(rates) <= score.rate <= max(rates)
        assert sum(item.effective_weight for item in score.weighed.parts) == 1
        total = sum(item.contribution or 0 for item in score.weighed.parts)
        assert total == score.rate


@given(_projects)
def test_the_width_of_the_range_is_what_the_coverage_leaves(project: Project) -> None:
    score = judge(_PLAN, project, on=_ON).score

    assert score.range is not None
    assert score.coverage is not None
    assert score.range.high - score.range.low == 100 * (1 - score.coverage.share)


@given(
    _pairs,
    st.sampled_from(Accumulation),
    st.sampled_from(Direction),
    st.lists(st.fractions(0, 100), min_size=8, max_size=8),
)
def test_the_range_contains_every_completion(
    pairs: Pairs, accumulation: Accumulation, direction: Direction, shares: list[Fraction]
) -> None:
    completed = [
        (target, _reaching(target, share, direction) if actual is None else actual)
        for (target, actual), share in zip(pairs, shares, strict=False)
    ]

    before = score_indicator(
        _indicator(pairs, accumulation, direction), on=_ON, scheme=DEFAULT_SCHEME
    )
    after = score_indicator(
        _indicator(completed, accumulation, direction), on=_ON, scheme=DEFAULT_SCHEME
    )

    spread, rate = before.total.range, after.total.rate
    if spread is not None and rate is not None:
        assert spread.low <= rate <= spread.high


def _reaching(target: Fraction, share: Fraction, direction: Direction) -> Fraction:
    """Return an actual whose period rate lies between 0 and the cap."""
    if direction is Direction.DOWN:
        return 100 * target / max(share, Fraction(1, 10))
    return target * share / 100


@given(_pairs)
def test_missing_is_not_zero(pairs: Pairs) -> None:
    longer = [*pairs, (Fraction(10), None)]
    short = score_indicator(_indicator(pairs), on=_ON, scheme=DEFAULT_SCHEME).total
    long = score_indicator(_indicator(longer), on=_ON, scheme=DEFAULT_SCHEME).total

    assert long.rate == short.rate
    assert short.coverage is not None
    assert long.coverage is not None
    assert long.coverage.share <= short.coverage.share


@given(_projects)
def test_the_order_of_indicators_and_periods_is_no_matter(project: Project) -> None:
    shuffled = [
        replace(indicator, periods=tuple(reversed(indicator.periods)))
        for indicator in project.indicators
    ]
    shuffled.reverse()

    one = judge(_PLAN, project, on=_ON).score
    other = judge(_PLAN, replace(project, indicators=tuple(shuffled)), on=_ON).score

    assert (one.rate, one.coverage, one.range) == (other.rate, other.coverage, other.range)


@given(_projects)
def test_a_decimal_oracle_at_fifty_digits_agrees(project: Project) -> None:
    result = judge(_PLAN, project, on=_ON)

    with localcontext(Context(prec=50, rounding=ROUND_HALF_UP)):
        expected = _oracle(project)
    assert (expected is None) == (result.score.rate_exact is None)
    if expected is not None and result.score.rate_exact is not None:
        assert abs(Fraction(expected) - result.score.rate_exact) <= Fraction(1, 10**EXACT_PLACES)


def _oracle(project: Project) -> Decimal | None:
    """Compute the rate another way: in Decimal, indicator by indicator."""
    declared = [_decimal(i.weight) for i in project.indicators if i.weight is not None]
    absent = sum(declared, Decimal(0)) / len(declared) if declared else Decimal(1)
    above = below = Decimal(0)
    for indicator in project.indicators:
        rates = [
            min(Decimal(100), 100 * _decimal(p.actual.value) / _decimal(p.target.value))
            for p in indicator.periods
            if p.target and p.actual and p.target.value is not None and p.actual.value is not None
        ]
        if rates:
            weight = absent if indicator.weight is None else _decimal(indicator.weight)
            above += weight * sum(rates, Decimal(0)) / len(rates)
            below += weight
    return None if below == 0 else above / below


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


@given(_projects)
@settings(max_examples=30)
def test_the_same_facts_have_the_same_digest_and_others_another(project: Project) -> None:
    one = digest_of(judge(_PLAN, project, on=_ON))

    assert one == digest_of(judge(_PLAN, replace(project), on=_ON))
    assert one != digest_of(judge(_PLAN, replace(project, version=2), on=_ON))
