"""Every finding: when it fires, and the nearby case in which it does not."""

from collections.abc import Callable
from typing import Any

import pytest

from pledge_scoring.engine.reconciliation import Finding

Make = Callable[..., dict[str, Any]]
Find = Callable[..., list[Finding]]


def _progress(value: str) -> dict[str, Any]:
    return {"reported_values": [{"name": "progress_rate", "value": value}]}


def _line(stage: str, amount: int | None, *, period: str = "2020", source: str = "national") -> Any:
    return {"source": source, "stage": stage, "period": period, "amount_krw": amount}


class TestDates:
    @pytest.mark.parametrize(
        "printed",
        [
            "2022.06.31",
            "2022-06-31",
            "2022. 6. 31.",
            "2022년 6월 31일",
            "'22. 6. 31",
            "’22. 6. 31",
            "‘22.6.31",
            "ʼ22.6.31",
            "\u031322.6.31",
            "`22.6.31",
            "2021.02.29",
            "2022.13.01",
            "2022.00.10",
            "2022.01.00",
            "２０２２．０６．３１",
        ],
    )
    def test_days_that_no_calendar_has(self, find: Find, printed: str) -> None:
        found = find("INVALID_DATE", period={"printed": f"2018.07.01. ~ {printed}.(48개월)"})

        assert [finding.subject for finding in found] == ["period.end"]

    @pytest.mark.parametrize(
        ("printed", "subject"),
        [
            ("2022.06.31 ~ 2022.07.31", "period.start"),
            ("~ 2022.06.31", "period.end"),
            ("2018. ~ 2022.06.31", "period.end"),
            ("2018.07.01-2022.06.31", "period.end"),
            ("2022.06.31부터", "period.start"),
        ],
    )
    def test_the_side_of_the_period_is_named(self, find: Find, printed: str, subject: str) -> None:
        found = find("INVALID_DATE", period={"printed": printed})

        assert [finding.subject for finding in found] == [subject]

    @pytest.mark.parametrize(
        "printed",
        ["2022.06.30", "2020.02.29", "'20. 6 ~ 9", "'20. 12.", "2018. ~ 2031.", "'22. 6. 30"],
    )
    def test_days_and_words_that_are_possible(self, find: Find, printed: str) -> None:
        assert find("INVALID_DATE", period={"printed": printed}) == []

    def test_milestones_are_read_too(self, find: Find) -> None:
        milestone = {"state": "done", "text": "착공", "precision": "day", "printed": "'21. 4.31"}

        [finding] = find("INVALID_DATE", milestones=[milestone])

        assert (finding.subject, finding.computed) == ("milestones/1", "2021-04-30")


class TestStatus:
    @pytest.mark.parametrize(
        ("status", "rate", "fires"),
        [
            ("continuing", "82.5", True),
            ("completed", "99.9", True),
            ("completed", "100", False),
            ("on_track", "82.5", False),
            ("planned", "5", True),
            ("planned", "0", False),
        ],
    )
    def test_status_against_the_printed_rate(
        self, find: Find, status: str, rate: str, *, fires: bool
    ) -> None:
        found = find("STATUS_RATE_CONFLICT", status=status, **_progress(rate))

        assert [finding.reported for finding in found] == [status] * fires

    def test_status_against_the_computed_rate_where_none_is_printed(
        self, find: Find, rated: Make
    ) -> None:
        indicator = rated("60")

        [finding] = find("STATUS_RATE_CONFLICT", status="completed", indicators=[indicator])

        assert dict(finding.values) == {
            "status": "completed",
            "rate": "60",
            "rate_source": "computed",
        }

    def test_a_status_without_any_rate_conflicts_with_nothing(self, find: Find) -> None:
        assert find("STATUS_RATE_CONFLICT", status="completed") == []


