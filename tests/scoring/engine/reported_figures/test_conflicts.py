"""Figures printed side by side: they contradict each other, or not, without any project."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from pledge_scoring.engine.facts import Status
from pledge_scoring.engine.reported_figures import NAMES, Figure
from pledge_scoring.engine.scheme import DEFAULT_SCHEME
from pledge_shared.contracts.reconciliation import FigureName

from .printed import check, codes, hints

_ALL = {f"status_{status}_count": "2" for status in Status}


def _conflicting(printed: Mapping[str, str | int]) -> list[str]:
    return [
        name
        for name, checked in check(printed).items()
        if codes(checked) == ["REPORTED_FIGURES_CONFLICT"]
    ]


@pytest.mark.parametrize(
    ("wrong", "printed"),
    [
        (
            "completion_rate",
            {"project_count": "80", "completed_count": "42", "completion_rate": "80"},
        ),
        ("on_track_rate", {"project_count": "80", "on_track_count": "42", "on_track_rate": "80"}),
        ("completed_count", {"project_count": "80", "completed_count": "81"}),
        ("on_track_count", {"project_count": "80", "on_track_count": "81"}),
        ("completed_count", {"on_track_count": "10", "completed_count": "11"}),
        ("completion_rate", {"on_track_rate": "10", "completion_rate": "10.1"}),
        (
            "completed_count",
            {
                "completed_count": "54",
                "status_completed_count": "8",
                "status_continuing_count": "45",
            },
        ),
        ("project_count", {**_ALL, "project_count": "13"}),
        (
            "funding_rate_total",
            {"secured_total": 3_380, "planned_total": 18_800, "funding_rate_total": "24.67"},
        ),
        (
            "execution_rate_to_date",
            {"executed_to_date": 1, "secured_to_date": 4, "execution_rate_to_date": "26"},
        ),
    ],
)
def test_figures_that_cannot_all_be_right_are_found(
    wrong: str, printed: dict[str, str | int]
) -> None:
    assert _conflicting(printed) == [wrong]


@pytest.mark.parametrize(
    "printed",
    [
        {"project_count": "60", "completed_count": "41", "completion_rate": "68"},
        {"project_count": "131", "completed_count": "53", "completion_rate": "40.46"},
        {"project_count": "80", "completed_count": "80", "on_track_count": "80"},
        {"completion_rate": "40", "on_track_rate": "40"},
        {"completed_count": "53", "status_completed_count": "8", "status_continuing_count": "45"},
        {"completed_count": "54", "status_completed_count": "8"},
        {**_ALL, "project_count": "14"},
        {"secured_total": 3_380, "planned_total": 18_800, "funding_rate_total": "17.98"},
        {"secured_total": 3_380, "funding_rate_total": "17.98"},
        {"secured_total": 3_380, "planned_total": 0, "funding_rate_total": "17.98"},
        {"project_count": "0", "completed_count": "0", "completion_rate": "0"},
    ],
)
def test_figures_that_go_together_are_left_alone(printed: dict[str, str | int]) -> None:
    assert _conflicting(printed) == []


def test_a_name_printed_twice_with_two_numbers_is_a_conflict() -> None:
    printed = [Figure(name="completion_rate", value=Decimal(n)) for n in ("68.4", "68.4", "67.1")]
    same = check(printed[:2])["completion_rate"]

    [finding] = check(printed)["completion_rate"].findings

    assert (finding.reported, finding.computed) == ("67.1", "68.40")
    assert same.findings == ()


def test_what_is_said_to_be_rough_contradicts_nothing() -> None:
    about = Figure(name="project_count", value=Decimal(80), approximate=True)
    exact = Figure(name="completed_count", value=Decimal(54))
    rate = Figure(name="completion_rate", value=Decimal("68.4"))

    assert check([about, exact, rate])["completion_rate"].findings == ()
    assert check([replace(about, approximate=False), exact, rate])["completion_rate"].findings
    assert check([replace(about, value=Decimal(50)), exact])["completed_count"].findings == ()
    more = Figure(name="completed_count", value=Decimal(90), approximate=True)
    whole = replace(about, approximate=False)
    assert check([whole, more])["completed_count"].findings == ()
    assert check([whole, replace(more, approximate=False)])["completed_count"].findings


def test_rates_are_not_held_to_the_count_of_all_where_the_scheme_leaves_some_out() -> None:
    scheme = replace(DEFAULT_SCHEME, excluded_statuses=frozenset({Status.SCRAPPED}))
    printed = {"project_count": "4", "completed_count": "2", "completion_rate": "66.7"}

    assert check(printed, scheme=scheme)["completion_rate"].findings == ()
    assert check(printed)["completion_rate"].findings != ()


def test_a_rate_cut_off_is_a_conflict_of_rounding() -> None:
    printed = {"project_count": "79", "completed_count": "54", "completion_rate": "68.3"}

    checked = check(printed)["completion_rate"]

    assert checked.findings[0].cause == "rounding"
    assert "rounded_down_reproduces" in hints(checked)


def test_another_denominator_of_the_printed_numerator_is_named() -> None:
    printed = {"project_count": "80", "completed_count": "42", "completion_rate": "80.77"}

    found = hints(check(printed)["completion_rate"])

    assert found["denominator_reproduces"] == {"numerator": "42", "denominators": "52"}
    assert found["no_numerator_reproduces"] == {"denominator": "80"}


def test_names_of_the_engine_and_of_the_wire_are_the_same() -> None:
    assert list(NAMES) == [name.value for name in FigureName]
