"""평가편람 as data: areas and items with their weights, how points become grades, and the sources.

What one field says by itself is checked here; whether the parts hang together (codes, weights,
bands without gaps, parameters of methods) is checked by the scoring service.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictInt, StringConstraints

from .scalars import LATER, Code, Day, Flag, Name, NonNegative, Note, SchemeName, StrictModel

__all__ = [
    "Area",
    "Band",
    "Bonus",
    "Consequence",
    "Figure",
    "Grade",
    "Grading",
    "Item",
    "ItemSource",
    "Quota",
    "Rounding",
    "SchemeChange",
    "SchemeDifference",
    "SchemeEdition",
    "SchemeProblem",
    "SchemeShare",
    "SchemeVerdict",
    "SchemeWeights",
    "Source",
    "Ties",
    "Validity",
]

_MOST_PARTS = 100
_MOST_GRADES = 20
_MOST_PLACES = 12

MethodName = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z0-9][a-z0-9-]{0,62}/[1-9][0-9]{0,3}$")
]


ItemSource = Literal[
    "project_rate",
    "mean_progress",
    "completion_rate",
    "on_track_rate",
    "funding_rate_total",
    "funding_rate_in_term",
    "funding_rate_to_date",
    "execution_rate_total",
    "execution_rate_in_term",
    "execution_rate_to_date",
    "targets_met",
]
"""A figure that the record itself gives: a named rate, or how many indicators met their targets."""


class Source(StrictModel):
    """출처: where numbers come from, and whether that text was read."""

    code: Code
    title: Annotated[Note, Field(description="what it says, or what is not known")]
    address: Note | None = None
    authority: Literal["read", "unconfirmed"]


class Sourced(StrictModel):
    """Whatever holds a number, and so names the source of it."""

    reference: Annotated[Code, Field(description="code of the source its numbers come from")]


class Item(Sourced):
    """평가항목: weighed inside its area, given points 0 to the cap by a method."""

    code: Code
    title: Name
    title_en: Name
    weight: Annotated[
        NonNegative | None, Field(description="배점 as declared; none for Pass or Fail")
    ] = None
    method: MethodName
    parameters: Annotated[
        Mapping[str, Any], Field(description="as the method's own JSON Schema says")
    ] = Field(default_factory=dict)
    source: Annotated[
        ItemSource | None,
        LATER,
        Field(description="which of our own figures it is; without, evaluators give it"),
    ] = None


class Area(Sourced):
    """평가영역: items with a weight of their own among the areas."""

    code: Code
    title: Name
    title_en: Name
    weight: Annotated[
        NonNegative | None, Field(description="배점 as declared; none for Pass or Fail")
    ] = None
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=_MOST_PARTS)]


class Bonus(Sourced):
    """가점: points added to the weighted mean."""

    code: Code
    title: Name
    title_en: Name
    most: NonNegative


class Figure(Sourced):
    """One number and its source."""

    value: NonNegative


class Rounding(Sourced):
    """Half-up; ``before_grading`` says whether the bands see the rounded points."""

    places: Annotated[StrictInt, Field(ge=0, le=_MOST_PLACES)]
    before_grading: Flag


class Validity(Sourced):
    """First and last day on which the scheme is to be used, where they are known."""

    start: Day | None = None
    end: Day | None = None


class Grade(StrictModel):
    """등급."""

    code: Code
    title: Name
    title_en: Name


class Band(Sourced):
    """Points of a grade: 이상 ``at_least`` or 초과 ``over``, 미만 ``under`` or 이하 ``at_most``.

    The best band has no upper bound and the worst no lower one.
    """

    grade: Code
    at_least: NonNegative | None = None
    over: NonNegative | None = None
    under: NonNegative | None = None
    at_most: NonNegative | None = None


class Consequence(Sourced):
    """The grade that something other than points leads to."""

    grade: Code


class Quota(Sourced):
    """상대평가: how many of all that are graded may, or must, get a grade."""

    rule: Annotated[
        Literal["at_most_this_or_better", "at_least_this_or_worse"],
        Field(description="상위 20 %: at most 20 percent get this grade or a better one"),
    ]
    grade: Code
    percent: NonNegative


class Ties(Sourced):
    """What equal points at a cut of a quota get, all of them: the better grade or the worse."""

    rule: Literal["better", "worse"]


class Grading(StrictModel):
    """How points become grades."""

    grades: Annotated[
        tuple[Grade, ...],
        Field(min_length=1, max_length=_MOST_GRADES, description="the best first"),
    ]
    bands: Annotated[
        tuple[Band, ...],
        Field(min_length=1, max_length=_MOST_GRADES, description="the best first"),
    ]
    fail: Annotated[
        Consequence | None, Field(description="whatever the points, where one item is a Fail")
    ] = None
    unsubmitted: Annotated[
        Consequence | None, Field(description="자료 미제출: where nothing was submitted at all")
    ] = None
    quotas: Annotated[tuple[Quota, ...], Field(max_length=_MOST_GRADES)] = ()
    ties: Ties | None = None


class SchemeEdition(StrictModel):
    """평가편람: one edition of an evaluation as data."""

    format: Literal["pledge-scheme/2"]
    name: SchemeName
    title: Name
    title_en: Name
    edition: Annotated[Name, Field(description="연도 or 판", examples=["2020"])]
    subject: Annotated[Name, Field(description="who or what is evaluated")]
    evaluates: Annotated[
        Literal["plan", "project"] | None,
        LATER,
        Field(description="what items are given of: a plan, where this says nothing"),
    ] = None
    validity: Validity | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1, max_length=_MOST_PARTS)]
    areas: Annotated[
        tuple[Area, ...],
        Field(max_length=_MOST_PARTS, description="empty: points are given, and only graded here"),
    ]
    bonuses: Annotated[tuple[Bonus, ...], Field(max_length=_MOST_PARTS)] = ()
    cap: Annotated[Figure, Field(description="points are held to 0…cap")]
    missing: Annotated[
        Literal["renormalise", "no_points"],
        Field(description="weights over what has points; or no points while an item lacks them"),
    ]
    minimum_coverage: Annotated[
        Figure | None, Field(description="percent of the weight that a grade needs")
    ] = None
    rounding: Rounding
    grading: Grading | None = None
    notes: Note | None = None


class SchemeShare(BaseModel):
    """An item's weight as declared, and its share of all points."""

    area: str
    item: str
    declared_area: Annotated[str, Field(description="the area's weight as declared")]
    declared_item: Annotated[str, Field(description="the item's weight as declared")]
    numerator: Annotated[str, Field(description="of the share, in lowest terms")]
    denominator: str
    percent: Annotated[str, Field(description="2 decimals, half-up", examples=["33.33"])]


class SchemeWeights(BaseModel):
    """Weights of a scheme version, declared and normalised."""

    name: str
    items: tuple[SchemeShare, ...]
    next: None = None


class SchemeProblem(BaseModel):
    """One place of a scheme that has to be written otherwise."""

    pointer: str
    code: str
    message: str


class SchemeVerdict(BaseModel):
    """Whether a scheme could be used, without anything being stored."""

    valid: bool
    digest: Annotated[str | None, Field(description="SHA-256 it would have; null while not valid")]
    errors: tuple[SchemeProblem, ...]
    shares: tuple[SchemeShare, ...]


class SchemeChange(BaseModel):
    """A field of two scheme versions, and the sources behind both values."""

    pointer: Annotated[
        str, Field(description="parts of lists are named by their codes: `/areas/web/weight`")
    ]
    before: Annotated[Any, Field(description="null when there is nothing")]
    after: Annotated[Any, Field(description="null when there is nothing any more")]
    source_before: Source | None
    source_after: Source | None


class SchemeDifference(BaseModel):
    """What differs between two scheme versions, field by field."""

    before: str
    after: str
    changes: tuple[SchemeChange, ...]
