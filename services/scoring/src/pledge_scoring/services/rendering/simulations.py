"""Answers to what-if questions as documents."""

from fractions import Fraction
from typing import Any

from pledge_shared.contracts.reconciliation import FigureName
from pledge_shared.contracts.simulation_answers import (
    BreakEvenValue,
    ChangedStep,
    GradeMove,
    LeftOut,
    RateChange,
    SimulatedScore,
    TriedValue,
)

from ...engine import simulation
from ...engine.aggregate import SetResult
from ...engine.explanation import Node
from ...engine.numbers import EXACT_PLACES, fixed
from ...engine.project import ProjectScore
from ...engine.simulation import Grading, Variable, tree_difference
from ..wording import Language, label_of, sentence
from .explanation import render_node
from .texts import exact, percent, render_coverage, render_range

__all__ = [
    "difference",
    "render_break_even",
    "render_changes",
    "render_left_out",
    "render_move",
    "render_rates",
    "render_simulated",
]

_PERCENT = 100


def difference(before: Fraction | None, after: Fraction | None) -> str | None:
    """Show after less before, in points."""
    return None if before is None or after is None else fixed(after - before)


def render_simulated(score: ProjectScore, grading: Grading | None) -> SimulatedScore:
    """Show a score by itself."""
    return SimulatedScore(
        rate=percent(score.rate),
        rate_exact=_twelve(score.rate_exact),
        rate_name=score.rate_name,
        reason=score.reason,
        coverage=render_coverage(score.coverage),
        range=render_range(score.range),
        grade=grading.grade_of(score) if grading else None,
    )


def render_changes(before: Node, after: Node, *, language: Language) -> tuple[ChangedStep, ...]:
    """Show the steps of two explanations that differ."""
    return tuple(
        ChangedStep(
            path=step.path,
            difference=percent(step.difference),
            before=render_node(step.before, language) if step.before else None,
            after=render_node(step.after, language) if step.after else None,
        )
        for step in tree_difference(before, after)
    )


def render_rates(before: SetResult, after: SetResult, language: Language) -> tuple[RateChange, ...]:
    """Show the named rates of a set, before and after."""
    return tuple(
        RateChange(
            name=name.value,
            label=label_of(language, name),
            before=percent(one),
            after=percent(other),
            difference=difference(one, other),
        )
        for name, one, other in (
            (
                FigureName.COMPLETION_RATE,
                before.completion_rate.percent,
                after.completion_rate.percent,
            ),
            (FigureName.ON_TRACK_RATE, before.on_track_rate.percent, after.on_track_rate.percent),
            (FigureName.MEAN_PROGRESS, before.mean_progress.percent, after.mean_progress.percent),
        )
    )


def render_left_out(left: simulation.LeftOut, grading: Grading | None) -> LeftOut:
    """Show the score without something."""
    return LeftOut(
        subject=left.subject,
        rate=percent(left.score.rate),
        rate_exact=_twelve(left.score.rate_exact),
        reason=left.score.reason,
        grade=grading.grade_of(left.score) if grading else None,
        difference=percent(left.difference),
    )


def render_break_even(
    answer: simulation.BreakEven, goal: str, grading: Grading | None, language: Language
) -> BreakEvenValue:
    """Show the value of one number that reaches a goal, in words, too."""
    variable = answer.variable
    told = answer.found or answer.best
    values = {"goal": goal, **_named(variable)}
    if told is not None:
        values |= _tried_words(variable, told)
    if answer.unsolved is not None:
        values["unsolved"] = answer.unsolved.value
    return BreakEvenValue(
        **_number(variable),
        places=variable.places,
        outcome=answer.outcome.value,
        found=_tried(variable, answer.found, grading) if answer.found else None,
        short=_tried(variable, answer.short, grading) if answer.short else None,
        best=_tried(variable, answer.best, grading) if answer.best else None,
        change=exact(answer.change),
        unsolved=answer.unsolved,
        reason=answer.reason,
        text=sentence(language, f"simulation.{answer.outcome.value}", values),
    )


def render_move(
    move: simulation.GradeMove, grading: Grading | None, language: Language
) -> GradeMove:
    """Show the nearest value of one number that gives another grade."""
    words = {**_named(move.variable), **_tried_words(move.variable, move.tried)}
    words["grade"] = move.grade or "-"
    return GradeMove(
        **_number(move.variable),
        found=_tried(move.variable, move.tried, grading),
        change=exact(move.change) or "0",
        relative=None if move.relative is None else percent(move.relative * _PERCENT),
        text=sentence(language, "simulation.grade", words),
    )


def _number(variable: Variable) -> dict[str, Any]:
    return {
        "indicator": variable.indicator.code,
        "period": variable.facts.period.text,
        "field": variable.field.value,
        "current": exact(variable.current),
    }


def _named(variable: Variable) -> dict[str, str]:
    place = f"{variable.indicator.code} {variable.facts.period.text}"
    return {"place": place, "field": variable.field.value}


def _tried_words(variable: Variable, tried: simulation.Tried) -> dict[str, str]:
    return {"value": fixed(tried.value, variable.places), "rate": percent(tried.rate) or "-"}


def _tried(variable: Variable, tried: simulation.Tried, grading: Grading | None) -> TriedValue:
    return TriedValue(
        value=fixed(tried.value, variable.places),
        rate=percent(tried.rate),
        rate_exact=_twelve(tried.rate),
        grade=grading.grade_of(tried.score) if grading else None,
    )


def _twelve(rate: Fraction | None) -> str | None:
    return None if rate is None else fixed(rate, EXACT_PLACES)
