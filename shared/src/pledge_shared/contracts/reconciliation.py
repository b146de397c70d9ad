"""Reconciliation of a plan on the wire: what it reports beside what its own data give."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from .achievement_set import Counted
from .codes import LabelledCode
from .scoring import Finding, Hint, ScoredModel

__all__ = ["FigureName", "FindingTally", "PlanReconciliation", "ProjectLink", "ReportedFigure"]


class FigureName(LabelledCode):
    """Names by which a reported value of a plan is checked; any other name is only kept."""

    PROJECT_COUNT = "project_count", "전체 공약 수", "projects"
    SUB_PROJECT_COUNT = "sub_project_count", "세부사업 수", "sub-projects"
    PENDING_COUNT = "pending_count", "현안 수", "pending projects"
    COMPLETED_COUNT = (
        "completed_count",
        "완료 공약 수(이행후 계속추진 포함)",
        "completed projects, continuing ones included",
    )
    ON_TRACK_COUNT = "on_track_count", "완료와 정상추진 공약 수", "completed and on-track projects"
    STATUS_PLANNED_COUNT = "status_planned_count", "'계획' 공약 수", "projects 'planned'"
    STATUS_COMPLETED_COUNT = "status_completed_count", "'완료' 공약 수", "projects 'completed'"
    STATUS_CONTINUING_COUNT = (
        "status_continuing_count",
        "'이행후 계속추진' 공약 수",
        "projects 'completed, continuing'",
    )
    STATUS_ON_TRACK_COUNT = "status_on_track_count", "'정상추진' 공약 수", "projects 'on track'"
    STATUS_PARTIAL_COUNT = (
        "status_partial_count",
        "'일부추진' 공약 수",
        "projects 'partly under way'",
    )
    STATUS_SUSPENDED_COUNT = "status_suspended_count", "'보류' 공약 수", "projects 'suspended'"
    STATUS_SCRAPPED_COUNT = "status_scrapped_count", "'폐기' 공약 수", "projects 'scrapped'"
    GOAL_COUNT = "goal_count", "전략목표 수", "goals"
    TASK_COUNT = "task_count", "이행과제 수", "tasks"
    HEADING_COUNT = "heading_count", "세부과제 수", "headings"
    FIELD_COUNT = "field_count", "분야 수", "fields"
    STRATEGY_COUNT = "strategy_count", "전략 수", "strategies"
    COMPLETION_RATE = "completion_rate", "공약이행완료율", "completion rate"
    ON_TRACK_RATE = "on_track_rate", "정상추진 이상 비율", "on-track rate"
    MEAN_PROGRESS = "mean_progress", "평균진행률", "mean progress"
    FUNDING_RATE_TOTAL = "funding_rate_total", "예산확보율(전체 기간)", "funding rate, all periods"
    FUNDING_RATE_IN_TERM = "funding_rate_in_term", "예산확보율(임기내)", "funding rate, in the term"
    FUNDING_RATE_TO_DATE = "funding_rate_to_date", "예산확보율(현재까지)", "funding rate, to date"
    EXECUTION_RATE_TOTAL = (
        "execution_rate_total",
        "예산집행률(전체 기간)",
        "execution rate, all periods",
    )
    EXECUTION_RATE_IN_TERM = (
        "execution_rate_in_term",
        "예산집행률(임기내)",
        "execution rate, in the term",
    )
    EXECUTION_RATE_TO_DATE = (
        "execution_rate_to_date",
        "예산집행률(현재까지)",
        "execution rate, to date",
    )
    PLANNED_TOTAL = "planned_total", "계획액(전체 기간)", "amount planned, all periods"
    PLANNED_IN_TERM = "planned_in_term", "계획액(임기내)", "amount planned, in the term"
    PLANNED_TO_DATE = "planned_to_date", "계획액(현재까지)", "amount planned, to date"
    SECURED_TOTAL = "secured_total", "확보액(전체 기간)", "amount secured, all periods"
    SECURED_IN_TERM = "secured_in_term", "확보액(임기내)", "amount secured, in the term"
    SECURED_TO_DATE = "secured_to_date", "확보액(현재까지)", "amount secured, to date"
    EXECUTED_TOTAL = "executed_total", "집행액(전체 기간)", "amount executed, all periods"
    EXECUTED_IN_TERM = "executed_in_term", "집행액(임기내)", "amount executed, in the term"
    EXECUTED_TO_DATE = "executed_to_date", "집행액(현재까지)", "amount executed, to date"


class ReportedFigure(ScoredModel):
    """보고값 of a plan as printed, beside what the plan's data give."""

    name: str
    label: Annotated[str | None, Field(description="what the document calls it")]
    printed: str | None
    value: Annotated[str | None, Field(description="percent or count, with its decimals")]
    amount_krw: int | None
    unit: str | None
    approximate: bool
    kind: Annotated[
        Literal["count", "rate", "total"] | None, Field(description="null for an unknown name")
    ]
    computed: Annotated[
        str | None, Field(description="a count, percent with 2 decimals, or 원", examples=["68.35"])
    ]
    numerator: Annotated[str | None, Field(description="rates only")]
    denominator: str | None
    difference: Annotated[str | None, Field(description="computed - reported")]
    status: Literal["agrees", "differs", "not_checked"]
    reason: Annotated[str | None, Field(description="why it was not checked")]
    reads_as: Annotated[
        tuple[Hint, ...],
        Field(description="whole numbers that are printed like this, agreeing or not"),
    ]
    findings: tuple[Finding, ...]


class ProjectLink(ScoredModel):
    """A project, and where its findings stand."""

    code: str
    href: str


class FindingTally(ScoredModel):
    """How often a finding stands in the plan's projects, and in which."""

    code: str
    findings: int
    project_count: int
    projects: Annotated[
        tuple[ProjectLink, ...], Field(description="the first 200 of them, by code")
    ]


class PlanReconciliation(ScoredModel):
    """대사: every figure a plan reports, and what stands in the findings of its projects."""

    plan: str
    version: Annotated[int, Field(description="version of the plan")]
    on: date
    scheme: str
    engine: str
    counted: Counted
    checked: Annotated[dict[str, int], Field(description="figures by status")]
    reported_values: tuple[ReportedFigure, ...]
    finding_counts: Annotated[
        dict[str, int], Field(description="findings about the reported values, by code")
    ]
    project_findings: tuple[FindingTally, ...]
