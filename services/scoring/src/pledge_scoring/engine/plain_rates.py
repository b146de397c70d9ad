"""Rates of plain projects in whole numbers, for going over a nation.

Plain are the means over periods that have a target and an actual as numbers, or nothing. Each
division is the one of target-vs-actual/1 itself; what is done with the quotients, the engine
does in fractions, and a test on random projects holds both equal to the last digit.
"""

from collections.abc import Sequence
from typing import NamedTuple

from .facts import Direction
from .methods.target_vs_actual import proportion
from .numbers import EXACT_PLACES
from .reasons import Reason
from .scheme import Scheme

__all__ = ["PLAIN_METHOD", "PlainIndicator", "PlainRate", "plain_rate", "takes_plain"]

PLAIN_METHOD = "target-vs-actual/1"
_UNIT: int = 10**EXACT_PLACES

Ratio = tuple[int, int]
"""Numerator and denominator, not reduced."""


class PlainIndicator(NamedTuple):
    """An indicator whose rate is the mean over its due periods.

    Attributes
    ----------
    due
        Target and actual of each due period, in one unit; None where it has no value.
    """

    direction: Direction
    weight: Ratio | None
    due: Sequence[Ratio | None]


class PlainRate(NamedTuple):
    """A project's rate in units of its last decimal, and the coverage that stands beside it."""

    units: int
    coverage: Ratio
    with_value: int
    due: int


def takes_plain(scheme: Scheme) -> bool:
    """Whether a scheme leaves plain rates as they are."""
    return (
        scheme.methods[0] == PLAIN_METHOD
        and not scheme.status_points
        and scheme.minimum_coverage is None
    )


def plain_rate(indicators: Sequence[PlainIndicator], scheme: Scheme) -> PlainRate | None:
    """Return a project's rate; None where that takes more than plain numbers."""
    weights = _weights([indicator.weight for indicator in indicators])
    cap = scheme.cap.as_integer_ratio()
    rate, scored, covered, whole = (0, 1), (0, 1), (0, 1), (0, 1)
    with_value = due = 0
    for indicator, weight in zip(indicators, weights, strict=True):
        if not indicator.due:
            continue
        found = _mean(indicator, cap)
        if found is None:
            return None
        mean, count = found
        with_value, due = with_value + count, due + len(indicator.due)
        whole = _add(whole, weight)
        if count:
            covered = _add(covered, (weight[0] * count, weight[1] * len(indicator.due)))
            scored = _add(scored, weight)
            rate = _add(rate, (weight[0] * mean[0], weight[1] * mean[1]))
    if not scored[0]:
        return None
    return PlainRate(
        _half_up(rate[0] * scored[1], rate[1] * scored[0]),
        (covered[0] * whole[1], covered[1] * whole[0]),
        with_value,
        due,
    )


def _mean(indicator: PlainIndicator, cap: Ratio) -> tuple[Ratio, int] | None:
    """Return the mean of the rates, each at most the cap, and how many there are."""
    above, below, count = 0, 1, 0
    for pair in indicator.due:
        if pair is None:
            continue
        quotient = proportion(indicator.direction, *pair)
        if isinstance(quotient, Reason):
            return None
        part, of = quotient
        if part * cap[1] > cap[0] * of:
            part, of = cap
        above, below, count = above * of + part * below, below * of, count + 1
    return (above, below * (count or 1)), count


def _weights(declared: Sequence[Ratio | None]) -> list[Ratio]:
    """Return the weights that act; an absent one is the mean of the declared."""
    known = [weight for weight in declared if weight is not None]
    if len(known) == len(declared):
        return known
    added: Ratio = (0, 1)
    for weight in known:
        added = _add(added, weight)
    absent = (added[0], added[1] * len(known)) if known else (1, 1)
    return [absent if weight is None else weight for weight in declared]


def _add(first: Ratio, second: Ratio) -> Ratio:
    (a, b), (c, d) = first, second
    return (a + c, b) if b == d else (a * d + c * b, b * d)


def _half_up(above: int, below: int) -> int:
    return (2 * above * _UNIT + below) // (2 * below)
