"""Money behind a project: source x stage x period, and the totals a document prints."""

from collections.abc import Hashable, Iterable
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from .codes import BudgetRevisionKind, FundingSource, Stage
from .scalars import LATER, Amount, BudgetPeriod, Day, Flag, Name, Note, Printed, StrictModel

__all__ = [
    "Budget",
    "BudgetChange",
    "BudgetLine",
    "BudgetRevision",
    "BudgetRevisionHead",
    "DeclaredTotal",
    "StatedAmount",
    "StatedPart",
]


class BudgetLine(StrictModel):
    """예산: one cell of the budget table. A null amount is not 0."""

    source: FundingSource
    stage: Stage
    period: BudgetPeriod
    amount_krw: Annotated[Amount | None, Field(description="원; null when blank or '-'")] = None
    printed: Annotated[
        Printed | None, Field(description="the cell as printed, when it says more")
    ] = None
    approximate: Annotated[Flag, Field(description="the document says 약 or 정도")] = False


class DeclaredTotal(StrictModel):
    """계·소계·합계: a total as printed. Evidence for cross-footing, never part of a sum."""

    source: Annotated[FundingSource | Literal["all"], Field(description="`all`: the row 계")]
    stage: Stage
    period: Annotated[
        BudgetPeriod | Literal["total", "in_term"],
        Field(
            description="`total` 합계, `in_term` 소계, or one period", union_mode="left_to_right"
        ),
    ]
    amount_krw: Amount | None = None
    printed: Printed | None = None


class StatedPart(StrictModel):
    """One source's share in a stated amount."""

    source: FundingSource
    amount_krw: Amount


class StatedAmount(StrictModel):
    """A line of text such as ``188억원(국 72, 도 54, 시군비 56, 민자 6)``."""

    amount_krw: Amount
    parts: tuple[StatedPart, ...] = ()
    printed: Printed | None = None
    approximate: Flag = False


class BudgetRevisionHead(StrictModel):
    """본예산, 추경 or 이월: by which act the amounts of a budget became what they are."""

    kind: BudgetRevisionKind
    date: Annotated[Day, Field(description="day of the resolution or the document")]
    document_number: Annotated[Name | None, Field(description="문서번호")] = None
    fiscal_year: Annotated[int | None, Field(strict=True, ge=1945, le=2200)] = None
    note: Note | None = None


class BudgetChange(StrictModel):
    """One cell that a budget revision changed; null where there was, or is, no amount."""

    source: FundingSource
    stage: Stage
    period: BudgetPeriod
    before_krw: Amount | None = None
    after_krw: Amount | None = None


class BudgetRevision(BudgetRevisionHead):
    """A budget revision and what it changed: it replaces amounts, it never adds to them."""

    changes: tuple[BudgetChange, ...] = ()


def _refuse_repeats(keys: Iterable[Hashable], what: str) -> None:
    listed = list(keys)
    if len(set(listed)) < len(listed):
        raise PydanticCustomError("duplicate", "{what}", {"what": what})


class Budget(StrictModel):
    """The budget table of one project."""

    lines: tuple[BudgetLine, ...] = ()
    declared_totals: tuple[DeclaredTotal, ...] = ()
    stated: tuple[StatedAmount, ...] = ()
    revisions: Annotated[
        tuple[BudgetRevision, ...], LATER, Field(description="본예산, 추경, 이월, oldest first")
    ] = ()

    @field_validator("lines")
    @classmethod
    def _one_cell_each(cls, lines: tuple[BudgetLine, ...]) -> tuple[BudgetLine, ...]:
        _refuse_repeats(
            ((line.source, line.stage, line.period) for line in lines),
            "Each source, stage and period may stand in the budget once",
        )
        return tuple(sorted(lines, key=lambda line: (line.stage, line.source, line.period)))

    @field_validator("declared_totals")
    @classmethod
    def _one_total_each(cls, totals: tuple[DeclaredTotal, ...]) -> tuple[DeclaredTotal, ...]:
        _refuse_repeats(
            ((total.source, total.stage, total.period) for total in totals),
            "Each declared total may stand in the budget once",
        )
        return tuple(sorted(totals, key=lambda total: (total.stage, total.source, total.period)))
