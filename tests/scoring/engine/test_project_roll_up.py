"""From indicators to a project's rate: weights, gaps, rounding, names."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from pledge_scoring.engine.project import ProjectScore

Make = Callable[..., dict[str, Any]]


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
