"""From indicators or sub-projects to a project's rate: weights, parents, policies."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from pledge_scoring.engine.facts import Status
from pledge_scoring.engine.numbers import fixed
from pledge_scoring.engine.project import ProjectScore
from pledge_scoring.engine.scheme import DEFAULT_SCHEME, Scheme
from pledge_scoring.services.inputs import score_project
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

Make = Callable[..., dict[str, Any]]


@pytest.fixture
def one_rate(make_indicator: Make) -> Make:
    """Make an indicator with one reported rate, or with none."""

    def make(code: str, rate: str | None, **fields: Any) -> dict[str, Any]:
        actual = {"actual": {"reported_rate": rate}} if rate is not None else {}
        periods = {2021: {"target": {"text": "추진"}, **actual}}
        return make_indicator(periods, code=code, **fields)

    return make


@pytest.fixture
def score(plan: Plan, make_project: Callable[..., Project]) -> Callable[..., ProjectScore]:
    """Score a project with these indicators."""

    def run(
        *indicators: dict[str, Any], scheme: Scheme = DEFAULT_SCHEME, **fields: Any
    ) -> ProjectScore:
        project = make_project(indicators=list(indicators), **fields)
        return score_project(plan, project, scheme=scheme).score

    return run


def _weights(score: ProjectScore) -> dict[str, Fraction]:
    return {item.part.code: item.effective_weight for item in score.weighed.parts}


def test_equal_weights_without_declared_ones(
    score: Callable[..., ProjectScore], one_rate: Make
) -> None:
    result = score(one_rate("a", "100"), one_rate("b", "50"))

    assert result.rate == 75
    assert set(_weights(result).values()) == {Fraction(1, 2)}


def test_declared_weights_are_normalised(
    score: Callable[..., ProjectScore], one_rate: Make
) -> None:
    result = score(one_rate("a", "100", weight="3"), one_rate("b", "50", weight="1"))

    assert result.rate == Fraction("87.5")
    assert result.numerator == 350
    assert result.denominator == 4


def test_a_weight_of_one_does_not_switch_weights_off(
    score: Callable[..., ProjectScore], one_rate: Make
) -> None:
    result = score(one_rate("a", "100", weight="1.0"), one_rate("b", "0", weight="9"))

    assert result.rate == 10


def test_a_missing_part_leaves_its_weight_to_the_others_in_proportion(
    score: Callable[..., ProjectScore], one_rate: Make
) -> None:
    result = score(
        one_rate("a", "100", weight="20"),
        one_rate("b", None, weight="50"),
        one_rate("c", "0", weight="30"),
    )

    assert _weights(result) == {"a": Fraction(2, 5), "b": 0, "c": Fraction(3, 5)}
    assert result.rate == 40
    assert result.coverage is not None
    assert result.coverage.share == Fraction(1, 2)


def test_an_absent_weight_is_the_mean_of_the_declared(
    score: Callable[..., ProjectScore], one_rate: Make
) -> None:
    result = score(
        one_rate("a", "100", weight="2"), one_rate("b", "0", weight="4"), one_rate("c", "0")
    )

    assert _weights(result)["c"] == Fraction(1, 3)


def test_an_indicator_that_is_not_due_is_neither_in_the_rate_nor_in_the_coverage(
    score: Callable[..., ProjectScore], one_rate: Make, make_indicator: Make
) -> None:
    later = make_indicator({2022: {"target": {"value": "1"}}}, code="later")

    result = score(one_rate("a", "60"), later)

    assert result.rate == 60
    assert result.coverage is not None
    assert result.coverage.share == 1


def test_a_project_without_anything_says_why(score: Callable[..., ProjectScore]) -> None:
    result = score()

    assert (result.rate, result.reason, result.coverage) == (None, "no_indicator", None)


def test_a_project_with_only_words_says_why(
    score: Callable[..., ProjectScore], make_indicator: Make
) -> None:
    words = make_indicator({2021: {"target": {"text": "추진"}, "actual": {"text": "추진중"}}})

    result = score(words)

    assert (result.rate, result.reason) == (None, "text_only")


def test_the_rate_is_rounded_once_at_twelve_decimals(
    score: Callable[..., ProjectScore], one_rate: Make
) -> None:
    result = score(one_rate("a", "100"), one_rate("b", "100"), one_rate("c", "0"))

    assert result.rate == Fraction(200, 3)
    assert result.rate_exact == Fraction("66.666666666667")


def test_nothing_is_rounded_before_it_is_weighed(
    score: Callable[..., ProjectScore], one_rate: Make
) -> None:
    result = score(one_rate("a", "0.005"), one_rate("b", "0.005"), one_rate("c", "0"))

    assert result.rate is not None
    assert fixed(result.rate) == "0.00"
    rounded = [Fraction(fixed(Fraction(rate))) for rate in ("0.005", "0.005", "0")]
    assert fixed(sum(rounded, Fraction(0)) / 3) == "0.01"


def test_halves_round_up_where_binary_floats_round_down() -> None:
    assert fixed(Fraction("78.35"), 1) == "78.4"
    assert f"{78.35:.1f}" == "78.3"


@pytest.mark.parametrize(
    ("kinds", "name"),
    [
        (("mean", "mean"), "mean_of_period_rates"),
        (("latest", "latest"), "mean_of_latest_rates"),
        (("mean", "latest"), "mean_of_indicator_rates"),
    ],
)
def test_the_rate_is_named_after_what_it_is_a_mean_of(
    score: Callable[..., ProjectScore], one_rate: Make, kinds: tuple[str, str], name: str
) -> None:
    first, second = kinds

    result = score(one_rate("a", "1", accumulation=first), one_rate("b", "2", accumulation=second))

    assert result.rate_name == name


class TestParents:
    @pytest.fixture
    def part(self, make_project: Callable[..., Project], one_rate: Make) -> Callable[..., Project]:
        def make(code: str, rate: str | None, **fields: Any) -> Project:
            indicators = [one_rate("i", rate)]
            return make_project(code=code, parent="project", indicators=indicators, **fields)

        return make

    def test_a_parent_without_indicators_scores_from_its_parts(
        self, plan: Plan, make_project: Callable[..., Project], part: Callable[..., Project]
    ) -> None:
        parts = [part("p1", "50"), part("p2", "100", weight="3"), part("p3", None, weight="1")]

        score = score_project(plan, make_project(), parts).score

        assert score.rate_name == "mean_of_part_rates"
        assert score.rate == 80
        assert score.reason is None

    def test_a_parent_scores_from_its_own_indicators_first(
        self,
        plan: Plan,
        make_project: Callable[..., Project],
        part: Callable[..., Project],
        one_rate: Make,
    ) -> None:
        parent = make_project(indicators=[one_rate("own", "10")])

        score = score_project(plan, parent, [part("p1", "100")]).score

        assert score.rate == 10

    def test_one_late_child_does_not_take_the_parents_rate(
        self, plan: Plan, make_project: Callable[..., Project], part: Callable[..., Project]
    ) -> None:
        score = score_project(plan, make_project(), [part("p1", "70"), part("p2", None)]).score

        assert score.rate == 70
        assert score.coverage is not None
        assert score.coverage.share == Fraction(1, 2)

    def test_no_child_with_a_rate_leaves_the_parent_without_one(
        self, plan: Plan, make_project: Callable[..., Project], part: Callable[..., Project]
    ) -> None:
        score = score_project(plan, make_project(), [part("p1", None)]).score

        assert (score.rate, score.reason) == (None, "no_scored_part")

    def test_a_pending_part_stands_apart(
        self, plan: Plan, make_project: Callable[..., Project], part: Callable[..., Project]
    ) -> None:
        parts = [part("p1", "70"), part("p2", "0", kind="pending")]

        assert score_project(plan, make_project(), parts).score.rate == 70

    def test_parts_of_a_pending_project_are_its_parts(
        self, plan: Plan, make_project: Callable[..., Project], part: Callable[..., Project]
    ) -> None:
        whole = make_project(kind="pending")

        assert score_project(plan, whole, [part("p1", "70", kind="pending")]).score.rate == 70


class TestPolicies:
    def test_an_excluded_status_has_no_rate(
        self, score: Callable[..., ProjectScore], one_rate: Make
    ) -> None:
        scheme = replace(DEFAULT_SCHEME, excluded_statuses=frozenset({Status.SCRAPPED}))

        result = score(one_rate("a", "50"), scheme=scheme, status="scrapped")

        assert (result.rate, result.reason) == (None, "excluded_status")
        assert score(one_rate("a", "50"), scheme=scheme, status="partial").rate == 50

    def test_a_rate_below_the_minimum_coverage_is_not_shown(
        self, score: Callable[..., ProjectScore], one_rate: Make
    ) -> None:
        half = (one_rate("a", "50"), one_rate("b", None))
        strict = replace(DEFAULT_SCHEME, minimum_coverage=Fraction(51))
        lenient = replace(DEFAULT_SCHEME, minimum_coverage=Fraction(50))

        assert score(*half, scheme=strict).reason == "below_minimum_coverage"
        assert score(*half, scheme=lenient).rate == 50

    def test_status_points_only_where_the_scheme_names_them(
        self, score: Callable[..., ProjectScore], one_rate: Make
    ) -> None:
        scheme = replace(DEFAULT_SCHEME, status_points=((Status.ON_TRACK, Fraction(80)),))

        by_status = score(one_rate("a", "50"), scheme=scheme, status="on_track")

        assert by_status.rate == 80
        assert by_status.rate_name == "status_points"
        assert score(one_rate("a", "50"), status="on_track").rate == 50
        assert score(scheme=scheme, status="partial").reason == "excluded_status"

    def test_the_cap_is_the_schemes(
        self, score: Callable[..., ProjectScore], one_rate: Make
    ) -> None:
        scheme = replace(DEFAULT_SCHEME, cap=Fraction(120))

        assert score(one_rate("a", "130"), scheme=scheme).rate == 120
        assert score(one_rate("a", "130")).rate == 100


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
