"""A plan as a tree: goals, projects under them, sub-projects under those."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from pledge_shared.contracts.plan import Goal, PlanFacts
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.contracts.registry import PlanTree, TreeGoal, TreeProject

from .reading import Documents

__all__ = ["plan_tree"]

_ALL = 10_000


async def plan_tree(documents: Documents, plan: str, as_of: str | None = None) -> PlanTree:
    """Return the tree of a plan; projects keep the order of their codes."""
    found = await documents.plan_documents(plan, since=0, cursor=None, limit=_ALL, as_of=as_of)
    head = PlanFacts.model_validate_json(found.plan.facts)
    projects = [ProjectFacts.model_validate_json(item.facts) for item in found.projects]
    return _Branches(head.goals, projects).tree(plan)


class _Branches:
    def __init__(self, goals: Sequence[Goal], projects: Sequence[ProjectFacts]) -> None:
        self._goals: dict[str | None, list[Goal]] = defaultdict(list)
        self._top: dict[str | None, list[ProjectFacts]] = defaultdict(list)
        self._parts: dict[str, list[ProjectFacts]] = defaultdict(list)
        self._counts = Counter(str(goal.kind) for goal in goals)
        for goal in goals:
            self._goals[goal.parent].append(goal)
        for project in projects:
            if project.parent is None:
                self._top[project.goal].append(project)
                self._counts[project.kind] += 1
            else:
                self._parts[project.parent].append(project)
                self._counts["sub"] += 1

    def tree(self, plan: str) -> PlanTree:
        goals = [self._goal(goal) for goal in self._goals[None]]
        loose = [self._project(project) for project in self._top[None]]
        return PlanTree(plan=plan, goals=goals, projects=loose, counts=dict(self._counts))

    def _goal(self, goal: Goal) -> TreeGoal:
        return TreeGoal(
            code=goal.code,
            title=goal.title,
            kind=goal.kind,
            goals=[self._goal(child) for child in self._goals[goal.code]],
            projects=[self._project(project) for project in self._top[goal.code]],
        )

    def _project(self, project: ProjectFacts) -> TreeProject:
        return TreeProject(
            code=project.code,
            title=project.title,
            kind=project.kind,
            status=project.status,
            parts=[self._project(part) for part in self._parts.get(project.code, ())],
        )
