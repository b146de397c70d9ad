"""확인지표: what a project promises to reach, period by period, and what it reported."""

from operator import attrgetter
from typing import Annotated, Self, TypeVar

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from ..period import parse_period
from .codes import Accumulation, Approval, Direction, IndicatorKind
from .scalars import (
    LATER,
    Code,
    Flag,
    Name,
    NonNegative,
    Note,
    Number,
    PeriodText,
    Printed,
    StrictModel,
    Unit,
    clean_text,
)

__all__ = [
    "Actual",
    "ActualFields",
    "Evidence",
    "Indicator",
    "IndicatorFields",
    "Quantity",
    "StageShare",
    "Target",
    "TargetFields",
    "TermValue",
]

Link = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^https?://[^\s]+$", max_length=2_000),
    clean_text(2_000),
]
Sha256 = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]


class Quantity(StrictModel):
    """A number with its unit found in a text: ``220명``."""

    value: Number
    unit: Unit
    indicator: Annotated[Code | None, Field(description="code of the indicator it measures")] = None
    printed: Printed | None = None


class Evidence(StrictModel):
    """근거자료."""

    title: Name
    link: Link | None = None
    document_number: Name | None = None
    sha256: Sha256 | None = None


class OfPeriod(StrictModel):
    """Something said about one fiscal period."""

    period: PeriodText


_Reported = TypeVar("_Reported", bound=OfPeriod)
_period_of = attrgetter("period")


class TargetFields(StrictModel):
    """계획①: what is promised for one period."""

    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    text: Note | None = None
    ends: Annotated[Flag, Field(description="사업종료: nothing is expected after this period")] = (
        False
    )
    printed: Annotated[Printed | None, Field(description="the cell as printed, e.g. '-'")] = None


class Target(TargetFields, OfPeriod):
    """계획①: the promise for one period. Without value and text it promises nothing ('-')."""


class ActualFields(StrictModel):
    """실적②: what was reported for one period."""

    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    text: Note | None = None
    stage: Annotated[Name | None, Field(description="the stage reached, by name")] = None
    reported_rate: Annotated[
        NonNegative | None, Field(description="the authority's own 달성률, percent")
    ] = None
    reported_text: Annotated[
        Note | None, Field(description="words printed where the rate should stand")
    ] = None
    quantities: tuple[Quantity, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    approval: Approval = Approval.APPROVED
    printed: Annotated[Printed | None, Field(description="the cell as printed, e.g. '-'")] = None
    review_note: Annotated[
        Note | None, LATER, Field(description="why it was sent back (반려 사유)")
    ] = None


class Actual(ActualFields, OfPeriod):
    """실적② with the period it belongs to."""


class TermValue(StrictModel):
    """A target or result over the whole term."""

    value: Number | None = None
    text: Note | None = None
    quantities: tuple[Quantity, ...] = ()


class StageShare(StrictModel):
    """One of an indicator's ordered stages and the share of the work done when it is reached."""

    name: Name
    share: Annotated[NonNegative, Field(le=100, description="percent, cumulative")]


class IndicatorFields(StrictModel):
    """확인지표: everything but the code it keeps for ever."""

    name: Name
    unit: Unit | None = None
    kind: IndicatorKind = IndicatorKind.QUANTITY
    direction: Direction = Direction.UP
    accumulation: Accumulation = Accumulation.MEAN
    weight: Annotated[
        NonNegative | None, Field(description="declared weight; equal when absent")
    ] = None
    baseline: Number | None = None
    tolerance: Annotated[NonNegative | None, Field(description="`maintain` only, in the unit")] = (
        None
    )
    term_target: TermValue | None = None
    term_actual: TermValue | None = None
    reported_rate: Annotated[
        NonNegative | None, Field(description="overall 달성률 as printed, percent")
    ] = None
    stages: tuple[StageShare, ...] = ()
    targets: tuple[Target, ...] = ()
    actuals: tuple[Actual, ...] = ()

    @field_validator("targets", "actuals")
    @classmethod
    def _in_order(cls, items: tuple[_Reported, ...]) -> tuple[_Reported, ...]:
        if len({*map(_period_of, items)}) != len(items):
            raise PydanticCustomError(
                "duplicate", "A period may stand only once in an indicator's list"
            )
        return tuple(sorted(items, key=_period_of))

    @field_validator("stages")
    @classmethod
    def _stages_rise(cls, stages: tuple[StageShare, ...]) -> tuple[StageShare, ...]:
        shares = [stage.share for stage in stages]
        if shares != sorted(shares) or len({stage.name for stage in stages}) != len(stages):
            raise PydanticCustomError(
                "stage_order", "Stages need different names and shares that never fall"
            )
        return stages

    @model_validator(mode="after")
    def _one_granularity(self) -> Self:
        periods = {*map(_period_of, self.targets), *map(_period_of, self.actuals)}
        if len({parse_period(period).granularity for period in periods}) > 1:
            raise PydanticCustomError(
                "mixed_granularity",
                "An indicator's periods must all be years, halves, quarters or months",
            )
        return self


class OfCode(StrictModel):
    """Something that is told from others by its code."""

    code: Code


class Indicator(IndicatorFields, OfCode):
    """확인지표 of one project."""
