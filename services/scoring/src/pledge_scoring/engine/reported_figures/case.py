"""What a rule about reported figures may look at: the figures, and all projects of the plan."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from ..aggregate import ProjectRow, SetResult, aggregate
from ..facts import Kind, Status
from ..numbers import half_up
from ..reconciliation import Cause
from ..scheme import Scheme
from .figure import Computed, Figure
from .names import computed_of, goals_of

__all__ = ["Basis", "PlanCase"]

_Change = Callable[[ProjectRow], ProjectRow | None]
_BEGUN = frozenset(Status) - {Status.PLANNED}
_KEPT = frozenset(Status) - {Status.SCRAPPED}


@dataclass(frozen=True, slots=True)
class Basis:
    """Another way of adding up the same projects, and what it would explain."""

    code: str
    cause: Cause
    result: SetResult


@dataclass(frozen=True, kw_only=True)
class PlanCase:
    """A plan's figures and rows; ``goals`` counts the nodes of its tree by kind."""

    figures: tuple[Figure, ...]
    rows: tuple[ProjectRow, ...]
    goals: Mapping[str, int]
    scheme: Scheme

    @cached_property
    def result(self) -> SetResult:
        """The plan added up as it is everywhere else."""
        return aggregate(self.rows, scheme=self.scheme)

    @cached_property
    def computed(self) -> Mapping[str, Computed]:
        """What the plan's data give, by name."""
        return {**computed_of(self.result), **goals_of(self.goals)}

    @cached_property
    def bases(self) -> tuple[Basis, ...]:
        """Every other basis that is tried, in the order in which hints name them."""
        return tuple(self._bases())

    @property
    def counted(self) -> tuple[ProjectRow, ...]:
        """The rows that rates and sums take."""
        left_out = self.scheme.excluded_statuses
        return tuple(
            row
            for row in self.rows
            if row.kind is not Kind.PENDING and row.parent is None and row.status not in left_out
        )

    def printed(self, name: str) -> Decimal | None:
        """Return the exact number printed by a name; None where it is not, or is 약."""
        for figure in self.figures:
            if figure.name == name and not figure.approximate:
                return figure.number(self.computed[name].kind)
        return None

    @property
    def printed_whole(self) -> int | None:
        """How many projects the plan says it has, where that is what rates divide by."""
        whole = self.printed("project_count")
        if whole is None or whole != int(whole) or self.scheme.excluded_statuses:
            return None
        return int(whole)

    @property
    def unrecorded(self) -> int:
        """How many more projects the plan says it has than are recorded."""
        return max(0, (self.printed_whole or 0) - self.result.counted.top_level)

    def _bases(self) -> Iterator[Basis]:
        if self.scheme.excluded_statuses:
            everything = replace(self.scheme, excluded_statuses=frozenset())
            found = aggregate(self.rows, scheme=everything)
            yield Basis("with_excluded", Cause.DIFFERENT_BASIS, found)
        for code, cause, change in _CHANGES:
            changed = (change(row) for row in self.rows)
            found = aggregate([row for row in changed if row is not None], scheme=self.scheme)
            yield Basis(code, cause, found)


def _only(statuses: frozenset[Status]) -> _Change:
    return lambda row: row if row.status in statuses else None


def _taken_for(status: Status, other: Status) -> _Change:
    return lambda row: replace(row, status=other) if row.status is status else row


def _with_pending(row: ProjectRow) -> ProjectRow:
    return replace(row, kind=Kind.PLEDGE) if row.kind is Kind.PENDING else row


def _with_parts(row: ProjectRow) -> ProjectRow:
    return row if row.kind is Kind.PENDING else replace(row, parent=None)


def _with_all(row: ProjectRow) -> ProjectRow:
    return _with_parts(_with_pending(row))


def _equally(row: ProjectRow) -> ProjectRow:
    return replace(row, weight=None)


def _by_budget(row: ProjectRow) -> ProjectRow:
    planned = row.funding.total.planned_krw
    return replace(row, weight=Fraction(planned or 0))


def _shown_with(places: int) -> _Change:
    def change(row: ProjectRow) -> ProjectRow:
        return row if row.rate is None else replace(row, rate=half_up(row.rate, places))

    return change


_CHANGES: tuple[tuple[str, Cause, _Change], ...] = (
    (
        "without_continuing",
        Cause.DIFFERENT_BASIS,
        _taken_for(Status.CONTINUING, Status.PARTIAL),
    ),
    ("with_partial", Cause.DIFFERENT_BASIS, _taken_for(Status.PARTIAL, Status.ON_TRACK)),
    ("without_scrapped", Cause.DIFFERENT_BASIS, _only(_KEPT)),
    (
        "without_suspended_and_scrapped",
        Cause.DIFFERENT_BASIS,
        _only(_KEPT - {Status.SUSPENDED}),
    ),
    ("without_planned", Cause.DIFFERENT_BASIS, _only(_BEGUN)),
    ("with_sub_projects", Cause.DIFFERENT_BASIS, _with_parts),
    ("with_pending", Cause.DIFFERENT_BASIS, _with_pending),
    ("with_all", Cause.DIFFERENT_BASIS, _with_all),
    ("equal_weights", Cause.WEIGHTS, _equally),
    ("budget_weights", Cause.WEIGHTS, _by_budget),
    ("rates_to_1_decimal", Cause.ROUNDING, _shown_with(1)),
    ("rates_to_whole_percent", Cause.ROUNDING, _shown_with(0)),
)
