"""The rows a project's document becomes: one list a table, replaced as a whole when they change."""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
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
        Columns whose values ``items`` gives; all others are fields of the item by their name.
    """

    def __init__(
        self,
        table: Table,
        model: type[BaseModel],
        more: Sequence[str],
        items: Callable[[ProjectFacts], Placed],
    ) -> None:
        names = [c.name for c in table.columns if c.name in model.model_fields.keys() - set(more)]
        self.table = table
        self.columns = (*more, *names)
        self._items = items
        self._fields = attrgetter(*names)

    def rows(self, project: ProjectFacts) -> list[Row]:
        """Return the rows, without the project's id."""
        fields = self._fields
        return [(*more, *fields(item)) for more, item in self._items(project)]

    def row(self, more: Row, item: BaseModel) -> Row:
        """Return the row of one item."""
        return (*more, *self._fields(item))


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


def _plain(
    items: Callable[[ProjectFacts], Sequence[BaseModel]],
) -> Callable[[ProjectFacts], Placed]:
    return lambda project: (((), item) for item in items(project))


def _numbered(
    items: Callable[[ProjectFacts], Sequence[BaseModel]],
) -> Callable[[ProjectFacts], Placed]:
    return lambda project: (((place,), item) for place, item in enumerate(items(project)))


def _indicators(project: ProjectFacts) -> Placed:
    for place, item in enumerate(project.indicators):
        yield (place, item.term_target.value if item.term_target else None), item


def _targets(project: ProjectFacts) -> Placed:
    return (((each.code,), item) for each in project.indicators for item in each.targets)


def _actuals(project: ProjectFacts) -> Placed:
    for indicator in project.indicators:
        for item in indicator.actuals:
            yield (indicator.code, _evidence(item)), item


def _evidence(actual: Actual) -> list[dict[str, Any]]:
    return [each.model_dump(mode="json") for each in actual.evidence]


def actual_values(indicator: str, actual: Actual) -> dict[str, Any]:
    """Return the columns of what was reported for one indicator and period."""
    row = ACTUALS.row((indicator, _evidence(actual)), actual)
    return dict(zip(ACTUALS.columns, row, strict=True))


def _milestones(project: ProjectFacts) -> Placed:
    for place, item in enumerate(project.milestones):
        quantities = [each.model_dump(mode="json") for each in item.quantities]
        yield (place, item.start, item.end, quantities), item


PARTS: Sequence[Part] = (
    Part(tables.targets, Target, ("indicator",), _targets),
    Part(tables.indicators, Indicator, ("ordinal", "term_target"), _indicators),
    Part(tables.budget_lines, BudgetLine, (), _plain(lambda project: project.budget.lines)),
    Part(
        tables.declared_totals,
        DeclaredTotal,
        (),
        _plain(lambda project: project.budget.declared_totals),
    ),
    Part(
        tables.milestones,
        Milestone,
        ("ordinal", "start_day", "end_day", "quantities"),
        _milestones,
    ),
    Part(
        tables.challenges,
        Challenge,
        ("ordinal",),
        _numbered(lambda project: project.challenges.items),
    ),
    Part(
        tables.ordinances,
        Ordinance,
        ("ordinal",),
        _numbered(lambda project: project.ordinances.items),
    ),
    Part(
        tables.reported_values,
        ReportedValue,
        ("ordinal",),
        _numbered(lambda project: project.reported_values),
    ),
)
"""In the order in which rows may be removed; insert in the reverse order."""

ACTUALS = Part(tables.actuals, Actual, ("indicator", "evidence"), _actuals)
"""Never replaced: what changes is appended, see `actuals`."""
