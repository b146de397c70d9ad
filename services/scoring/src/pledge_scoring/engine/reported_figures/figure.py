"""A reported figure of a plan, what the plan's data give for it, and how the two compare."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ..numbers import half_up, places_of
from ..reconciliation import Finding, Hint
from .whole_numbers import Rounding, rounded

__all__ = ["CheckedFigure", "Computed", "Figure", "FigureKind", "FigureStatus", "Unchecked"]


class FigureKind(StrEnum):
    """What a figure is: how many, what part in percent, or how much money in 원."""

    COUNT = "count"
    RATE = "rate"
    TOTAL = "total"


class FigureStatus(StrEnum):
    """What comparing a figure with the plan's data came to."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_CHECKED = "not_checked"


class Unchecked(StrEnum):
    """Why a figure was not compared, beside the reasons for which rates are null."""

    UNKNOWN_NAME = "unknown_name"
    NO_NUMBER = "no_number"
    NO_PROJECTS = "no_projects"
    NONE_RECORDED = "none_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """보고값 of a plan: a count or percentage in ``value``, money in ``amount_krw``."""

    name: str
    value: Decimal | None = None
    amount_krw: int | None = None
    approximate: bool = False

    @property
    def subject(self) -> str:
        """Where a finding about it stands."""
        return f"reported_values/{self.name}"

    def number(self, kind: FigureKind) -> Decimal | None:
        """Return the printed number, with its decimals; None where it is not of this kind."""
        if kind is not FigureKind.TOTAL:
            return self.value
        return None if self.amount_krw is None else Decimal(self.amount_krw)

    def agrees(self, printed: Decimal, computed: Fraction) -> bool:
        """Compare at the printed decimals, half-up; 약 within a unit of the last digit not 0."""
        if self.approximate:
            return abs(computed - Fraction(printed)) < _unit(printed)
        return half_up(computed, places_of(printed)) == Fraction(printed)

    def is_near(self, printed: Decimal, computed: Fraction) -> bool:
        """Whether the computed number, cut to the digits printed, is the printed one."""
        unit = _unit(printed)
        ways = (rounded(computed / unit, 0, how) * unit for how in Rounding)
        return Fraction(printed) in ways


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """What the plan's data give: a number, and both sides of the division of a rate."""

    kind: FigureKind
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFigure:
    """A figure beside what was computed; ``reads_as`` names what whole numbers would print it."""

    figure: Figure
    computed: Computed | None
    status: FigureStatus
    reason: str | None = None
    reads_as: tuple[Hint, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def difference(self) -> Fraction | None:
        """Computed - printed; None where one of them is not known."""
        if self.computed is None or self.computed.value is None:
            return None
        printed = self.figure.number(self.computed.kind)
        return None if printed is None else self.computed.value - Fraction(printed)


def _unit(printed: Decimal) -> Fraction:
    """Return one unit of the last digit that is not 0: 10 for 80, 1억 for 33억, 0.1 for 67.1."""
    exponent = printed.normalize().as_tuple().exponent if printed else -places_of(printed)
    return Fraction(10) ** (exponent if isinstance(exponent, int) else 0)
