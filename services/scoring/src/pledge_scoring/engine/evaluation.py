"""Many scored projects in one evaluation: points, grades, ranks, and who contributes what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .facts import Kind, Project
from .grading import GradeBand, Graded, GradingRules, Subject, grade_all
from .measures import Coverage, Range
from .numbers import clamp
from .project import ProjectScore
from .reasons import Reason
from .scheme import Scheme
from .weighing import Part, Weighed, weigh

__all__ = ["Entrant", "Evaluated", "Standing", "counts", "evaluate_entrants", "part_of"]

_NOTHING = Fraction(0)
_RANKS_ONLY = GradingRules(
    grades=("none",), bands=(GradeBand(grade=0, lower=None, inclusive=True),)
)
"""One band for all points: ranks, where a scheme gives no grades."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """A scored project of a plan; ``goals`` are its own and all above that one."""

    plan: str
    goals: frozenset[str]
    score: ProjectScore
    counted: bool

    @property
    def key(self) -> Key:
        """What it is told from all others by."""
        return (self.plan, self.score.project.code)


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


def evaluate_entrants(
    entrants: Iterable[Entrant], rules: GradingRules | None, *, cap: Fraction
) -> Evaluated:
    """Weigh, grade and rank; the order of the entrants is no matter.

    Quotas are of projects: goals and plans are graded by bands alone.

    Parameters
    ----------
    rules
        None where the scheme gives no grades: there are ranks all the same.
    """
    given = sorted(entrants, key=lambda entrant: entrant.key)
    counted = [entrant for entrant in given if entrant.counted]
    parts = {entrant.key: part_of(entrant.score, cap) for entrant in given}
    weighed = weigh([parts[entrant.key] for entrant in counted])
    own = {
        entrant.key: _of_project(part.part, part.effective_weight, part.contribution)
        for entrant, part in zip(counted, weighed.parts, strict=True)
    }
    aside = {key: _of_project(part, _NOTHING, None) for key, part in parts.items()}
    bands = None if rules is None else replace(rules, quotas=())
    return Evaluated(
        whole=_graded({(): _of_set(weighed, list(own.values()))}, bands)[()],
        plans=_graded(_sets(_by_plan(counted), parts, own), bands),
        goals=_graded(_sets(_by_goal(counted), parts, own), bands),
        projects={**aside, **_graded(own, rules)},
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


def _graded(standings: Mapping[Key, Standing], rules: GradingRules | None) -> dict[Key, Standing]:
    """Grade and rank among each other."""
    subjects = [
        Subject(
            code="/".join(key),
            points=each.points,
            coverage=each.coverage.share if each.coverage else _NOTHING,
        )
        for key, each in standings.items()
    ]
    found = grade_all(rules or _RANKS_ONLY, subjects)
    graded = {}
    for key, each in standings.items():
        one = found["/".join(key)]
        graded[key] = replace(each, graded=one if rules else replace(one, grade=None, reasons=()))
    return graded
