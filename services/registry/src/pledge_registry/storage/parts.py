"""The rows a project's document becomes: one list a table, replaced as a whole when they change."""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Table

from pledge_shared.contracts.budget import BudgetLine, DeclaredTotal
from pledge_shared.contracts.indicator import Actual, Indicator, Target
from pledge_shared.contracts.project import (
    Challenge,
    Milestone,
    Ordinance,
    ProjectFacts,
    ReportedValue,
)

from . import tables

__all__ = [
    "ACTUALS",
    "PARTS",
    "PROJECT_COLUMNS",
    "Part",
    "Row",
    "actual_values",
    "project_row",
]

Row = tuple[Any, ...]
Placed = Iterator[tuple[Row, BaseModel]]
"""Items, each with what the project says of it: its place, its owner."""


class Part:
    """One list of a project and its table: the columns, and the rows a project has in them.

    Parameters
    ----------
    more
        Columns whose values ``place`` gives; all others are fields of the item by their name.
    source
        Gives what the rows are made of. Edits copy what they do not touch, so that two states of
        a project are quickly compared by it.
    place
        Gives each item of it with the values of ``more``.
    """

    def __init__(
        self,
        table: Table,
        model: type[BaseModel],
        more: Sequence[str],
        source: Callable[[ProjectFacts], Any],
        place: Callable[[Any], Placed],
    ) -> None:
        names = [c.name for c in table.columns if c.name in model.model_fields.keys() - set(more)]
        self.table = table
        self.columns = (*more, *names)
        self._source = source
        self._place = place
        self._fields = itemgetter(*names)  # of the dictionary: twice as fast as attributes

    def rows(self, project: ProjectFacts) -> list[Row]:
        """Return the rows, without the project's id."""
        fields = self._fields
        return [(*more, *fields(vars(item))) for more, item in self._place(self._source(project))]

    def differ(self, before: ProjectFacts, after: ProjectFacts) -> bool:
        """Tell whether two states of a project have different rows here."""
        if self._source(before) == self._source(after):
            return False
        return self.rows(before) != self.rows(after)

    def row(self, more: Row, item: BaseModel) -> Row:
        """Return the row of one item."""
        return (*more, *self._fields(vars(item)))


_DETAILS = {"target_group", "goal_text", "contents", "partners", "regions", "facts"}
"""What no query filters by: one JSON value."""

_SCALARS = (
    "code", "parent", "kind", "title", "status", "goal", "executor", "term_scope",
    "novelty", "budgeted", "central_support", "weight", "contact_ref",
)  # fmt: skip
_scalars_of = attrgetter(*_SCALARS)


PROJECT_COLUMNS = (*_SCALARS, "period_start", "period_end", "details")
"""Of the project's own row; the others are ids and its version."""


def project_row(project: ProjectFacts) -> Row:
    """Return the project's own row, in the order of `PROJECT_COLUMNS`."""
    period = project.period
    days = (period.start, period.end) if period else (None, None)
    return (*_scalars_of(project), *days, project.model_dump(mode="json", include=_DETAILS))


def _plain(items: Sequence[BaseModel]) -> Placed:
    return (((), item) for item in items)


def _numbered(items: Sequence[BaseModel]) -> Placed:
    return (((place,), item) for place, item in enumerate(items))


def _indicators(indicators: Sequence[Indicator]) -> Placed:
    for place, item in enumerate(indicators):
        yield (place, item.term_target.value if item.term_target else None), item


def _all_targets(project: ProjectFacts) -> list[tuple[str, Sequence[Target]]]:
    return [(each.code, each.targets) for each in project.indicators]


def _targets(targets: Sequence[tuple[str, Sequence[Target]]]) -> Placed:
    return (((indicator,), item) for indicator, items in targets for item in items)


def _all_actuals(project: ProjectFacts) -> list[tuple[str, Sequence[Actual]]]:
    return [(each.code, each.actuals) for each in project.indicators]


def _actuals(actuals: Sequence[tuple[str, Sequence[Actual]]]) -> Placed:
    for indicator, items in actuals:
        for item in items:
            yield (indicator, _evidence(item)), item


def _evidence(actual: Actual) -> list[dict[str, Any]]:
    return [each.model_dump(mode="json") for each in actual.evidence]


def actual_values(indicator: str, actual: Actual) -> dict[str, Any]:
    """Return the columns of what was reported for one indicator and period."""
    row = ACTUALS.row((indicator, _evidence(actual)), actual)
    return dict(zip(ACTUALS.columns, row, strict=True))


def _milestones(milestones: Sequence[Milestone]) -> Placed:
    for place, item in enumerate(milestones):
        quantities = [each.model_dump(mode="json") for each in item.quantities]
        yield (place, item.start, item.end, quantities), item


_NUMBER = ("ordinal",)
_INDICATOR = ("ordinal", "term_target")
_MILESTONE = ("ordinal", "start_day", "end_day", "quantities")
_CHALLENGES, _ORDINANCES = attrgetter("challenges.items"), attrgetter("ordinances.items")
_LINES, _TOTALS = attrgetter("budget.lines"), attrgetter("budget.declared_totals")

PARTS: Sequence[Part] = (
    Part(tables.targets, Target, ("indicator",), _all_targets, _targets),
    Part(tables.indicators, Indicator, _INDICATOR, attrgetter("indicators"), _indicators),
    Part(tables.budget_lines, BudgetLine, (), _LINES, _plain),
    Part(tables.declared_totals, DeclaredTotal, (), _TOTALS, _plain),
    Part(tables.milestones, Milestone, _MILESTONE, attrgetter("milestones"), _milestones),
    Part(tables.challenges, Challenge, _NUMBER, _CHALLENGES, _numbered),
    Part(tables.ordinances, Ordinance, _NUMBER, _ORDINANCES, _numbered),
    Part(tables.reported_values, ReportedValue, _NUMBER, attrgetter("reported_values"), _numbered),
)
"""In the order in which rows may be removed; insert in the reverse order."""

ACTUALS = Part(tables.actuals, Actual, ("indicator", "evidence"), _all_actuals, _actuals)
"""Never replaced: what changes is appended, see `actuals`."""
