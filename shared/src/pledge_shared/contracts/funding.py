"""Sums of a plan's money."""

from pydantic import BaseModel

__all__ = ["FundingSum", "PlanFunding"]


class FundingSum(BaseModel):
    """Money of one stage, source and period over a plan, in 원."""

    stage: str
    source: str
    period: str
    amount_krw: int
    approximate: bool


class PlanFunding(BaseModel):
    """Every sum that is not empty; ``sequence`` is the newest commit among what was added."""

    plan: str
    sequence: int
    items: list[FundingSum]
