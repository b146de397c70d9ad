"""Two evaluations: their difference, split into what data, method and scope bring, exactly.

The split goes step by step from the one to the other: to what both count (scope), to the other's
facts and given values (data), to the other's scheme and day (method), to all that the other counts
(scope). Each step's effect is the points after it less those before, so they add up to the whole
difference whatever the numbers are. A step that leaves nothing with points has no effect; it
shows in the next one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pledge_shared.contracts.evaluations import (
    ComparedPlan,
    ComparedProject,
    EvaluationComparison,
    PointEffects,
)

from ...engine.evaluation import counts, part_of, part_of_items
from ...engine.items import ItemRules
from ...engine.numbers import exact_text
from ...engine.result import ProjectResult
from ...engine.weighing import Part, weigh
from ..rendering.texts import exact
from .snapshot import Contents, Method, Snapshot, read
from .stated import Key
from .subjects import figures_of, score_subject

__all__ = ["compare"]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What counts: plans, where any of both runs evaluates those, and projects."""

    plans: frozenset[Key]
    projects: frozenset[Key]

    def common(self, other: "_Scope") -> "_Scope":
        return _Scope(self.plans & other.plans, self.projects & other.projects)

    def beyond(self, other: "_Scope") -> tuple[str, ...]:
        """Return the names of what only this one holds."""
        only = (self.plans - other.plans) | (self.projects - other.projects)
        return tuple("/".join(key) for key in sorted(only))


def compare(before: Snapshot, after: Snapshot) -> EvaluationComparison:
    """Return what became of the points of one evaluation in another."""
    read_before, read_after = read(before), read(after)
    kinds = [_of_plans(each.method) for each in (read_before, read_after)]
    first = _Side(read_before, with_plans=any(kinds))
    second = _Side(read_after, with_plans=any(kinds))
    both = first.scope.common(second.scope)
    journey = (
        _Step(first, first.scope, first.method),
        _Step(first, both, first.method),
        _Step(second, both, first.method),
        _Step(second, both, second.method),
        _Step(second, second.scope, second.method),
    )
    return EvaluationComparison(
        effects=_effects([step.points() for step in journey]),
        joined=second.scope.beyond(first.scope),
        left=first.scope.beyond(second.scope),
        projects=tuple(
            ComparedProject(plan=key[0], project=key[1], effects=effects)
            for key, effects in _moved([] if any(kinds) else both.projects, journey)
        ),
        plans=tuple(
            ComparedPlan(plan=key[0], effects=effects)
            for key, effects in _moved(both.plans if all(kinds) else [], journey)
        ),
    )


def _of_plans(method: Method) -> bool:
    return method.items is not None and not method.items.of_projects


class _Side:
    """One evaluation's facts, scored by its own or by another's method."""

    def __init__(self, contents: Contents, *, with_plans: bool) -> None:
        self.method = contents.method
        self._contents = contents
        self._judged: dict[tuple[Key, int], ProjectResult] = {}
        self.scope = _Scope(
            frozenset((plan,) for plan in contents.plans if with_plans),
            frozenset(
                (plan, code)
                for plan, state in contents.plans.items()
                for code in state.projects
                if self._counts((plan, code))
            ),
        )

    def _counts(self, key: Key) -> bool:
        result = self._judge(key, self.method)
        return counts(result.project, result.scheme)

    def _judge(self, key: Key, method: Method) -> ProjectResult:
        place = (key, id(method))
        if place not in self._judged:
            plan, code = key
            self._judged[place] = self._contents.judge(plan, code, method)
        return self._judged[place]

    def part(self, key: Key, scope: _Scope, method: Method) -> Part:
        """Return a project or a plan as it is weighed; of a plan, what is in the scope counts."""
        if method.items is None:
            return part_of(self._judge(key, method).score, method.cap)
        return self._part_of_items(key, scope, method, method.items)

    def _part_of_items(self, key: Key, scope: _Scope, method: Method, rules: ItemRules) -> Part:
        inside = [key] if rules.of_projects else self._projects(key, scope)
        needed = inside if rules.of_record else []
        judged = {(plan, code): self._judge((plan, code), method) for plan, code in needed}
        figures = figures_of(rules, judged).get(key, {})
        weight = self._judge(key, method).project.weight if rules.of_projects else None
        return part_of_items(
            "/".join(key), score_subject(self._contents, rules, key, figures), weight
        )

    def _projects(self, key: Key, scope: _Scope) -> list[Key]:
        (plan,) = key
        own = ((plan, code) for code in self._contents.plans[plan].projects)
        return [each for each in own if each in scope.projects]


@dataclass(frozen=True, slots=True)
class _Step:
    """One side's facts, by one of both methods, over some of what it counts."""

    side: _Side
    scope: _Scope
    method: Method

    def points(self) -> Fraction | None:
        """Return the points of all together."""
        keys = self.scope.plans if _of_plans(self.method) else self.scope.projects
        return weigh([self.side.part(key, self.scope, self.method) for key in sorted(keys)]).rate

    def points_of(self, key: Key) -> Fraction | None:
        """Return those of a project, or a plan."""
        return self.side.part(key, self.scope, self.method).rate


def _moved(keys: Iterable[Key], journey: Sequence[_Step]) -> Iterable[tuple[Key, PointEffects]]:
    """Yield whose points moved, or would have by data, method or scope alone."""
    for key in sorted(keys):
        steps = [step.points_of(key) for step in journey]
        if len(set(steps)) > 1:
            yield key, _effects(steps)


def _effects(steps: Sequence[Fraction | None]) -> PointEffects:
    before, after = steps[0], steps[-1]
    if before is None or after is None:
        return PointEffects(before=exact(before), after=exact(after))
    points = [before]
    for step in steps[1:-1]:
        points.append(points[-1] if step is None else step)
    _, common, facts, method = points
    return PointEffects(
        before=exact(before),
        after=exact(after),
        difference=exact_text(after - before),
        data=exact_text(facts - common),
        method=exact_text(method - facts),
        scope=exact_text(common - before + after - method),
    )
