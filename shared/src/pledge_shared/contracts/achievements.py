"""Lists of the scoring service on the wire: scores, their events, methods and schemes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from .alerts import AlertEvent
from .codes import ProjectKind, Status
from .scoring import Coverage, ScoredModel

__all__ = [
    "AchievementItem",
    "AchievementPage",
    "FindingCounts",
    "MethodDescription",
    "MethodList",
    "SchemeItem",
    "SchemeList",
    "ScoreEvent",
    "ScoreEventData",
    "ScoreEventPage",
]


class FindingCounts(ScoredModel):
    """How many findings of each severity."""

    error: int
    warning: int
    info: int


class AchievementItem(ScoredModel):
    """One project's score in a list."""

    project_id: UUID
    plan: str
    code: str
    kind: ProjectKind
    status: Status
    parent: str | None
    goal: str | None
    organization: str
    on: date
    rate: Annotated[str | None, Field(description="percent, 2 decimals, half-up")]
    rate_exact: Annotated[str | None, Field(description="12 decimals")]
    reason: Annotated[str | None, Field(description="why the rate is null")]
    coverage: Coverage | None
    grade: Annotated[None, Field(description="the default scheme has no grades")] = None
    findings: FindingCounts
    registry_version: int
    digest: str


class AchievementPage(ScoredModel):
    """Scores in the order asked for; those without a rate last, whichever way."""

    items: tuple[AchievementItem, ...]
    next: Annotated[str | None, Field(description="cursor of the next page; null on the last")]


class ScoreEventData(ScoredModel):
    """Which project has another score now, and on what it stands."""

    project_id: UUID
    plan: str
    code: str
    registry_version: int
    registry_sequence: int
    on: date
    rate: str | None
    rate_exact: str | None
    reason: str | None
    digest: str
    sequence: int


class ScoreEvent(ScoredModel):
    """One change of a score (CloudEvents 1.0). ``id`` is also the cursor behind it."""

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: ScoreEventData


class ScoreEventPage(ScoredModel):
    """Events of scores and alerts in order; ``next``, always there, is the next ``after``."""

    items: tuple[ScoreEvent | AlertEvent, ...]
    next: Annotated[str, Field(description="opaque cursor")]


class MethodDescription(ScoredModel):
    """A scoring method: its formula, where it comes from, and when it gives no rate."""

    name: str
    label: str
    label_ko: str
    formula: str
    tex: str
    source: str
    authority: Annotated[
        Literal["read", "unconfirmed"], Field(description="whether the source was read")
    ]
    parameters: Annotated[Mapping[str, Any], Field(description="JSON Schema")]
    null_reasons: tuple[str, ...]


class MethodList(ScoredModel):
    """Every method."""

    items: tuple[MethodDescription, ...]
    next: None = None


class SchemeItem(ScoredModel):
    """A scheme version in the list."""

    name: str
    title: str
    title_en: str
    format: Annotated[
        str, Field(description="pledge-scheme/1: how rates are made; /2: an evaluation's edition")
    ]
    state: Literal["draft", "released"]
    digest: Annotated[str, Field(description="SHA-256 of its rules; stands behind every score")]


class SchemeList(ScoredModel):
    """Every scheme version."""

    items: tuple[SchemeItem, ...]
    next: None = None
