"""The whole judgement of one project: score, funding, checks and findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .facts import PlanHead, Project
from .funding import Funding, score_funding
from .parts_total import PartsTotal, check_parts_total
from .project import ProjectScore, counted_parts, score_facts
from .reconciliation import Case, Finding, reconcile
from .scheme import DEFAULT_SCHEME, Scheme

__all__ = ["Check", "ProjectResult", "judge"]


@dataclass(frozen=True, slots=True)
class Check:
    """How many checks of one kind passed and failed."""

    code: str
    passed: int
    failed: int

    @property
    def of(self) -> int:
        """How many were made."""
        return self.passed + self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectResult:
    """Everything that is served about one project's achievement, free of any language."""

    plan: PlanHead
    project: Project
    parts: tuple[Project, ...]
    on: date
    scheme: Scheme
    score: ProjectScore
    funding: Funding
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]


def judge(
    plan: PlanHead,
    project: Project,
    parts: Sequence[Project] = (),
    *,
    on: date,
    scheme: Scheme = DEFAULT_SCHEME,
) -> ProjectResult:
    """Judge one project as of the scoring date ``on``; the order of ``parts`` is no matter."""
    ordered = tuple(sorted(parts, key=lambda part: part.code))
    counted = counted_parts(project, ordered)
    score = score_facts(project, counted, on=on, scheme=scheme)
    totals = check_parts_total(project, counted)
    case = Case(score=score, parts=counted, parts_totals=totals, scheme=scheme)
    return ProjectResult(
        plan=plan,
        project=project,
        parts=ordered,
        on=on,
        scheme=scheme,
        score=score,
        funding=score_funding(plan, project, counted, on=on),
        checks=_checks(project, totals),
        findings=reconcile(case),
    )


def _checks(project: Project, totals: tuple[PartsTotal, ...] | None) -> tuple[Check, ...]:
    checks = []
    if project.foot_checks:
        passed = sum(check.passed for check in project.foot_checks)
        checks.append(Check("CROSS_FOOT", passed, len(project.foot_checks) - passed))
    if totals:
        # A compound target (1식/100명) is one promise and so one check.
        agree = all(total.agrees for total in totals)
        checks.append(Check("PARTS_TOTAL", int(agree), int(not agree)))
    return tuple(checks)
