"""What-if questions on the wire: what is assumed in place of the record, and what is looked for."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from .codes import Status
from .scalars import (
    Code,
    Flag,
    Name,
    NonNegative,
    Note,
    Number,
    PeriodText,
    SchemeName,
    StrictModel,
)

__all__ = [
    "AssumedActual",
    "AssumedFacts",
    "AssumedPart",
    "AssumedProject",
    "AssumedRules",
    "AssumedTarget",
    "AssumedWeight",
    "BreakEvenRequest",
    "PeriodField",
    "ProjectOverlay",
    "SensitivityRequest",
    "SetOverlay",
    "SetSimulationRequest",
    "SimulationRequest",
]

_MOST_STATED = 500
_MOST_PROJECTS = 200
_MOST_METHODS = 20
_MOST_PLACES = 12
_LARGEST_CAP = 1_000

PeriodField = Literal["actual.value", "actual.numerator", "actual.reported_rate", "target.value"]
"""A number of one period, named as explanations name their inputs."""

MethodName = Annotated[str, StringConstraints(strict=True, max_length=70)]


class OfIndicatorPeriod(StrictModel):
    """Something assumed of one period that an indicator has."""

    indicator: Code
    period: PeriodText


class AssumedActual(OfIndicatorPeriod):
    """실적② in place of the recorded one, whole; with nothing in it, nothing was reported."""

    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    text: Note | None = None
    stage: Name | None = None
    reported_rate: NonNegative | None = None


class AssumedTarget(OfIndicatorPeriod):
    """계획① in place of the recorded one, whole; with nothing in it, nothing was promised."""

    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    text: Note | None = None
    ends: Flag = False


class AssumedWeight(StrictModel):
    """A declared weight in place of an indicator's own."""

    indicator: Code
    weight: NonNegative


class AssumedFacts(StrictModel):
    """What is assumed of a project; what is not named stays as it is recorded."""

    actuals: Annotated[tuple[AssumedActual, ...], Field(max_length=_MOST_STATED)] = ()
    targets: Annotated[tuple[AssumedTarget, ...], Field(max_length=_MOST_STATED)] = ()
    weights: Annotated[tuple[AssumedWeight, ...], Field(max_length=_MOST_STATED)] = ()
    left_out: Annotated[
        tuple[Code, ...], Field(max_length=_MOST_STATED, description="codes of indicators")
    ] = ()
    status: Status | None = None


class AssumedPart(AssumedFacts):
    """What is assumed of a project among others."""

    code: Code
    dropped: Annotated[
        Flag, Field(description="as if it, with its sub-projects, were not there")
    ] = False
    weight: Annotated[NonNegative | None, Field(description="declared weight")] = None


class AssumedProject(AssumedPart):
    """What is assumed of a project of a plan."""

    plan: Annotated[Code | None, Field(description="needed where several plans are asked of")] = (
        None
    )


class AssumedRules(StrictModel):
    """Rules in place of the plan's scheme's."""

    methods: Annotated[
        tuple[MethodName, ...] | None,
        Field(min_length=1, max_length=_MOST_METHODS, description="tried in this order"),
    ] = None
    cap: Annotated[
        NonNegative | None, Field(gt=0, le=_LARGEST_CAP, description="of a rate, percent")
    ] = None


class ProjectOverlay(AssumedFacts):
    """What is assumed of one project and of its sub-projects."""

    parts: Annotated[
        tuple[AssumedPart, ...], Field(max_length=_MOST_PROJECTS, description="세부사업")
    ] = ()
    rules: AssumedRules | None = None


class SetOverlay(StrictModel):
    """What is assumed of the projects of a plan, or of an organization's plans."""

    projects: Annotated[tuple[AssumedProject, ...], Field(max_length=_MOST_PROJECTS)] = ()
    rules: AssumedRules | None = None


Grading = Annotated[
    SchemeName | None,
    Field(description="a released scheme that grades rates, without quotas; none, no grades"),
]


class SimulationRequest(StrictModel):
    """A project as it would be scored."""

    overlay: ProjectOverlay = ProjectOverlay()
    grading: Grading = None


class SetSimulationRequest(StrictModel):
    """A plan, or an organization, as it would be scored."""

    overlay: SetOverlay = SetOverlay()


class BreakEvenRequest(SimulationRequest):
    """A rate or a grade to reach, by changing one number; which one is what is asked."""

    rate: Annotated[NonNegative | None, Field(description="percent")] = None
    grade: Annotated[Code | None, Field(description="a grade of `grading`, or a better one")] = None
    indicator: Annotated[Code | None, Field(description="all without")] = None
    period: Annotated[
        PeriodText | None, Field(description="of the indicator; all that are due without")
    ] = None
    field: Annotated[
        PeriodField | None, Field(description="without, what the period's rate is made of")
    ] = None
    places: Annotated[
        int | None,
        Field(
            strict=True,
            ge=0,
            le=_MOST_PLACES,
            description="decimals of the value; without, those the indicator's numbers have",
        ),
    ] = None

    @model_validator(mode="after")
    def _one_goal(self) -> Self:
        if (self.rate is None) is (self.grade is None):
            raise PydanticCustomError("one_goal", "Give a rate or a grade to reach, not both")
        if self.grade is not None and self.grading is None:
            raise PydanticCustomError("no_grading", "Name the scheme that gives the grade")
        if self.period is not None and self.indicator is None:
            raise PydanticCustomError("no_indicator", "Name the indicator of the period")
        return self


class SensitivityRequest(SimulationRequest):
    """What each part of a project weighs, and which change is the smallest that moves the grade."""

    indicators: Annotated[
        tuple[Code, ...] | None, Field(max_length=_MOST_STATED, description="all without")
    ] = None
