"""What waits for a review, and what became of the rest."""

from decimal import Decimal

from pledge_shared.contracts.codes import Approval
from pledge_shared.contracts.workflow import ReviewItem
from pledge_shared.database.connections import Database
from pledge_shared.pagination import Page, cut_page, decode_cursor
from pledge_shared.publication import View
from pledge_shared.security.policy import Actor

from ..domain.presence import present
from ..errors import UnknownPlanError
from ..storage.reading import DocumentReader
from ..storage.reviews import Reviewed, page_of_reviews
from .points import resolve
from .reviews import steps_for

__all__ = ["ReviewLists"]


class ReviewLists:
    """Lists actuals by where they stand in their review."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        plan: str,
        state: Approval,
        *,
        actor: Actor,
        cursor: str | None,
        limit: int,
        as_of: str | None,
    ) -> Page[ReviewItem]:
        """Return a page of a plan's actuals in some state, with what the key may do with each."""
        scope = f"reviews:{plan}:{state}:{as_of}"
        place = decode_cursor(scope, cursor, 3) if cursor else None
        async with self._database.read() as connection:
            reader = DocumentReader(connection, View.HEAD)
            point = await resolve(reader, as_of)
            head = present(await reader.plan(plan, point), UnknownPlanError)
            rows = await page_of_reviews(
                connection,
                head.entity_id,
                state,
                as_of=point,
                after=(place[0], place[1], place[2]) if place else None,
                limit=limit + 1,
            )
        page = cut_page(rows, limit, scope, lambda row: row.key)
        return Page([_item(row, actor) for row in page.items], page.next)


def _item(row: Reviewed, actor: Actor) -> ReviewItem:
    state = Approval[row.approval.upper()]
    return ReviewItem.model_validate(
        {
            "project": row.project,
            "indicator": row.indicator,
            "period": row.period,
            "approval": state,
            "value": _plain(row.value),
            "text": row.text,
            "reported_rate": _plain(row.reported_rate),
            "revision": row.revision,
            "sequence": row.sequence,
            "at": row.at,
            "actor": row.actor,
            "permitted": steps_for(actor, state, row.owner),
        }
    )


def _plain(number: Decimal | None) -> str | None:
    """Return a number without the zeros that only the column adds."""
    if number is None:
        return None
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
