"""The pledge card of Gyeongbuk, cell by cell."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from pledge_shared.contracts.budget import Budget, BudgetLine, DeclaredTotal
from pledge_shared.contracts.codes import MilestoneState, Precision, Status
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.contracts.project import ProjectFacts

EOK = 100_000_000
IN_TERM = ("2018", "2019", "2020", "2021", "2022")


@pytest.fixture
def card(gb_7: PlanDocument) -> ProjectFacts:
    (project,) = gb_7.projects
    return project


def line_sum(budget: Budget, source: str, stage: str, periods: tuple[str, ...] | None) -> int:
    """Add the cells of a source (or of all) in some periods (or in all)."""
    return sum(
        line.amount_krw or 0
        for line in budget.lines
        if source in {line.source, "all"}
        and line.stage == stage
        and (periods is None or line.period in periods)
    )


def wrong_totals(budget: Budget) -> list[DeclaredTotal]:
    """Return the printed totals that the cells above or beside them do not make."""
    spans = {"total": None, "in_term": IN_TERM}
    return [
        total
        for total in budget.declared_totals
        if (total.amount_krw or 0)
        != line_sum(budget, total.source, total.stage, spans.get(total.period, (total.period,)))
    ]


def kind_of_cell(cell: BudgetLine | DeclaredTotal) -> str:
    if cell.amount_krw is None:
        return {"": "blank", "-": "dash"}[cell.printed or ""]
    return "zero" if cell.amount_krw == 0 else "number"


def test_plan_head(gb_7: PlanDocument) -> None:
    plan = gb_7.plan
    assert (plan.code, plan.organization, plan.scheme) == ("gb-7", "gyeongbuk", "pledge-default/1")
    assert plan.reporting_date == date(2021, 6, 30)
    assert plan.term is not None
    assert (plan.term.start, plan.term.end) == (date(2018, 7, 1), date(2022, 6, 30))
    province = gb_7.organizations[0]
    assert (province.institution_code, province.district_code) == ("6470000", "4700000000")


def test_card_head(card: ProjectFacts) -> None:
    assert (card.code, card.status) == ("bigdata", Status.CONTINUING)
    assert card.contact_ref is None
    (overall,) = card.reported_values
    assert (overall.name, overall.value) == ("progress_rate", Decimal("82.5"))
    assert (card.challenges.applicable, card.ordinances.applicable) == (False, False)


def test_impossible_date_stands_in_print_beside_the_real_one(card: ProjectFacts) -> None:
    assert card.period is not None
    assert (card.period.start, card.period.end) == (date(2018, 7, 1), date(2022, 6, 30))
    assert card.period.printed == "2018.07.01. ~ 2022.06.31.(48개월)"


def test_budget_keeps_blank_dash_and_zero_apart(card: ProjectFacts) -> None:
    kinds = [kind_of_cell(line) for line in card.budget.lines]
    kinds += [kind_of_cell(total) for total in card.budget.declared_totals]
    assert len(kinds) == 5 * 16
    assert Counter(kinds) == {"number": 52, "zero": 4, "dash": 6, "blank": 18}


def test_printed_totals_agree_with_the_cells(card: ProjectFacts) -> None:
    assert len(card.budget.lines) == 4 * 13
    assert len(card.budget.declared_totals) == 16 + 4 * 3
    assert wrong_totals(card.budget) == []


def test_a_changed_cell_disagrees_with_its_row_and_column(card: ProjectFacts) -> None:
    changed = [
        line.model_copy(update={"amount_krw": 1})
        if (line.source, line.stage, line.period) == ("national", "secured", "2019")
        else line
        for line in card.budget.lines
    ]
    wrong = wrong_totals(card.budget.model_copy(update={"lines": tuple(changed)}))
    assert {(total.source, total.period) for total in wrong} == {
        ("all", "2019"),
        ("all", "total"),
        ("national", "total"),
    }


def test_budget_sums_are_those_of_the_card(card: ProjectFacts) -> None:
    budget = card.budget
    assert line_sum(budget, "all", "planned", None) == 188 * EOK
    assert line_sum(budget, "all", "planned", IN_TERM) == 137 * EOK
    assert line_sum(budget, "all", "planned", IN_TERM[:4]) == 96 * EOK
    assert line_sum(budget, "all", "secured", None) == 3_380_000_000
    assert line_sum(budget, "all", "planned", ("2019",)) == 6 * EOK
    assert line_sum(budget, "all", "secured", ("2019",)) == 17 * EOK


def test_stated_amount_has_its_four_parts(card: ProjectFacts) -> None:
    (stated,) = card.budget.stated
    assert stated.amount_krw == 188 * EOK
    assert [part.amount_krw // EOK for part in stated.parts] == [72, 54, 56, 6]


@pytest.mark.parametrize(
    ("code", "overall", "rates"),
    [
        ("cloud-datacenter", "70", [None, "100", "100", None, None]),
        ("training", "100", [None, "100", None, None, None]),
        ("adoption", "60", ["100", "100", "100", "10", None]),
    ],
)
def test_indicator_keeps_the_printed_rates(
    card: ProjectFacts, code: str, overall: str, rates: list[str | None]
) -> None:
    (indicator,) = [indicator for indicator in card.indicators if indicator.code == code]
    assert indicator.reported_rate == Decimal(overall)
    assert tuple(target.period for target in indicator.targets) == IN_TERM
    assert [actual.reported_rate for actual in indicator.actuals] == [
        None if rate is None else Decimal(rate) for rate in rates
    ]
    assert all(target.value is None for target in indicator.targets)


def test_words_in_place_of_a_rate_and_the_end_of_a_project_are_kept(card: ProjectFacts) -> None:
    cloud, training, _ = card.indicators
    assert [actual.reported_text for actual in cloud.actuals if actual.reported_text] == [
        "장비구축 계획수립중"
    ]
    assert [(target.period, target.printed) for target in training.targets if target.ends] == [
        ("2020", "사업종료")
    ]
    assert (training.targets[0].text, training.targets[0].printed) == (None, "-")


def test_milestones(card: ProjectFacts) -> None:
    assert Counter(item.state for item in card.milestones) == {
        MilestoneState.DONE: 16,
        MilestoneState.PLANNED: 3,
    }
    assert Counter(item.precision for item in card.milestones) == {
        Precision.DAY: 9,
        Precision.MONTH: 5,
        Precision.RANGE: 1,
        Precision.OPEN: 1,
        Precision.YEAR: 3,
    }
    assert all(item.printed for item in card.milestones)


def test_only_the_people_trained_in_2019_are_counted_twice_over(card: ProjectFacts) -> None:
    seen: dict[tuple[str, str, str], set[Decimal]] = {}
    for item in card.milestones:
        for found in item.quantities:
            if found.indicator is not None and item.start is not None:
                key = (found.indicator, str(item.start.year), found.unit)
                seen.setdefault(key, set()).add(found.value)
    for indicator in card.indicators:
        for actual in indicator.actuals:
            for found in actual.quantities:
                key = (indicator.code, actual.period, found.unit)
                seen.setdefault(key, set()).add(found.value)
    conflicts = {key: values for key, values in seen.items() if len(values) > 1}
    assert conflicts == {("training", "2019", "명"): {Decimal(220), Decimal(349)}}
    assert seen["adoption", "2019", "개사"] == {Decimal(37)}
    assert seen["adoption", "2020", "개사"] == {Decimal(13)}
