"""The three documents of Chungbuk: a work plan, a strategy and a programme."""

from collections import Counter
from decimal import Decimal

from pledge_shared.contracts.codes import Novelty, ProjectKind, Stage, Status
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.contracts.project import ProjectFacts

Totals = dict[str, Decimal]


def items(document: PlanDocument) -> list[ProjectFacts]:
    return [
        project
        for project in document.projects
        if project.parent is None and project.kind == ProjectKind.PROJECT
    ]


def parts(document: PlanDocument, parent: str) -> list[ProjectFacts]:
    return [project for project in document.projects if project.parent == parent]


def totals_by_unit(projects: list[ProjectFacts]) -> Totals:
    totals: Totals = {}
    for project in projects:
        for indicator in project.indicators:
            for target in indicator.targets:
                unit = indicator.unit or ""
                totals[unit] = totals.get(unit, Decimal(0)) + (target.value or 0)
    return totals


def planned(project: ProjectFacts) -> dict[tuple[str, str], int | None]:
    return {
        (line.source.value, line.period): line.amount_krw
        for line in project.budget.lines
        if line.stage == Stage.PLANNED
    }


def parts_totals(document: PlanDocument) -> dict[str, bool]:
    """Return, for each item whose parts have targets, whether they add up to its own."""
    sums = {item.code: totals_by_unit(parts(document, item.code)) for item in items(document)}
    return {
        item.code: sums[item.code] == totals_by_unit([item])
        for item in items(document)
        if sums[item.code]
    }


def test_work_plan_counts(cbist_2021: PlanDocument) -> None:
    kinds = Counter(goal.kind.value for goal in cbist_2021.plan.goals)
    assert kinds == {"goal": 4, "task": 12, "heading": 35}
    assert len(items(cbist_2021)) == 94
    assert sum(project.parent is not None for project in cbist_2021.projects) == 99
    assert [p.code for p in cbist_2021.projects if p.kind == ProjectKind.PENDING] == [
        "p-1",
        "p-2",
        "p-3",
    ]


def test_work_plan_targets(cbist_2021: PlanDocument) -> None:
    top = items(cbist_2021)
    assert Counter(len(item.indicators) for item in top) == {1: 87, 2: 4, 0: 3}
    assert sum(len(item.indicators) for item in top) == 95
    assert Counter(indicator.unit for item in top for indicator in item.indicators) == {
        "건": 42,
        "회": 22,
        "명": 13,
        "식": 11,
        "개사": 4,
        "편": 1,
        "%": 1,
        "시간": 1,
    }
    assert totals_by_unit(top) == {
        "건": 3931,
        "회": 48,
        "명": 678,
        "식": 11,
        "개사": 42,
        "편": 80,
        "%": 77,
        "시간": 10,
    }


def test_work_plan_promises_and_reports_nothing_yet(cbist_2021: PlanDocument) -> None:
    assert {project.status for project in cbist_2021.projects} == {Status.PLANNED}
    indicators = [item for project in cbist_2021.projects for item in project.indicators]
    assert not any(indicator.actuals for indicator in indicators)
    assert {target.period for item in indicators for target in item.targets} == {"2021"}


def test_parts_add_up_to_their_item(cbist_2021: PlanDocument) -> None:
    checked = parts_totals(cbist_2021)
    assert len(checked) == 18
    assert all(checked.values())


def test_a_dropped_part_no_longer_adds_up(cbist_2021: PlanDocument) -> None:
    rest = tuple(project for project in cbist_2021.projects if project.code != "1-1-1-1-1")
    checked = parts_totals(cbist_2021.model_copy(update={"projects": rest}))
    assert [code for code, agrees in checked.items() if not agrees] == ["1-1-1-1"]


def test_only_what_is_marked_new_is_new(cbist_2021: PlanDocument) -> None:
    marked = [goal for goal in cbist_2021.plan.goals if goal.novelty == Novelty.NEW]
    assert {goal.kind.value for goal in marked} == {"heading"}
    assert len(marked) == 15
    assert sum(item.novelty == Novelty.NEW for item in items(cbist_2021)) == 20
    assert [p.code for p in cbist_2021.projects if p.parent and p.novelty] == ["2-3-2-3-2"]


def test_footnote_marks_are_cleaned_from_titles(cbist_2021: PlanDocument) -> None:
    titles = {project.code: project.title for project in cbist_2021.projects}
    assert titles["2-2-1-2"] == "드론․UAM 산업 선도 거점 육성 지원"
    assert titles["4-2-1-3-1"] == "재단 본연의 역할 범위 내 사회적가치 5대분야 설정"


def test_pending_projects_have_their_money(cbist_2021: PlanDocument) -> None:
    pending = {p.code: p for p in cbist_2021.projects if p.kind == ProjectKind.PENDING}
    assert planned(pending["p-1"]) == {
        ("national", "2021..2023"): 10_000_000_000,
        ("provincial", "2021..2023"): 4_300_000_000,
    }
    assert planned(pending["p-2"]) == {("provincial", "2021"): 200_000_000}
    assert planned(pending["p-3"]) == {("provincial", "2021"): 80_000_000}
    stated = [pending[code].budget.stated[0] for code in sorted(pending)]
    assert [amount.amount_krw for amount in stated] == [14_300_000_000, 200_000_000, 80_000_000]
    assert all(s.amount_krw == sum(part.amount_krw for part in s.parts) for s in stated)


def test_strategy_has_one_project_and_three_targets(cb_switch: PlanDocument) -> None:
    (project,) = cb_switch.projects
    assert len(cb_switch.plan.goals) == 6
    assert totals_by_unit([project]) == {"개사": 3500, "명": 50_000, "원": 20_000_000_000_000}
    assert {t.period for i in project.indicators for t in i.targets} == {"2027"}
    (line,) = project.budget.lines
    assert (line.source, line.amount_krw, line.approximate) == ("undivided", 970_000_000_000, True)


def test_strategy_keeps_the_counts_it_reports(cb_switch: PlanDocument) -> None:
    counts = {value.name: str(value.value) for value in cb_switch.plan.reported_values}
    del counts["company_share_rate"]
    assert counts == {"field_count": "6", "strategy_count": "18", "project_count": "80"}


def test_cluster_phases_add_up(cb_cluster: PlanDocument) -> None:
    first, second = cb_cluster.projects
    assert planned(first) == {
        ("national", "2018..2022"): 17_800_000_000,
        ("provincial", "2018..2022"): 7_700_000_000,
    }
    assert planned(second) == {
        ("national", "2023..2027"): 26_000_000_000,
        ("provincial", "2023..2027"): 14_000_000_000,
    }
    for phase, total in ((first, 25_500_000_000), (second, 40_000_000_000)):
        assert sum(line.amount_krw or 0 for line in phase.budget.lines) == total
        assert [declared.amount_krw for declared in phase.budget.declared_totals] == [total]
        assert [stated.amount_krw for stated in phase.budget.stated] == [total]
    assert {line.approximate for line in first.budget.lines} == {False}
    assert {line.approximate for line in second.budget.lines} == {True}


def test_cluster_covers_six_municipalities(cb_cluster: PlanDocument) -> None:
    assert {len(phase.regions) for phase in cb_cluster.projects} == {6}
    (area,) = [fact for fact in cb_cluster.plan.facts if fact.unit == "㎢"]
    assert area.value == Decimal("16.43")
