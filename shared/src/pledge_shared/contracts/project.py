"""공약·사업: the unit that is promised, funded, measured and scored."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from .budget import Budget
from .codes import LineageKind, MilestoneState, Novelty, Precision, ProjectKind, Status, TermScope
from .indicator import Indicator, Quantity
from .limits import MAX_INDICATORS, MAX_MILESTONES
from .scalars import (
    LATER,
    Amount,
    Code,
    Day,
    DistrictCode,
    Flag,
    Name,
    NonNegative,
    Note,
    Number,
    PeriodText,
    Printed,
    ReportedName,
    StrictModel,
    Unit,
    nothing_required,
)

__all__ = [
    "AdjustedField",
    "Adjustment",
    "Challenge",
    "Challenges",
    "Content",
    "DatedPeriod",
    "Fact",
    "Lineage",
    "LineageEntry",
    "Milestone",
    "Ordinance",
    "Ordinances",
    "PeriodTarget",
    "Project",
    "ProjectFacts",
    "ProjectIdentity",
    "ProjectPatch",
    "ProjectScalars",
    "ReportedValue",
    "Resolution",
]


class DatedPeriod(StrictModel):
    """A stretch of time: real days, and the words as printed (which may name impossible days)."""

    start: Day | None = None
    end: Day | None = None
    printed: Printed | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise PydanticCustomError("period_order", "A period must not end before it starts")
        return self


class Content(StrictModel):
    """사업내용: one item and the lines under it."""

    text: Note
    details: tuple[Note, ...] = ()


class Fact(StrictModel):
    """Anything else the document states: ``면적 16.43㎢``."""

    name: Name
    value: Number | None = None
    unit: Unit | None = None
    text: Note | None = None
    printed: Printed | None = None
    approximate: Flag = False


class ReportedValue(StrictModel):
    """보고값: a percentage, count or total the document states; kept beside the computed one."""

    name: Annotated[
        ReportedName, Field(description="`progress_rate`, `project_count`, `completion_rate`, …")
    ]
    value: Annotated[Number | None, Field(description="percent for rates, count for counts")] = None
    amount_krw: Amount | None = None
    unit: Unit | None = None
    label: Annotated[Name | None, Field(description="what the document calls it")] = None
    printed: Printed | None = None
    approximate: Flag = False


class Milestone(StrictModel):
    """추진실적 or 향후계획: a dated entry."""

    state: MilestoneState
    text: Note
    precision: Precision
    start: Day | None = None
    end: Day | None = None
    printed: Annotated[Printed | None, Field(description="the date as printed")] = None
    notes: tuple[Note, ...] = ()
    quantities: tuple[Quantity, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise PydanticCustomError("period_order", "A milestone must not end before it starts")
        return self


class PeriodTarget(StrictModel):
    """The target of one indicator for one period."""

    indicator: Code
    period: PeriodText


class Challenge(StrictModel):
    """문제점 및 대책; 환류 is complete when it is closed and taken up in a later target."""

    problem: Note
    countermeasure: Note | None = None
    due: Day | None = None
    closed: Day | None = None
    outcome: Annotated[Note | None, LATER, Field(description="how it was closed")] = None
    target: Annotated[
        PeriodTarget | None, LATER, Field(description="the later target that takes it up (환류)")
    ] = None


class Challenges(StrictModel):
    """문제점 및 대책; `applicable` false is 해당없음, null is nothing said."""

    applicable: Flag | None = None
    items: tuple[Challenge, ...] = ()


class Ordinance(StrictModel):
    """조례 제·개정."""

    name: Name
    proposed: Day | None = None
    committee: Day | None = None
    plenary: Day | None = None
    remark: Note | None = None


class Ordinances(StrictModel):
    """조례; `applicable` false is 해당없음, null is nothing said."""

    applicable: Flag | None = None
    items: tuple[Ordinance, ...] = ()


class Resolution(StrictModel):
    """의결: what a committee decided, and where that is written."""

    committee: Name
    number: Annotated[Name, Field(description="의결번호")]
    date: Day


class AdjustedField(StrictModel):
    """One field of a project before and after an adjustment, as JSON values."""

    field: Annotated[ReportedName, Field(description="name of the field")]
    before: Any = None
    after: Any = None


class Adjustment(StrictModel):
    """공약 조정 심의: an approved change of the plan, with the old and the new text."""

    number: Annotated[int, Field(strict=True, ge=1, description="in the plan, from 1")]
    resolution: Resolution
    reason: Note
    fields: tuple[AdjustedField, ...]


class LineageEntry(StrictModel):
    """One step in a project's descent.

    A rename has the titles; a split or merge the codes of the other projects in the plan.
    """

    kind: LineageKind
    date: Day
    predecessors: tuple[Code, ...] = ()
    successors: tuple[Code, ...] = ()
    title_before: Name | None = None
    title_after: Name | None = None
    resolution: Resolution | None = None
    differences: Annotated[
        tuple[Note, ...], Field(description="money or targets that changed, accepted as stated")
    ] = ()


Lineage = tuple[LineageEntry, ...]


class ProjectIdentity(StrictModel):
    """What never changes about a project."""

    code: Code
    kind: ProjectKind
    parent: Annotated[Code | None, Field(description="code of the project this is a part of")] = (
        None
    )


class ProjectScalars(StrictModel):
    """The fields of a project that PATCH may change."""

    title: Name
    status: Status = Status.PLANNED
    goal: Annotated[Code | None, Field(description="code of a node in the plan's goal tree")] = None
    lead_department: Annotated[
        Code | None, Field(description="organization code of the 주관부서")
    ] = None
    executor: Annotated[Name | None, Field(description="사업주체")] = None
    term_scope: TermScope | None = None
    novelty: Novelty | None = None
    budgeted: Annotated[Flag | None, Field(description="예산구분: 예산 true, 비예산 false")] = None
    central_support: Annotated[Name | None, Field(description="중앙협조")] = None
    period: DatedPeriod | None = None
    target_group: Note | None = None
    goal_text: Annotated[Note | None, Field(description="목표 as printed")] = None
    weight: Annotated[NonNegative | None, Field(description="declared weight in the plan")] = None
    status_resolution: Annotated[
        Resolution | None,
        LATER,
        Field(description="의결 behind a status of suspended or scrapped"),
    ] = None


class ProjectPatch(ProjectScalars):
    """A merge patch of a project's scalars: any of these fields; null takes a value away."""

    model_config = ConfigDict(json_schema_extra=nothing_required)


