"""Points as they were known: read from the record of scores, never computed anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pledge_shared.database.connections import ReadConnection

from ...storage.series import KnownPoint, KnownScore, known_scores
from .asking import SeriesAsked, periods
from .points import Point, State, changes_between, rates_then, state_foundation

__all__ = ["Slot", "points_of", "slots_of"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a series, and the commit that is shown there; None where nothing was reported."""

    key: str
    period: str | None
    known: KnownPoint | None


def slots_of(asked: SeriesAsked, points: Sequence[KnownPoint]) -> list[Slot]:
    """Return the places of a series, oldest first.

    A reporting date is shown as it was last known: later corrections of it are in, what was
    learnt after it had been moved on is not.
    """
    inside = [point for point in points if asked.holds(point.on)]
    if asked.step == "change":
        return [Slot(f"{point.sequence:018}", None, point) for point in inside]
    last_known = {point.on: point for point in inside}
    dated = [last_known[on] for on in sorted(last_known)]
    if asked.step == "reporting_date":
        return [Slot(point.on.isoformat(), None, point) for point in dated]
    if not dated and (asked.start is None or asked.end is None):
        return []
    first, last = asked.start or dated[0].on, asked.end or dated[-1].on
    return [
        Slot(
            period.first_day.isoformat(),
            period.name,
            next((p for p in reversed(dated) if period.first_day <= p.on <= period.last_day), None),
        )
        for period in periods(asked.step, first, last)
    ]


async def points_of(
    connection: ReadConnection, asked: SeriesAsked, slots: Sequence[Slot], before: Slot | None
) -> list[Point]:
    """Return the points of some places; ``before`` is the last place with rates ahead of them."""
    shown = [*([before] if before else []), *slots]
    known = sorted({slot.known for slot in shown if slot.known}, key=lambda each: each.sequence)
    changes: Iterable[KnownScore] = ()
    if known:
        sequences = [each.sequence for each in known]
        changes = await known_scores(connection, asked.plan, asked.code, sequences)
    states = _states(known, changes)
    last = before.known if before else None
    found = []
    for slot in slots:
        found.append(_point(asked, slot, last, states))
        last = slot.known or last
    return found


def _states(
    known: Sequence[KnownPoint], changes: Iterable[KnownScore]
) -> Mapping[KnownPoint, State]:
    """Add the changes up, commit by commit."""
    parts = {part: list(some) for part, some in groupby(changes, key=lambda each: each.part)}
    state: dict[str, KnownScore] = {}
    found = {}
    for number, point in enumerate(known):
        for change in parts.get(number, ()):
            state.pop(change.code, None)
            if not change.gone:
                state[change.code] = change
        found[point] = dict(state)
    return found


def _point(
    asked: SeriesAsked, slot: Slot, last: KnownPoint | None, states: Mapping[KnownPoint, State]
) -> Point:
    if slot.known is None:
        return Point(key=slot.key, period=slot.period, on=None, reason="not_reported")
    state = states[slot.known]
    rates, reason = rates_then(state, asked.code)
    return Point(
        key=slot.key,
        period=slot.period,
        on=slot.known.on,
        reason=reason,
        changed=changes_between((last, states[last]) if last else None, (slot.known, state)),
        foundation=state_foundation(slot.known, state, asked.code),
        rates=rates,
    )
