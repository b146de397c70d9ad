"""Achievements on the wire: what the scoring service says of a project or a set of projects.

Nothing here depends on the clock: the same facts, scheme, engine and ``on`` give the same bytes.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from .codes import Status
from .scalars import NonNegative, Note, SchemeName, StrictModel

__all__ = [
    "AchievementScore",
    "Check",
    "Coverage",
    "ExplanationLink",
    "Finding",
    "Funding",
    "Hint",
    "IndicatorAchievement",
    "MoneyRate",
    "PartAchievement",
    "PeriodActual",
    "PeriodRate",
    "PeriodTarget",
    "ProjectAchievement",
    "Range",
    "SchemeDocument",
    "ScoredModel",
]

Percent = Annotated[str, Field(description="percent, 2 decimals, half-up", examples=["92.50"])]
Exact = Annotated[
    str, Field(description="exact decimal, or one side of a fraction", examples=["277.5"])
]


class ScoredModel(BaseModel):
    """Base of what the scoring service sends."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Coverage(ScoredModel):
    """Weight with a value over weight due (a lowest-terms fraction), and the period counts."""

    percent: Percent
    numerator: Exact
    denominator: Exact
    with_value: int
    due: int


class Range(ScoredModel):
    """The rate with every missing period rate at 0, and at the cap."""

    low: Percent
    high: Percent


class PeriodTarget(ScoredModel):
    """계획① as it was scored."""

    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    text: str | None = None
    ends: bool = False


class PeriodActual(ScoredModel):
    """실적② as it was scored."""

    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    text: str | None = None
    stage: str | None = None
    reported_rate: str | None = None
    reported_text: str | None = None


class PeriodRate(ScoredModel):
    """One period of an indicator; null target or actual: nothing was said ('-')."""

    period: str
    target: PeriodTarget | None
    actual: PeriodActual | None
    expected: bool
    due: bool
    method: str | None
    raw_rate: Annotated[Percent | None, Field(description="before the cap")]
    rate: Percent | None
    reason: Annotated[str | None, Field(description="why the rate is null")]
    over_achieved: bool


class IndicatorAchievement(ScoredModel):
    """확인지표 with its rate to date, its term rate, and both weights."""

    code: str
    name: str
    rate: Percent | None
    raw_rate: Percent | None
    reason: str | None
    numerator: Exact | None
    denominator: Exact | None
    term_rate: Percent | None
    term_reason: str | None
    reported_rate: Annotated[str | None, Field(description="overall 달성률 as printed")]
    accumulation: str
    declared_weight: Exact | None
    effective_weight: Annotated[Percent, Field(description="share of the rate, percent")]
    contribution: Annotated[Percent | None, Field(description="points of the project's rate")]
    coverage: Coverage | None
    range: Range | None
    periods: tuple[PeriodRate, ...]


class PartAchievement(ScoredModel):
    """세부사업: what a sub-project brings; without weight where the parent scores by itself."""

    code: str
    version: int
    rate: Percent | None
    reason: str | None
    coverage: Coverage | None
    declared_weight: Exact | None
    effective_weight: Percent | None
    contribution: Percent | None


class ExplanationLink(ScoredModel):
    """One sentence, and where the whole tree is."""

    summary: str
    href: str


class AchievementScore(ScoredModel):
    """A project's rate and everything that stands beside it."""

    rate: Percent | None
    rate_exact: Annotated[
        str | None, Field(description="12 decimals", examples=["92.500000000000"])
    ]
    rate_name: str
    reason: str | None
    numerator: Exact | None
    denominator: Exact | None
    coverage: Coverage | None
    range: Range | None
    reported_rate: Annotated[str | None, Field(description="as the document prints it")]
    difference: Annotated[Percent | None, Field(description="computed - reported")]
    on: date
    scheme: str
    engine: str
    registry_version: Annotated[int, Field(description="version of the scored project")]
    plan_version: int
    digest: Annotated[str, Field(description="SHA-256 over numbers, codes and inputs")]
    explanation: ExplanationLink
    indicators: tuple[IndicatorAchievement, ...]
    parts: tuple[PartAchievement, ...]


class MoneyRate(ScoredModel):
    """One sum over another; null with a reason."""

    percent: Percent | None
    numerator_krw: int | None
    denominator_krw: int | None
    reason: str | None
    coverage: Annotated[
        Percent | None,
        Field(description="sets only: part of the denominator whose projects reported"),
    ] = None


class Funding(ScoredModel):
    """Sums in 원 over all periods, and the named rates."""

    planned_krw: int | None
    planned_display: Annotated[str | None, Field(examples=["188억원"])]
    secured_krw: int | None
    secured_display: Annotated[str | None, Field(examples=["33.8억원"])]
    executed_krw: int | None
    executed_display: str | None
    approximate: Annotated[bool, Field(description="some amounts are 약 or 정도")]
    funding_rate_total: MoneyRate
    funding_rate_in_term: MoneyRate
    funding_rate_to_date: MoneyRate
    execution_rate_total: MoneyRate
    execution_rate_in_term: MoneyRate
    execution_rate_to_date: MoneyRate


class Check(ScoredModel):
    """How many checks of one kind passed."""

    code: str
    passed: int
    failed: int
    of: int


class Hint(ScoredModel):
    """Something that helps to explain a finding: a code with values, and the words."""

    code: str
    values: dict[str, str]
    text: str


class Finding(ScoredModel):
    """A place where a document disagrees with itself or with the arithmetic."""

    code: str
    severity: Literal["error", "warning", "info"]
    subject: str
    reported: str | None
    computed: str | None
    difference: Annotated[str | None, Field(description="computed - reported")]
    cause: str | None
    message: str
    hints: tuple[Hint, ...]


class ProjectAchievement(ScoredModel):
    """성취도 of one project: spliced into its card as it stands."""

    score: AchievementScore
    funding: Funding
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    alerts: Annotated[
        str, Field(description="where its alerts are: they change with the days, this does not")
    ]


class SchemeReference(StrictModel):
    """Where a rule of a scheme comes from."""

    rule: Note
    source: Note


class SchemeDocument(StrictModel):
    """평가편람: a scheme version as data."""

    format: Literal["pledge-scheme/1"]
    name: SchemeName
    title: Note
    title_en: Note
    methods: Annotated[tuple[str, ...], Field(min_length=1)]
    cap: NonNegative
    excluded_statuses: tuple[Status, ...] = ()
    minimum_coverage: Annotated[NonNegative | None, Field(le=100)] = None
    status_points: Mapping[Status, NonNegative] = Field(default_factory=dict)
    references: tuple[SchemeReference, ...] = ()
