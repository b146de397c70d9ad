"""Numbers as they are shown, and the small blocks that stand in several documents."""

from decimal import Decimal
from fractions import Fraction

from pledge_shared.contracts.scoring import Check, Coverage, MoneyRate, Range
from pledge_shared.money import korean_won

from ...engine import measures
from ...engine.funding import MoneyRate as MoneyRateValue
from ...engine.numbers import fixed, plain, quotient_text
from ...engine.result import Check as CheckValue

__all__ = [
    "as_printed",
    "exact",
    "percent",
    "render_check",
    "render_coverage",
    "render_money_rate",
    "render_quotient",
    "render_range",
    "won",
]

_PERCENT = 100


def percent(value: Fraction | None) -> str | None:
    """Show a percentage: 2 decimals, half-up from the exact value."""
    return None if value is None else fixed(value)


def exact(value: Fraction | None) -> str | None:
    """Show a quantity or weight exactly (a fraction where no decimal is)."""
    return None if value is None else plain(value) or str(value)


def as_printed(value: Decimal | None) -> str | None:
    """Show a reported number with the decimals it was printed with."""
    return None if value is None else f"{value:f}"


def won(krw: int | None) -> str | None:
    """Show an amount as Korean documents write it: 33.8억원."""
    return None if krw is None else korean_won(krw)


def render_quotient(
    numerator: Fraction | None, denominator: Fraction | None
) -> tuple[str | None, str | None]:
    """Show the two sides of a division."""
    if numerator is None or denominator is None:
        return None, None
    return quotient_text(numerator, denominator)


def render_coverage(coverage: measures.Coverage | None) -> Coverage | None:
    """Show a coverage as percent and lowest-terms fraction."""
    if coverage is None:
        return None
    return Coverage(
        percent=fixed(coverage.share * _PERCENT),
        numerator=str(coverage.share.numerator),
        denominator=str(coverage.share.denominator),
        with_value=coverage.with_value,
        due=coverage.due,
    )


def render_range(spread: measures.Range | None) -> Range | None:
    """Show a range."""
    return None if spread is None else Range(low=fixed(spread.low), high=fixed(spread.high))


def render_money_rate(rate: MoneyRateValue, coverage: Fraction | None = None) -> MoneyRate:
    """Show one sum over another."""
    return MoneyRate(
        percent=percent(rate.percent),
        numerator_krw=rate.numerator_krw,
        denominator_krw=rate.denominator_krw,
        reason=rate.reason,
        coverage=None if coverage is None else fixed(coverage * _PERCENT),
    )


def render_check(check: CheckValue) -> Check:
    """Show how many checks passed."""
    return Check(code=check.code, passed=check.passed, failed=check.failed, of=check.of)
