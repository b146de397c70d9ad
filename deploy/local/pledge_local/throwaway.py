"""Databases for tests: one server for a run, a migrated copy for each test."""

import asyncio
import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import asyncpg

from pledge_shared.database.migrate import Service, upgrade

from .databases import APP, OWNER, READ, ROLES, create_database, ensure_databases, ensure_extensions
from .postgres import SUPERUSER, Postgres, Server
from .unprivileged import home_for

__all__ = ["ThrowawayDatabase", "ThrowawayServer"]

_LOCK = 0x74656D70
_PREFIX, _IN_USE = "pledge-test-", "in-use"
_MEMORY, _ENOUGH = Path("/dev/shm"), 4 * 2**30  # noqa: S108 - a folder of one's own is made in it


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowawayDatabase:
    """A database of its own, by role."""

    name: str
    owner_url: str
    app_url: str
    read_url: str
    superuser_url: str


class ThrowawayServer:
    """A running server whose data is lost when it stops."""

    def __init__(self, port: int, passwords: Mapping[str, str]) -> None:
        self._server, self._passwords = Server(port), dict(passwords)
        self._migrated: set[Service] = set()

    @classmethod
    @contextlib.contextmanager
    def start(cls, *, durable: bool = False) -> Iterator[Self]:
        """Run a server in a temporary folder; ``durable`` costs what it costs in service."""
        passwords = {name: secrets.token_urlsafe(16) for name in (SUPERUSER, *ROLES)}
        with _folder(None if durable else _in_memory()) as folder:
            home = home_for(folder)
            try:
                with Postgres(home, password=passwords[SUPERUSER], durable=durable) as postgres:
                    server = postgres.start()
                    ensure_databases(server, passwords)
                    yield cls(server.port, passwords)
            finally:
                shutil.rmtree(home, ignore_errors=True)

    def facts(self) -> dict[str, Any]:
        """Return what another process needs to use this server; see `from_facts`."""
        return {"port": self._server.port, "passwords": self._passwords}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Return the server that another process runs."""
        return cls(facts["port"], facts["passwords"])

    def database(self, name: str) -> ThrowawayDatabase:
        """Return the URLs of a database of this server."""
        owner, app, read, superuser = (
            self._server.url(role, self._passwords[role], name)
            for role in (OWNER, APP, READ, SUPERUSER)
        )
        return ThrowawayDatabase(
            name=name, owner_url=owner, app_url=app, read_url=read, superuser_url=superuser
        )

    @contextlib.contextmanager
    def migrated(self, service: Service) -> Iterator[ThrowawayDatabase]:
        """Lend a fresh database that the service's real migrations have built."""
        name = f"{service}_{uuid4().hex}"
        asyncio.run(self._clone(service, name))
        try:
            yield self.database(name)
        finally:
            asyncio.run(self._drop(name))

    @contextlib.contextmanager
    def empty(self) -> Iterator[ThrowawayDatabase]:
        """Lend a fresh database without tables."""
        name = f"empty_{uuid4().hex}"
        asyncio.run(self._create(name))
        try:
            yield self.database(name)
        finally:
            asyncio.run(self._drop(name))

    @contextlib.contextmanager
    def copied(self, database: ThrowawayDatabase) -> Iterator[ThrowawayDatabase]:
        """Lend a copy of a database that nobody is connected to, as a restored backup would be."""
        name = f"copy_{uuid4().hex}"
        asyncio.run(self._copy(database.name, name))
        try:
            yield self.database(name)
        finally:
            asyncio.run(self._drop(name))

    async def _admin(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.database("postgres").superuser_url)

    async def _create(self, name: str) -> None:
        admin = await self._admin()
        try:
            await create_database(admin, name)
        finally:
            await admin.close()
        await ensure_extensions(self.database(name).superuser_url)

    async def _clone(self, service: Service, name: str) -> None:
        admin = await self._admin()
        try:
            if service not in self._migrated:
                await self._ensure_template(admin, service)
                self._migrated.add(service)
            await create_database(admin, name, template=f"template_{service}")
        finally:
            await admin.close()

    async def _copy(self, original: str, name: str) -> None:
        admin = await self._admin()
        try:
            await create_database(admin, name, template=original)
        finally:
            await admin.close()

    async def _ensure_template(self, admin: asyncpg.Connection, service: Service) -> None:
        """Migrate once per run, whichever worker comes first; a template by name is complete."""
        await admin.execute("SELECT pg_advisory_lock($1)", _LOCK)
        template = f"template_{service}"
        exists = "SELECT 1 FROM pg_database WHERE datname = $1"
        if not await admin.fetchval(exists, template):
            draft = f"draft_{service}_{uuid4().hex}"
            await self._create(draft)
            await asyncio.to_thread(upgrade, self.database(draft).owner_url, service)
            await admin.execute(f'ALTER DATABASE "{draft}" RENAME TO "{template}"')
        await admin.execute("SELECT pg_advisory_unlock($1)", _LOCK)

    async def _drop(self, name: str) -> None:
        admin = await self._admin()
        try:
            await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        finally:
            await admin.close()


def _in_memory() -> Path | None:
    """Return where files are kept in memory; databases are made there ten times as fast."""
    if not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < _ENOUGH:
        return None
    return _MEMORY


@contextlib.contextmanager
def _folder(where: Path | None) -> Iterator[Path]:
    """Make a folder that is removed in the end; by the next one, if this process is killed."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=where))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    try:
        with (folder / _IN_USE).open("w") as mine:
            fcntl.flock(mine, fcntl.LOCK_EX)
            _remove_left_behind(folder.parent)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left_behind(where: Path) -> None:
    for folder in where.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError), (folder / _IN_USE).open() as other:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
