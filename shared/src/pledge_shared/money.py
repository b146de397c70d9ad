"""Amounts of money as people read them. Stored and sent amounts are whole 원."""

__all__ = ["korean_won"]

_UNITS = ((100_000_000, "억"), (10_000, "만"))


def korean_won(krw: int) -> str:
    """Write an amount exactly, in the largest of 억원, 만원 and 원 that it reaches: 33.8억원."""
    for unit, name in _UNITS:
        if abs(krw) >= unit:
            whole, rest = divmod(abs(krw), unit)
            decimals = f"{rest:0{len(str(unit)) - 1}d}".rstrip("0")
            sign = "-" if krw < 0 else ""
            return f"{sign}{whole:,}{'.' if decimals else ''}{decimals}{name}원"
    return f"{krw:,}원"
