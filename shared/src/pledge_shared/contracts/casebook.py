"""Casebooks: worked examples of a scoring method, by which another calculator can be checked."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from .codes import Direction, Status
from .scalars import SchemeName, StrictModel

__all__ = ["Case", "CaseExpected", "CaseGiven", "CaseStage", "Casebook"]

Decimals = Annotated[str, StringConstraints(strict=True, pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Exact = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^-?[0-9]+(\.[0-9]+|/[0-9]+)?$"),
    Field(description="a decimal, or a fraction such as 100/3"),
]


class CaseStage(StrictModel):
    """An ordered stage and its cumulative share, percent."""

    name: str
    share: Decimals


class CaseGiven(StrictModel):
    """What the method looks at; a field that is absent is not known (up for the direction)."""

    target: Decimals | None = None
    actual: Decimals | None = None
    direction: Direction | None = Direction.UP
    tolerance: Decimals | None = None
    baseline: Decimals | None = None
    history: Annotated[
        tuple[Decimals | None, ...],
        Field(description="actuals of the periods before, oldest first; null is a missing one"),
    ] = ()
    stages: tuple[CaseStage, ...] = ()
    stage: str | None = None
    judgement: Annotated[str | None, Field(description="a grade, or Pass or Fail")] = None
    met: Annotated[Decimals | None, Field(description="indicators that met targets")] = None
    of: Annotated[Decimals | None, Field(description="how many indicators there are")] = None
    reported_rate: Decimals | None = None
    status: Status | None = None
    status_points: Mapping[Status, Decimals] = Field(default_factory=dict)


class CaseExpected(StrictModel):
    """The rate before any cap, or the reason there is none.

    Without ``decimals`` numbers are exact; with it, round half-up to so many before comparing.
    """

    raw_rate: Exact | None = None
    decimals: Annotated[int | None, Field(ge=0, le=12)] = None
    values: Annotated[
        Mapping[str, Exact], Field(description="values on the way, by their letters")
    ] = Field(default_factory=dict)
    reason: str | None = None


class Case(StrictModel):
    """One worked example."""

    name: str
    given: CaseGiven
    parameters: Annotated[
        Mapping[str, Any] | None, Field(description="as the method's JSON Schema describes them")
    ] = None
    expected: CaseExpected


class Casebook(StrictModel):
    """Every worked example of one method."""

    format: Literal["pledge-casebook/1"]
    method: SchemeName
    cases: tuple[Case, ...]
