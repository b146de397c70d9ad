"""Why a printed rate, count or total differs: found by calculating otherwise, never claimed."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_scoring.engine.facts import Kind, Status
from pledge_scoring.engine.numbers import fixed, half_up
from pledge_scoring.engine.reported_figures import Figure, FigureStatus
from pledge_scoring.engine.scheme import DEFAULT_SCHEME

from .printed import check, codes, hints, money, rated, rows

_statuses = st.lists(st.sampled_from(list(Status)), min_size=1, max_size=30)


class TestRates:
    def test_rate_that_is_really_another_is_named(self) -> None:
        projects = [*rows(1, "completed"), *rows(2, "on_track"), *rows(1, "partial")]

        [finding] = check({"completion_rate": "75.0"}, projects)["completion_rate"].findings

        assert finding.cause == "different_basis"
        assert dict(finding.hints[0].values) == {
            "figure": "on_track_rate",
            "shown": "3 / 4 = 75.00",
        }

    def test_scrapped_projects_left_out_are_named(self) -> None:
        projects = [*rows(2, "completed"), *rows(1, "partial"), *rows(1, "scrapped")]

        checked = check({"completion_rate": "66.7"}, projects)["completion_rate"]

        assert checked.findings[0].cause == "different_basis"
        assert hints(checked)["basis_reproduces"] == {
            "basis": "without_scrapped",
            "figure": "completion_rate",
            "shown": "2 / 3 = 66.67",
        }
        assert hints(checked)["no_numerator_reproduces"] == {"denominator": "4"}
        assert hints(checked)["denominator_reproduces"] == {
            "numerator": "2",
            "denominators": "3",
        }

    @pytest.mark.parametrize(
        ("printed", "code"),
        [("66.6", "rounded_down_reproduces"), ("67", None), ("66.7", None)],
    )
    def test_cutting_off_is_rounding_and_half_up_is_right(
        self, printed: str, code: str | None
    ) -> None:
        projects = [*rows(2, "completed"), *rows(1, "partial")]

        checked = check({"completion_rate": printed}, projects)["completion_rate"]

        assert [finding.cause for finding in checked.findings] == (["rounding"] if code else [])
        assert code is None or code in hints(checked)

    def test_rounding_up_and_rounding_twice_are_named(self) -> None:
        up = check({"completion_rate": "33.4"}, [*rows(1, "completed"), *rows(2, "partial")])
        # 50 of 91 is 54.945 %: 54.9, but 54.95 after a first rounding.
        twice = check({"completion_rate": "55.0"}, [*rows(50, "completed"), *rows(41, "partial")])

        assert "rounded_up_reproduces" in hints(up["completion_rate"])
        assert "rounded_twice_reproduces" not in hints(up["completion_rate"])
        assert twice["completion_rate"].findings[0].cause == "rounding"
        assert hints(twice["completion_rate"])["rounded_twice_reproduces"]["once"] == "54.95"

    def test_a_rate_that_nothing_gives_is_unexplained(self) -> None:
        projects = [*rows(2, "completed"), *rows(1, "partial")]

        [finding] = check({"completion_rate": "12.3"}, projects)["completion_rate"].findings

        assert finding.cause == "unexplained"
        assert [hint.code for hint in finding.hints] == ["no_numerator_reproduces"]

    @given(_statuses, st.decimals(0, 100, places=1))
    def test_whatever_numerator_is_named_reproduces_the_printed_rate(
        self, statuses: list[Status], printed: Decimal
    ) -> None:
        projects = [row for status in statuses for row in rows(1, status)]
        figure = Figure(name="completion_rate", value=printed)

        for hint in check([figure], projects)["completion_rate"].reads_as:
            values = dict(hint.values)
            if hint.code == "numerator_reproduces":
                part, whole = int(values["numerators"].partition(".")[0]), values["denominator"]
                assert half_up(Fraction(100 * part, int(whole)), 1) == Fraction(printed)

    @given(_statuses)
    def test_the_computed_rate_printed_is_never_a_finding(self, statuses: list[Status]) -> None:
        projects = [row for status in statuses for row in rows(1, status)]
        done = sum(status in {"completed", "continuing"} for status in statuses)
        printed = fixed(Fraction(100 * done, len(statuses)), 1)

        assert check({"completion_rate": printed}, projects)["completion_rate"].findings == ()

    @pytest.mark.parametrize(
        ("done", "recorded", "number", "numerators"),
        [(222, 300, "0..1", "222..223"), (122, 227, "99..100", "221..222")],
    )
    def test_no_more_projects_are_asked_for_than_are_missing(
        self, done: int, recorded: int, number: str, numerators: str
    ) -> None:
        projects = [*rows(done, "completed"), *rows(recorded - done, "partial")]

        checked = check({"project_count": "327", "completion_rate": "68"}, projects)

        assert hints(checked["completion_rate"])["missing_projects_reproduce"] == {
            "missing": str(327 - recorded),
            "number": number,
            "numerators": numerators,
            "denominator": "327",
        }

    def test_the_printed_numerator_over_the_recorded_whole_is_named_once(self) -> None:
        projects = [*rows(54, "completed"), *rows(25, "partial")]

        checked = check({"completed_count": "53", "completion_rate": "67.1"}, projects)

        assert list(hints(checked["completion_rate"])) == ["numerator_reproduces"]

    def test_rates_before_any_report_are_not_compared(self) -> None:
        checked = check({"completion_rate": "0"}, rows(3, "planned"))["completion_rate"]

        assert (checked.status, checked.reason) == (FigureStatus.NOT_CHECKED, "not_reported")
        assert checked.findings == ()


class TestMeanProgress:
    def test_missing_rates_are_solved_for(self) -> None:
        checked = check({"mean_progress": "60.0"}, rated("80", "60", None))["mean_progress"]

        assert checked.findings[0].cause == "missing_values"
        assert hints(checked)["missing_rates_reproduce"] == {"value": "40"}

    def test_no_missing_rate_can_give_more_than_the_cap_allows(self) -> None:
        checked = check({"mean_progress": "95.0"}, rated("80", "60", None))["mean_progress"]

        assert checked.findings[0].cause == "unexplained"
        assert hints(checked) == {}

    def test_other_weights_are_named(self) -> None:
        projects = [*rated("100", weight=Fraction(3)), *rated("0", weight=Fraction(1))]

        checked = check({"mean_progress": "50"}, projects)["mean_progress"]

        assert checked.findings[0].cause == "weights"
        assert hints(checked)["basis_reproduces"]["basis"] == "equal_weights"

    def test_weighing_by_budget_is_named(self) -> None:
        projects = [
            *rated("100", funding=money(planned=900)),
            *rated("0", funding=money(planned=100)),
        ]

        checked = check({"mean_progress": "90"}, projects)["mean_progress"]

        assert checked.findings[0].cause == "weights"
        assert hints(checked)["basis_reproduces"]["basis"] == "budget_weights"

    def test_rates_rounded_before_the_mean_are_named(self) -> None:
        projects = rated("33.33", "33.33", "66.66")

        checked = check({"mean_progress": "44.43"}, projects)["mean_progress"]

        assert checked.findings[0].cause == "rounding"
        assert hints(checked)["basis_reproduces"]["basis"] == "rates_to_1_decimal"


class TestCounts:
    def test_a_count_that_takes_in_sub_projects_is_named(self) -> None:
        projects = [*rows(2), *rows(3, parent="on_track-0")]

        checked = check({"project_count": "5"}, projects)["project_count"]

        assert checked.findings[0].cause == "different_basis"
        assert hints(checked)["basis_reproduces"]["basis"] == "with_sub_projects"
        assert [hint.code for hint in checked.findings[0].hints] == [
            "basis_reproduces",
            "unrecorded_projects_reproduce",
        ]

    def test_completed_alone_is_another_count_than_completed_and_continuing(self) -> None:
        projects = [*rows(2, "completed"), *rows(3, "continuing")]

        found = check({"completed_count": "2", "status_completed_count": "2"}, projects)

        assert hints(found["completed_count"])["other_figure_reproduces"] == {
            "figure": "status_completed_count",
            "shown": "2",
        }
        assert codes(found["status_completed_count"]) == []

    def test_a_count_of_nothing_known_is_unexplained(self) -> None:
        [finding] = check({"project_count": "3"}, rows(4))["project_count"].findings

        assert (finding.cause, finding.difference, finding.hints) == ("unexplained", "1", ())

    def test_about_eighty_agrees_with_seventy_eight_and_eighty_does_not(self) -> None:
        about = Figure(name="project_count", value=Decimal(80), approximate=True)

        assert check([about], rows(78))["project_count"].findings == ()
        assert codes(check({"project_count": "80"}, rows(78))["project_count"]) != []

    def test_more_short_than_is_missing_is_unexplained(self) -> None:
        projects = [*rows(1, "completed"), *rows(2, "partial")]

        found = check({"project_count": "5", "completed_count": "4"}, projects)

        assert found["project_count"].findings[0].cause == "missing_values"
        assert found["completed_count"].findings[0].cause == "unexplained"

    def test_planned_projects_are_counted_while_nothing_is_reported(self) -> None:
        found = check({"status_planned_count": "3", "completed_count": "0"}, rows(3, "planned"))

        assert found["status_planned_count"].status is FigureStatus.AGREES
        assert found["completed_count"].reason == "not_reported"

    def test_about_nothing_is_less_than_one_unit_of_its_last_decimal(self) -> None:
        about = Figure(name="completion_rate", value=Decimal("0.0"), approximate=True)

        some = check([about], [*rows(1, "completed"), *rows(199, "partial")])["completion_rate"]
        less = check([about], [*rows(1, "completed"), *rows(1999, "partial")])["completion_rate"]

        assert codes(some) == ["REPORTED_RATE_MISMATCH"]
        assert codes(less) == []

    def test_goals_are_counted_by_level_where_there_are_any(self) -> None:
        found = check(
            {"goal_count": "4", "task_count": "12", "field_count": "6"},
            goals={"goal": 4, "task": 11},
        )

        assert found["goal_count"].status is FigureStatus.AGREES
        assert codes(found["task_count"]) == ["REPORTED_COUNT_MISMATCH"]
        assert found["field_count"].reason == "none_recorded"

    @pytest.mark.parametrize("status", list(Status))
    def test_each_status_has_a_count(self, status: Status) -> None:
        name = f"status_{status}_count"
        projects = [*rows(2, status), *rows(1, "completed"), *rows(1, "scrapped")]
        number = 2 + (status in {"completed", "scrapped"})

        assert check({name: str(number)}, projects)[name].findings == ()
        assert codes(check({name: "4"}, projects)[name]) == ["REPORTED_COUNT_MISMATCH"]


class TestTotals:
    PROJECTS = (
        *rows(1, funding=money(planned=9_000_000_000, secured=1_000_000_000)),
        *rows(1, funding=money(planned=600_000_000, secured=None)),
    )

    def test_the_sum_agrees_to_the_won(self) -> None:
        right = check({"planned_total": 9_600_000_000}, self.PROJECTS)["planned_total"]
        wrong = check({"planned_total": 9_600_000_001}, self.PROJECTS)["planned_total"]

        assert right.status is FigureStatus.AGREES
        assert codes(wrong) == ["REPORTED_TOTAL_MISMATCH"]
        assert wrong.findings[0].difference == "-1"

    @pytest.mark.parametrize(
        ("printed", "code", "unit"),
        [
            (9_600_000, "unit_reproduces", "1000"),
            (9_600, "unit_reproduces", "1000000"),
            (9_600_000_000_000, "unit_twice_reproduces", "1000"),
        ],
    )
    def test_a_unit_left_out_or_put_in_twice_is_named(
        self, printed: int, code: str, unit: str
    ) -> None:
        checked = check({"planned_total": printed}, self.PROJECTS)["planned_total"]

        assert checked.findings[0].cause == "different_basis"
        assert hints(checked)[code] == {"unit_krw": unit}

    def test_a_total_rounded_to_its_last_digit_is_rounding_unless_it_says_so(self) -> None:
        rough = Figure(name="planned_total", amount_krw=10_000_000_000, approximate=True)

        exact = check({"planned_total": 10_000_000_000}, self.PROJECTS)["planned_total"]

        assert exact.findings[0].cause == "rounding"
        assert check([rough], self.PROJECTS)["planned_total"].findings == ()

    def test_projects_without_an_amount_may_hold_what_is_short(self) -> None:
        short = check({"secured_total": 1_300_000_001}, self.PROJECTS)["secured_total"]
        over = check({"secured_total": 700_000_001}, self.PROJECTS)["secured_total"]

        assert short.findings[0].cause == "missing_values"
        assert hints(short)["projects_without_amount"] == {
            "number": "1",
            "short_krw": "300000001",
        }
        assert over.findings[0].cause == "unexplained"
        full = check({"planned_total": 9_700_000_001}, self.PROJECTS)["planned_total"]
        assert full.findings[0].cause == "unexplained"

    def test_sub_projects_added_to_their_parents_are_named(self) -> None:
        projects = [
            *rows(1, funding=money(planned=100)),
            *rows(1, parent="x", funding=money(planned=70)),
        ]

        checked = check({"planned_total": 170}, projects)["planned_total"]

        assert hints(checked)["basis_reproduces"]["basis"] == "with_sub_projects"

    def test_a_division_that_has_several_names_is_named_once(self) -> None:
        projects = rows(1, funding=money(planned=100, secured=50, executed=20))

        checked = check({"funding_rate_total": "40"}, projects)["funding_rate_total"]

        [hint] = checked.findings[0].hints
        assert dict(hint.values) == {
            "figure": "execution_rate_total",
            "shown": "20 / 50 = 40.00",
        }

    def test_unreported_money_taken_for_nothing_is_named(self) -> None:
        # 1,000 of 9,000 that were reported on; 1,000 of 9,600 planned.
        checked = check({"funding_rate_total": "10.4"}, self.PROJECTS)["funding_rate_total"]

        assert checked.computed is not None
        assert checked.computed.value == Fraction(100, 9)
        assert checked.findings[0].cause == "missing_values"
        assert "missing_as_nothing_reproduces" in hints(checked)


class TestNotChecked:
    def test_an_unknown_name_is_listed_and_never_guessed(self) -> None:
        checked = check({"achievement": "50"}, rows(2, "completed"))["achievement"]

        assert (checked.status, checked.reason) == (FigureStatus.NOT_CHECKED, "unknown_name")
        assert (checked.computed, checked.findings, checked.reads_as) == (None, (), ())

    def test_a_rate_without_a_number_and_a_total_without_won_are_not_checked(self) -> None:
        found = check(
            [
                Figure(name="completion_rate", amount_krw=5),
                Figure(name="planned_total", value=Decimal(5)),
            ],
            rows(2, "completed"),
        )

        assert {checked.reason for checked in found.values()} == {"no_number"}

    def test_what_the_scheme_leaves_out_is_another_basis(self) -> None:
        scheme = replace(DEFAULT_SCHEME, excluded_statuses=frozenset({Status.SCRAPPED}))
        projects = [*rows(1, "completed"), *rows(1, "scrapped")]

        checked = check({"completion_rate": "50"}, projects, scheme=scheme)["completion_rate"]

        assert hints(checked)["basis_reproduces"]["basis"] == "with_excluded"

    def test_pending_projects_counted_are_another_basis(self) -> None:
        projects = [*rows(2), *rows(1, kind=Kind.PENDING)]

        checked = check({"project_count": "3"}, projects)["project_count"]

        assert hints(checked)["basis_reproduces"]["basis"] == "with_pending"
