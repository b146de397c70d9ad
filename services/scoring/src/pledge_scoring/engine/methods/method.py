"""What every scoring method is: described as data, with one function that scores."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from ..facts import Direction, StageShare, Status
from ..reasons import Reason

__all__ = ["Method", "Observation", "Outcome", "failed", "scored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What a method may look at: one period, or an accumulation of several."""

    target: Fraction | None = None
    actual: Fraction | None = None
    direction: Direction | None = Direction.UP
    tolerance: Fraction = Fraction(0)
    stages: tuple[StageShare, ...] = ()
    stage: str | None = None
    reported_rate: Decimal | None = None
    status: Status | None = None
    status_points: tuple[tuple[Status, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """An uncapped rate in percent, or the reason there is none."""

    raw_rate: Fraction | None
    reason: Reason | None
    substitution: str


def scored(raw_rate: Fraction, substitution: str) -> Outcome:
    """Return a rate and the formula with its numbers put in."""
    return Outcome(raw_rate, None, substitution)


def failed(reason: Reason) -> Outcome:
    """Return no rate, and why."""
    return Outcome(None, reason, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A versioned method; its arithmetic never changes once released (that is ``/2``)."""

    name: str
    label_ko: str
    label_en: str
    formula: str
    tex: str
    source: str
    authority: Literal["read", "unconfirmed"]
    parameters: Mapping[str, object]
    """JSON Schema of its parameters."""
    null_reasons: tuple[Reason, ...]
    applies: Callable[[Observation], bool]
    """Whether the observation holds what the method needs."""
    score: Callable[[Observation], Outcome]
