"""Coverage and range stand beside every named rate, and hold what the missing could become."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pledge_scoring.engine.aggregate import ProjectRow
from pledge_scoring.engine.facts import Kind, Status
from pledge_scoring.engine.funding import Funding, Sums
from pledge_scoring.engine.measures import Range
from pledge_scoring.engine.named_rates import (
    PROJECT_RATES,
    SET_RATES,
    NamedRate,
    own_rate,
    rate_of_project,
    rates_of_set,
)
from pledge_scoring.engine.scheme import DEFAULT_SCHEME

NONE = Sums()


def row(
    code: str,
    *,
    rate: Fraction | int | None = None,
    weight: int | None = None,
    status: Status = Status.ON_TRACK,
    kind: Kind = Kind.PLEDGE,
    money: tuple[int | None, int | None] = (None, None),
) -> ProjectRow:
    exact = None if rate is None else Fraction(rate)
    sums = Sums(planned_krw=money[0], secured_krw=money[1])
    return ProjectRow(
        plan="plan",
        code=code,
        kind=kind,
        status=status,
        parent=None,
        rate=exact,
        weight=None if weight is None else Fraction(weight),
        funding=Funding(total=sums, in_term=NONE, to_date=sums, approximate=False),
        range=None if exact is None else Range(exact, exact),
    )


def rates(*rows: ProjectRow) -> dict[str, NamedRate]:
    return {each.name: each for each in rates_of_set(rows, DEFAULT_SCHEME)}


def test_every_rate_has_its_name() -> None:
    assert tuple(rates(row("a"))) == SET_RATES
    own = own_rate(None, reason="not_due", coverage=None)
    of_project = [rate_of_project(name, own, row("a").funding) for name in PROJECT_RATES]
    assert tuple(each.name for each in of_project) == PROJECT_RATES
    assert (of_project[0].percent, of_project[0].reason) == (None, "not_due")


def test_mean_is_as_wide_as_what_has_no_rate() -> None:
    mean = rates(row("a", rate=80, weight=3), row("b", weight=1))["mean_progress"]

    assert (mean.percent, mean.coverage) == (Fraction(80), Fraction(3, 4))
    assert mean.range == Range(Fraction(60), Fraction(85))


def test_range_of_a_mean_is_not_known_while_that_of_a_project_is_not() -> None:
    known = row("a", rate=80)
    unknown = ProjectRow(
        **{**{name: getattr(known, name) for name in known.__slots__}, "range": None}
    )

    assert rates(unknown)["mean_progress"].range is None
    assert rates(known)["mean_progress"].range == Range(Fraction(80), Fraction(80))


def test_projects_nobody_reported_on_are_what_a_count_misses() -> None:
    of = [row("a", status=Status.COMPLETED), row("b"), row("c", status=Status.PLANNED)]

    found = rates(*of, row("d", kind=Kind.PENDING, status=Status.PLANNED))

    completed, on_track = found["completion_rate"], found["on_track_rate"]
    assert (completed.numerator, completed.denominator) == (Fraction(1), Fraction(3))
    assert completed.coverage == on_track.coverage == Fraction(2, 3)
    assert completed.range == Range(Fraction(100, 3), Fraction(200, 3))
    assert on_track.range == Range(Fraction(200, 3), Fraction(100))


def test_money_nobody_reported_on_could_be_nothing_or_all_of_its_plan() -> None:
    funding = rates(row("a", money=(60, 30)), row("b", money=(40, None)))["funding_rate_total"]

    assert (funding.percent, funding.coverage) == (Fraction(50), Fraction(3, 5))
    assert funding.range == Range(Fraction(30), Fraction(70))


def test_more_secured_than_planned_is_the_highest_that_is_known() -> None:
    funding = rates(row("a", money=(10, 30)), row("b", money=(90, None)))["funding_rate_total"]

    assert funding.percent == 300
    assert funding.range == Range(Fraction(30), Fraction(300))


def test_nothing_counted_has_no_coverage_and_no_range() -> None:
    assert {(each.percent, each.coverage, each.range) for each in rates().values()} == {
        (None, None, None)
    }


ROWS = st.lists(
    st.builds(
        row,
        st.just("a"),
        rate=st.none() | st.fractions(0, 100, max_denominator=9),
        weight=st.none() | st.integers(1, 5),
        status=st.sampled_from(Status),
        money=st.tuples(st.none() | st.integers(0, 99), st.none() | st.integers(0, 99)),
    ),
    max_size=6,
)


@given(ROWS)
def test_every_rate_lies_in_its_range_and_its_coverage_in_a_whole(rows: list[ProjectRow]) -> None:
    for each in rates(*rows).values():
        if each.percent is not None:
            assert each.range is not None
            assert each.range.low <= each.percent <= each.range.high
        if each.coverage is not None:
            assert 0 <= each.coverage <= 1


@given(ROWS, st.integers(0, 100))
def test_range_of_a_mean_holds_every_completion(rows: list[ProjectRow], filled: int) -> None:
    completed = [each if each.rate is not None else row("a", rate=filled) for each in rows]
    completed = [
        ProjectRow(
            **{
                **{n: getattr(new, n) for n in new.__slots__},
                "weight": old.weight,
                "status": old.status,
            }
        )
        for old, new in zip(rows, completed, strict=True)
    ]

    before, after = rates(*rows)["mean_progress"], rates(*completed)["mean_progress"]

    if after.percent is not None:
        assert before.range is not None
        assert before.range.low <= after.percent <= before.range.high
        assert before.range.high - before.range.low <= 100 - 100 * (before.coverage or 0)
