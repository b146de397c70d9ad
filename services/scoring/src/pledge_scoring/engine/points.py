"""From the points of a scheme's items to one number: weighted, renormalised, with coverage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .numbers import clamp

__all__ = ["Contribution", "ItemWeight", "Points", "bonus_points", "shares_of", "total_points"]


@dataclass(frozen=True, slots=True)
class ItemWeight:
    """An item with its weight inside its area, and the area's among the areas, as declared."""

    code: str
    area: str
    weight: Fraction
    area_weight: Fraction


@dataclass(frozen=True, slots=True)
class Contribution:
    """What an item brings: its points held to the cap, its share, and the product of both."""

    code: str
    points: Fraction | None
    effective_share: Fraction
    contribution: Fraction | None


@dataclass(frozen=True, slots=True)
class Points:
    """All points, or None where nothing has any; coverage is a fraction of 1."""

    points: Fraction | None
    coverage: Fraction
    contributions: tuple[Contribution, ...]


def shares_of(items: Sequence[ItemWeight]) -> dict[str, Fraction]:
    """Return each item's share of all points; the shares of all items add up to 1.

    An area's share is its weight over the weights of all areas that count, an item's share the
    same inside its area. An area whose items all weigh nothing counts for nothing.
    """
    inside: dict[str, Fraction] = {}
    areas: dict[str, Fraction] = {}
    for item in items:
        inside[item.area] = inside.get(item.area, Fraction(0)) + item.weight
        areas[item.area] = item.area_weight
    whole = sum((areas[area] for area in areas if inside[area]), Fraction(0))
    return {
        item.code: (item.area_weight / whole) * (item.weight / inside[item.area])
        if whole and inside[item.area]
        else Fraction(0)
        for item in items
    }


def bonus_points(given: Mapping[str, Fraction], most: Mapping[str, Fraction]) -> Fraction:
    """Return 가점: what was given of each kind, held to the most that the scheme allows of it."""
    return sum(
        (clamp(given.get(code, Fraction(0)), Fraction(0), limit) for code, limit in most.items()),
        Fraction(0),
    )


def total_points(
    items: Sequence[ItemWeight],
    given: Mapping[str, Fraction | None],
    *,
    cap: Fraction,
    bonus: Fraction = Fraction(0),
    renormalise: bool = True,
) -> Points:
    """Return the weighted mean of the items that have points, plus bonus points.

    Parameters
    ----------
    given
        Points by item; one that is missing or None lowers the coverage, never the points.
    cap
        Each item's points, and the sum with the bonus, are held to 0…cap.
    bonus
        가점, as `bonus_points` gives it.
    renormalise
        Whether weights are spread over what has points; otherwise one missing item leaves none.
    """
    shares = shares_of(items)
    known = {
        item.code: clamp(value, Fraction(0), cap)
        for item in items
        if (value := given.get(item.code)) is not None
    }
    coverage = sum((shares[code] for code in known), Fraction(0))
    counts = coverage > 0 and (renormalise or coverage == 1)
    contributions = tuple(_contribution(item.code, known, shares, coverage) for item in items)
    if not counts:
        return Points(None, coverage, contributions)
    mean = sum((each.contribution or Fraction(0) for each in contributions), Fraction(0))
    return Points(clamp(mean + bonus, Fraction(0), cap), coverage, contributions)


def _contribution(
    code: str, known: Mapping[str, Fraction], shares: Mapping[str, Fraction], coverage: Fraction
) -> Contribution:
    if code not in known or not coverage:
        return Contribution(code, known.get(code), Fraction(0), None)
    share = shares[code] / coverage
    return Contribution(code, known[code], share, share * known[code])
