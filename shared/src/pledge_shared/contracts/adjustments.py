"""공약 조정 심의: a change of the plan, proposed, consulted on and decided before it holds."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from .codes import AdjustmentState
from .indicator import Target
from .project import AdjustedField, Resolution
from .scalars import Code, Note, StrictModel

__all__ = [
    "AdjustedTarget",
    "AdjustmentCase",
    "AdjustmentPage",
    "AdjustmentRequest",
    "AdjustmentStep",
    "AdjustmentStepName",
    "Consultation",
    "Decision",
    "Withdrawal",
]

AdjustmentStepName = Literal["consult", "decide", "withdraw"]
"""What can be done with a proposed adjustment."""


class AdjustedTarget(Target):
    """A target as it shall be; it takes the place of the one of its period."""

    indicator: Code


class AdjustmentRequest(StrictModel):
    """조정 요청: what shall change of a project, and why."""

    project: Code
    reason: Annotated[Note, Field(min_length=1)]
    patch: Annotated[
        dict[str, Any],
        Field(
            default_factory=dict,
            description="merge patch of the project's scalars, and of `contents`, which it "
            "replaces; a status of suspended or scrapped takes the resolution of the decision",
        ),
    ]
    targets: Annotated[tuple[AdjustedTarget, ...], Field(max_length=1_000)] = ()


class Consultation(StrictModel):
    """협의: which departments were asked, and what they said."""

    departments: Annotated[tuple[Code, ...], Field(min_length=1, max_length=50)]
    note: Note | None = None


class Decision(StrictModel):
    """심의 결과."""

    decision: Literal[AdjustmentState.APPROVED, AdjustmentState.REJECTED]
    resolution: Resolution
    note: Note | None = None


class Withdrawal(StrictModel):
    """철회."""

    note: Note | None = None


class AdjustmentStep(BaseModel):
    """One step of an adjustment: the state it led to, when, and by which key."""

    state: AdjustmentState
    at: datetime
    actor: UUID
    sequence: int
    departments: list[str]
    resolution: Resolution | None
    note: str | None


class AdjustmentCase(BaseModel):
    """공약 조정 심의: the old and the new text side by side, and what has become of it."""

    plan: str
    number: Annotated[int, Field(description="in the plan, from 1")]
    project: str
    state: AdjustmentState
    reason: str
    fields: list[AdjustedField]
    permitted: Annotated[
        list[AdjustmentStepName], Field(description="the steps that can follow now")
    ]
    steps: list[AdjustmentStep]


class AdjustmentPage(BaseModel):
    """Adjustments of a plan by their numbers."""

    items: list[AdjustmentCase]
    next: Annotated[str | None, Field(description="cursor of the next page; null on the last")]
