"""Named rates, counts and sums over many projects."""

from fractions import Fraction
from typing import Any

import pytest

from pledge_scoring.engine.aggregate import ProjectRow, SetResult, aggregate
from pledge_scoring.engine.facts import Kind, Status
from pledge_scoring.engine.funding import Funding, Sums
from pledge_scoring.engine.numbers import fixed
from pledge_scoring.engine.result import Check
from pledge_scoring.engine.scheme import Scheme

_NO_MONEY = Funding(Sums(), Sums(), Sums(), approximate=False)


def _row(status: str = "on_track", rate: str | None = None, **fields: Any) -> ProjectRow:
    given: dict[str, Any] = {
        "plan": "plan",
        "code": "project",
        "kind": Kind.PLEDGE,
        "parent": None,
        "weight": None,
        "funding": _NO_MONEY,
        **fields,
    }
    return ProjectRow(status=Status(status), rate=None if rate is None else Fraction(rate), **given)


def _money(planned: int | None, secured: int | None) -> Funding:
    sums = Sums(planned_krw=planned, secured_krw=secured)
    return Funding(sums, sums, sums, approximate=False)


@pytest.mark.parametrize(
    ("done", "of", "percent"),
    [((8, 45), 131, "40.46"), ((79, 0), 100, "79.00"), ((222, 0), 262, "84.73")],
)
def test_completion_rate_of_published_counts(done: tuple[int, int], of: int, percent: str) -> None:
    completed, continuing = done
    rows = [_row("completed")] * completed + [_row("continuing")] * continuing
    rows += [_row("partial")] * (of - completed - continuing)

    rate = aggregate(rows).completion_rate

    assert rate.percent is not None
    assert fixed(rate.percent) == percent
    assert (rate.numerator, rate.denominator) == (completed + continuing, of)


def test_on_track_is_another_rate_than_completion() -> None:
    result = aggregate([_row("completed"), _row("on_track"), _row("scrapped"), _row("suspended")])

    assert result.completion_rate.percent == 25
    assert result.on_track_rate.percent == 50


def test_scrapped_projects_stay_in_the_denominator_unless_the_scheme_says_otherwise() -> None:
    rows = [_row("completed"), _row("scrapped")]
    without = Scheme(name="x/1", methods=(), excluded_statuses=frozenset({Status.SCRAPPED}))

    assert aggregate(rows).completion_rate.percent == 50
    assert aggregate(rows, scheme=without).completion_rate.percent == 100


def test_count_rates_are_null_while_every_project_is_planned() -> None:
    planned = aggregate([_row("planned")] * 3).completion_rate
    one_begun = aggregate([_row("planned")] * 2 + [_row("partial")]).completion_rate

    assert (planned.percent, planned.reason) == (None, "not_reported")
    assert one_begun.percent == 0


def test_sub_projects_and_pending_ones_stand_apart() -> None:
    rows = [
        _row("completed", "100"),
        _row("partial", "0", parent="project"),
        _row("partial", "0", kind=Kind.PENDING),
    ]

    result = aggregate(rows)

    assert (result.counted.top_level, result.counted.sub, result.counted.pending) == (1, 1, 1)
    assert result.completion_rate.percent == 100
    assert result.mean_progress.percent == 100


def test_mean_progress_leaves_out_what_is_missing_and_says_so() -> None:
    mean = aggregate([_row(rate="80"), _row(rate="60"), _row()]).mean_progress

    assert mean.percent == 70
    assert mean.coverage == Fraction(2, 3)


def test_mean_progress_of_nothing_is_null_with_coverage_zero() -> None:
    mean = aggregate([_row(), _row()]).mean_progress

    assert mean.percent is None
    assert mean.coverage == 0
    assert mean.reason == "not_reported"


def test_an_empty_set_has_no_coverage_either() -> None:
    result = aggregate([])

    assert result.mean_progress.coverage is None
    assert result.completion_rate.percent is None


def test_declared_weights_weigh_projects_and_are_named() -> None:
    rows = [_row(rate="100", weight=Fraction(3)), _row(rate="0", weight=Fraction(1))]

    assert aggregate(rows).mean_progress.percent == 75
    assert aggregate(rows).mean_progress.weighting == "declared"
    assert aggregate([_row(rate="1")]).mean_progress.weighting == "equal"


class TestMoney:
    def _total(self, result: SetResult) -> Any:
        return dict(result.money)["total"]

    def test_sums_over_sums(self) -> None:
        rows = [_row(funding=_money(100, 100)), _row(funding=_money(9_900, 0))]

        assert self._total(aggregate(rows)).funding.rate.percent == 1

    def test_a_project_that_has_not_reported_lowers_the_coverage_not_the_rate(self) -> None:
        rows = [_row(funding=_money(100, 50)), _row(funding=_money(300, None))]

        money = self._total(aggregate(rows))

        assert money.funding.rate.percent == 50
        assert money.funding.coverage == Fraction(1, 4)
        assert (money.sums.planned_krw, money.sums.secured_krw) == (400, 50)

    def test_without_any_plan_there_is_no_rate(self) -> None:
        money = self._total(aggregate([_row()]))

        assert (money.funding.rate.percent, money.funding.rate.reason) == (None, "no_plan")
        assert money.funding.rate.denominator_krw is None


def test_checks_and_findings_add_up() -> None:
    rows = [
        _row(checks=(Check("CROSS_FOOT", 2, 1),), findings=("INVALID_DATE",)),
        _row(checks=(Check("CROSS_FOOT", 3, 0),), findings=("INVALID_DATE", "INVALID_DATE")),
    ]

    result = aggregate(rows)

    assert result.checks == (Check("CROSS_FOOT", 5, 1),)
    assert result.finding_counts == (("INVALID_DATE", 3),)
