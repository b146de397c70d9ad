"""Sums of money over a plan: source x stage x period, no percentage."""

from collections import Counter

from pledge_shared.contracts.codes import ProjectKind
from pledge_shared.contracts.funding import FundingSum, PlanFunding
from pledge_shared.contracts.project import ProjectFacts

from .reading import Documents

__all__ = ["plan_funding"]

_ALL = 10_000


async def plan_funding(documents: Documents, plan: str, as_of: str | None = None) -> PlanFunding:
    """Add up the budget lines of a plan's counted projects.

    Money of sub-projects is "of which": it is added only where the parent has no line itself.
    Pending projects stand apart. A cell without an amount adds nothing.
    """
    found = await documents.plan_documents(plan, since=0, cursor=None, limit=_ALL, as_of=as_of)
    projects = [ProjectFacts.model_validate_json(item.facts) for item in found.projects]
    with_money = {project.code for project in projects if project.budget.lines}
    sums: Counter[tuple[str, str, str]] = Counter()
    approximate: set[tuple[str, str, str]] = set()
    for project in projects:
        if project.kind is ProjectKind.PENDING or project.parent in with_money:
            continue
        for line in project.budget.lines:
            if line.amount_krw is not None:
                key = (line.stage, line.source, line.period)
                sums[key] += line.amount_krw
                approximate |= {key} if line.approximate else set()
    return PlanFunding(
        plan=plan,
        sequence=max([found.plan.sequence, *(item.sequence for item in found.projects)]),
        items=[
            FundingSum(
                stage=stage, source=source, period=period, amount_krw=sums[stage, source, period],
                approximate=(stage, source, period) in approximate,
            )
            for stage, source, period in sorted(sums)
        ],
    )  # fmt: skip
