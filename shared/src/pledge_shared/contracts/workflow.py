"""Reviews of reported actuals, and the periods in which they may be reported."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from .codes import Approval
from .indicator import Actual
from .registry import NEXT
from .scalars import Code, Day, Name, Note, PeriodText, StrictModel

__all__ = [
    "MOST_DECISIONS",
    "ActualMoved",
    "DecisionMade",
    "Locks",
    "PeriodLock",
    "PeriodNamed",
    "PeriodWindow",
    "ReopeningItem",
    "ReopeningRequest",
    "ReportingPeriodItem",
    "ReportingPeriodList",
    "ReviewDecision",
    "ReviewDecisions",
    "ReviewItem",
    "ReviewList",
    "ReviewOutcome",
    "SentBack",
]

MOST_DECISIONS = 1_000
"""Decisions of one request."""

_EARLIEST, _LATEST = 1945, 2200


def _instant(value: Any) -> datetime:
    """Read a time written after RFC 3339, with its offset."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not _EARLIEST <= at.year <= _LATEST:
        raise PydanticCustomError(
            "invalid_time", "Write a time with its offset, such as 2026-11-22T18:00:00+09:00"
        )
    return at


Instant = Annotated[datetime, BeforeValidator(_instant)]
Why = Annotated[Note, Field(min_length=1)]

_Step = Annotated[
    Literal["report", "submit", "approve", "send-back"],
    Field(description="what the caller's key may do with it next"),
]
_Lock = Annotated[
    Literal["period_closed", "period_not_open", "reopening_expired", "reopened_for_another"] | None,
    Field(description="why the caller's key cannot change it now; null when it can"),
]


class SentBack(StrictModel):
    """Why an actual is sent back (반려 사유); it must say something."""

    note: Note | None = None


class ActualMoved(BaseModel):
    """An actual after a step of its review, and where that left its project."""

    actual: Actual
    permitted: list[_Step]
    project_version: int
    sequence: int


class ReviewDecision(StrictModel):
    """A decision about one submitted actual; `note` says why it is sent back."""

    project: Code
    indicator: Code
    period: PeriodText
    decision: Literal["approve", "send-back"]
    note: Note | None = None


class ReviewDecisions(StrictModel):
    """Decisions made together, in one commit."""

    rows: Annotated[tuple[ReviewDecision, ...], Field(min_length=1, max_length=MOST_DECISIONS)]


class DecisionMade(BaseModel):
    """What became of one row: the state it left the actual in, or why it was refused."""

    row: int
    project: str
    indicator: str
    period: str
    approval: Approval | None
    code: Annotated[str | None, Field(description="code of the problem, as at /problems/{code}")]
    message: str | None


class ReviewOutcome(BaseModel):
    """What became of every row, and the commit of those that were accepted."""

    items: list[DecisionMade]
    sequence: int | None


class ReviewItem(BaseModel):
    """An actual and where it stands in its review: since when, by which key, what may follow."""

    project: str
    indicator: str
    period: str
    approval: Approval
    value: str | None
    text: str | None
    reported_rate: str | None
    revision: int
    sequence: int
    at: datetime
    actor: UUID
    permitted: list[_Step]


class ReviewList(BaseModel):
    """Actuals by project, indicator and period."""

    items: list[ReviewItem]
    next: str | None = NEXT


class PeriodNamed(StrictModel):
    """A fiscal period by itself."""

    period: PeriodText


class PeriodWindow(StrictModel):
    """The first and last day of reporting, both included, in Korea."""

    opens: Day
    closes: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes < self.opens:
            raise PydanticCustomError("period_order", "A period must not close before it opens")
        return self


class ReopeningRequest(StrictModel):
    """For whose keys a period is opened again, why, and until when."""

    owner: Annotated[Name, Field(description="owner of the keys that may write")]
    reason: Why
    expires_at: Instant


class ReopeningItem(BaseModel):
    """A reopening; it counts until it expires."""

    period: str
    owner: str
    reason: str
    expires_at: datetime


class ReportingPeriodItem(BaseModel):
    """A reporting period; after `closes`, or once `closed_at` is set, it is closed."""

    period: str
    opens: date | None
    closes: date | None
    closed_at: datetime | None


class ReportingPeriodList(BaseModel):
    """An organization's reporting periods and their reopenings."""

    organization: str
    items: list[ReportingPeriodItem]
    reopenings: list[ReopeningItem]
    next: str | None = NEXT


class PeriodLock(BaseModel):
    """Whether the caller's key may change targets and actuals of a period."""

    period: str
    writable: bool
    lock: _Lock
    detail: str | None


class Locks(BaseModel):
    """What a plan's periods say to the caller's key, at this moment."""

    plan: str
    organization: str
    reviewed: bool
    at: datetime
    items: list[PeriodLock]
