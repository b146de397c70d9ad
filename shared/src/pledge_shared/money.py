"""Amounts of money as people read and write them. What is stored is whole 원."""

from decimal import Decimal

from .contracts.codes import MoneyUnit

__all__ = ["NotWholeWonError", "in_won", "korean_won"]

_WON = {
    MoneyUnit.KRW: 1,
    MoneyUnit.THOUSAND_KRW: 1_000,
    MoneyUnit.MILLION_KRW: 1_000_000,
    MoneyUnit.HUNDRED_MILLION_KRW: 100_000_000,
    MoneyUnit.TRILLION_KRW: 1_000_000_000_000,
}

_UNITS = ((100_000_000, "억"), (10_000, "만"))


class NotWholeWonError(ValueError):
    """The amount has a fraction of a 원."""


def in_won(amount: Decimal, unit: MoneyUnit) -> int:
    """Return an amount in whole 원, exactly.

    Raises
    ------
    NotWholeWonError
        It is not a whole number of 원.
    """
    numerator, denominator = amount.as_integer_ratio()
    won, rest = divmod(numerator * _WON[unit], denominator)
    if rest:
        raise NotWholeWonError("the amount is not a whole number of 원")
    return won


def korean_won(krw: int) -> str:
    """Write an amount exactly, in the largest of 억원, 만원 and 원 that it reaches: 33.8억원."""
    for unit, name in _UNITS:
        if abs(krw) >= unit:
            whole, rest = divmod(abs(krw), unit)
            decimals = f"{rest:0{len(str(unit)) - 1}d}".rstrip("0")
            sign = "-" if krw < 0 else ""
            return f"{sign}{whole:,}{'.' if decimals else ''}{decimals}{name}원"
    return f"{krw:,}원"
