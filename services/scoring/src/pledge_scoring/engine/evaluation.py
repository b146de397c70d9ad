"""Many scored projects in one evaluation: points, grades, ranks, and who contributes what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .facts import Kind, Project
from .grading import GradeBand, Graded, GradingRules, Subject, grade_all
from .items import SubjectScore
from .measures import Coverage, Range
from .numbers import clamp
from .project import ProjectScore
from .reasons import Reason
from .scheme import Scheme
from .weighing import Part, Weighed, weigh

__all__ = [
    "Entrant",
    "Evaluated",
    "Standing",
    "counts",
    "evaluate_entrants",
    "part_of",
    "part_of_items",
    "with_subjects",
]

_NOTHING = Fraction(0)
_RANKS_ONLY = GradingRules(
    grades=("none",), bands=(GradeBand(grade=0, lower=None, inclusive=True),)
)
"""One band for all points: ranks, where a scheme gives no grades."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """A project of a plan with its points; ``goals`` are its own and all above that one."""

    plan: str
    goals: frozenset[str]
    part: Part
    counted: bool
    failed: bool = False
    submitted: bool = True

    @property
    def key(self) -> Key:
        """What it is told from all others by."""
        return (self.plan, self.part.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an evaluation says of a project, a goal, a plan or the whole.

    ``share`` (0…1) and ``contribution`` are of the whole: contributions of all projects that
    count, and so those of all plans, add up to its points.
    """

    points: Fraction | None
    reason: Reason | None
    coverage: Coverage | None
    range: Range | None
    share: Fraction
    contribution: Fraction | None
    graded: Graded | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """An evaluation's numbers, by plan, by plan and goal, by plan and project."""

    whole: Standing
    plans: Mapping[Key, Standing]
    goals: Mapping[Key, Standing]
    projects: Mapping[Key, Standing]


def counts(project: Project, scheme: Scheme) -> bool:
    """Tell whether a project counts in a set, as it does in the rates of plans."""
    own = project.kind is not Kind.PENDING and project.parent is None
    return own and project.status not in scheme.excluded_statuses


def part_of(score: ProjectScore, cap: Fraction) -> Part:
    """Return a project as what sets are weighed from, its points held to 0…cap."""
    rate, spread = score.rate_exact, score.range
    return Part(
        code=score.project.code,
        rate=None if rate is None else clamp(rate, _NOTHING, cap),
        reason=score.reason,
        declared_weight=score.project.weight,
        coverage=score.coverage,
        range=spread and Range(clamp(spread.low, _NOTHING, cap), clamp(spread.high, _NOTHING, cap)),
        line=None,
    )


def part_of_items(code: str, score: SubjectScore, weight: Fraction | None = None) -> Part:
    """Return what is evaluated by items as what sets are weighed from."""
    return Part(
        code=code,
        rate=score.points,
        reason=score.reason,
        declared_weight=weight,
        coverage=score.coverage,
        range=score.range,
        line=None,
    )


def with_subjects(
    beside: Evaluated, scored: Mapping[Key, SubjectScore], rules: GradingRules | None
) -> Evaluated:
    """Weigh plans that are evaluated by items alike, grade and rank them.

    A scheme grades who is evaluated and not the mean of several: the whole has the standing of
    a plan that is alone, and no grade otherwise. Goals and projects are shown ``beside`` the
    plans; they bring nothing to the points and have no standing of their own.
    """
    order = sorted(scored)
    weighed = weigh([part_of_items("/".join(key), scored[key]) for key in order])
    own = {
        key: _of_project(part.part, part.effective_weight, part.contribution)
        for key, part in zip(order, weighed.parts, strict=True)
    }
    failed = frozenset(key for key, each in scored.items() if each.failed)
    silent = frozenset(key for key, each in scored.items() if not each.submitted)
    plans = _graded(own, rules, failed=failed, silent=silent)
    return Evaluated(
        whole=plans[order[0]] if len(order) == 1 else _of_set(weighed, list(own.values())),
        plans=plans,
        goals={key: _beside(each) for key, each in beside.goals.items()},
        projects={key: _beside(each) for key, each in beside.projects.items()},
    )


