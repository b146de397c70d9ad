"""The Gyeongbuk pledge card, end to end through the engine: the numbers of its table."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from pledge_scoring.engine.aggregate import aggregate, row_of
from pledge_scoring.engine.numbers import fixed
from pledge_scoring.engine.result import ProjectResult
from pledge_scoring.services.inputs import score_project
from pledge_shared.contracts.indicator import Indicator
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

Sample = tuple[Plan, list[Project]]


@pytest.fixture
def card(sample: Callable[[str], Sample]) -> Sample:
    return sample("gb-7")


def _with_missing_rate(project: Project) -> Project:
    """Put the missing 2021 rate of the data centre in as 10."""

    def put(indicator: Indicator) -> Indicator:
        actuals = tuple(
            actual.model_copy(update={"reported_rate": 10}) if actual.period == "2021" else actual
            for actual in indicator.actuals
        )
        return Indicator.model_validate_json(
            indicator.model_copy(update={"actuals": actuals}).model_dump_json()
        )

    changed = tuple(
        put(indicator) if indicator.code == "cloud-datacenter" else indicator
        for indicator in project.indicators
    )
    return project.model_copy(update={"indicators": changed, "version": 2})


def _found(result: ProjectResult) -> list[tuple[str, str]]:
    return sorted((finding.code.value, finding.subject) for finding in result.findings)


def test_card_rate_coverage_and_range(card: Sample) -> None:
    plan, [project] = card

    score = score_project(plan, project).score

    assert score.rate == Fraction("92.5")
    assert score.numerator == Fraction("277.5")
    assert score.denominator == 3
    assert score.rate_name == "mean_of_period_rates"
    assert score.coverage is not None
    assert score.coverage.share == Fraction(8, 9)
    assert (score.coverage.with_value, score.coverage.due) == (7, 8)
    assert score.range is not None
    assert (fixed(score.range.low), fixed(score.range.high)) == ("81.39", "92.50")


def test_card_indicators(card: Sample) -> None:
    plan, [project] = card

    scores = {item.facts.code: item.total for item in score_project(plan, project).score.indicators}

    rates = {code: total.rate for code, total in scores.items()}
    assert rates == {"cloud-datacenter": 100, "training": 100, "adoption": Fraction("77.5")}
    counts = {
        code: (t.coverage.with_value, t.coverage.due) for code, t in scores.items() if t.coverage
    }
    assert counts == {"cloud-datacenter": (2, 3), "training": (1, 1), "adoption": (4, 4)}


def test_card_has_exactly_its_seven_findings(card: Sample) -> None:
    plan, [project] = card

    result = score_project(plan, project)

    assert _found(result) == [
        ("CONFLICTING_EVIDENCE", "indicators/training/2019"),
        ("INVALID_DATE", "period.end"),
        ("REPORTED_RATE_MISMATCH", "indicators/adoption"),
        ("REPORTED_RATE_MISMATCH", "indicators/cloud-datacenter"),
        ("REPORTED_RATE_MISMATCH", "project"),
        ("SECURED_EXCEEDS_PLAN", "budget/2019"),
        ("STATUS_RATE_CONFLICT", "status"),
    ]


def test_card_mismatches_name_cause_difference_and_the_missing_value(card: Sample) -> None:
    plan, [project] = card

    found = {finding.subject: finding for finding in score_project(plan, project).findings}

    whole, cloud = found["project"], found["indicators/cloud-datacenter"]
    adoption = found["indicators/adoption"]
    assert (whole.reported, whole.computed, whole.difference) == ("82.5", "92.50", "10.00")
    assert (whole.cause, cloud.cause, adoption.cause) == (
        "missing_values",
        "missing_values",
        "unexplained",
    )
    hints = {hint.code: dict(hint.values) for hint in whole.hints}
    assert hints["inside_range"] == {"low": "81.39", "high": "92.50"}
    assert hints["missing_value_reproduces"] == {
        "value": "10",
        "periods": "cloud-datacenter/2021",
        "terms": "70, 100, 77.5",
    }
    assert hints["mean_of_reported_does_not"] == {"terms": "70, 100, 60", "mean": "76.67"}
    assert ("missing_value_reproduces", "10") in {
        (hint.code, dict(hint.values).get("value")) for hint in cloud.hints
    }
    assert adoption.hints == ()


def test_card_with_the_missing_rate_put_in(card: Sample) -> None:
    plan, [project] = card

    result = score_project(plan, _with_missing_rate(project))

    assert result.score.rate == Fraction("82.5")
    assert result.score.coverage is not None
    assert result.score.coverage.share == 1
    assert (result.score.coverage.with_value, result.score.coverage.due) == (8, 8)
    assert result.score.range is not None
    assert (fixed(result.score.range.low), fixed(result.score.range.high)) == ("82.50", "82.50")
    assert len(result.findings) == 5
    assert [s for code, s in _found(result) if code == "REPORTED_RATE_MISMATCH"] == [
        "indicators/adoption"
    ]


def test_card_at_the_end_of_2022_has_more_due_and_less_coverage(card: Sample) -> None:
    plan, [project] = card

    score = score_project(plan, project, on=date(2022, 12, 31)).score

    assert score.rate == Fraction("92.5")
    assert score.coverage is not None
    assert (score.coverage.due, score.coverage.share) == (10, Fraction(23, 30))


def test_card_checks_and_money(card: Sample) -> None:
    plan, [project] = card

    result = score_project(plan, project)

    [check] = result.checks
    assert (check.code, check.passed, check.failed, check.of) == ("CROSS_FOOT", 32, 0, 32)
    money = dict(aggregate([row_of(result)]).money)
    rates = [money[window].funding.rate.percent for window in ("total", "in_term", "to_date")]
    assert [fixed(rate) for rate in rates if rate is not None] == ["17.98", "24.67", "35.21"]
    assert result.funding.total.secured_krw == 3_380_000_000
    assert result.funding.to_date.planned_krw == 9_600_000_000
    assert result.funding.total.executed_krw is None


def test_work_plan_of_the_institution_has_counts_and_sums_but_no_rate(
    sample: Callable[[str], Sample],
) -> None:
    plan, projects = sample("cbist-2021")

    results = [
        score_project(plan, project, [part for part in projects if part.parent == project.code])
        for project in projects
    ]
    whole = aggregate(row_of(result) for result in results)

    assert (whole.counted.top_level, whole.counted.sub, whole.counted.pending) == (94, 99, 3)
    checks = {check.code: (check.passed, check.of) for check in whole.checks}
    assert checks["PARTS_TOTAL"] == (18, 18)
    assert {result.score.rate for result in results} == {None}
    assert whole.mean_progress.percent is None
    assert whole.mean_progress.coverage == 0
    assert (whole.completion_rate.percent, whole.completion_rate.reason) == (None, "not_reported")
    assert [result.findings for result in results if result.findings] == []


@pytest.mark.parametrize("code", ["cb-switch", "cb-cluster"])
def test_programmes_without_reports_have_sums_and_no_findings(
    sample: Callable[[str], Sample], code: str
) -> None:
    plan, projects = sample(code)

    results = [score_project(plan, project) for project in projects]

    assert [result.findings for result in results if result.findings] == []
    whole = aggregate(row_of(result) for result in results)
    total = dict(whole.money)["total"]
    assert (
        total.sums.planned_krw == {"cb-switch": 970_000_000_000, "cb-cluster": 65_500_000_000}[code]
    )
    assert (total.funding.rate.percent, total.funding.rate.reason) == (None, "not_reported")
    assert whole.approximate
