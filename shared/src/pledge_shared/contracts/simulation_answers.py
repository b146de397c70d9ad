"""Answers to what-if questions on the wire. Nothing of them is stored."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from .achievement_set import SetAchievement, SetSubject
from .explanation import ExplanationStep
from .scoring import Coverage, Percent, Range, ScoredModel
from .simulations import PeriodField

__all__ = [
    "BreakEvenAnswer",
    "BreakEvenValue",
    "ChangedStep",
    "GradeMove",
    "LeftOut",
    "ProjectChange",
    "ProjectSimulation",
    "RateChange",
    "SensitivityAnswer",
    "SetSimulation",
    "SimulatedScore",
    "TriedValue",
]

RateExact = Annotated[str | None, Field(description="12 decimals", examples=["92.500000000000"])]
Points = Annotated[Percent | None, Field(description="after less before, in points")]
Quantity = Annotated[str, Field(description="with the decimals it was looked for with")]


class SimulatedScore(ScoredModel):
    """A project's rate, as recorded or as assumed."""

    rate: Percent | None
    rate_exact: RateExact
    rate_name: str
    reason: str | None
    coverage: Coverage | None
    range: Range | None
    grade: str | None


class ChangedStep(ScoredModel):
    """A step of the explanation that differs; null where it is not there."""

    path: Annotated[str, Field(examples=["projects/bigdata/indicators/adoption/2021"])]
    difference: Points
    before: ExplanationStep | None
    after: ExplanationStep | None


class OfProject(ScoredModel):
    """Which project was asked of, on which state, by which rules."""

    plan: str
    project: str
    on: date
    scheme: str
    grading: str | None
    engine: str
    registry_version: int
    plan_version: int


class ProjectSimulation(OfProject):
    """The difference between two scores of a project and their explanation trees."""

    before: SimulatedScore
    after: SimulatedScore
    difference: Points
    changes: tuple[ChangedStep, ...]


class RateChange(ScoredModel):
    """A named rate of a set, before and after."""

    name: str
    label: str
    before: Percent | None
    after: Percent | None
    difference: Points


class ProjectChange(ScoredModel):
    """A project of a set that differs; ``after`` is null where it was dropped."""

    plan: str
    project: str
    before: SimulatedScore
    after: SimulatedScore | None
    difference: Points
    changes: tuple[ChangedStep, ...]


class SetSimulation(ScoredModel):
    """The difference between two achievements of a plan, or an organization."""

    subject: SetSubject
    rates: tuple[RateChange, ...]
    projects: tuple[ProjectChange, ...]
    before: SetAchievement
    after: SetAchievement


class TriedValue(ScoredModel):
    """A value that was scored, with the project's rate and grade."""

    value: Quantity
    rate: Percent | None
    rate_exact: RateExact
    grade: str | None


class OfNumber(ScoredModel):
    """Which number it is about, and what it is now."""

    indicator: str
    period: str
    field: PeriodField
    current: Annotated[str | None, Field(description="as recorded; null where it is missing")]


class BreakEvenValue(OfNumber):
    """The value of one number that reaches the goal, or why there is none."""

    places: Annotated[int, Field(description="decimals it was looked for with")]
    outcome: Literal["at_least", "at_most", "not_reachable", "not_solvable"]
    found: Annotated[TriedValue | None, Field(description="the first value that reaches the goal")]
    short: Annotated[
        TriedValue | None, Field(description="one granule short of it, which does not")
    ]
    best: Annotated[
        TriedValue | None, Field(description="the best there is, where it is not reachable")
    ]
    change: Annotated[str | None, Field(description="found less current")]
    unsolved: Annotated[str | None, Field(description="why no value was looked for")]
    reason: Annotated[str | None, Field(description="why there is no rate")]
    text: str


class BreakEvenAnswer(OfProject):
    """What each number must be for a project to reach a rate or a grade."""

    goal: Annotated[str, Field(examples=["95 %"])]
    before: SimulatedScore
    values: tuple[BreakEvenValue, ...]


class LeftOut(ScoredModel):
    """The rate without an indicator, a pair of target and actual, or a sub-project."""

    subject: Annotated[str, Field(examples=["indicators/adoption/2021"])]
    rate: Percent | None
    rate_exact: RateExact
    reason: str | None
    grade: str | None
    difference: Annotated[Percent | None, Field(description="without it less with it, in points")]


class GradeMove(OfNumber):
    """The nearest value of one number that gives another grade."""

    found: TriedValue
    change: Annotated[str, Field(description="found less current; 0 stands for a missing one")]
    relative: Annotated[
        Percent | None, Field(description="change over current; null where that is 0 or missing")
    ]
    text: str


class SensitivityAnswer(OfProject):
    """Leave one out, what weighs most first; changes that move the grade, the smallest first."""

    before: SimulatedScore
    left_out: tuple[LeftOut, ...]
    up: tuple[GradeMove, ...]
    down: tuple[GradeMove, ...]
