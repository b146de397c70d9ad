"""What evaluators gave, as the engine reads it."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from pledge_shared.contracts.evaluation_items import GivenItem, GivenSubject

from ...engine.facts import Direction, Status
from ...engine.items import Stated
from ...engine.methods import Observation
from ...engine.methods.pass_fail import FAIL, PASS

__all__ = ["key_of", "observation_of", "stated_of", "words_of"]

Key = tuple[str, ...]

_VERDICTS: Mapping[bool | None, str | None] = {True: PASS, False: FAIL, None: None}


def key_of(given: GivenSubject) -> Key:
    """Return what a subject is told from all others by."""
    return (given.plan,) if given.project is None else (given.plan, given.project)


def stated_of(given: GivenSubject) -> Stated:
    """Return what was stated of a subject."""
    return Stated(
        items={each.item: observation_of(each) for each in given.items},
        bonuses={each.bonus: Fraction(each.points) for each in given.bonuses},
        submitted=not given.unsubmitted,
    )


def words_of(given: GivenItem) -> frozenset[str]:
    """Return which words something was given in."""
    return frozenset(given.model_dump(exclude={"item"}))


def observation_of(given: GivenItem) -> Observation:
    """Return what the item's method looks at; a word is judged, and points are reported."""
    return Observation(
        target=_exact(given.target),
        actual=_exact(given.actual),
        direction=Direction(given.direction.value) if given.direction else Direction.UP,
        tolerance=Fraction(given.tolerance or 0),
        baseline=_exact(given.baseline),
        history=tuple(_exact(value) for value in given.history),
        stage=given.stage,
        judgement=given.grade or _VERDICTS[given.passed],
        met=_exact(given.met),
        of=_exact(given.of),
        reported_rate=given.points,
        status=Status(given.status.value) if given.status else None,
    )


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)
