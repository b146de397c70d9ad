"""A project's budget: replaced as one table, and read with its sums and checks."""

import json
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from pledge_shared.contracts.budget import (
    Budget,
    BudgetChange,
    BudgetLine,
    BudgetRevision,
    BudgetRevisionHead,
)
from pledge_shared.contracts.budget_input import BudgetInput, GivenMoney
from pledge_shared.contracts.budget_table import BudgetSum, BudgetSums, BudgetTable, FootingResult
from pledge_shared.contracts.codes import FundingSource, MoneyUnit, Stage
from pledge_shared.contracts.plan import PlanFacts
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.contracts.scalars import MAX_KRW
from pledge_shared.crossfoot import cross_foot
from pledge_shared.errors import FieldError, InvalidInputError
from pledge_shared.money import NotWholeWonError, in_won
from pledge_shared.validation import validated

from .editing import edited
from .versions import Stored

__all__ = ["budget_table", "put_budget"]

_Cell = tuple[FundingSource, Stage, str]
_Json = dict[str, Any]


def put_budget(facts: ProjectFacts, body: Any) -> ProjectFacts:
    """Replace a project's budget table; with a revision, note what it changes.

    Raises
    ------
    InvalidInputError
        422: an amount is no whole 원, or the table breaks another rule.
    """
    given = validated(BudgetInput, body)
    table = _Reader(given.unit).table(given)
    kept = {name: value for name, value in facts.budget if name not in table}
    budget = validated(Budget, kept | table)
    if given.revision is not None:
        budget = edited(budget, revisions=_revised(facts.budget, budget, given.revision))
    return edited(facts, budget=budget)


class _Reader:
    """Turns what was sent into 원, and collects what cannot be."""

    def __init__(self, unit: MoneyUnit) -> None:
        self._unit = unit
        self._errors: list[FieldError] = []

    def table(self, given: BudgetInput) -> _Json:
        """Return the fields of the budget that were given."""
        table: _Json = {"lines": self._each("/lines", given.lines)}
        if given.declared_totals is not None:
            table["declared_totals"] = self._each("/declared_totals", given.declared_totals)
        if given.stated is not None:
            stated = self._each("/stated", given.stated)
            for n, (read, item) in enumerate(zip(stated, given.stated, strict=True)):
                read["parts"] = self._each(f"/stated/{n}/parts", item.parts)
            table["stated"] = stated
        if self._errors:
            raise InvalidInputError(
                "An amount cannot be stored as it is given; see errors.", errors=tuple(self._errors)
            )
        return table

    def _each(self, place: str, given: tuple[GivenMoney, ...]) -> list[_Json]:
        return [self._in_won(f"{place}/{n}", item) for n, item in enumerate(given)]

    def _in_won(self, place: str, given: GivenMoney) -> _Json:
        fields = dict(given)
        amount = fields.pop("amount")
        if amount is not None:
            fields["amount_krw"] = self._won(f"{place}/amount", amount)
        return fields

    def _won(self, place: str, amount: Any) -> int | None:
        try:
            won = in_won(amount, self._unit)
        except NotWholeWonError:
            message = "The amount is not a whole number of 원; check it and the unit."
            self._errors.append(FieldError(place, "not_whole_won", message))
            return None
        if won > MAX_KRW:
            message = f"An amount is at most {MAX_KRW:,} 원; check it and the unit."
            self._errors.append(FieldError(place, "out_of_range", message))
            return None
        return won


def _revised(before: Budget, after: Budget, head: BudgetRevisionHead) -> tuple[BudgetRevision, ...]:
    """Append a revision, unless it is the last one said again and changes nothing more."""
    changes = tuple(_changes(_amounts(before), _amounts(after)))
    last = before.revisions[-1] if before.revisions else None
    said = last is not None and all(getattr(last, name) == value for name, value in head)
    if said and not changes:
        return before.revisions
    return (*before.revisions, BudgetRevision(**dict(head), changes=changes))


def _amounts(budget: Budget) -> dict[_Cell, int | None]:
    return {(line.source, line.stage, line.period): line.amount_krw for line in budget.lines}


def _changes(
    before: dict[_Cell, int | None], after: dict[_Cell, int | None]
) -> Iterator[BudgetChange]:
    for cell in sorted(before.keys() | after.keys(), key=lambda cell: (cell[1], cell[0], cell[2])):
        old, new = before.get(cell), after.get(cell)
        if old != new:
            source, stage, period = cell
            yield BudgetChange(
                source=source, stage=stage, period=period, before_krw=old, after_krw=new
            )


def budget_table(plan: Stored, project: Stored) -> BudgetTable:
    """Return a project's budget with its sums and its printed totals checked."""
    term = PlanFacts.model_validate_json(plan.facts).term
    budget = Budget.model_validate(json.loads(project.facts)["budget"])
    return BudgetTable(
        **dict(budget),
        sums=BudgetSums(
            by_source=list(_sums(budget, lambda line: (line.stage, line.source, None))),
            by_period=list(_sums(budget, lambda line: (line.stage, None, line.period))),
            total=list(_sums(budget, lambda line: (line.stage, None, None))),
        ),
        checks=[
            FootingResult(
                kind=check.kind,
                subject=check.subject,
                printed_krw=check.printed_krw,
                sum_krw=check.sum_krw,
                passed=check.passed,
            )
            for check in cross_foot(budget, (term.start.year, term.end.year) if term else None)
        ],
    )


_Group = tuple[Stage, FundingSource | None, str | None]


def _sums(budget: Budget, group: Callable[[BudgetLine], _Group]) -> Iterator[BudgetSum]:
    def order(line: BudgetLine) -> tuple[str, ...]:
        return tuple(part or "" for part in group(line))

    for _, lines in groupby(sorted(budget.lines, key=order), key=order):
        yield _sum(list(lines), group)


def _sum(lines: list[BudgetLine], group: Callable[[BudgetLine], _Group]) -> BudgetSum:
    stage, source, period = group(lines[0])
    amounts = [line.amount_krw for line in lines if line.amount_krw is not None]
    return BudgetSum(
        stage=stage,
        source=source,
        period=period,
        amount_krw=sum(amounts) if amounts else None,
        approximate=any(line.approximate for line in lines if line.amount_krw is not None),
    )
