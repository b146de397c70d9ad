"""Whether the service can answer."""

from functools import cache

from pledge_shared.database.connections import Database
from pledge_shared.database.migrate import head_revision
from pledge_shared.errors import UnavailableError

from ..storage.schema import schema_revision

__all__ = ["check_schema"]

_expected = cache(lambda: head_revision("scoring"))


async def check_schema(database: Database) -> None:
    """Refuse a database that this code was not written for.

    Raises
    ------
    UnavailableError
        The database stands at another revision than this code's newest.
    """
    async with database.read() as connection:
        found = await schema_revision(connection)
    if found != _expected():
        raise UnavailableError(
            "The database is not at this release's schema; run the migrations.",
            headers={"Retry-After": "5"},
        )
