"""Square root and standard normal distribution, at 50 digits and the same on every machine."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from math import isqrt
from typing import Final

__all__ = ["DIGITS", "normal_cdf", "root"]

DIGITS: Final = 50

_WORKING = Context(prec=DIGITS + 20, rounding=ROUND_HALF_EVEN)
_RESULT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
_FAR = 16
"""Beyond so many deviations the tail is less than the last of the 50 digits."""


def root(square: Fraction) -> Fraction:
    """Return the square root: exact where it is a fraction, else at 50 digits."""
    above, below = isqrt(square.numerator), isqrt(square.denominator)
    if above**2 == square.numerator and below**2 == square.denominator:
        return Fraction(above, below)
    with localcontext(_WORKING):
        value = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
        return Fraction(_RESULT.plus(value))


def normal_cdf(deviations: Fraction) -> Fraction:
    """Return Φ(z), the probability of at most ``z``, at 50 digits.

    By the series φ(z)·(z + z³/3 + z⁵/(3·5) + …) + 1/2, whose terms for z > 0 are all positive,
    so that nothing cancels.
    """
    if deviations < 0:
        return 1 - normal_cdf(-deviations)
    if deviations > _FAR:
        return Fraction(1)
    with localcontext(_WORKING):
        z = Decimal(deviations.numerator) / Decimal(deviations.denominator)
        square, term, total, odd = z * z, z, Decimal(0), 1
        while total + term != total:
            total += term
            odd += 2
            term *= square / odd
        density = (-square / 2).exp() / (2 * _PI).sqrt()
        return Fraction(_RESULT.plus(Decimal("0.5") + density * total))
