"""Each rule of alerts, with its failing twin."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_scoring.engine.alerts import find_alerts, next_day
from pledge_scoring.engine.facts import Accumulation, Direction, Project, Status, Target

from .made import (
    ON,
    RULES,
    TERM,
    case,
    cumulative,
    earlier,
    found,
    indicator,
    only,
    period,
    project,
)

BEHIND, FALLING, STALE, NULL = "BEHIND_SCHEDULE", "FALLING", "STALE", "NOT_COMPUTABLE"


@pytest.mark.parametrize(("actual", "alerts"), [(90, [(BEHIND, "project")]), (91, [])])
def test_rate_ten_points_short_of_its_targets_is_behind(
    actual: int, alerts: list[tuple[str, str]]
) -> None:
    assert found(case(project(indicator(period("2021", 100, actual))))) == alerts


def test_what_is_behind_names_the_numbers_and_the_indicators_furthest_first() -> None:
    worse = indicator(period("2021", 100, 20), code="worse")
    bad = indicator(period("2021", 100, 60), code="bad")
    good = indicator(period("2021", 100, 100), code="good")

    alert = only(case(project(good, bad, worse)))

    assert (alert.computed, alert.difference) == ("60.00", "-40.00")
    assert dict(alert.values)["needed"] == "100.00"
    assert dict(alert.hints[0].values)["subjects"] == (
        "indicators/worse 20.00 %, indicators/bad 60.00 %"
    )


def test_target_that_was_not_reported_on_is_not_behind_but_missing() -> None:
    whole = indicator(period("2020", 100, 100), period("2021", 100, None))

    assert found(case(project(whole))) == []


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.SUSPENDED, Status.SCRAPPED])
def test_ended_projects_are_not_behind(status: Status) -> None:
    facts = project(indicator(period("2021", 100, 50)))

    assert found(case(facts)) == [(BEHIND, "project")]
    assert found(case(replace(facts, status=status))) == []


def test_sum_is_held_against_the_days_that_are_gone() -> None:
    half_way = cumulative(period("2020", 40, 40), period("2021", 40, 40), of=120)

    alert = only(case(project(half_way), span=TERM))

    assert alert.subject == "indicators/one"
    values = dict(alert.values)
    # 2018-07-01 to 2021-12-31 are 1,280 of the 1,461 days of the term.
    assert (values["rate"], values["needed"]) == ("66.67", "87.61")
    assert (values["start"], values["end"]) == ("2018-07-01", "2022-06-30")


@pytest.mark.parametrize(
    "changed",
    [
        {"of": 88},  # 90.9 % of the term target
        {"direction": Direction.DOWN, "of": 40},
        {"accumulation": Accumulation.MEAN, "of": 120},
        {"term_target": Target(text="늘린다")},
    ],
)
def test_nothing_else_is_held_against_the_days(changed: dict[str, Any]) -> None:
    settings = {"of": 120, **changed}
    one = cumulative(period("2020", 40, 40), period("2021", 40, 40), **settings)

    assert (BEHIND, "indicators/one") not in found(case(project(one), span=TERM))


def test_without_known_days_nothing_is_held_against_them() -> None:
    assert found(case(project(cumulative(period("2021", 40, 40), of=400)))) == []


@pytest.mark.parametrize(("before", "alerts"), [(100, [(FALLING, "project")]), (99, [])])
def test_rate_five_points_lower_than_before_is_falling(
    before: int, alerts: list[tuple[str, str]]
) -> None:
    facts = project(indicator(period("2021", 100, 95)))

    assert found(case(facts, earlier=earlier(before))) == alerts


def test_first_rate_and_a_rate_that_is_gone_do_not_fall() -> None:
    rated, unrated = (project(indicator(period("2021", 100, each))) for each in (95, None))

    assert found(case(rated)) == []
    assert found(case(unrated, earlier=earlier(100))) == [(NULL, "project")]


@pytest.mark.parametrize(
    ("reports", "silent"),
    [
        ((100, 100, None, None), "2020, 2021"),
        ((100, 100, 100, None), ""),
        ((100, None, None, 100), ""),
        ((100, 100, "협의 중", None), ""),
        ((None, None, None, None), "2018, 2019, 2020, 2021"),
    ],
)
def test_two_due_periods_without_any_report_are_stale(
    reports: tuple[int | str | None, ...], silent: str
) -> None:
    years = (period(str(2018 + number), 100, each) for number, each in enumerate(reports))
    alerts = find_alerts(case(project(indicator(*years))), RULES)

    stale = [dict(alert.values) for alert in alerts if alert.code == STALE]

    assert [each["periods"] for each in stale] == ([silent] if silent else [])


def test_days_alone_make_an_indicator_stale() -> None:
    facts = project(
        indicator(
            period("2021-Q3", 100, 100), period("2021-Q4", 100, None), period("2022-Q1", 100, None)
        )
    )

    assert found(case(facts, day=date(2022, 3, 30))) == []
    assert found(case(facts, day=date(2022, 3, 31))) == [(STALE, "indicators/one")]


def test_indicators_of_parts_stand_for_a_parent_without_its_own() -> None:
    silent = indicator(*(period(year, 100, None) for year in ("2020", "2021")))
    part = project(silent, code="part", parent="p")

    assert found(case(project(), part)) == [
        (STALE, "projects/part/indicators/one"),
        (NULL, "project"),
    ]
    ended = replace(part, status=Status.SCRAPPED)
    assert found(case(project(), ended)) == [(NULL, "project")]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (project(), "no_indicator"),
        (project(indicator(period("2021", 100, None))), "no_actual"),
        (project(indicator(period("2021", 100, "협의 중"))), "text_only"),
        (project(indicator(period("2021", 0, 5))), "target_zero"),
    ],
)
def test_missing_rate_is_told_with_its_reason(facts: Project, reason: str) -> None:
    alert = only(case(facts))

    assert (alert.code.value, dict(alert.values)["reason"]) == (NULL, reason)
    assert len(alert.hints) == 1


def test_what_is_not_due_yet_is_no_fault() -> None:
    later = project(indicator(period("2030", 100, None)))

    assert case(later).score.reason == "not_due"
    assert found(case(later)) == []


def test_reporting_date_to_come_asks_nothing_before_its_time() -> None:
    facts = project(indicator(period("2022", 100, None)))
    to_come = date(2022, 12, 31)

    assert found(case(facts, on=to_come, day=ON)) == []
    assert found(case(facts, on=to_come, day=to_come)) == [(NULL, "project")]


_MADE = st.lists(
    st.tuples(st.sampled_from([None, 0, 80, 100]), st.booleans()), min_size=1, max_size=6
)


@given(
    made=_MADE,
    on=st.dates(date(2020, 1, 1), date(2023, 12, 31)),
    start=st.dates(date(2020, 1, 1), date(2023, 6, 30)),
)
def test_alerts_stay_the_same_until_the_next_day_that_is_named(
    made: list[tuple[int | None, bool]], on: date, start: date
) -> None:
    quarters = [f"{2020 + number // 4}-Q{number % 4 + 1}" for number in range(len(made))]
    periods = [
        period(text, 100 if targeted else None, actual)
        for text, (actual, targeted) in zip(quarters, made, strict=True)
    ]
    facts = project(cumulative(*periods, of=400))

    def at(day: date) -> object:
        return find_alerts(case(facts, on=on, day=day, span=TERM), RULES)

    again = next_day(case(facts, on=on, day=start, span=TERM))
    last = start + timedelta(days=400) if again is None else again - timedelta(days=1)

    assert again is None or again > start
    for days in range(0, (last - start).days + 1, 13):
        assert at(start + timedelta(days=days)) == at(start)
    assert at(last) == at(start)


def test_thresholds_are_of_the_edition() -> None:
    facts = project(indicator(period("2021", 100, 70)))
    milder = replace(
        RULES, behind_schedule=replace(RULES.behind_schedule, targets_due=Fraction(31))
    )

    assert found(case(facts)) == [(BEHIND, "project")]
    assert found(case(facts), milder) == []
