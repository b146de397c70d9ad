"""Figures as people read them; a missing one is never shown as 0."""

from pledge_shared.contracts.scoring import Coverage, MoneyRate, Range
from pledge_shared.money import korean_won

__all__ = [
    "coverage_text",
    "money_rate_text",
    "percent",
    "range_text",
    "weight_coverage_text",
    "won",
]

MISSING = "–"


def won(amount: int | None) -> str:
    """Show an amount of 원: 3,380,000,000 is 33.8억원."""
    return MISSING if amount is None else korean_won(amount)


def percent(rate: str | None, reason: str | None = None) -> str:
    """Show a rate that has its two decimals already, or why there is none."""
    if rate is None:
        return f"{MISSING} ({reason})" if reason else MISSING
    return f"{rate} %"


def coverage_text(coverage: Coverage | None) -> str:
    """Show how much of what was due has a value."""
    if coverage is None:
        return MISSING
    return f"{coverage.percent} % ({coverage.with_value} of {coverage.due})"


def weight_coverage_text(coverage: Coverage | None) -> str:
    """Show coverage where periods weigh differently, so that it is not their quotient."""
    if coverage is None:
        return MISSING
    return f"{coverage.percent} % by weight ({coverage.with_value} of {coverage.due} due periods)"


def range_text(between: Range | None) -> str:
    """Show between what the rate lies, whatever the missing values are."""
    return f"{between.low} … {between.high}" if between else MISSING


def money_rate_text(rate: MoneyRate) -> str:
    """Show one sum over another."""
    if rate.percent is None:
        return percent(None, rate.reason)
    return f"{rate.percent} % ({won(rate.numerator_krw)} of {won(rate.denominator_krw)})"
