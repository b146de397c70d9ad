"""Square root and Φ at 50 digits, against other ways to work them out."""

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_scoring.engine.normal import DIGITS, normal_cdf, root

_TINY = Fraction(1, 10**48)
_deviations = st.decimals(-6, 6, places=6).map(Fraction)


def _by_alternating_series(z: Fraction) -> Fraction:
    """Work out Φ by the series of the error function, with digits enough to cancel."""
    with localcontext(Context(prec=160)):
        x = Decimal(z.numerator) / Decimal(z.denominator)
        term, total, place = x, Decimal(0), 0
        while abs(term) > Decimal(10) ** -90:
            total += term / (2 * place + 1)
            place += 1
            term *= -x * x / (2 * place)
        return Fraction(Decimal("0.5") + total / (2 * _pi()).sqrt())


def _pi() -> Decimal:
    """Return π by the arctangents of 1/5 and 1/239."""

    def arctan(one_over: int) -> Decimal:
        power, total, place = Decimal(1) / one_over, Decimal(0), 0
        while power > Decimal(10) ** -100:
            total += power / (2 * place + 1) * (-1) ** place
            power /= one_over**2
            place += 1
        return total

    return 16 * arctan(5) - 4 * arctan(239)


@settings(max_examples=40, deadline=None)
@given(_deviations)
def test_the_distribution_agrees_with_another_series_at_48_digits(z: Fraction) -> None:
    assert abs(normal_cdf(z) - _by_alternating_series(z)) < _TINY


@settings(max_examples=40, deadline=None)
@given(_deviations)
def test_the_distribution_agrees_with_the_standard_library(z: Fraction) -> None:
    assert float(normal_cdf(z)) == pytest.approx(NormalDist().cdf(float(z)), abs=1e-14)


@settings(max_examples=30, deadline=None)
@given(_deviations, _deviations)
def test_the_distribution_rises_and_is_even(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))

    assert normal_cdf(low) <= normal_cdf(high)
    assert normal_cdf(low) + normal_cdf(-low) == 1


def test_the_distribution_has_its_known_places() -> None:
    assert normal_cdf(Fraction(0)) == Fraction(1, 2)
    assert normal_cdf(Fraction(10**6)) == 1
    assert normal_cdf(Fraction(-(10**6))) == 0
    assert 0 < 1 - normal_cdf(Fraction(14)) < Fraction(1, 10**40)


@given(st.fractions(0, 10**6, max_denominator=10**6))
def test_the_root_of_a_square_is_exact(value: Fraction) -> None:
    assert root(value**2) == value


@given(st.fractions(Fraction(1, 10**6), 10**6, max_denominator=10**6))
def test_a_root_has_fifty_digits(value: Fraction) -> None:
    assert abs(root(value) ** 2 / value - 1) < Fraction(1, 10 ** (DIGITS - 2))


def test_the_context_of_the_caller_changes_nothing() -> None:
    before = (root(Fraction(2)), normal_cdf(Fraction(1)))
    with localcontext(Context(prec=4)):
        assert (root(Fraction(2)), normal_cdf(Fraction(1))) == before
