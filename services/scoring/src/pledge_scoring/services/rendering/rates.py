"""A named rate as lists and series show it."""

from fractions import Fraction

from pledge_shared.contracts.rankings import RateValue, ShareReported

from ...engine.named_rates import NamedRate
from ...engine.numbers import fixed
from .texts import exact, percent, render_quotient, render_range

__all__ = ["render_rate"]


def render_rate(rate: NamedRate) -> RateValue:
    """Render a rate; both sides of its division where they are known."""
    sides = render_quotient(rate.numerator, rate.denominator)
    return RateValue(
        percent=percent(rate.percent),
        exact=exact(rate.percent),
        reason=rate.reason,
        numerator=sides[0] or exact(rate.numerator),
        denominator=sides[1] or exact(rate.denominator),
        coverage=_share(rate.coverage),
        range=render_range(rate.range),
    )


def _share(coverage: Fraction | None) -> ShareReported | None:
    if coverage is None:
        return None
    return ShareReported(
        percent=fixed(100 * coverage),
        numerator=str(coverage.numerator),
        denominator=str(coverage.denominator),
    )
