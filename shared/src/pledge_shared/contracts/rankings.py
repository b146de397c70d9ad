"""Rankings (순위) on the wire: who stands where by one named rate, and how surely."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from .scoring import Exact, Percent, Range, ScoredModel

__all__ = [
    "GroupCount",
    "Rank",
    "RankBounds",
    "RankedItem",
    "RankedSubject",
    "RankingPage",
    "RateValue",
    "ReportingDates",
    "ShareReported",
    "Words",
]


class Words(ScoredModel):
    """A label in Korean and in English."""

    ko: str
    en: str


class ShareReported(ScoredModel):
    """How much of a rate's denominator was reported on (a lowest-terms fraction)."""

    percent: Percent
    numerator: Exact
    denominator: Exact


class RateValue(ScoredModel):
    """A named rate with what stands beside it."""

    percent: Percent | None
    exact: Annotated[
        Exact | None, Field(description="percent as an exact decimal, else as a fraction")
    ]
    reason: Annotated[str | None, Field(description="why the rate is null")]
    numerator: Annotated[
        Exact | None, Field(description="null where only the quotient is kept, as of a project")
    ]
    denominator: Exact | None
    coverage: Annotated[ShareReported | None, Field(description="null when nothing is counted")]
    range: Annotated[
        Range | None, Field(description="with all that is missing at 0, and at the most")
    ]


class Rank(ScoredModel):
    """1, 2, 2, 4: `tied` of the `of` ranked, this one included, share the rank."""

    rank: int
    tied: int
    of: int
    top_percent: Annotated[Percent, Field(description="상위 몇 %: rank over `of`")]


class RankBounds(ScoredModel):
    """The best and the worst rank that what is missing could still make."""

    best: int
    worst: int


class ReportingDates(ScoredModel):
    """The reporting dates (기준일) that meet here; rates of different days compare badly."""

    earliest: date
    latest: date


class RankedSubject(ScoredModel):
    """Whose rate it is; a project has no title here."""

    kind: Literal["plan", "organization", "project"]
    plan: Annotated[str | None, Field(description="null for an organization")]
    code: str
    organization: str
    title: Words | None
    group: Annotated[str, Field(description="of its organization: whom it is compared with")]
    on: ReportingDates
    version: Annotated[
        int | None, Field(description="of the plan or project; null for an organization")
    ]
    digest: Annotated[str, Field(description="SHA-256 over the digests of the scores behind it")]


class RankedItem(ScoredModel):
    """A place in a ranking, or why there is none."""

    subject: RankedSubject
    value: RateValue
    rank: Annotated[Rank | None, Field(description="among all that the filters leave")]
    rank_in_group: Rank | None
    rank_range: Annotated[RankBounds | None, Field(description="null where ranges are not known")]
    apart_from_next: Annotated[
        bool | None,
        Field(
            description="false: its range overlaps one of the next rank's, so that the order is "
            "not certain; null at the last rank, and where a range is not known"
        ),
    ]
    reason: Annotated[str | None, Field(description="why there is no rank")]


class GroupCount(ScoredModel):
    """A comparable group, and how many of it are ranked here."""

    code: str
    label: Words
    ranked: int
    unranked: int


class RankingPage(ScoredModel):
    """Ranks from the first on; who has none comes last, by code."""

    rate: str
    of: Literal["plans", "organizations", "projects"]
    minimum_coverage: Annotated[Percent, Field(description="less than this is not ranked")]
    ranked: int
    unranked: int
    groups: tuple[GroupCount, ...]
    on: Annotated[ReportingDates | None, Field(description="null when nobody is listed")]
    items: tuple[RankedItem, ...]
    next: Annotated[str | None, Field(description="cursor of the next page; null on the last")]
