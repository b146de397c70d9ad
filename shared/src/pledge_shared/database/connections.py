"""Opening PostgreSQL: pools, time limits, and transactions that end before an answer leaves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import gaierror
from typing import Any, NewType

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

__all__ = [
    "DATABASE_DOWN",
    "Database",
    "ReadConnection",
    "WriteConnection",
    "asyncpg_dsn",
    "is_down",
    "normalised_url",
]

ReadConnection = NewType("ReadConnection", AsyncConnection)
"""A connection in a read-only transaction that sees one snapshot."""

WriteConnection = NewType("WriteConnection", ReadConnection)
"""A connection whose transaction is committed when its block ends, and only then."""

DATABASE_DOWN = (
    OperationalError,
    InterfaceError,
    asyncpg.InterfaceError,
    PoolTimeoutError,
    ConnectionError,
    TimeoutError,
    gaierror,
)
"""What is raised when the database cannot be reached or has no connection to spare."""

_AWAY_OR_BUSY = ("08", "28", "3D", "40", "53", "55P03", "57")
"""SQLSTATEs, or their first digits: no connection, no entry, a deadlock, too much to do."""

_SESSION = {
    "application_name": "pledge",
    "statement_timeout": "30000",
    "lock_timeout": "10000",
    "idle_in_transaction_session_timeout": "30000",
    "timezone": "UTC",
}


def normalised_url(url: str) -> URL:
    """Read a database URL as written by people; asyncpg is the only driver."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def asyncpg_dsn(url: str) -> str:
    """Return the URL in the form asyncpg itself understands."""
    return normalised_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class Database:
    """A pool of connections to one service's database.

    Parameters
    ----------
    schema
        The only one whose tables are seen, in place of the usual one.
    """

    def __init__(self, url: str, *, pool_size: int = 8, schema: str | None = None) -> None:
        self.url = url
        session = _SESSION if schema is None else {**_SESSION, "search_path": schema}
        self._engine: AsyncEngine = create_async_engine(
            normalised_url(url),
            pool_size=pool_size,
            max_overflow=4,
            pool_timeout=2,
            hide_parameters=True,  # errors are logged, and what was written may be personal
            connect_args={"server_settings": session, "timeout": 5},
        )
        event.listen(self._engine.sync_engine, "checkout", _refuse_closed)
        # The same pool; the options travel with BEGIN and cost no round trip of their own.
        self._questions = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._snapshots = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadConnection]:
        """Read one consistent snapshot."""
        async with self._snapshots.connect() as connection:
            yield ReadConnection(connection)

    @asynccontextmanager
    async def ask(self) -> AsyncIterator[ReadConnection]:
        """Ask one question, in one round trip: several would not see one snapshot."""
        async with self._questions.connect() as connection:
            yield ReadConnection(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteConnection]:
        """Run one transaction; it is committed before this block is left."""
        async with self._engine.begin() as connection:
            yield WriteConnection(ReadConnection(connection))

    async def check(self) -> None:
        """Ask one trivial question; what it raises tells that the database is away."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection of the pool."""
        await self._engine.dispose()


def _refuse_closed(connection: Any, *_: object) -> None:
    """Let the pool replace a connection that the server has closed.

    The driver was told when that happened. Asking the server again, as a ping does, takes three
    round trips each time a connection is taken.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def is_down(error: Exception) -> bool:
    """Tell whether an error means that the database is away or busy, so that trying again helps."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error  # COPY raises the driver's own
    state = str(getattr(cause, "sqlstate", None) or "")
    return state.startswith(_AWAY_OR_BUSY) or isinstance(error, DATABASE_DOWN)