def _beside(standing: Standing) -> Standing:
    return replace(standing, share=_NOTHING, contribution=None, graded=None)


def evaluate_entrants(entrants: Iterable[Entrant], rules: GradingRules | None) -> Evaluated:
    """Weigh, grade and rank; the order of the entrants is no matter.

    Quotas are of projects: goals and plans are graded by bands alone.

    Parameters
    ----------
    rules
        None where the scheme gives no grades: there are ranks all the same.
    """
    given = sorted(entrants, key=lambda entrant: entrant.key)
    counted = [entrant for entrant in given if entrant.counted]
    parts = {entrant.key: entrant.part for entrant in given}
    weighed = weigh([parts[entrant.key] for entrant in counted])
    own = {
        entrant.key: _of_project(part.part, part.effective_weight, part.contribution)
        for entrant, part in zip(counted, weighed.parts, strict=True)
    }
    aside = {key: _of_project(part, _NOTHING, None) for key, part in parts.items()}
    failed = frozenset(entrant.key for entrant in counted if entrant.failed)
    silent = frozenset(entrant.key for entrant in counted if not entrant.submitted)
    bands = None if rules is None else replace(rules, quotas=())
    return Evaluated(
        whole=_graded({(): _of_set(weighed, list(own.values()))}, bands)[()],
        plans=_graded(_sets(_by_plan(counted), parts, own), bands),
        goals=_graded(_sets(_by_goal(counted), parts, own), bands),
        projects={**aside, **_graded(own, rules, failed=failed, silent=silent)},
    )


def _by_plan(entrants: Iterable[Entrant]) -> dict[Key, list[Key]]:
    return _grouped(((entrant.plan,), entrant.key) for entrant in entrants)


def _by_goal(entrants: Iterable[Entrant]) -> dict[Key, list[Key]]:
    return _grouped(
        ((entrant.plan, goal), entrant.key) for entrant in entrants for goal in entrant.goals
    )


def _grouped(pairs: Iterable[tuple[Key, Key]]) -> dict[Key, list[Key]]:
    groups: dict[Key, list[Key]] = {}
    for group, key in pairs:
        groups.setdefault(group, []).append(key)
    return groups


def _sets(
    groups: Mapping[Key, Sequence[Key]], parts: Mapping[Key, Part], own: Mapping[Key, Standing]
) -> dict[Key, Standing]:
    return {
        group: _of_set(weigh([parts[key] for key in keys]), [own[key] for key in keys])
        for group, keys in groups.items()
    }


def _of_project(part: Part, share: Fraction, contribution: Fraction | None) -> Standing:
    return Standing(
        points=part.rate,
        reason=part.reason,
        coverage=part.coverage,
        range=part.range,
        share=share,
        contribution=contribution,
    )


def _of_set(weighed: Weighed, members: Sequence[Standing]) -> Standing:
    brought = [each.contribution for each in members if each.contribution is not None]
    return Standing(
        points=weighed.rate,
        reason=Reason.NOT_REPORTED if weighed.rate is None else None,
        coverage=weighed.coverage,
        range=weighed.range,
        share=sum((each.share for each in members), _NOTHING),
        contribution=sum(brought, _NOTHING) if brought else None,
    )


def _graded(
    standings: Mapping[Key, Standing],
    rules: GradingRules | None,
    *,
    failed: frozenset[Key] = frozenset(),
    silent: frozenset[Key] = frozenset(),
) -> dict[Key, Standing]:
    """Grade and rank among each other; ``silent`` are those that submitted nothing."""
    subjects = [
        Subject(
            code="/".join(key),
            points=each.points,
            coverage=each.coverage.share if each.coverage else _NOTHING,
            failed=key in failed,
            submitted=key not in silent,
        )
        for key, each in standings.items()
    ]
    found = grade_all(rules or _RANKS_ONLY, subjects)
    graded = {}
    for key, each in standings.items():
        one = found["/".join(key)]
        graded[key] = replace(each, graded=one if rules else replace(one, grade=None, reasons=()))
    return graded
