"""Over many projects: counts, named rates and sums of a goal, a plan or an organization."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .facts import Kind, Status
from .funding import WINDOWS, Funding, Window
from .measures import Range
from .money_of_set import MoneyOfSet, add_money
from .numbers import EXACT_PLACES, half_up, total
from .reasons import Reason
from .result import Check, ProjectResult
from .scheme import DEFAULT_SCHEME, Scheme
from .weighing import weights_of

__all__ = [
    "CountRate",
    "Counted",
    "MeanProgress",
    "ProjectRow",
    "SetResult",
    "aggregate",
    "counted_rows",
    "row_of",
]

_DONE = frozenset({Status.COMPLETED, Status.CONTINUING})
_ON_TRACK = _DONE | {Status.ON_TRACK}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """What a set needs to know of one project.

    ``rate`` is ``rate_exact``, in percent; ``range`` has as many decimals, so that it holds it.
    """

    plan: str
    code: str
    kind: Kind
    status: Status
    parent: str | None
    rate: Fraction | None
    weight: Fraction | None
    funding: Funding
    checks: tuple[Check, ...] = ()
    findings: tuple[str, ...] = ()
    range: Range | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many projects of each standing there are; only ``top_level`` ones are counted."""

    top_level: int
    sub: int
    pending: int


@dataclass(frozen=True, slots=True)
class CountRate:
    """Projects of some statuses over all that count, in percent."""

    numerator: int
    denominator: int
    percent: Fraction | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class MeanProgress:
    """Weighted mean of the rates of the projects that have one, and how many those are."""

    percent: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    reason: Reason | None
    covered: Fraction
    whole: Fraction
    weighting: str

    @property
    def coverage(self) -> Fraction | None:
        """Weight of the projects with a rate over that of all counted, 0…1."""
        return self.covered / self.whole if self.whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """Everything that is served about a set of projects, free of any language."""

    counted: Counted
    status_counts: tuple[tuple[Status, int], ...]
    completion_rate: CountRate
    on_track_rate: CountRate
    mean_progress: MeanProgress
    money: tuple[tuple[Window, MoneyOfSet], ...]
    approximate: bool
    checks: tuple[Check, ...]
    finding_counts: tuple[tuple[str, int], ...]


def row_of(result: ProjectResult) -> ProjectRow:
    """Reduce a project's result to what sets add up."""
    project = result.project
    return ProjectRow(
        plan=result.plan.code,
        code=project.code,
        kind=project.kind,
        status=project.status,
        parent=project.parent,
        rate=result.score.rate_exact,
        weight=project.weight,
        funding=result.funding,
        checks=result.checks,
        findings=tuple(finding.code.value for finding in result.findings),
        range=_as_exact_as_rates(result.score.range),
    )


def _as_exact_as_rates(spread: Range | None) -> Range | None:
    if spread is None:
        return None
    return Range(half_up(spread.low, EXACT_PLACES), half_up(spread.high, EXACT_PLACES))


def aggregate(rows: Iterable[ProjectRow], *, scheme: Scheme = DEFAULT_SCHEME) -> SetResult:
    """Add up a set of projects, in any order. Give it all rows: it counts what counts."""
    given = tuple(rows)
    top = [row for row in given if _is_top(row)]
    pending = sum(row.kind is Kind.PENDING for row in given)
    counted = counted_rows(given, scheme)
    statuses = Counter(row.status for row in top)
    return SetResult(
        counted=Counted(len(top), len(given) - len(top) - pending, pending),
        status_counts=tuple((status, statuses[status]) for status in Status),
        completion_rate=_count_rate(counted, _DONE),
        on_track_rate=_count_rate(counted, _ON_TRACK),
        mean_progress=_mean_progress(counted),
        money=tuple(
            (window, add_money([row.funding.of(window) for row in counted])) for window in WINDOWS
        ),
        approximate=any(row.funding.approximate for row in counted),
        checks=_add_checks(given),
        finding_counts=tuple(sorted(Counter(c for row in given for c in row.findings).items())),
    )


def counted_rows(rows: Iterable[ProjectRow], scheme: Scheme) -> list[ProjectRow]:
    """Return the rows that rates and sums take."""
    return [row for row in rows if _is_top(row) and row.status not in scheme.excluded_statuses]


def _is_top(row: ProjectRow) -> bool:
    return row.kind is not Kind.PENDING and row.parent is None


def _count_rate(rows: Sequence[ProjectRow], statuses: frozenset[Status]) -> CountRate:
    """Count declared statuses; while nobody has declared any there is no rate."""
    if all(row.status is Status.PLANNED for row in rows):
        return CountRate(0, len(rows), None, Reason.NOT_REPORTED)
    inside = sum(row.status in statuses for row in rows)
    return CountRate(inside, len(rows), Fraction(100 * inside, len(rows)), None)


def _mean_progress(rows: Sequence[ProjectRow]) -> MeanProgress:
    weights = weights_of([row.weight for row in rows])
    pairs = [(row.rate, weight) for row, weight in zip(rows, weights, strict=True)]
    covered = total(weight for rate, weight in pairs if rate is not None)
    numerator = total(rate * weight for rate, weight in pairs if rate is not None)
    whole = total(weights)
    weighting = "equal" if all(row.weight is None for row in rows) else "declared"
    if covered == 0:
        return MeanProgress(None, None, None, Reason.NOT_REPORTED, covered, whole, weighting)
    percent = numerator / covered
    return MeanProgress(percent, numerator, covered, None, covered, whole, weighting)


def _add_checks(rows: Iterable[ProjectRow]) -> tuple[Check, ...]:
    passed: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for row in rows:
        for check in row.checks:
            passed[check.code] += check.passed
            failed[check.code] += check.failed
    return tuple(Check(code, passed[code], failed[code]) for code in sorted({*passed, *failed}))
