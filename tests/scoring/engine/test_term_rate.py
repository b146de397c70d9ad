"""What was reached, held against the target of the whole term."""

from collections.abc import Callable
from typing import Any

import pytest

from pledge_scoring.engine.project import ProjectScore

Make = Callable[..., dict[str, Any]]


class TestTermRate:
    def _term(self, score: ProjectScore) -> Any:
        [indicator] = score.indicators
        return indicator.term_rate if indicator.term_rate is not None else indicator.term_reason

    @pytest.mark.parametrize(("accumulation", "rate"), [("sum", 60), ("latest", 40), ("mean", 30)])
    def test_what_was_reached_is_held_against_the_term_target(
        self,
        score: Callable[..., ProjectScore],
        make_indicator: Make,
        accumulation: str,
        rate: int,
    ) -> None:
        periods = {
            2020: {"target": {"value": "20"}, "actual": {"value": "20"}},
            2021: {"target": {"value": "50"}, "actual": {"value": "40"}},
        }
        term = {"accumulation": accumulation, "term_target": {"value": "100"}}

        assert self._term(score(make_indicator(periods, **term))) == rate

    def test_a_term_ratio_is_the_ratio_of_sums(
        self, score: Callable[..., ProjectScore], make_indicator: Make
    ) -> None:
        periods = {
            2020: {"actual": {"numerator": "1", "denominator": "1"}},
            2021: {"actual": {"numerator": "0", "denominator": "99"}},
        }
        fields = {"accumulation": "ratio", "kind": "ratio", "unit": "%"}

        result = score(make_indicator(periods, **fields, term_target={"value": "2"}))

        assert self._term(result) == 50

    def test_a_stated_term_result_goes_first(
        self, score: Callable[..., ProjectScore], make_indicator: Make
    ) -> None:
        term = {"term_target": {"value": "10"}, "term_actual": {"value": "9"}}

        assert self._term(score(make_indicator({}, **term))) == 90

    @pytest.mark.parametrize(
        ("term", "reason"), [(None, "no_target"), ({"text": "육성"}, "text_only")]
    )
    def test_without_a_number_there_is_no_term_rate(
        self, score: Callable[..., ProjectScore], make_indicator: Make, term: Any, reason: str
    ) -> None:
        assert self._term(score(make_indicator({}, term_target=term))) == reason
