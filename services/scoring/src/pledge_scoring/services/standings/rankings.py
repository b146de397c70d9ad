"""Ranks whoever the filters leave, and hands the ranking out page by page."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

from pledge_shared.canonical import dump_json
from pledge_shared.database.connections import Database
from pledge_shared.errors import InvalidParameterError
from pledge_shared.pagination import cut_page, decode_cursor

from ...engine.named_rates import PROJECT_RATES, SET_RATES
from ...engine.placing import Contender, Placed, place_all
from ...storage.organizations import known_organizations
from ...storage.standings import StateMark, plan_standings, state_mark
from ..asking import Answer, answer_of
from .entries import Entry, RankingAsked, entries_of
from .rendering import Standing, render_ranking
from .tallies import Tallies

__all__ = ["Rankings", "rates_that_rank"]

_MOST_KEPT = 60_000
"""Places of all the rankings that are remembered."""

_EXACT = re.compile(r"-?[0-9]{1,300}(/[0-9]{1,300})?")
_PERCENT = 100


def rates_that_rank(of: str) -> tuple[str, ...]:
    """Return the names of the rates that plans, organizations or projects have."""
    return PROJECT_RATES if of == "projects" else SET_RATES


@dataclass(frozen=True, slots=True)
class _Ranking:
    """A ranking with the state it is of."""

    mark: StateMark
    standings: tuple[Standing, ...]


class Rankings:
    """Answers from one snapshot; a ranking is made once for a state and remembered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tallies = Tallies()
        self._kept: OrderedDict[RankingAsked, _Ranking] = OrderedDict()
        self._turn = asyncio.Lock()

    async def page(self, asked: RankingAsked, *, cursor: str | None, limit: int) -> Answer:
        """Return some places of a ranking, and what is said of the whole.

        Raises
        ------
        InvalidParameterError
            400: the rate is none of theirs, or the cursor belongs to another ranking.
        """
        names = rates_that_rank(asked.of)
        if asked.rate not in names:
            raise InvalidParameterError(f"{asked.of} are ranked by {', '.join(names)}.")
        scope = f"rankings:{dump_json(_plain(asked)).decode()}"
        after = None if cursor is None else _place(decode_cursor(scope, cursor, 3))
        ranking = await self._ranking(asked)
        shown = [each for each in ranking.standings if _is_shown(asked, each.placed)]
        behind = [each for each in shown if after is None or _order(each.placed) > after]
        page = cut_page(behind[: limit + 1], limit, scope, _key)
        document = render_ranking(asked, ranking.standings, page)
        return answer_of(document, version=None, sequence=ranking.mark[0])

    async def _ranking(self, asked: RankingAsked) -> _Ranking:
        """Return a ranking of the present state; of those who ask at once, one has it made."""
        kept = await self._known(asked)
        if kept is not None:
            return kept
        async with self._turn:
            return await self._known(asked) or await self._make(asked)

    async def _known(self, asked: RankingAsked) -> _Ranking | None:
        async with self._database.read() as connection:
            mark = await state_mark(connection)
        kept = self._kept.get(asked)
        return kept if kept is not None and kept.mark == mark else None

    async def _make(self, asked: RankingAsked) -> _Ranking:
        async with self._database.read() as connection:
            mark = await state_mark(connection)
            plans = await plan_standings(connection)
            known = await known_organizations(connection)
            entries = await entries_of(connection, self._tallies, asked, plans, known)
        made = _Ranking(mark, await asyncio.to_thread(_ranked, asked, entries))
        self._keep(asked, made)
        return made

    def _keep(self, asked: RankingAsked, made: _Ranking) -> None:
        self._kept.pop(asked, None)
        self._kept[asked] = made
        while len(self._kept) > 1 and self._places() > _MOST_KEPT:
            self._kept.popitem(last=False)

    def _places(self) -> int:
        return sum(len(each.standings) for each in self._kept.values())


def _ranked(asked: RankingAsked, entries: Sequence[Entry]) -> tuple[Standing, ...]:
    by_key: Mapping[tuple[str, ...], Entry] = {each.key: each for each in entries}
    contenders = [Contender(each.key, each.group.value, each.rate) for each in entries]
    placed = place_all(contenders, minimum_coverage=asked.minimum_coverage / _PERCENT)
    return tuple(Standing(by_key[each.contender.key], each) for each in placed)


def _is_shown(asked: RankingAsked, placed: Placed) -> bool:
    if asked.top is None:
        return True
    return placed.place is not None and placed.place.top_percent <= asked.top


def _plain(asked: RankingAsked) -> dict[str, object]:
    return {name: None if each is None else str(each) for name, each in asdict(asked).items()}


_Order = tuple[bool, Fraction, tuple[str, ...]]
"""Where a place stands in the list: the ranked by falling rate, then the others."""


def _order(placed: Placed) -> _Order:
    percent = placed.contender.rate.percent
    if placed.place is None or percent is None:
        return True, Fraction(0), placed.contender.key
    return False, -percent, placed.contender.key


def _key(standing: Standing) -> tuple[str, ...]:
    is_last, falling, key = _order(standing.placed)
    return "" if is_last else str(falling), key[0], key[1] if len(key) > 1 else ""


def _place(key: tuple[str, ...]) -> _Order:
    number, *parts = key
    if number and _EXACT.fullmatch(number) is None:
        raise InvalidParameterError("The cursor does not belong to this list.")
    named = tuple(part for part in parts if part)
    try:
        return not number, Fraction(number or 0), named
    except ZeroDivisionError:
        raise InvalidParameterError("The cursor does not belong to this list.") from None
