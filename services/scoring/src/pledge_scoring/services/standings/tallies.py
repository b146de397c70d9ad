"""Rates of sets, added up once for each state of the scores behind them."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from pledge_shared.database.connections import ReadConnection

from ...engine.aggregate import ProjectRow
from ...engine.named_rates import NamedRate, rates_of_set
from ...engine.scheme import DEFAULT_SCHEME, SCHEMES, Scheme
from ...storage.standings import PlanStanding, rows_by_plan

__all__ = ["PlanSet", "Tallies"]

_MOST_KEPT = 2_000
_READ_AT_ONCE = 25
"""Plans whose rows are in memory together."""


@dataclass(frozen=True, slots=True)
class PlanSet:
    """Plans that are added up together, by the code of whom they belong to."""

    code: str
    plans: tuple[PlanStanding, ...]

    @property
    def seal(self) -> tuple[tuple[str, int, str], ...]:
        """What the rates of the set stand on, and nothing else."""
        return tuple((plan.code, plan.version, plan.digest) for plan in self.plans)

    @property
    def scheme(self) -> Scheme:
        """The one scheme of all scores, else the default one."""
        names = {name for plan in self.plans for name in plan.schemes}
        return SCHEMES.get(names.pop(), DEFAULT_SCHEME) if len(names) == 1 else DEFAULT_SCHEME


class Tallies:
    """Adds up what changed, and remembers the rest."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, Mapping[str, NamedRate]] = OrderedDict()

    async def of(
        self, connection: ReadConnection, sets: Sequence[PlanSet]
    ) -> dict[str, Mapping[str, NamedRate]]:
        """Return the rates of each set by name, by the set's code."""
        found = {each.code: self._kept.get(each.seal) for each in sets}
        stale = [each for each in sets if found[each.code] is None]
        for some in _together(stale):
            rows = await rows_by_plan(connection, {p.code for each in some for p in each.plans})
            for each, rates in zip(some, await asyncio.to_thread(_add_up, some, rows), strict=True):
                found[each.code] = self._kept[each.seal] = rates
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return {code: rates for code, rates in found.items() if rates is not None}


def _together(sets: Sequence[PlanSet]) -> Iterable[Sequence[PlanSet]]:
    """Cut sets into portions of some plans; a set is never cut."""
    portion: list[PlanSet] = []
    for each in sets:
        portion.append(each)
        if sum(len(one.plans) for one in portion) >= _READ_AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion


def _add_up(
    sets: Sequence[PlanSet], rows: Mapping[str, Sequence[ProjectRow]]
) -> list[Mapping[str, NamedRate]]:
    return [
        {
            rate.name: rate
            for rate in rates_of_set(
                tuple(chain.from_iterable(rows[plan.code] for plan in each.plans)), each.scheme
            )
        }
        for each in sets
    ]
