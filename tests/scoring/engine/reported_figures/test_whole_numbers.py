"""The whole numbers behind a printed percentage: none is missed, and none is made up."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_scoring.engine.reported_figures.whole_numbers import (
    Rounding,
    denominators,
    numerators,
)

_WAYS = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.DOWN: ROUND_FLOOR,
    Rounding.UP: ROUND_CEILING,
}
_parts = st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
_places = st.integers(0, 4)
_ways = st.sampled_from(list(Rounding))


def _print(part: int, whole: int, places: int, how: Rounding) -> Decimal:
    """Print a percentage as an office would, by decimals alone."""
    with localcontext(prec=60):
        exact = Decimal(100 * part) / Decimal(whole)
        return exact.quantize(Decimal(1).scaleb(-places), _WAYS[how])


@given(_parts, _places, _ways)
def test_any_part_of_any_whole_is_found_again(
    pair: tuple[int, int], places: int, how: Rounding
) -> None:
    part, whole = pair
    printed = _print(part, whole, places, how)

    assert part in numerators(printed, whole, how)
    assert whole in denominators(printed, part, 2_000, how)


@given(st.decimals(0, 100, places=1), st.integers(1, 300), _ways)
def test_exactly_the_numerators_that_reproduce_are_found(
    printed: Decimal, whole: int, how: Rounding
) -> None:
    tried = [part for part in range(whole + 1) if _print(part, whole, 1, how) == printed]

    assert list(numerators(printed, whole, how)) == tried


@given(st.decimals(0, 100, places=1), st.integers(0, 150), _ways)
def test_exactly_the_denominators_that_reproduce_are_found(
    printed: Decimal, part: int, how: Rounding
) -> None:
    wholes = range(max(part, 1), 301)
    tried = [whole for whole in wholes if _print(part, whole, 1, how) == printed]

    assert list(denominators(printed, part, 300, how)) == tried


@pytest.mark.parametrize(
    ("printed", "whole", "found"),
    [
        ("67.1", 79, [53]),
        ("83.5", 79, [66]),
        ("40.46", 131, [53]),
        ("84.7", 262, [222]),
        ("68", 60, [41]),
        ("80", 80, [64]),
        ("68", 327, [221, 222, 223]),
        ("67.2", 79, []),
        ("50", 0, []),
        ("101", 79, []),
        ("-1", 79, []),
    ],
)
def test_numerators_of_published_rates(printed: str, whole: int, found: list[int]) -> None:
    assert list(numerators(Decimal(printed), whole)) == found


@pytest.mark.parametrize(
    ("printed", "part", "found"),
    [
        ("68.35", 54, [79]),
        ("67.1", 54, []),
        ("52.5", 42, [80]),
        ("0.0", 0, [1, 2, 3]),
        ("102.0", 50, []),
    ],
)
def test_denominators_of_published_rates(printed: str, part: int, found: list[int]) -> None:
    assert list(denominators(Decimal(printed), part, 100))[:3] == found


@pytest.mark.parametrize(
    ("how", "printed", "found"),
    [
        (Rounding.HALF_UP, "50.0", [2]),
        (Rounding.HALF_UP, "50.1", []),
        (Rounding.DOWN, "50.0", [2]),
        (Rounding.DOWN, "49.9", []),
        (Rounding.UP, "50.0", [2]),
        (Rounding.UP, "50.1", []),
    ],
)
def test_an_exact_half_is_printed_as_itself_however_it_is_cut(
    how: Rounding, printed: str, found: list[int]
) -> None:
    assert list(denominators(Decimal(printed), 1, 10, how)) == found
    assert list(numerators(Decimal(printed), 2, how)) == [1] * len(found)


def test_more_printed_decimals_leave_fewer_numerators() -> None:
    assert len(numerators(Decimal(68), 1_000)) == 10
    assert list(numerators(Decimal("68.0"), 1_000)) == [680]
