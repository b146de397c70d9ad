"""Aggregate answers on the wire: facts and judgement side by side, and what they stand on."""

from typing import Annotated, Literal

from pydantic import Field

from .achievement_set import Counted, NamedRates, SetSubject
from .achievements import FindingCounts
from .codes import GoalKind, PlanKind, Status
from .funding import FundingSum
from .plan import Organization, Plan
from .project import Project
from .reference import Labels
from .registry import ProjectItem
from .scalars import Code, Day
from .scoring import AchievementScore, Check, Coverage, Finding, Funding, ScoredModel

__all__ = [
    "AbsentSource",
    "Behind",
    "Card",
    "GoalNode",
    "ListedScore",
    "OrganizationDashboard",
    "PlanDashboard",
    "PlanRates",
    "ProjectList",
    "ScoredProject",
    "Source",
    "Sources",
]

Completeness = Annotated[
    Literal["full", "partial", "stale"],
    Field(
        description="`partial`: without scores, because scoring is away; "
        "`stale`: the scores are of an older state than the facts"
    ),
]


class Source(ScoredModel):
    """The state of a service that an answer stands on; lists state no version."""

    version: int | None
    etag: Annotated[str | None, Field(description="send the registry's as If-Match when writing")]
    sequence: Annotated[int | None, Field(description="newest registry commit that went in")]


class AbsentSource(ScoredModel):
    """A service that could not be had, and the code of the problem."""

    problem: str


class Sources(ScoredModel):
    """What an answer stands on, a service each."""

    registry: Source
    scoring: Source | AbsentSource


class Aggregate(ScoredModel):
    """What every aggregate answer says about itself."""

    labels: Annotated[Labels, Field(description="`{list: {code: {ko, en}}}` of the codes used")]
    completeness: Completeness
    sources: Sources


class Card(Aggregate):
    """공약 관리카드: a project with its plan, score, money, checks and findings."""

    plan: Plan
    project: Project
    score: AchievementScore | None
    funding: Funding | None
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]


class ListedScore(ScoredModel):
    """The score of a project in a list; a null rate has a reason."""

    rate: str | None
    rate_exact: str | None
    coverage: Coverage | None
    grade: str | None
    reason: str | None
    registry_version: int
    findings: FindingCounts


class ScoredProject(ProjectItem):
    """A project in a list, with its score; null when there is none (which is not 0)."""

    score: ListedScore | None


class ProjectList(Aggregate):
    """A page of projects with their scores."""

    items: list[ScoredProject]
    next: Annotated[str | None, Field(description="cursor of the next page; null on the last")]
    total: Annotated[int | None, Field(description="with count=true")] = None


class Behind(ScoredModel):
    """A project whose rate to date is below 100 %."""

    plan: Code
    code: Code
    title: str | None
    status: Status
    rate: str
    coverage: Coverage | None


class GoalNode(ScoredModel):
    """A goal at the top of a plan's tree with the rates of everything under it."""

    code: Code
    kind: GoalKind
    title: str
    counted: Counted | None
    rates: NamedRates | None


class SetSummary(Aggregate):
    """What is said of a set of projects; null where scoring could not be asked."""

    subject: SetSubject | None = None
    on: Day | None = None
    scheme: str | None = None
    counted: Counted | None
    status_counts: dict[str, int] | None
    rates: NamedRates | None
    funding: Funding | None
    checks: tuple[Check, ...]
    finding_counts: dict[str, int] | None
    behind_schedule: Annotated[
        tuple[Behind, ...] | None,
        Field(description="at most ten, lowest rate first; null for another `on` or `as_of`"),
    ]


class PlanDashboard(SetSummary):
    """현황판 of a plan."""

    plan: Plan
    goal_counts: Annotated[dict[str, int], Field(description="nodes of the goal tree by kind")]
    goals: tuple[GoalNode, ...]
    budget: Annotated[
        tuple[FundingSum, ...], Field(description="sums by stage, source and period, in 원")
    ]


class PlanRates(ScoredModel):
    """A plan of an organization with its rates."""

    code: Code
    title: str
    kind: PlanKind
    reporting_date: Day
    counted: Counted | None
    rates: NamedRates | None


class OrganizationDashboard(SetSummary):
    """현황판 of an organization."""

    organization: Organization
    plans: tuple[PlanRates, ...]
