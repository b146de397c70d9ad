"""Who is evaluated by items: what is known of each subject, scored and shown."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pledge_shared.contracts.evaluation_items import EvaluatedBonus, EvaluatedItem
from pledge_shared.contracts.schemes import Area, Item

from ...engine.evaluation import counts
from ...engine.figures import figures_of_plan, figures_of_project
from ...engine.items import ItemRules, ItemScore, Stated, SubjectScore, score
from ...engine.methods import METHODS
from ...engine.named_rates import NamedRate
from ...engine.numbers import exact_text
from ...engine.result import ProjectResult
from ..rendering.texts import exact, percent, render_range
from .snapshot import Contents
from .stated import Key, stated_of

__all__ = ["Judged", "Scored", "figures_of", "render_subject", "score_subject", "score_subjects"]

Judged = Mapping[tuple[str, str], ProjectResult]
Scored = Mapping[Key, SubjectScore]


def score_subjects(contents: Contents, judged: Judged) -> Scored:
    """Score everybody who is evaluated by items; nobody where the scheme has none."""
    rules = contents.method.items
    if rules is None:
        return {}
    figures = figures_of(rules, judged)
    return {
        key: score_subject(contents, rules, key, figures.get(key, {}))
        for key in ([(plan,) for plan in contents.plans] if not rules.of_projects else figures)
    }


def score_subject(
    contents: Contents, rules: ItemRules, key: Key, figures: Mapping[str, NamedRate]
) -> SubjectScore:
    """Score a subject by what was given of it, if anything was."""
    given = contents.given.get(key)
    return score(rules, stated_of(given) if given else Stated(), figures)


def figures_of(rules: ItemRules, judged: Judged) -> Mapping[Key, Mapping[str, NamedRate]]:
    """Return what the record says of each subject, from the projects that count."""
    counted = {
        key: result for key, result in judged.items() if counts(result.project, result.scheme)
    }
    if rules.of_projects:
        return {key: figures_of_project(result) for key, result in counted.items()}
    plans: dict[Key, list[ProjectResult]] = {}
    for (plan, _), result in sorted(counted.items()):
        plans.setdefault((plan,), []).append(result)
    return {key: figures_of_plan(results) for key, results in plans.items()}


def render_subject(contents: Contents, key: Key, scored: SubjectScore) -> dict[str, Any]:
    """Show the items of a subject as fields of its row in the results."""
    given = contents.given.get(key)
    stated = {each.item: each for each in given.items} if given else {}
    bonuses = given.bonuses if given else ()
    parts = contents.items()
    return {
        "unsubmitted": not scored.submitted,
        "items": tuple(
            _item(*parts[each.code], each, stated.get(each.code)) for each in scored.items
        ),
        "bonuses": tuple(
            EvaluatedBonus(
                bonus=each.bonus,
                given=exact_text(Fraction(each.points)),
                counted=exact_text(scored.bonuses.get(each.bonus, Fraction(0))),
            )
            for each in sorted(bonuses, key=lambda one: one.bonus)
        ),
        "bonus_points": exact(scored.bonus),
    }


def _item(area: Area, item: Item, scored: ItemScore, given: Any) -> EvaluatedItem:
    outcome = scored.outcome
    return EvaluatedItem(
        area=area.code,
        item=item.code,
        method=item.method,
        source=item.source,
        given=given,
        verdict=scored.verdict,
        points=percent(scored.points),
        points_exact=exact(scored.points),
        raw_points=None if scored.points is None else exact(outcome.raw_rate),
        reason=outcome.reason.value if outcome.reason else None,
        coverage=exact_text(scored.coverage),
        range=render_range(scored.range),
        share=exact_text(scored.share),
        effective_share=exact_text(scored.effective_share),
        contribution=exact(scored.contribution),
        formula=METHODS[item.method].formula,
        substitution=outcome.substitution,
        values={name: exact_text(value) for name, value in outcome.values},
    )
