"""Time series (추이) of rates on the wire: as they were known, or stated anew."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from .rankings import RateValue
from .scoring import ScoredModel

__all__ = ["RateSeries", "SeriesPoint", "SeriesSubject", "StandsOn"]


class SeriesSubject(ScoredModel):
    """Whose rates they are; without a code, the whole plan's."""

    plan: str
    code: str | None


class StandsOn(ScoredModel):
    """The versions behind a point."""

    sequence: Annotated[
        int | None, Field(description="commit of scores (`/v1/score-events`); null if restated")
    ]
    known_at: Annotated[datetime | None, Field(description="when it came to be known")]
    registry_sequence: Annotated[int, Field(description="latest commit among the inputs")]
    plan_version: int
    version: Annotated[int | None, Field(description="of the project; null for a plan")]
    schemes: tuple[str, ...]
    engines: tuple[str, ...]
    digest: Annotated[
        str | None,
        Field(description="of the score; of a plan, over those of its scores; null if restated"),
    ]


class SeriesPoint(ScoredModel):
    """Every named rate at one point; nothing is interpolated between points."""

    period: Annotated[str | None, Field(description="the quarter or month: `2021-Q3`, `2021-09`")]
    on: Annotated[date | None, Field(description="what the rates are of; null where none is")]
    reason: Annotated[
        str | None,
        Field(
            description="why there are no rates: `not_reported`, no reporting date lies in the "
            "period; `deleted`; `not_kept`, a first release kept less"
        ),
    ]
    changed: Annotated[
        tuple[str, ...],
        Field(
            description="against the point before: `first`, `data`, `reporting_date`, `scheme`, "
            "`engine`, `plan`"
        ),
    ]
    stands_on: StandsOn | None
    rates: dict[str, RateValue] | None


class RateSeries(ScoredModel):
    """Points in order; `next` leads to those behind."""

    subject: SeriesSubject
    basis: Annotated[
        Literal["as_known", "restated"],
        Field(
            description="`as_known`: each as it was last known while its reporting date stood; "
            "`restated`: each date from what is known today"
        ),
    ]
    step: Literal["reporting_date", "quarter", "month", "change"]
    start: Annotated[date | None, Field(description="first day of the window")]
    end: Annotated[date | None, Field(description="last day of the window")]
    items: tuple[SeriesPoint, ...]
    next: Annotated[str | None, Field(description="cursor of the next page; null on the last")]
