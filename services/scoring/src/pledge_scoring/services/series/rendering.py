"""A series as a document."""

from pledge_shared.contracts.series import RateSeries, SeriesPoint, SeriesSubject, StandsOn
from pledge_shared.pagination import Page

from ..rendering.rates import render_rate
from .asking import SeriesAsked
from .points import Foundation, Point

__all__ = ["render_series"]


def render_series(asked: SeriesAsked, page: Page[Point]) -> RateSeries:
    """Render a page of a series; it holds no sentences and so needs no language."""
    return RateSeries(
        subject=SeriesSubject(plan=asked.plan, code=asked.code),
        basis=asked.basis,
        step=asked.step,
        start=asked.start,
        end=asked.end,
        items=tuple(_point(each) for each in page.items),
        next=page.next,
    )


def _point(point: Point) -> SeriesPoint:
    rates = point.rates
    return SeriesPoint(
        period=point.period,
        on=point.on,
        reason=point.reason,
        changed=point.changed,
        stands_on=None if point.foundation is None else _stands_on(point.foundation),
        rates=None if rates is None else {rate.name: render_rate(rate) for rate in rates},
    )


def _stands_on(foundation: Foundation) -> StandsOn:
    known = foundation.known
    return StandsOn(
        sequence=known.sequence if known else None,
        known_at=known.at if known else None,
        registry_sequence=foundation.registry_sequence,
        plan_version=foundation.plan_version,
        version=foundation.version,
        schemes=foundation.schemes,
        engines=foundation.engines,
        digest=foundation.digest,
    )
