"""Reading adjustments (공약 조정 심의), at any point of the record."""

from pledge_shared.contracts.codes import AdjustmentState
from pledge_shared.database.connections import Database
from pledge_shared.errors import InvalidParameterError, NotFoundError
from pledge_shared.pagination import Page, cut_page, decode_cursor
from pledge_shared.publication import View

from ..domain.cases import Case
from ..domain.presence import present
from ..errors import UnknownPlanError
from ..storage.adjustments import find_case, list_cases
from ..storage.reading import DocumentReader
from .points import resolve

__all__ = ["AdjustmentLists", "UnknownAdjustmentError"]

_MOST_DIGITS = 9


class UnknownAdjustmentError(NotFoundError):
    """The plan has no adjustment of this number, or had none then."""

    code = "unknown_adjustment"
    title = "There is no such adjustment"
    title_ko = "그런 공약 조정이 없습니다"

    def __init__(self) -> None:
        super().__init__("List a plan's at /v1/plans/{plan}/adjustments.")


class AdjustmentLists:
    """Answers what is proposed, was decided, and by what steps."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, plan: str, number: int, as_of: str | None) -> Case:
        """Return an adjustment as it stood.

        Raises
        ------
        UnknownAdjustmentError
            404: there is none, or was none then.
        """
        async with self._database.read() as connection:
            reader = DocumentReader(connection, View.HEAD)
            point = await resolve(reader, as_of)
            present(await reader.plan(plan, point), UnknownPlanError)
            found = await find_case(connection, plan, number, point)
        if found is None:
            raise UnknownAdjustmentError
        return found

    async def page(
        self,
        plan: str,
        *,
        state: AdjustmentState | None,
        project: str | None,
        cursor: str | None,
        limit: int,
        as_of: str | None,
    ) -> Page[Case]:
        """Return a page of a plan's adjustments by their numbers."""
        scope = f"adjustments:{plan}:{state}:{project}:{as_of}"
        after = _number(decode_cursor(scope, cursor, 1)[0]) if cursor else 0
        async with self._database.read() as connection:
            reader = DocumentReader(connection, View.HEAD)
            point = await resolve(reader, as_of)
            present(await reader.plan(plan, point), UnknownPlanError)
            found = await list_cases(
                connection,
                plan,
                state=state,
                project=project,
                after=after,
                limit=limit + 1,
                as_of=point,
            )
        return cut_page(found, limit, scope, lambda case: (str(case.number),))


def _number(text: str) -> int:
    """Read a number that a cursor carries."""
    if not (text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise InvalidParameterError("The cursor was not handed out here; start without one.")
    return int(text)
