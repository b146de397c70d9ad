"""Sums of money over many projects, and the rates between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .funding import MoneyRate, Sums, divide

__all__ = ["MoneyOfSet", "RateOfSet", "add_money"]

_Pair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class RateOfSet:
    """Σ over Σ of the projects that report both; ``covered`` is their part of the whole, in 원."""

    rate: MoneyRate
    covered_krw: int
    whole_krw: int

    @property
    def coverage(self) -> Fraction | None:
        """Share (0…1) of the denominator that stands behind the rate."""
        return Fraction(self.covered_krw, self.whole_krw) if self.whole_krw else None


@dataclass(frozen=True, slots=True)
class MoneyOfSet:
    """Sums and the two named rates of one window."""

    sums: Sums
    funding: RateOfSet
    execution: RateOfSet


def add_money(sums: Sequence[Sums]) -> MoneyOfSet:
    """Add one window over projects."""
    return MoneyOfSet(
        sums=Sums(
            planned_krw=_total(item.planned_krw for item in sums),
            secured_krw=_total(item.secured_krw for item in sums),
            executed_krw=_total(item.executed_krw for item in sums),
        ),
        funding=_rate([(item.secured_krw, item.planned_krw) for item in sums]),
        execution=_rate([(item.executed_krw, item.secured_krw) for item in sums]),
    )


def _total(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _rate(pairs: Sequence[_Pair]) -> RateOfSet:
    # A project that has not reported must not count as one that secured nothing.
    both = [(above, below) for above, below in pairs if above is not None and below is not None]
    known = [below for _, below in pairs if below is not None]
    whole, covered = sum(known), sum(below for _, below in both)
    if not both:
        return RateOfSet(divide(None, whole if known else None), covered, whole)
    return RateOfSet(divide(sum(above for above, _ in both), covered), covered, whole)