class TestEvidence:
    CODE = "CONFLICTING_EVIDENCE"

    @pytest.fixture
    def conflicts(self, find: Find, make_indicator: Make) -> Callable[..., list[Finding]]:
        """Compare an actual's 220명 of 2019 with a milestone."""

        def run(quantity: dict[str, Any], **milestone: Any) -> list[Finding]:
            actual = {"text": "교육", "quantities": [{"value": "220", "unit": "명"}]}
            indicator = make_indicator({2019: {"target": {"text": "운영"}, "actual": actual}})
            entry = {
                "state": "done",
                "text": "교육 실시",
                "precision": "day",
                "start": "2019-11-30",
                "end": "2019-11-30",
                "quantities": [quantity],
                **milestone,
            }
            return find(self.CODE, indicators=[indicator], milestones=[entry])

        return run

    def test_another_number_for_the_same_thing(
        self, conflicts: Callable[..., list[Finding]]
    ) -> None:
        [finding] = conflicts({"value": "349", "unit": "명", "indicator": "indicator"})

        assert (finding.subject, finding.reported) == ("indicators/indicator/2019", "220 / 349")

    @pytest.mark.parametrize(
        ("quantity", "milestone"),
        [
            ({"value": "220", "unit": "명", "indicator": "indicator"}, {}),
            ({"value": "349", "unit": "개사", "indicator": "indicator"}, {}),
            ({"value": "349", "unit": "명"}, {}),
            ({"value": "349", "unit": "명", "indicator": "indicator"}, {"state": "planned"}),
            (
                {"value": "349", "unit": "명", "indicator": "indicator"},
                {"start": "2020-01-01", "end": "2020-01-01"},
            ),
            (
                {"value": "349", "unit": "명", "indicator": "indicator"},
                {"precision": "open", "end": None},
            ),
        ],
        ids=["same", "other unit", "not linked", "planned", "other period", "open-ended"],
    )
    def test_what_is_not_the_same_thing_does_not_conflict(
        self,
        conflicts: Callable[..., list[Finding]],
        quantity: dict[str, Any],
        milestone: dict[str, Any],
    ) -> None:
        assert conflicts(quantity, **milestone) == []

    def test_one_text_with_two_numbers_does_not_conflict_with_itself(
        self, find: Find, make_indicator: Make
    ) -> None:
        quantities = [{"value": "3", "unit": "명"}, {"value": "13", "unit": "명"}]
        indicator = make_indicator({2019: {"actual": {"text": "교육", "quantities": quantities}}})

        assert find(self.CODE, indicators=[indicator]) == []

    def test_two_places_that_share_a_number_agree(self, find: Find, make_indicator: Make) -> None:
        quantities = [{"value": "3", "unit": "개사"}, {"value": "13", "unit": "개사"}]
        indicator = make_indicator({2020: {"actual": {"text": "지원", "quantities": quantities}}})
        milestone = {
            "state": "done",
            "text": "13개 기업 지원",
            "precision": "month",
            "start": "2020-12-01",
            "end": "2020-12-31",
            "quantities": [{"value": "13", "unit": "개사", "indicator": "indicator"}],
        }

        assert find(self.CODE, indicators=[indicator], milestones=[milestone]) == []

    @pytest.mark.parametrize(
        ("period", "other", "subjects"),
        [
            ("2019", "14", ["indicators/indicator/2020"]),
            ("2019", "12", []),
            ("2019-Q1", "14", []),
        ],
        ids=["years", "same", "quarters"],
    )
    def test_milestones_of_a_year_that_no_cell_tells_of(
        self, find: Find, make_indicator: Make, period: str, other: str, subjects: list[str]
    ) -> None:
        indicator = make_indicator({period: {"target": {"text": "교육"}}})
        milestones = [
            {
                "state": "done",
                "text": "교육 실시",
                "precision": "day",
                "start": day,
                "end": day,
                "quantities": [{"value": value, "unit": "명", "indicator": "indicator"}],
            }
            for day, value in (("2020-03-02", "12"), ("2020-11-30", other))
        ]

        found = find(self.CODE, indicators=[indicator], milestones=milestones)

        assert [finding.subject for finding in found] == subjects

    def test_the_value_itself_is_evidence(self, find: Find, make_indicator: Make) -> None:
        indicator = make_indicator({2019: {"actual": {"value": "5"}}}, unit="건")
        milestone = {
            "state": "done",
            "text": "6건 완료",
            "precision": "year",
            "start": "2019-01-01",
            "end": "2019-12-31",
            "quantities": [{"value": "6", "unit": "건", "indicator": "indicator"}],
        }

        [finding] = find(self.CODE, indicators=[indicator], milestones=[milestone])

        assert finding.reported == "5 / 6"