class ProjectFacts(ProjectScalars, ProjectIdentity):
    """A project's whole authored state: what an import file holds and a version stores."""

    contents: tuple[Content, ...] = ()
    partners: tuple[Name, ...] = ()
    regions: tuple[DistrictCode, ...] = ()
    facts: tuple[Fact, ...] = ()
    contact_ref: Annotated[
        UUID | None, Field(description="opaque reference to the 담당자; never a name")
    ] = None
    budget: Budget = Budget()
    indicators: Annotated[tuple[Indicator, ...], Field(max_length=MAX_INDICATORS)] = ()
    milestones: Annotated[tuple[Milestone, ...], Field(max_length=MAX_MILESTONES)] = ()
    challenges: Challenges = Challenges()
    ordinances: Ordinances = Ordinances()
    reported_values: tuple[ReportedValue, ...] = ()
    adjustments: Annotated[
        tuple[Adjustment, ...], LATER, Field(description="공약 조정 심의, oldest first")
    ] = ()
    lineage: Annotated[
        Lineage, LATER, Field(description="splits, merges and renames, oldest first")
    ] = ()

    @model_validator(mode="after")
    def _codes_agree(self) -> Self:
        codes = {indicator.code for indicator in self.indicators}
        if len(codes) != len(self.indicators):
            raise PydanticCustomError("duplicate", "Indicator codes must be unique in a project")
        linked = {quantity.indicator for item in self.milestones for quantity in item.quantities}
        if linked - {None} - codes:
            raise PydanticCustomError(
                "unknown_indicator", "A milestone's quantity names an unknown indicator"
            )
        if self.parent == self.code:
            raise PydanticCustomError("own_parent", "A project cannot be a part of itself")
        return self


class Project(ProjectFacts):
    """A project as the registry serves it: its facts, where they live, and their version."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    object: Literal["project"] = "project"
    id: UUID
    plan: Code
    version: Annotated[int, Field(ge=1)]
