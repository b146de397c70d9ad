"""Items of an evaluation on the wire: what evaluators give, and what became of it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from .codes import Direction, Status
from .scalars import LATER, Code, Flag, Name, NonNegative, Number, StrictModel
from .scoring import Range, ScoredModel

__all__ = [
    "WHERE_TRUE",
    "EvaluatedBonus",
    "EvaluatedItem",
    "GivenBonus",
    "GivenItem",
    "GivenSubject",
]

_MOST_ROWS = 1_000
_MOST_HISTORY = 50

WHERE_TRUE = Field(exclude_if=lambda said: not said)
"""Marks a flag that stands in a document only where it is true."""

Exact = Annotated[str | None, Field(description="exact: a decimal, or a fraction `250/3`")]


class GivenItem(StrictModel):
    """What an item's method looks at, in its own words; no others may be there."""

    item: Code
    points: Annotated[
        NonNegative | None, LATER, Field(description="0 to the scheme's cap, whatever the weight")
    ] = None
    grade: Annotated[Name | None, LATER, Field(examples=["B+"])] = None
    passed: Annotated[Flag | None, LATER] = None
    target: Annotated[Number | None, LATER] = None
    actual: Annotated[Number | None, LATER] = None
    direction: Annotated[Direction | None, LATER, Field(description="up where it is absent")] = None
    tolerance: Annotated[NonNegative | None, LATER] = None
    baseline: Annotated[Number | None, LATER] = None
    history: Annotated[
        tuple[Number | None, ...],
        LATER,
        Field(
            max_length=_MOST_HISTORY,
            description="actuals of the periods before, oldest first; null is a missing one",
        ),
    ] = ()
    stage: Annotated[Name | None, LATER] = None
    status: Annotated[Status | None, LATER] = None
    met: Annotated[NonNegative | None, LATER] = None
    of: Annotated[NonNegative | None, LATER] = None


class GivenBonus(StrictModel):
    """가점 of one kind; it counts up to the most that the scheme allows."""

    bonus: Code
    points: NonNegative


class GivenSubject(StrictModel):
    """What evaluators give of one subject: a plan, or a project where the scheme says so."""

    plan: Code
    project: Annotated[Code | None, LATER] = None
    unsubmitted: Annotated[
        Flag, WHERE_TRUE, Field(description="자료 미제출: then nothing else")
    ] = False
    items: Annotated[tuple[GivenItem, ...], LATER, Field(max_length=_MOST_ROWS)] = ()
    bonuses: Annotated[tuple[GivenBonus, ...], LATER, Field(max_length=_MOST_ROWS)] = ()


class EvaluatedItem(ScoredModel):
    """평가항목: its points, how they came about, and what they bring to its subject's."""

    area: str
    item: str
    method: str
    source: Annotated[
        str | None, Field(description="the fact it is taken from; null: evaluators give it")
    ]
    given: GivenItem | None
    verdict: Annotated[
        Literal["pass", "fail"] | None, Field(description="of an item that gives no points")
    ]
    points: Annotated[str | None, Field(description="0 to the cap, 2 decimals, half-up")]
    points_exact: Exact
    raw_points: Annotated[Exact, Field(description="before they were held to 0…cap")]
    reason: Annotated[str | None, Field(description="why there are no points")]
    coverage: Annotated[str, Field(description="0 to 1: how much of what is due stands behind it")]
    range: Range | None
    share: Annotated[str, Field(description="of all points, 0 to 1, as declared and normalised")]
    effective_share: Annotated[str, Field(description="over the items that have points")]
    contribution: Annotated[Exact, Field(description="points × effective share")]
    formula: str
    substitution: Annotated[str, Field(description="the formula with its numbers put in")]
    values: Annotated[Mapping[str, str], Field(description="values on the way, by their letters")]


class EvaluatedBonus(ScoredModel):
    """가점: what was given, and what counts of it."""

    bonus: str
    given: str
    counted: Annotated[str, Field(description="held to the most that the scheme allows")]
