"""Alerts on the wire: the rules as an edition gives them, what they found, and their events."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from .codes import Status
from .scalars import NonNegative, Note, SchemeName, StrictModel
from .scoring import Finding, ScoredModel

__all__ = [
    "Alert",
    "AlertEvent",
    "AlertEventData",
    "AlertName",
    "AlertPage",
    "AlertRule",
    "AlertRulesDocument",
    "AlertSeverity",
    "BehindScheduleRule",
    "FallingRule",
    "NotComputableRule",
    "PeriodThreshold",
    "PointThreshold",
    "StaleRule",
]

AlertSeverity = Literal["error", "warning", "info"]
AlertName = Literal["BEHIND_SCHEDULE", "FALLING", "STALE", "NOT_COMPUTABLE"]


class _Threshold(StrictModel):
    """A number, and where it comes from."""

    authority: Annotated[
        Literal["read", "ours"], Field(description="a text that was read, or our own choice")
    ]
    source: Annotated[Note, Field(description="where it stands, or why it is so")]


class PointThreshold(_Threshold):
    """Points of a percentage."""

    points: Annotated[NonNegative, Field(gt=0, le=100)]


class PeriodThreshold(_Threshold):
    """A number of periods."""

    periods: Annotated[StrictInt, Field(ge=0, le=100)]


class AlertRule(StrictModel):
    """How much it matters, and the declared statuses (사업이행도) that it leaves alone."""

    severity: AlertSeverity
    not_for: tuple[Status, ...] = ()


class BehindScheduleRule(AlertRule):
    """Both comparisons are as of the reporting date, or of today while that is still to come."""

    targets_due: Annotated[
        PointThreshold | None,
        Field(description="the project's rate to date against 100: every target due is met"),
    ]
    elapsed_time: Annotated[
        PointThreshold | None,
        Field(
            description="an indicator's rate against its term target, against the share of the "
            "project's days (else of the term's) that are gone; only rising sums and latest values"
        ),
    ]


class FallingRule(AlertRule):
    """The rate against the last one of the reporting date before, by the same scheme."""

    threshold: PointThreshold


class StaleRule(AlertRule):
    """More than so many of the last due periods of an indicator without any report."""

    threshold: PeriodThreshold


class NotComputableRule(AlertRule):
    """The rate is null for one of these reasons."""

    reasons: Annotated[tuple[str, ...], Field(min_length=1)]
    authority: Literal["read", "ours"]
    source: Note


class AlertRulesDocument(StrictModel):
    """알림 기준: an edition of the rules of alerts, as data."""

    format: Literal["pledge-alert-rules/1"]
    name: SchemeName
    title: Note
    title_en: Note
    behind_schedule: BehindScheduleRule
    falling: FallingRule
    stale: StaleRule
    not_computable: NotComputableRule


class Alert(Finding):
    """A finding about how a project goes on; ``reported`` and ``cause`` are always null."""

    difference: Annotated[
        str | None, Field(description="computed - what was needed, or - what it was before")
    ]
    plan: str
    project: str
    project_id: UUID
    organization: str
    values: Annotated[Mapping[str, str], Field(description="every number of the message")]
    rules: Annotated[str, Field(description="edition of the rules that it was found by")]
    since: Annotated[date, Field(description="day on which it was raised, in Korea")]
    achievement: Annotated[str, Field(description="where the project's score is")]


class AlertPage(ScoredModel):
    """Alerts that stand now, by plan, project, code and subject."""

    items: tuple[Alert, ...]
    next: Annotated[str | None, Field(description="cursor of the next page; null on the last")]


class AlertEventData(ScoredModel):
    """Which alert began or ended; the values are those of that moment."""

    alert: AlertName
    severity: AlertSeverity
    subject: str
    plan: str
    code: Annotated[str, Field(description="of the project")]
    project_id: UUID
    rules: str
    on: Annotated[date, Field(description="day for which it was found out")]
    values: Mapping[str, str]
    sequence: int


class AlertEvent(ScoredModel):
    """An alert began or ended (CloudEvents 1.0). ``id`` is also the cursor behind it."""

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: Literal["pledge.alert.raised", "pledge.alert.cleared"]
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: AlertEventData
