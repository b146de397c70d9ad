"""Achievements over many projects on the wire: a goal, a plan or an organization."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from .scoring import Check, Funding, ScoredModel

__all__ = [
    "CountRate",
    "Counted",
    "MeanProgress",
    "NamedRates",
    "SetAchievement",
    "SetCoverage",
    "SetSubject",
]


class SetSubject(ScoredModel):
    """Whose projects were counted."""

    kind: Literal["plan", "goal", "organization"]
    code: str


class Counted(ScoredModel):
    """Rates and sums take top-level pledges and projects; the others stand apart."""

    top_level: int
    sub: int
    pending: int


class CountRate(ScoredModel):
    """Projects of some declared statuses over all counted."""

    percent: str | None
    numerator: int
    denominator: int
    reason: str | None


class SetCoverage(ScoredModel):
    """Weight of the projects that have a rate over the weight of all counted."""

    percent: str
    numerator: str
    denominator: str


class MeanProgress(ScoredModel):
    """평균진행률: weighted mean of the rates of the projects that have one."""

    percent: str | None
    numerator: str | None
    denominator: str | None
    reason: str | None
    weighting: Annotated[str, Field(description="`equal` or `declared`")]
    coverage: Annotated[SetCoverage | None, Field(description="null when nothing is counted")]


class NamedRates(ScoredModel):
    """Three different percentages, each by its name."""

    completion_rate: CountRate
    on_track_rate: CountRate
    mean_progress: MeanProgress


class SetAchievement(ScoredModel):
    """성취도 of a set of projects."""

    subject: SetSubject
    on: Annotated[
        date | None, Field(description="null when plans with different reporting dates meet")
    ]
    scheme: str
    engine: str
    counted: Counted
    status_counts: dict[str, int]
    rates: NamedRates
    funding: Funding
    checks: tuple[Check, ...]
    finding_counts: dict[str, int]
    digest: str
