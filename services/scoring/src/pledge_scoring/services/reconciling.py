"""Reads of a plan's reconciliation: what it reports against what its projects give."""

import asyncio
from collections import Counter

from pledge_shared.contracts.plan import Plan

from ..engine.reported_figures import Figure, PlanCase, check_figures
from . import rendering
from .asking import Answer, Asked, answer_of
from .schemes import scheme_named
from .sets import PlanMembers, SetAchievements
from .wording import Language

__all__ = ["Reconciliations"]


class Reconciliations:
    """Checks reported figures whenever they are read: nothing of it is stored."""

    def __init__(self, sets: SetAchievements) -> None:
        self._sets = sets

    async def plan(self, code: str, asked: Asked, language: Language) -> Answer:
        """Return every reported figure of a plan, checked.

        Raises
        ------
        NotFoundError
            404: the plan is unknown, or not scored yet.
        """
        found = await self._sets.members(code, asked)
        reconciled = await asyncio.to_thread(_reconcile, found, asked)
        document = rendering.render_reconciliation(reconciled, language)
        version, sequence = found.plan.version, found.sequence
        return answer_of(document, language, version=version, sequence=sequence)


def _reconcile(found: PlanMembers, asked: Asked) -> rendering.Reconciled:
    case = PlanCase(
        figures=_figures(found.plan),
        rows=tuple(member.row for member in found.members),
        goals=Counter(goal.kind.value for goal in found.plan.goals),
        scheme=scheme_named(found.plan.scheme),
    )
    return rendering.Reconciled(
        plan=found.plan,
        on=asked.on or found.plan.reporting_date,
        case=case,
        figures=check_figures(case),
    )


def _figures(plan: Plan) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            name=reported.name,
            value=reported.value,
            amount_krw=reported.amount_krw,
            approximate=reported.approximate,
        )
        for reported in plan.reported_values
    )
