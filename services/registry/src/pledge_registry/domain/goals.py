"""Changes of a plan's goals: the order stays, codes are never used again."""

from pledge_shared.contracts.plan import Goal, PlanFacts

__all__ = ["goals_below", "has_goal", "with_goal", "without_goal"]


def has_goal(facts: PlanFacts, code: str) -> bool:
    """Tell whether a plan has a goal of this code."""
    return any(goal.code == code for goal in facts.goals)


def goals_below(facts: PlanFacts, code: str) -> list[str]:
    """Return the codes of the goals right below one."""
    return [goal.code for goal in facts.goals if goal.parent == code]


def with_goal(facts: PlanFacts, goal: Goal) -> PlanFacts:
    """Put a goal in the place of the one of its code, or behind all others."""
    if not has_goal(facts, goal.code):
        return facts.model_copy(update={"goals": (*facts.goals, goal)})
    goals = tuple(goal if item.code == goal.code else item for item in facts.goals)
    return facts.model_copy(update={"goals": goals})


def without_goal(facts: PlanFacts, code: str) -> PlanFacts:
    """Take a goal out."""
    return facts.model_copy(
        update={"goals": tuple(goal for goal in facts.goals if goal.code != code)}
    )
