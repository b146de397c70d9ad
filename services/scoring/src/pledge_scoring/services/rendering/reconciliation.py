"""A plan's reported figures and the findings of its projects as a document."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pledge_shared.contracts.achievement_set import Counted
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import ReportedValue
from pledge_shared.contracts.reconciliation import (
    FindingTally,
    PlanReconciliation,
    ProjectLink,
    ReportedFigure,
)

from ...engine.aggregate import ProjectRow
from ...engine.numbers import fixed, plain
from ...engine.reported_figures import CheckedFigure, FigureKind, FigureStatus, PlanCase
from ...engine.version import ENGINE_VERSION
from ..wording import Language
from .findings import render_finding, render_hint
from .texts import as_printed, render_quotient

__all__ = ["Reconciled", "render_reconciliation"]

_MOST_LINKED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """A plan, the case made of it, and its figures checked, in the order of the plan."""

    plan: Plan
    on: date
    case: PlanCase
    figures: tuple[CheckedFigure, ...]


def render_reconciliation(reconciled: Reconciled, language: Language) -> PlanReconciliation:
    """Render a plan's reconciliation. Same facts and language, same bytes."""
    plan, case, figures = reconciled.plan, reconciled.case, reconciled.figures
    counted = case.result.counted
    states = Counter(figure.status for figure in figures)
    codes = Counter(finding.code for figure in figures for finding in figure.findings)
    return PlanReconciliation(
        plan=plan.code,
        version=plan.version,
        on=reconciled.on,
        scheme=case.scheme.name,
        engine=ENGINE_VERSION,
        counted=Counted(top_level=counted.top_level, sub=counted.sub, pending=counted.pending),
        checked={status.value: states[status] for status in FigureStatus},
        reported_values=tuple(
            _figure(value, checked, language)
            for value, checked in zip(plan.reported_values, figures, strict=True)
        ),
        finding_counts={code.value: codes[code] for code in sorted(codes)},
        project_findings=tuple(_tallies(plan.code, reconciled.on, case.rows)),
    )


def _figure(value: ReportedValue, checked: CheckedFigure, language: Language) -> ReportedFigure:
    computed = checked.computed
    was_checked = checked.status is not FigureStatus.NOT_CHECKED
    numerator, denominator = (
        render_quotient(computed.numerator, computed.denominator)
        if computed and was_checked
        else (None, None)
    )
    return ReportedFigure(
        name=value.name,
        label=value.label,
        printed=value.printed,
        value=as_printed(value.value),
        amount_krw=value.amount_krw,
        unit=value.unit,
        approximate=value.approximate,
        kind=computed.kind.value if computed else None,
        computed=_computed(checked) if was_checked else None,
        numerator=numerator,
        denominator=denominator,
        difference=_difference(checked) if was_checked else None,
        status=checked.status.value,
        reason=checked.reason,
        reads_as=tuple(render_hint(hint, language) for hint in checked.reads_as),
        findings=tuple(render_finding(finding, language) for finding in checked.findings),
    )


def _computed(checked: CheckedFigure) -> str | None:
    computed = checked.computed
    if computed is None or computed.value is None:
        return None
    return fixed(computed.value, 2 if computed.kind is FigureKind.RATE else 0)


def _difference(checked: CheckedFigure) -> str | None:
    difference = checked.difference
    if difference is None or checked.computed is None:
        return None
    return fixed(difference) if checked.computed.kind is FigureKind.RATE else plain(difference)


def _tallies(plan: str, on: date, rows: Sequence[ProjectRow]) -> Iterator[FindingTally]:
    for code in sorted({code for row in rows for code in row.findings}):
        found = sorted(row.code for row in rows if code in row.findings)
        yield FindingTally(
            code=code,
            findings=sum(row.findings.count(code) for row in rows),
            project_count=len(found),
            projects=tuple(_link(plan, project, on) for project in found[:_MOST_LINKED]),
        )


def _link(plan: str, project: str, on: date) -> ProjectLink:
    path = f"/v1/achievements/plans/{plan}/projects/{project}?on={on.isoformat()}"
    return ProjectLink(code=project, href=path)
