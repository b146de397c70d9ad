"""Cross-footing: every printed total of a budget table against the sum of what it adds up.

Blank and '-' add nothing, and an empty total agrees with an empty (or zero) sum.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .contracts.budget import Budget, BudgetLine, DeclaredTotal
from .contracts.codes import Stage
from .period import span_years

__all__ = ["FootingCheck", "cross_foot"]


@dataclass(frozen=True, slots=True)
class FootingCheck:
    """One printed total in 원 beside the sum; ``subject`` says where it is printed."""

    kind: Literal["row", "column", "stated"]
    subject: str
    printed_krw: int | None
    sum_krw: int

    @property
    def passed(self) -> bool:
        """Whether the total agrees with the sum."""
        return (self.printed_krw or 0) == self.sum_krw


def cross_foot(budget: Budget, term_years: tuple[int, int] | None) -> list[FootingCheck]:
    """Check rows, then columns, then printed lines.

    Parameters
    ----------
    budget
        The table with its declared totals and stated amounts.
    term_years
        First and last fiscal year of the term; without one, no subtotal (소계) can be checked.
    """
    table = _Table(budget, term_years)
    return [*table.rows(), *table.columns(), *_stated(budget)]


class _Table:
    """The lines and printed totals of one budget, by where they stand."""

    def __init__(self, budget: Budget, term_years: tuple[int, int] | None) -> None:
        self._lines = budget.lines
        self._declared = budget.declared_totals
        self._term = term_years

    def rows(self) -> Iterator[FootingCheck]:
        """Check 소계 and 합계 of every row, the row 계 included."""
        for total in self._declared:
            if total.period == "in_term" and self._term is not None:
                yield _check("row", total, self._row_sum(total, self._in_term))
            elif total.period == "total":
                yield _check("row", total, self._whole_row(total))

    def columns(self) -> Iterator[FootingCheck]:
        """Check the row 계 of every column against the sources above it."""
        for total in self._declared:
            if total.source == "all" and (total.period != "in_term" or self._term is not None):
                sources = self._sources(total.stage)
                added = sum(self._cell(source, total.stage, total.period) for source in sources)
                yield _check("column", total, added)

    def _whole_row(self, total: DeclaredTotal) -> int:
        subtotal = self._find(total.source, total.stage, "in_term")
        if total.stage is not Stage.PLANNED or subtotal is None or self._term is None:
            return self._row_sum(total, lambda _: True)
        # A printed subtotal stands for its years; it is checked against them in its own right.
        outside = self._row_sum(total, lambda period: not self._in_term(period))
        return outside + (subtotal.amount_krw or 0)

    def _row_sum(self, total: DeclaredTotal, counts: Callable[[str], bool]) -> int:
        periods = {line.period for line in self._lines if line.stage is total.stage}
        periods |= {
            item.period
            for item in self._declared
            if item.stage is total.stage and item.period not in {"total", "in_term"}
        }
        return sum(
            self._printed_cell(total.source, total.stage, period)
            for period in periods
            if counts(period)
        )

    def _printed_cell(self, source: str, stage: Stage, period: str) -> int:
        """Return a cell; of the row 계 as printed there, else the sum of its column."""
        if source != "all":
            return self._cell(source, stage, period)
        declared = self._find("all", stage, period)
        if declared is not None:
            return declared.amount_krw or 0
        return sum(self._cell(each, stage, period) for each in self._sources(stage))

    def _cell(self, source: str, stage: Stage, period: str) -> int:
        """Return what a source has in a column: its printed total, or its lines."""
        declared = self._find(source, stage, period)
        if declared is not None:
            return declared.amount_krw or 0
        lines = [line for line in self._lines if line.source == source and line.stage is stage]
        return _add(line for line in lines if self._belongs(line.period, period))

    def _belongs(self, period: str, column: str) -> bool:
        if column == "total":
            return True
        return self._in_term(period) if column == "in_term" else period == column

    def _in_term(self, period: str) -> bool:
        if self._term is None or period in {"prior", "post_term"}:
            return False
        first, last = span_years(period) if ".." in period else (int(period), int(period))
        return self._term[0] <= first and last <= self._term[1]

    def _sources(self, stage: Stage) -> list[str]:
        printed = [line.source.value for line in self._lines if line.stage is stage]
        printed += [str(item.source) for item in self._declared if item.stage is stage]
        return sorted({source for source in printed if source != "all"})

    def _find(self, source: str, stage: Stage, period: str) -> DeclaredTotal | None:
        key = (source, stage, period)
        found = (item for item in self._declared if (item.source, item.stage, item.period) == key)
        return next(found, None)


def _stated(budget: Budget) -> Iterator[FootingCheck]:
    for number, stated in enumerate(budget.stated, start=1):
        if stated.parts:
            added = sum(part.amount_krw for part in stated.parts)
            yield FootingCheck("stated", f"budget/stated/{number}", stated.amount_krw, added)


def _check(kind: Literal["row", "column"], total: DeclaredTotal, added: int) -> FootingCheck:
    subject = f"budget/{total.stage.value}/{total.source}/{total.period}"
    return FootingCheck(kind, subject, total.amount_krw, added)


def _add(lines: Iterable[BudgetLine]) -> int:
    return sum(line.amount_krw or 0 for line in lines)
