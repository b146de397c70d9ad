"""What the engine is given: the facts of a plan and a project, periods resolved to days."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

__all__ = [
    "Accumulation",
    "Actual",
    "Amount",
    "BudgetPeriod",
    "Direction",
    "FootCheck",
    "Indicator",
    "Kind",
    "Milestone",
    "Period",
    "PeriodFacts",
    "PlanHead",
    "PrintedDate",
    "Project",
    "Quantity",
    "Stage",
    "StageShare",
    "Status",
    "Target",
]


class Direction(StrEnum):
    """지표 방향."""

    UP = "up"
    DOWN = "down"
    MAINTAIN = "maintain"


class Accumulation(StrEnum):
    """How an indicator's periods make one rate."""

    MEAN = "mean"
    SUM = "sum"
    LATEST = "latest"
    RATIO = "ratio"


class Status(StrEnum):
    """사업이행도."""

    PLANNED = "planned"
    COMPLETED = "completed"
    CONTINUING = "continuing"
    ON_TRACK = "on_track"
    PARTIAL = "partial"
    SUSPENDED = "suspended"
    SCRAPPED = "scrapped"


class Kind(StrEnum):
    """공약·사업 구분."""

    PLEDGE = "pledge"
    PROJECT = "project"
    PENDING = "pending"


class Stage(StrEnum):
    """예산 단계."""

    PLANNED = "planned"
    SECURED = "secured"
    EXECUTED = "executed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A fiscal period and its days, both included."""

    text: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit, found in a text and linked to an indicator."""

    value: Fraction
    unit: str
    indicator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """계획①."""

    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    text: str | None = None
    ends: bool = False

    @property
    def promises(self) -> bool:
        """Whether it promises anything; '-' does not, nor do the words of 사업종료."""
        words = None if self.ends else self.text
        said = (self.value, self.numerator, self.denominator, words)
        return any(part is not None for part in said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual:
    """실적②."""

    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    text: str | None = None
    stage: str | None = None
    reported_rate: Decimal | None = None
    reported_text: str | None = None
    quantities: tuple[Quantity, ...] = ()

    @property
    def reports(self) -> bool:
        """Whether anything was reported; '-' reports nothing."""
        return self.measures or self.text is not None or self.reported_text is not None

    @property
    def measures(self) -> bool:
        """Whether more than words were reported: a number, a rate or a stage."""
        figures = (self.value, self.numerator, self.denominator, self.reported_rate, self.stage)
        return any(part is not None for part in figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFacts:
    """Target and actual of one period; one that says nothing is None."""

    period: Period
    target: Target | None = None
    actual: Actual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageShare:
    """An ordered stage and the percentage of the work done when it is reached."""

    name: str
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """확인지표."""

    code: str
    name: str
    unit: str | None = None
    is_ratio: bool = False
    direction: Direction | None = Direction.UP
    accumulation: Accumulation = Accumulation.MEAN
    weight: Fraction | None = None
    baseline: Fraction | None = None
    tolerance: Fraction = Fraction(0)
    term_target: Target | None = None
    term_actual: Fraction | None = None
    reported_rate: Decimal | None = None
    stages: tuple[StageShare, ...] = ()
    periods: tuple[PeriodFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPeriod:
    """When money falls: ``prior`` and ``post_term`` have no years, a span has two."""

    text: str
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """예산: one amount in 원 of a source and stage; None is blank or '-'."""

    source: str
    stage: Stage
    period: BudgetPeriod
    krw: int | None
    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FootCheck:
    """One cross-footing check: a printed total against the sum of its parts, in 원."""

    subject: str
    printed_krw: int | None
    sum_krw: int
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """추진실적 (done) with its days and linked quantities."""

    done: bool
    start: date | None
    end: date | None
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """Words in which a document prints a date or a stretch of time, and where they stand."""

    subject: str
    text: str
    stretch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """공약·사업: everything of it that is scored or checked."""

    code: str
    version: int
    kind: Kind
    status: Status
    parent: str | None = None
    weight: Fraction | None = None
    indicators: tuple[Indicator, ...] = ()
    amounts: tuple[Amount, ...] = ()
    foot_checks: tuple[FootCheck, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    printed_dates: tuple[PrintedDate, ...] = ()
    reported_rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHead:
    """계획: what of the plan bears on a project's score."""

    code: str
    version: int
    organization: str
    term_years: tuple[int, int] | None = None
