"""Evaluations (평가) on the wire: what is asked for, what was pinned, what came out of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from .evaluation_items import WHERE_TRUE, EvaluatedBonus, EvaluatedItem, GivenSubject
from .scalars import LATER, Code, Day, SchemeName, StrictModel
from .scoring import Coverage, Range, ScoredModel

__all__ = [
    "ComparedPlan",
    "ComparedProject",
    "EvaluatedGoal",
    "EvaluatedPart",
    "EvaluatedPlan",
    "EvaluatedProject",
    "EvaluatedSubject",
    "Evaluation",
    "EvaluationComparison",
    "EvaluationDifference",
    "EvaluationPage",
    "EvaluationPins",
    "EvaluationRequest",
    "EvaluationResults",
    "EvaluationSubject",
    "EvaluationVerification",
    "GradingStep",
    "PinnedPlan",
    "PinnedProject",
    "PinnedScheme",
    "PointEffects",
    "ScheduledRun",
]

_MOST_SUBJECTS = 1_000

Digest = Annotated[str, Field(description="SHA-256 in hex", pattern="^[0-9a-f]{64}$")]
Points = Annotated[str | None, Field(description="0 to 100, 2 decimals, half-up")]
Exact = Annotated[str | None, Field(description="exact: a decimal, or a fraction `250/3`")]


class EvaluationSubject(StrictModel):
    """Whose projects are evaluated: one plan's, or those of all plans of an organization."""

    kind: Literal["plan", "organization"]
    code: Code


class PinnedScheme(ScoredModel):
    """A scheme version; ``input`` is the digest of the copy that was kept."""

    name: str
    digest: Digest
    input: Digest


class PinnedProject(ScoredModel):
    """A project's published version, by the digest of its document."""

    code: str
    version: int
    input: Digest


class PinnedPlan(ScoredModel):
    """A plan with all its projects, and the scheme that its rates are made by."""

    code: str
    version: int
    input: Digest
    rates: PinnedScheme
    projects: tuple[PinnedProject, ...]


class EvaluationPins(ScoredModel):
    """Everything that results depend on; ``snapshot`` is the digest over the set of documents."""

    format: Literal["pledge-pins/1"] = "pledge-pins/1"
    subject: EvaluationSubject
    sequence: Annotated[int, Field(description="registry sequence number of the state")]
    view: Literal["published"] = "published"
    on: date | None
    engine: str
    scheme: PinnedScheme
    snapshot: Digest
    plans: tuple[PinnedPlan, ...]
    given: Annotated[
        tuple[GivenSubject, ...], LATER, Field(description="what evaluators gave, by subject")
    ] = ()


class GradingStep(ScoredModel):
    """One thing that acted on a grade, with its values."""

    cause: str
    values: Mapping[str, str]


class EvaluatedPart(ScoredModel):
    """Points, or why there are none, with what stands beside them."""

    points: Points
    points_exact: Exact
    reason: Annotated[str | None, Field(description="why there are no points")]
    grade: Annotated[str | None, Field(description="code of the scheme's grade")]
    grading: tuple[GradingStep, ...]
    rank: Annotated[
        int | None, Field(description="among those of its kind; equal points, equal rank: 1, 2, 2")
    ]
    coverage: Coverage | None
    range: Range | None
    share: Annotated[str, Field(description="of all points, 0 to 1, exact")]
    contribution: Annotated[
        str | None, Field(description="points it brings to the whole, exact; they add up to it")
    ]


class EvaluatedSubject(EvaluatedPart):
    """Who is evaluated; with the scheme's items, where it has any."""

    unsubmitted: Annotated[bool, WHERE_TRUE, Field(description="자료 미제출")] = False
    items: Annotated[tuple[EvaluatedItem, ...], LATER] = ()
    bonuses: Annotated[tuple[EvaluatedBonus, ...], LATER] = ()
    bonus_points: Annotated[
        Exact, LATER, Field(description="that count: with the items' contributions, the points")
    ] = None


class EvaluatedPlan(EvaluatedSubject):
    """계획."""

    plan: str


class EvaluatedGoal(EvaluatedPart):
    """목표 (분야): with everything under it."""

    plan: str
    goal: str


class EvaluatedProject(EvaluatedSubject):
    """공약·사업; a part or a pending one is shown and not counted."""

    plan: str
    project: str
    goal: str | None
    parent: str | None
    version: int
    on: date
    counted: bool
    score: Annotated[str, Field(description="digest of the score, as its achievement has it")]
    explanation: Annotated[str, Field(description="where the tree of its points is")]


