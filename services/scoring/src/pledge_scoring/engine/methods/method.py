"""What every scoring method is: described as data, with one function that scores."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from ..facts import Direction, StageShare, Status
from ..reasons import Reason
from .parameters import Given, InvalidParametersError, Schema, check

__all__ = ["INPUTS", "Method", "Observation", "Outcome", "Rule", "failed", "scored"]


INPUTS = (
    "points",
    "grade",
    "passed",
    "target",
    "actual",
    "direction",
    "tolerance",
    "baseline",
    "history",
    "stage",
    "status",
    "met",
    "of",
)
"""What evaluators can give of an item that a method scores, in the words of the interface."""


class Observation(NamedTuple):
    """What a method may look at: one period, or an accumulation of several."""

    target: Fraction | None = None
    actual: Fraction | None = None
    direction: Direction | None = Direction.UP
    tolerance: Fraction = Fraction(0)
    baseline: Fraction | None = None
    history: tuple[Fraction | None, ...] = ()
    """Actuals of the periods before, oldest first and without gaps; None is a missing one."""
    stages: tuple[StageShare, ...] = ()
    stage: str | None = None
    judgement: str | None = None
    """One word that was judged: a grade (``B+``), or Pass or Fail."""
    met: Fraction | None = None
    of: Fraction | None = None
    """How many indicators met their targets, of how many."""
    reported_rate: Decimal | None = None
    status: Status | None = None
    status_points: tuple[tuple[Status, Fraction], ...] = ()


class Outcome(NamedTuple):
    """An uncapped rate in percent, or the reason there is none."""

    raw_rate: Fraction | None
    reason: Reason | None
    substitution: str
    values: tuple[tuple[str, Fraction], ...] = ()
    """Values on the way, by their letters in the formula."""


def scored(raw_rate: Fraction, substitution: str, **values: Fraction) -> Outcome:
    """Return a rate, the formula with its numbers put in, and the values on the way."""
    return Outcome(raw_rate, None, substitution, tuple(values.items()))


def failed(reason: Reason) -> Outcome:
    """Return no rate, and why."""
    return Outcome(None, reason, "")


@dataclass(frozen=True, slots=True)
class Rule:
    """A method with its parameters put in."""

    applies: Callable[[Observation], bool]
    """Whether the observation holds what the method needs."""
    score: Callable[[Observation], Outcome]


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
    parameters: Schema
    """JSON Schema of its parameters."""
    null_reasons: tuple[Reason, ...]
    rule: Callable[[Given], Rule]
    """Puts in parameters that the schema allows, or none at all."""
    needs_baseline: bool = False
    """Whether it needs, or may need, the baseline of the indicator."""
    looks_back: bool = False
    """Whether it needs the actuals of the periods before."""
    inputs: tuple[str, ...] = INPUTS
    """Which of `INPUTS` it looks at."""
    applies: Callable[[Observation], bool] = field(init=False)
    """Whether the observation holds what the method needs, with nothing set."""
    score: Callable[[Observation], Outcome] = field(init=False)
    """Scores an observation with nothing set."""

    def __post_init__(self) -> None:
        unset = self.rule({})
        object.__setattr__(self, "applies", unset.applies)
        object.__setattr__(self, "score", unset.score)

    def read_parameters(self, given: Given) -> Rule:
        """Check parameters and put them in.

        Raises
        ------
        InvalidParametersError
            The schema does not allow them, or they contradict each other.
        """
        if problems := tuple(check(self.parameters, given)):
            raise InvalidParametersError(problems)
        return self.rule(given)
