"""What must hold for every set and every number: added up, rounded, written."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pledge_scoring.engine.aggregate import ProjectRow, aggregate
from pledge_scoring.engine.facts import (
    Kind,
    Status,
)
from pledge_scoring.engine.funding import Funding, Sums
from pledge_scoring.engine.numbers import fixed, half_up, plain


@given(st.lists(st.none() | st.fractions(0, 100), max_size=20))
def test_a_set_is_added_up_in_any_order(rates: list[Fraction | None]) -> None:
    money = Funding(Sums(), Sums(), Sums(), approximate=False)
    rows = [
        ProjectRow(
            plan="plan",
            code=f"p{number}",
            kind=Kind.PLEDGE,
            status=list(Status)[number % 7],
            parent=None,
            rate=rate,
            weight=Fraction(number % 3 + 1),
            funding=money,
        )
        for number, rate in enumerate(rates)
    ]

    assert aggregate(rows) == aggregate(reversed(rows))


@given(st.decimals(-(10**6), 10**6, places=6), st.integers(0, 5))
def test_rounding_is_half_up_as_in_decimal(value: Decimal, places: int) -> None:
    expected = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    assert half_up(Fraction(value), places) == Fraction(expected)
    assert Decimal(fixed(Fraction(value), places)) == expected


@given(st.decimals(-(10**9), 10**9, places=9))
def test_a_finite_decimal_is_written_exactly(value: Decimal) -> None:
    text = plain(Fraction(value))

    assert text is not None
    assert Decimal(text) == value
    assert plain(Fraction(value) + Fraction(1, 3)) is None
