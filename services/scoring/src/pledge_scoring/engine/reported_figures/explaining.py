"""Hints that hold for figures of every kind: other names, other bases, what is not recorded."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ..numbers import fixed, quotient_text
from ..reconciliation import Cause, Hint
from ..reconciliation.rate_finding import Explained
from .case import PlanCase
from .figure import Computed, Figure
from .names import computed_of

__all__ = ["Tried", "other_bases", "other_names", "shown", "whole_text"]


class Tried:
    """The divisions that were named already, so that each is named once."""

    def __init__(self, *known: Computed) -> None:
        self._known = {_key(computed) for computed in known}

    def is_new(self, computed: Computed) -> bool:
        """Whether no equal division was seen before."""
        key = _key(computed)
        new = key not in self._known
        self._known.add(key)
        return new


def other_names(
    case: PlanCase, figure: Figure, printed: Decimal, names: tuple[str, ...], tried: Tried
) -> Iterator[Explained]:
    """Name what else the plan's data give that is printed alike."""
    for name in names:
        found = case.computed[name]
        if name != figure.name and _gives(figure, printed, found) and tried.is_new(found):
            values = (("figure", name), ("shown", shown(found)))
            yield Explained(Hint("other_figure_reproduces", values), Cause.DIFFERENT_BASIS)


def other_bases(
    case: PlanCase, figure: Figure, printed: Decimal, tried: Tried
) -> Iterator[Explained]:
    """Name the bases on which the same figure is printed alike."""
    for basis in case.bases:
        found = computed_of(basis.result)[figure.name]
        if _gives(figure, printed, found) and tried.is_new(found):
            values = (("basis", basis.code), ("figure", figure.name), ("shown", shown(found)))
            yield Explained(Hint("basis_reproduces", values), basis.cause)


def shown(computed: Computed) -> str:
    """Write what was computed: a division with its result, or a number."""
    value = computed.value or Fraction(0)
    if computed.numerator is None or computed.denominator is None:
        return f"{int(value):,}"
    above, below = quotient_text(computed.numerator, computed.denominator)
    return f"{above} / {below} = {fixed(value)}"


def whole_text(found: range) -> str:
    """Write whole numbers that follow each other: ``53``, ``222..224``."""
    return str(found.start) if len(found) == 1 else f"{found.start}..{found.stop - 1}"


def _gives(figure: Figure, printed: Decimal, computed: Computed) -> bool:
    return computed.value is not None and figure.agrees(printed, computed.value)


def _key(computed: Computed) -> tuple[Fraction | None, ...]:
    return computed.value, computed.numerator, computed.denominator
