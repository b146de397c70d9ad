"""One adjustment on its way: what was proposed, and the steps taken since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pledge_shared.contracts.adjustments import AdjustmentCase, AdjustmentStep
from pledge_shared.contracts.codes import AdjustmentState
from pledge_shared.contracts.project import AdjustedField

from .adjusting import PERMITTED
from .versions import Commit

__all__ = ["Case", "CaseStep", "NewStep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """A step about to be taken: the state it leads to, by whose key, and what was said."""

    state: AdjustmentState
    actor: UUID
    owner: str
    detail: Mapping[str, Any]

    def taken(self, commit: Commit) -> "CaseStep":
        """Return the step once its commit is known."""
        return CaseStep(
            state=self.state,
            actor=self.actor,
            owner=self.owner,
            detail=self.detail,
            at=commit.at,
            sequence=commit.sequence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep(NewStep):
    """A step that was taken."""

    at: datetime
    sequence: int

    def shown(self) -> AdjustmentStep:
        """Return the step as it is answered; whose key it was is not told, only which."""
        return AdjustmentStep.model_validate(
            {
                "state": self.state,
                "at": self.at,
                "actor": self.actor,
                "sequence": self.sequence,
                "departments": self.detail.get("departments", []),
                "resolution": self.detail.get("resolution"),
                "note": self.detail.get("note"),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An adjustment as it is stored."""

    id: UUID
    plan: str
    number: int
    project: str
    reason: str
    fields: Sequence[AdjustedField]
    steps: Sequence[CaseStep]

    @property
    def state(self) -> AdjustmentState:
        """Where it stands."""
        return self.steps[-1].state

    @property
    def path(self) -> str:
        """Its address."""
        return f"/v1/plans/{self.plan}/adjustments/{self.number}"

    def after(self, step: CaseStep) -> "Case":
        """Return the case with one more step."""
        return replace(self, steps=(*self.steps, step))

    def shown(self) -> AdjustmentCase:
        """Return the case as it is answered."""
        return AdjustmentCase(
            plan=self.plan,
            number=self.number,
            project=self.project,
            state=self.state,
            reason=self.reason,
            fields=list(self.fields),
            permitted=list(PERMITTED[self.state]),
            steps=[step.shown() for step in self.steps],
        )