class EvaluationResults(BaseModel):
    """What an evaluation gives: of the same pins the same bytes, on any machine."""

    format: Literal["pledge-evaluation/1"] = "pledge-evaluation/1"
    pins: Annotated[Digest, Field(description="of the pins' canonical bytes")]
    snapshot: Digest
    subject: EvaluationSubject
    scheme: str
    engine: str
    whole: EvaluatedPart
    plans: tuple[EvaluatedPlan, ...]
    goals: tuple[EvaluatedGoal, ...]
    projects: tuple[EvaluatedProject, ...]


class EvaluationDifference(ScoredModel):
    """A place in which what is kept is not what it should be."""

    place: Annotated[str, Field(examples=["results/projects/gb-7/bigdata/points"])]
    kept: str
    found: Annotated[str | None, Field(description="null: it is not there")]


class EvaluationVerification(ScoredModel):
    """Whether computing again from the pinned copies gives the kept bytes."""

    verified: bool
    engine: Annotated[str, Field(description="that computed again")]
    results: Annotated[Digest, Field(description="of the kept bytes")]
    differences: tuple[EvaluationDifference, ...]
    more: Annotated[int, Field(description="differences beyond those named")]


class PointEffects(ScoredModel):
    """Points before and after, and what each cause brought; the three add up to the difference.

    Without points on one side there is no difference to split.
    """

    before: Exact
    after: Exact
    difference: Exact = None
    data: Annotated[
        Exact, Field(description="other facts of the same projects, or other given values")
    ] = None
    method: Annotated[Exact, Field(description="another scheme or scoring date")] = None
    scope: Annotated[Exact, Field(description="projects that joined or left")] = None


class ComparedProject(ScoredModel):
    """A project of both runs whose points moved."""

    plan: str
    project: str
    effects: PointEffects


class ComparedPlan(ScoredModel):
    """A plan that both runs evaluate by items, whose points moved."""

    plan: str
    effects: PointEffects


class EvaluationComparison(ScoredModel):
    """Two runs: the difference of their points, where it comes from, and who joined or left."""

    effects: PointEffects
    joined: Annotated[tuple[str, ...], Field(examples=[["gb-7/bigdata"]])]
    left: tuple[str, ...]
    projects: tuple[ComparedProject, ...]
    plans: Annotated[tuple[ComparedPlan, ...], LATER] = ()


class EvaluationRequest(StrictModel):
    """What to evaluate, by which rules, on which state of knowledge."""

    subject: EvaluationSubject
    scheme: SchemeName
    on: Annotated[
        Day | None, Field(description="scoring date; without, each plan's reporting date")
    ] = None
    as_of: Annotated[
        int | None,
        Field(
            strict=True, ge=1, le=10**15, description="registry sequence number; the newest without"
        ),
    ] = None
    revises: Annotated[
        UUID | None, Field(description="the published run of the same subject that this corrects")
    ] = None
    given: Annotated[
        tuple[GivenSubject, ...],
        Field(max_length=_MOST_SUBJECTS, description="what evaluators give, in any order"),
    ] = ()


class ScheduledRun(ScoredModel):
    """Which schedule started a run, for which period, and the run it had started before."""

    schedule: str
    period: Annotated[str, Field(examples=["2026-Q3"])]
    predecessor: Annotated[
        UUID | None, Field(description="its last run before that neither failed nor was cancelled")
    ]


class Evaluation(ScoredModel):
    """A run (평가): what it stands on, how far it is, who published it."""

    id: UUID
    state: Literal["queued", "running", "succeeded", "failed", "cancelled", "published"]
    subject: EvaluationSubject
    scheme: str
    scheme_digest: Digest
    on: date | None
    sequence: Annotated[int, Field(description="registry sequence number of the state")]
    view: Literal["published"]
    engine: str
    snapshot: Annotated[Digest, Field(description="over the set of documents")]
    pins: Annotated[Digest, Field(description="of everything that was pinned")]
    done: Annotated[int, Field(description="projects scored")]
    total: int
    revises: UUID | None
    revised_by: Annotated[UUID | None, Field(description="the newest published correction")]
    owner: Annotated[str, Field(description="owner of the key that asked for it")]
    created_at: datetime
    finished_at: datetime | None
    failure: str | None
    published_at: datetime | None
    publisher: Annotated[str | None, Field(description="owner of the key that published it")]
    results: Annotated[str | None, Field(description="digest of the results' bytes")]
    scheduled: Annotated[
        ScheduledRun | None, Field(description="null for a run that somebody asked for")
    ]


class EvaluationPage(ScoredModel):
    """Runs, the newest first."""

    items: tuple[Evaluation, ...]
    next: Annotated[str | None, Field(description="cursor of the next page; null on the last")]
