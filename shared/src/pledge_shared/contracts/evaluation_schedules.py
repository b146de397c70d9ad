"""Schedules of evaluations (정기 평가) on the wire."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from .evaluations import EvaluationSubject
from .scalars import Code, Flag, SchemeName, StrictModel
from .scoring import ScoredModel

__all__ = [
    "Cadence",
    "EvaluationSchedule",
    "EvaluationSchedulePage",
    "EvaluationSchedulePlan",
    "EvaluationScheduleRequest",
]

Cadence = Literal["quarterly", "half_yearly", "yearly"]


class EvaluationSchedulePlan(StrictModel):
    """What to evaluate, by which rules, after every quarter (분기), half (반기) or year."""

    subject: EvaluationSubject
    scheme: SchemeName
    cadence: Cadence
    day_offset: Annotated[
        StrictInt,
        Field(ge=0, le=366, description="days behind the last day of the period to start on"),
    ]
    enabled: Flag = True


class EvaluationScheduleRequest(EvaluationSchedulePlan):
    """A schedule to be made."""

    code: Code


class EvaluationSchedule(ScoredModel):
    """A schedule as it stands."""

    code: str
    subject: EvaluationSubject
    scheme: str
    cadence: Cadence
    day_offset: int
    enabled: bool
    next_run: Annotated[
        date | None, Field(description="day in Korea on which a run is due; null when disabled")
    ]
    next_period: Annotated[
        str | None, Field(description="period of that run, unless a later one is over by then")
    ]
    latest: Annotated[UUID | None, Field(description="the evaluation it started last")]
    failure: Annotated[
        str | None,
        Field(description="problem code why the run that is due could not start; tried again"),
    ]
    owner: Annotated[str, Field(description="of the key that wrote it, and of its runs")]
    revision: int


class EvaluationSchedulePage(ScoredModel):
    """Schedules by code."""

    items: tuple[EvaluationSchedule, ...]
    next: Annotated[str | None, Field(description="cursor of the next page; null on the last")]
