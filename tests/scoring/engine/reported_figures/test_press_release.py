"""A press release: 전체 79개 중 완료 54개, 달성률 67.1%, 이행률 83.5%, 평균진행률 89.1%."""

from fractions import Fraction

import pytest

from pledge_scoring.engine.aggregate import ProjectRow
from pledge_scoring.engine.reported_figures import FigureStatus

from .printed import Found, check, codes, hints, rows

PRINTED = {
    "project_count": "79",
    "completed_count": "54",
    "completion_rate": "67.1",
    "on_track_rate": "83.5",
    "mean_progress": "89.1",
}


def _projects(completed: int = 54, continuing: int = 0) -> list[ProjectRow]:
    """Return 79 projects, 66 of them on track or done, whose mean progress is 89.1."""
    rate = Fraction("89.1")
    return [
        *rows(completed, "completed", rate=rate),
        *rows(continuing, "continuing", rate=rate),
        *rows(66 - completed - continuing, "on_track", rate=rate),
        *rows(13, "partial", rate=rate),
    ]


@pytest.fixture
def found() -> Found:
    return check(PRINTED, _projects())


def test_completion_is_53_of_79_and_54_were_completed(found: Found) -> None:
    checked = found["completion_rate"]

    assert codes(checked) == ["REPORTED_RATE_MISMATCH", "REPORTED_FIGURES_CONFLICT"]
    for finding in checked.findings:
        assert (finding.reported, finding.computed) == ("67.1", "68.35")
        assert (finding.difference, finding.cause) == ("1.25", "unexplained")
        named = {hint.code: dict(hint.values) for hint in finding.hints}
        assert named == {"numerator_reproduces": {"numerators": "53", "denominator": "79"}}


def test_on_track_agrees_and_is_66_of_79(found: Found) -> None:
    checked = found["on_track_rate"]

    assert checked.status is FigureStatus.AGREES
    assert checked.findings == ()
    [reading] = checked.reads_as
    assert reading.code == "numerator_reproduces"
    assert dict(reading.values) == {"numerators": "66", "denominator": "79"}


def test_counts_and_mean_agree(found: Found) -> None:
    for name in ("project_count", "completed_count", "mean_progress"):
        assert found[name].status is FigureStatus.AGREES
        assert found[name].findings == ()


def test_without_any_project_the_printed_figures_still_contradict_each_other() -> None:
    found = check(PRINTED)

    assert {checked.status for checked in found.values()} == {FigureStatus.NOT_CHECKED}
    assert {checked.reason for checked in found.values()} == {"no_projects"}
    assert {name: codes(checked) for name, checked in found.items() if checked.findings} == {
        "completion_rate": ["REPORTED_FIGURES_CONFLICT"]
    }
    assert hints(found["completion_rate"])["numerator_reproduces"]["numerators"] == "53"
    assert dict(found["on_track_rate"].reads_as[0].values)["numerators"] == "66"


def test_the_right_rate_is_left_alone() -> None:
    found = check({**PRINTED, "completion_rate": "68.35"}, _projects())

    assert [name for name, checked in found.items() if checked.findings] == []


def test_53_that_were_completed_and_do_not_continue_are_the_explanation() -> None:
    found = check(PRINTED, _projects(completed=53, continuing=1))

    mismatch, conflict = found["completion_rate"].findings
    assert mismatch.cause == "different_basis"
    assert dict(mismatch.hints[0].values) == {
        "basis": "without_continuing",
        "figure": "completion_rate",
        "shown": "53 / 79 = 67.09",
    }
    assert conflict.cause == "unexplained"


def test_with_three_projects_recorded_the_others_may_be_the_reason() -> None:
    found = check(PRINTED, [*rows(2, "completed"), *rows(1, "partial")])

    counted = found["project_count"].findings[0]
    assert (counted.code, counted.cause) == ("REPORTED_COUNT_MISMATCH", "missing_values")
    assert counted.difference == "-76"
    mismatch = found["completion_rate"].findings[0]
    assert mismatch.cause == "missing_values"
    assert hints(found["completion_rate"], "RATE_MISMATCH")["missing_projects_reproduce"] == {
        "missing": "76",
        "number": "51",
        "numerators": "53",
        "denominator": "79",
    }
