"""Money: what was planned, secured and executed, and the named rates between them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from .facts import Amount, BudgetPeriod, PlanHead, Project, Stage
from .reasons import Reason

__all__ = [
    "WINDOWS",
    "Funding",
    "MoneyRate",
    "Sums",
    "Window",
    "amounts_of",
    "divide",
    "score_funding",
]

Window = Literal["total", "in_term", "to_date"]
WINDOWS: tuple[Window, ...] = ("total", "in_term", "to_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Sums in 원 over one window; None where no amount was printed (which is not 0)."""

    planned_krw: int | None = None
    secured_krw: int | None = None
    executed_krw: int | None = None


@dataclass(frozen=True, slots=True)
class MoneyRate:
    """One sum in 원 over another, in percent, or the reason there is none."""

    numerator_krw: int | None
    denominator_krw: int | None
    percent: Fraction | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Funding:
    """A project's sums in each window, and whether any of them is 약 (approximate)."""

    total: Sums
    in_term: Sums
    to_date: Sums
    approximate: bool

    def of(self, window: Window) -> Sums:
        """Return the sums of a window by its name."""
        return {"total": self.total, "in_term": self.in_term, "to_date": self.to_date}[window]


def score_funding(
    plan: PlanHead, project: Project, parts: Sequence[Project], *, on: date
) -> Funding:
    """Add up a project's money as of the scoring date ``on``."""
    amounts = amounts_of(project, parts)
    term = plan.term_years

    def in_term(period: BudgetPeriod) -> bool:
        return term is not None and _lies_within(period, *term)

    def to_date(period: BudgetPeriod) -> bool:
        if period.last_year is None:
            return period.text == "prior"
        return period.last_year <= on.year

    return Funding(
        total=_sums(amounts, lambda _: True),
        in_term=_sums(amounts, in_term),
        to_date=_sums(amounts, to_date),
        approximate=any(amount.approximate for amount in amounts if amount.krw is not None),
    )


def amounts_of(project: Project, parts: Sequence[Project]) -> tuple[Amount, ...]:
    """Return what counts: the project's own money, or its parts' at stages it says nothing of.

    A sub-project's money is "of which": added to its parent's it would be counted twice.
    """
    own = {amount.stage for amount in project.amounts if amount.krw is not None}
    of_parts = [amount for part in parts for amount in part.amounts if amount.stage not in own]
    return (*project.amounts, *of_parts)


def divide(numerator_krw: int | None, denominator_krw: int | None) -> MoneyRate:
    """Divide two sums; an empty denominator and an unreported numerator give no rate."""
    if not denominator_krw:
        return MoneyRate(numerator_krw, denominator_krw, None, Reason.NO_PLAN)
    if numerator_krw is None:
        return MoneyRate(None, denominator_krw, None, Reason.NOT_REPORTED)
    percent = Fraction(100 * numerator_krw, denominator_krw)
    return MoneyRate(numerator_krw, denominator_krw, percent, None)


def _lies_within(period: BudgetPeriod, first: int, last: int) -> bool:
    if period.first_year is None or period.last_year is None:
        return False
    return first <= period.first_year and period.last_year <= last


def _sums(amounts: Iterable[Amount], counts: Callable[[BudgetPeriod], bool]) -> Sums:
    totals: dict[Stage, int] = {}
    for amount in amounts:
        if amount.krw is not None and counts(amount.period):
            totals[amount.stage] = totals.get(amount.stage, 0) + amount.krw
    return Sums(
        planned_krw=totals.get(Stage.PLANNED),
        secured_krw=totals.get(Stage.SECURED),
        executed_krw=totals.get(Stage.EXECUTED),
    )
