"""A project's budget as it is read: the table, what it adds up to, and its printed totals checked.

Every amount is in 원. A sum of nothing but blank cells is null, not 0.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from .budget import Budget, BudgetRevision
from .codes import FundingSource, Stage
from .parts import PartWritten

__all__ = [
    "BudgetRevisionList",
    "BudgetSum",
    "BudgetSums",
    "BudgetTable",
    "BudgetWritten",
    "FootingResult",
]


class BudgetSum(BaseModel):
    """The sum of one stage's lines, over a row, a column or the whole table."""

    stage: Stage
    source: Annotated[FundingSource | None, Field(description="null: every source")]
    period: Annotated[str | None, Field(description="null: every period")]
    amount_krw: int | None
    approximate: Annotated[bool, Field(description="a line in it is approximate")]


class BudgetSums(BaseModel):
    """Rows, columns and wholes of the table."""

    by_source: list[BudgetSum]
    by_period: list[BudgetSum]
    total: list[BudgetSum]


class FootingResult(BaseModel):
    """A printed total beside the sum of what it should add up."""

    kind: Literal["row", "column", "stated"]
    subject: str
    printed_krw: int | None
    sum_krw: int
    passed: bool


class BudgetTable(Budget):
    """The budget of a project, source by stage by period."""

    revisions: tuple[BudgetRevision, ...] = ()
    sums: BudgetSums
    checks: list[FootingResult]


class BudgetWritten(PartWritten):
    """A budget as stored."""

    budget: Budget


class BudgetRevisionList(BaseModel):
    """Budget revisions, oldest first."""

    items: list[BudgetRevision]
    next: str | None
