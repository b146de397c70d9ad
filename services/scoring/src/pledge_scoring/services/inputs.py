"""From the registry's documents to the engine's facts, and through the engine."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.contracts.scoring import SchemeDocument

from ..engine import facts
from ..engine.result import ProjectResult, judge
from ..engine.scheme import DEFAULT_SCHEME, Scheme
from .project_facts import ScoredProject, TermYears, read_project

__all__ = ["plan_head", "project_facts", "scheme_from_document", "score_project", "term_years"]


def score_project(
    plan: Plan,
    project: Project | ScoredProject,
    parts: Sequence[Project | ScoredProject] = (),
    *,
    on: date | None = None,
    scheme: Scheme = DEFAULT_SCHEME,
) -> ProjectResult:
    """Judge a project with its sub-projects; ``on`` is the plan's reporting date by default."""
    years = term_years(plan)
    return judge(
        plan_head(plan),
        project_facts(project, years),
        [project_facts(part, years) for part in parts],
        on=plan.reporting_date if on is None else on,
        scheme=scheme,
    )


def scheme_from_document(document: SchemeDocument) -> Scheme:
    """Read a scheme version that was published as data."""
    least = document.minimum_coverage
    return Scheme(
        name=document.name,
        methods=document.methods,
        cap=Fraction(document.cap),
        excluded_statuses=frozenset(facts.Status(code) for code in document.excluded_statuses),
        minimum_coverage=None if least is None else Fraction(least),
        status_points=tuple(
            (facts.Status(status), Fraction(points))
            for status, points in sorted(document.status_points.items())
        ),
    )


def term_years(plan: Plan) -> TermYears:
    """Return the first and last fiscal year of the plan's term."""
    return (plan.term.start.year, plan.term.end.year) if plan.term else None


def plan_head(plan: Plan) -> facts.PlanHead:
    """Take from a plan what bears on scores."""
    return facts.PlanHead(
        code=plan.code,
        version=plan.version,
        organization=plan.organization,
        term_years=term_years(plan),
    )


def project_facts(project: Project | ScoredProject, years: TermYears) -> facts.Project:
    """Take from a project what is scored or checked."""
    if isinstance(project, ScoredProject):
        return project.facts
    return read_project(canonical_bytes(project), years).facts
