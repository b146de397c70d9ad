"""Bands of points: one for all points, none twice."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from pledge_shared.contracts.schemes import Band, Grading
from pledge_shared.errors import FieldError

__all__ = ["band_errors", "lower_bound"]

Bound = tuple[Decimal, bool]
"""A number, and whether it belongs to the band."""


def lower_bound(band: Band) -> Bound | None:
    """Return 이상 or 초과."""
    return _bound(band.at_least, band.over)


def _upper_bound(band: Band) -> Bound | None:
    """Return 이하 or 미만."""
    return _bound(band.at_most, band.under)


def _bound(inside: Decimal | None, outside: Decimal | None) -> Bound | None:
    if inside is not None:
        return inside, True
    return None if outside is None else (outside, False)


def band_errors(grading: Grading, order: Mapping[str, int]) -> Iterator[FieldError]:
    """Yield what keeps the bands from holding every number of points exactly once."""
    bands = grading.bands
    for place, band in enumerate(bands):
        yield from _double_bounds(f"/grading/bands/{place}", band)
    yield from _ends(bands)
    for place, (better, worse) in enumerate(pairwise(bands)):
        pointer = f"/grading/bands/{place + 1}"
        if order.get(worse.grade, len(order)) <= order.get(better.grade, -1):
            yield FieldError(
                f"{pointer}/grade", "band_order", "List the bands once each, as `grades` does."
            )
        yield from _meeting(f"/grading/bands/{place}", pointer, better, worse)


def _double_bounds(pointer: str, band: Band) -> Iterator[FieldError]:
    if band.at_least is not None and band.over is not None:
        message = "Write `at_least` (이상) or `over` (초과), not both."
        yield FieldError(pointer, "band_bounds", message)
    if band.at_most is not None and band.under is not None:
        message = "Write `under` (미만) or `at_most` (이하), not both."
        yield FieldError(pointer, "band_bounds", message)
    low, high = lower_bound(band), _upper_bound(band)
    if low is not None and high is not None and low[0] >= high[0]:
        yield FieldError(
            pointer, "band_empty", "Write an upper bound that is greater than the lower one."
        )


def _ends(bands: tuple[Band, ...]) -> Iterator[FieldError]:
    if _upper_bound(bands[0]) is not None:
        yield FieldError(
            "/grading/bands/0",
            "band_gap",
            "Leave the upper bound of the best band out, so that it holds the highest points.",
        )
    if lower_bound(bands[-1]) is not None:
        yield FieldError(
            f"/grading/bands/{len(bands) - 1}",
            "band_gap",
            "Leave the lower bound of the worst band out, so that it holds the lowest points.",
        )


def _meeting(better_at: str, worse_at: str, better: Band, worse: Band) -> Iterator[FieldError]:
    """Compare where one band ends with where the next begins."""
    low, high = lower_bound(better), _upper_bound(worse)
    if low is None:
        message = "Write where this band begins: `at_least` (이상) or `over` (초과)."
        yield FieldError(better_at, "band_bounds", message)
    if high is None:
        message = "Write where this band ends: `under` (미만) or `at_most` (이하)."
        yield FieldError(worse_at, "band_bounds", message)
    if low is None or high is None:
        return
    if high[0] < low[0] or (high[0] == low[0] and not (low[1] or high[1])):
        message = "End this band where the better one begins: points between them have no grade."
        yield FieldError(worse_at, "band_gap", message)
    elif high[0] > low[0] or (low[1] and high[1]):
        message = "End this band where the better one begins: points of both have two grades."
        yield FieldError(worse_at, "band_overlap", message)
