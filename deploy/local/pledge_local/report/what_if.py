"""Answers to what-if questions as lines of text."""

from collections.abc import Iterator

from pledge_shared.contracts.simulation_answers import (
    BreakEvenAnswer,
    ProjectSimulation,
    SimulatedScore,
)

__all__ = ["break_even_text", "simulation_text"]


def simulation_text(said: ProjectSimulation) -> str:
    """Return both rates, and below them the words of every step that differs, before and after."""
    moved = "" if said.difference is None else f" ({_signed(said.difference)})"
    first = f"{said.project}: {_rate(said.before)} → {_rate(said.after)}{moved}"
    return "\n".join([first, *_steps(said)])


def break_even_text(said: BreakEvenAnswer) -> str:
    """Return what reaches the goal; where nothing does, why each number does not."""
    reaching = [each.text for each in said.values if each.found is not None]
    first = f"{said.project}: {_rate(said.before)} → {said.goal}"
    return "\n".join([first, *(reaching or [each.text for each in said.values])])


def _steps(said: ProjectSimulation) -> Iterator[str]:
    for step in said.changes:
        yield f"  {step.path}"
        if step.before is not None:
            yield f"    - {step.before.text}"
        if step.after is not None:
            yield f"    + {step.after.text}"


def _rate(score: SimulatedScore) -> str:
    return "-" if score.rate is None else f"{score.rate} %"


def _signed(points: str) -> str:
    return points if points.startswith("-") else f"+{points}"
