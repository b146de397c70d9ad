"""Two evaluations: their difference, split into what data, method and scope bring, exactly.

The split goes step by step from the one to the other: to the projects that both count (scope),
to the other's facts (data), to the other's scheme and day (method), to all that the other counts
(scope). Each step's effect is the points after it less those before, so they add up to the whole
difference whatever the numbers are. A step that leaves nothing with points has no effect; it
shows in the next one.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from pledge_shared.contracts.evaluations import ComparedProject, EvaluationComparison, PointEffects

from ...engine.evaluation import counts, part_of
from ...engine.numbers import exact_text
from ...engine.result import ProjectResult
from ...engine.weighing import Part, weigh
from ..rendering.texts import exact
from .snapshot import Contents, Method, Snapshot, read

__all__ = ["compare"]

Key = tuple[str, str]


def compare(before: Snapshot, after: Snapshot) -> EvaluationComparison:
    """Return what became of the points of one evaluation in another."""
    first, second = _Side(read(before)), _Side(read(after))
    both = first.counted & second.counted
    steps = (
        first.points(first.counted, first.method),
        first.points(both, first.method),
        second.points(both, first.method),
        second.points(both, second.method),
        second.points(second.counted, second.method),
    )
    compared = (_project(first, second, key) for key in sorted(both))
    return EvaluationComparison(
        effects=_effects(steps),
        joined=_names(second.counted - first.counted),
        left=_names(first.counted - second.counted),
        projects=tuple(each for each in compared if each is not None),
    )


class _Side:
    """One evaluation's facts, scored by its own or by another's method."""

    def __init__(self, contents: Contents) -> None:
        self.method = contents.method
        self._contents = contents
        self._judged: dict[tuple[Key, int], ProjectResult] = {}
        self.counted = frozenset(
            (plan, code)
            for plan, state in contents.plans.items()
            for code in state.projects
            if self._counts((plan, code))
        )

    def _counts(self, key: Key) -> bool:
        result = self._judge(key, self.method)
        return counts(result.project, result.scheme)

    def _judge(self, key: Key, method: Method) -> ProjectResult:
        place = (key, id(method))
        if place not in self._judged:
            self._judged[place] = self._contents.judge(*key, method)
        return self._judged[place]

    def part(self, key: Key, method: Method) -> Part:
        """Return a project as it is weighed."""
        return part_of(self._judge(key, method).score, method.cap)

    def points(self, keys: Iterable[Key], method: Method) -> Fraction | None:
        """Return the points of some projects together."""
        return weigh([self.part(key, method) for key in sorted(keys)]).rate


def _project(first: _Side, second: _Side, key: Key) -> ComparedProject | None:
    """Return a project whose points moved, or would have by data or method alone."""
    before = first.part(key, first.method).rate
    facts = second.part(key, first.method).rate
    after = second.part(key, second.method).rate
    if before == facts == after:
        return None
    effects = _effects((before, before, facts, after, after))
    return ComparedProject(plan=key[0], project=key[1], effects=effects)


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


def _names(keys: Iterable[Key]) -> tuple[str, ...]:
    return tuple("/".join(key) for key in sorted(keys))
