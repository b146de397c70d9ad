"""Defects of systems in use today, one test each: what they print, and what is printed here.

That one late child takes its parent's rate is tested with the other tests of parents.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from pledge_scoring.engine.methods import METHODS, Observation
from pledge_scoring.engine.numbers import fixed
from pledge_scoring.engine.project import ProjectScore
from pledge_scoring.engine.reasons import Reason

Make = Callable[..., dict[str, Any]]
Score = Callable[..., ProjectScore]

_HUNDRED_MILLION = 100_000_000


@pytest.fixture
def pairs(make_indicator: Make) -> Make:
    """Make an indicator of pairs of target and actual, from 2018 on."""

    def make(*given: tuple[str, str | None], **fields: Any) -> dict[str, Any]:
        periods: dict[int, dict[str, Any]] = {
            2018 + place: {
                "target": {"value": target},
                **({} if actual is None else {"actual": {"value": actual}}),
            }
            for place, (target, actual) in enumerate(given)
        }
        return make_indicator(periods, **fields)

    return make


def test_a_rate_below_100_is_not_lifted_to_100(score: Score, pairs: Make) -> None:
    assert score(pairs(("100", "1"))).rate == 1
    assert score(pairs(("100", "101"))).rate == 100
    assert score(pairs(("100", "1"), ("100", "300"))).rate == Fraction("50.5")


def test_a_reported_zero_is_a_value_and_not_a_blank(score: Score, pairs: Make) -> None:
    [reported] = score(pairs(("10", "0"))).indicators
    [blank] = score(pairs(("10", None))).indicators

    assert reported.periods[0].rate == 0
    assert blank.periods[0].rate is None
    assert reported.total.coverage is not None
    assert blank.total.coverage is not None
    assert reported.total.coverage.share == 1
    assert blank.total.coverage.share == 0


def test_a_falling_indicator_is_scored_neither_as_rising_nor_as_zero(
    score: Score, pairs: Make
) -> None:
    better, worse = (("10", "8"),), (("10", "16"),)

    assert score(pairs(*better, direction="down")).rate == 100
    assert score(pairs(*worse, direction="down")).rate == Fraction("62.5")
    assert score(pairs(*better)).rate == 80


def test_two_children_at_one_of_two_are_a_half(score: Score, pairs: Make) -> None:
    children = pairs(("2", "1"), ("2", "1"), accumulation="sum")

    assert score(children).rate == 50
    assert score(pairs(("2", "1"), ("2", "1"))).rate == 50


def test_large_and_small_amounts_are_a_ratio_of_sums_where_that_is_meant(
    score: Score, pairs: Make
) -> None:
    small, large = str(_HUNDRED_MILLION), str(99 * _HUNDRED_MILLION)
    amounts = ((small, small), (large, "0"))

    assert score(pairs(*amounts, accumulation="sum")).rate == 1
    assert score(pairs(*amounts)).rate == 50


def test_weights_that_do_not_add_up_to_100_are_normalised(score: Score, one_rate: Make) -> None:
    result = score(one_rate("a", "80", weight="30"), one_rate("b", "40", weight="30"))

    assert result.rate == 60
    assert result.rate != 80 * Fraction(30, 100) + 40 * Fraction(30, 100)


def test_a_weight_of_one_does_not_switch_weights_off(score: Score, one_rate: Make) -> None:
    result = score(one_rate("a", "100", weight="1.0"), one_rate("b", "0", weight="9"))

    assert result.rate == 10


def test_what_is_missing_is_not_counted_as_zero(score: Score, one_rate: Make) -> None:
    missing = score(one_rate("a", "90"), one_rate("b", None))
    zero = score(one_rate("a", "90"), one_rate("b", "0"))

    assert missing.rate == 90
    assert zero.rate == 45


def test_a_missing_part_leaves_its_weight_to_the_others_in_proportion(
    score: Score, one_rate: Make
) -> None:
    result = score(
        one_rate("a", "100", weight="20"),
        one_rate("b", None, weight="50"),
        one_rate("c", "0", weight="30"),
    )

    assert {item.part.code: item.effective_weight for item in result.weighed.parts} == {
        "a": Fraction(2, 5),
        "b": 0,
        "c": Fraction(3, 5),
    }
    assert result.rate == 40
    assert result.coverage is not None
    assert result.coverage.share == Fraction(1, 2)


def test_a_target_that_is_the_baseline_has_no_rate() -> None:
    method = METHODS["progress-from-baseline/1"]
    same = Fraction(50)

    outcome = method.score(Observation(target=same, baseline=same, actual=same))

    assert outcome.raw_rate is None
    assert outcome.reason is Reason.BASELINE_EQUALS_TARGET


@pytest.mark.parametrize(
    "given",
    [(("0", "5"),), (("10", None),), (("-1", "5"),)],
    ids=["target of zero", "no actual", "negative target"],
)
def test_a_rate_that_cannot_be_computed_is_null_and_no_sentinel(
    score: Score, pairs: Make, given: tuple[tuple[str, str | None], ...]
) -> None:
    [indicator] = score(pairs(*given)).indicators

    assert indicator.total.rate is None
    assert indicator.periods[0].raw_rate is None
    assert indicator.total.reason in set(Reason)


def test_nothing_is_rounded_before_it_is_weighed(score: Score, one_rate: Make) -> None:
    result = score(one_rate("a", "0.005"), one_rate("b", "0.005"), one_rate("c", "0"))

    assert result.rate is not None
    assert fixed(result.rate) == "0.00"
    rounded = [Fraction(fixed(Fraction(rate))) for rate in ("0.005", "0.005", "0")]
    assert fixed(sum(rounded, Fraction(0)) / 3) == "0.01"


def test_halves_round_up_where_binary_floats_round_down() -> None:
    assert fixed(Fraction("78.35"), 1) == "78.4"
    assert f"{78.35:.1f}" == "78.3"
