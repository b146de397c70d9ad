"""Lists of scores, filtered and sorted, page by page."""

from dataclasses import asdict
from decimal import Decimal, InvalidOperation

from pledge_shared.canonical import dump_json
from pledge_shared.contracts.achievements import AchievementItem, FindingCounts
from pledge_shared.contracts.codes import ProjectKind, Status
from pledge_shared.database.connections import Database
from pledge_shared.errors import InvalidParameterError
from pledge_shared.pagination import Page, cut_page, decode_cursor

from ..engine.numbers import EXACT_PLACES, fixed
from ..storage.ranking import RankPlace, ScoreFilter, Sort, page_of_scores
from ..storage.scores import Score
from .rendering.texts import percent, render_coverage

__all__ = ["Ranking", "item_of"]


class Ranking:
    """Lists the present scores."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, wanted: ScoreFilter, *, sort: Sort, cursor: str | None, limit: int
    ) -> Page[Score]:
        """Return a page of scores.

        Raises
        ------
        InvalidParameterError
            400: the cursor belongs to another list, filter or order.
        """
        scope = f"achievements:{sort}:{dump_json(_plain(wanted)).decode()}"
        after = None if cursor is None else _place(decode_cursor(scope, cursor, 3))
        async with self._database.read() as connection:
            found = await page_of_scores(
                connection, wanted, sort=sort, after=after, limit=limit + 1
            )
        return cut_page(found, limit, scope, _key)


def _plain(wanted: ScoreFilter) -> dict[str, object]:
    return {**asdict(wanted), "ids": wanted.ids and [str(each) for each in wanted.ids]}


def _key(score: Score) -> tuple[str, ...]:
    row = score.row
    rate = "" if row.rate is None else fixed(row.rate, EXACT_PLACES)
    return rate, row.plan, row.code


def _place(key: tuple[str, ...]) -> RankPlace:
    rate, plan, code = key
    try:
        number = Decimal(rate) if rate else None
    except InvalidOperation:
        raise InvalidParameterError("The cursor does not belong to this list.") from None
    return RankPlace(number, plan, code)


def item_of(score: Score) -> AchievementItem:
    """Return a score as lists show it."""
    row = score.row
    return AchievementItem(
        project_id=score.project_id,
        plan=row.plan,
        code=row.code,
        kind=ProjectKind[row.kind.name],
        status=Status[row.status.name],
        parent=row.parent,
        goal=score.goal,
        organization=score.organization,
        on=score.scored_on,
        rate=percent(row.rate),
        rate_exact=None if row.rate is None else fixed(row.rate, EXACT_PLACES),
        reason=score.reason,
        coverage=render_coverage(score.coverage),
        findings=FindingCounts(
            error=score.finding_errors, warning=score.finding_warnings, info=score.finding_infos
        ),
        registry_version=score.version,
        digest=score.digest,
    )
