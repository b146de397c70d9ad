"""Many writers at once, a long import among them, and what the feed must say afterwards."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import uuid4

from httpx import Response, TransportError

from .documents import make_document, make_project
from .registry_caller import RegistryCaller

__all__ = ["begin", "check_feed", "edit", "edit_and_import", "holding", "place_of", "whole_feed"]

_BUSY = {409, 412, 503}
"""An earlier attempt has not ended, or has written after all; or the database is away."""

HELD = "long"
"""Code of the plan whose import waits in the middle of its transaction while it is held."""

_LOCK = 77
_HOLD = f"""
CREATE FUNCTION wait_while_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared({_LOCK}); RETURN NEW; END $$;
CREATE TRIGGER is_held BEFORE INSERT ON events FOR EACH ROW
WHEN (NEW.kind = 'plan' AND NEW.code = '{HELD}') EXECUTE FUNCTION wait_while_held();
SELECT pg_advisory_lock({_LOCK});
"""
_IS_WAITING = f"""SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
    AND objid = {_LOCK} AND NOT granted"""  # noqa: S608 - a constant of this module


async def _until_done(call: Callable[[], Awaitable[Response]]) -> Response:
    """Ask again until the answer is a success: the server may be killed at any time."""
    while True:
        try:
            answer = await call()
        except TransportError:
            answer = None
        if answer is not None and answer.is_success:
            return answer
        if answer is not None and answer.status_code not in _BUSY:
            raise AssertionError(answer.text)
        await asyncio.sleep(0.05)


async def begin(registry: RegistryCaller, writer: int) -> None:
    """Import the plan of one of several writers, who never meet in a project."""
    await _import(registry, make_document(f"plan-{writer}", make_project("a")))


async def edit(registry: RegistryCaller, writer: int, numbers: Iterable[int]) -> None:
    """Report and patch by turns, a commit each."""
    project = f"/v1/plans/plan-{writer}/projects/a"
    for number in numbers:
        await _until_done(partial(_edit, registry, project, number))


async def edit_and_import(registry: RegistryCaller, writer: int, numbers: Iterable[int]) -> None:
    """Do the same, and import the plan with another project at each third turn."""
    for number in numbers:
        if number % 3 == 2:  # noqa: PLR2004 - the third of three
            changed = make_project("a", title=f"사업 {number}")
            added = make_project(f"n{number}")
            await _import(registry, make_document(f"plan-{writer}", changed, added))
        else:
            await edit(registry, writer, [number])


async def _edit(registry: RegistryCaller, project: str, number: int) -> Response:
    if number % 2:
        return await registry.patch(project, {"title": f"이름 {number}"})
    return await registry.put_actual(project, "reached/2021", {"value": f"{number}.5"})


async def _import(registry: RegistryCaller, document: dict[str, Any]) -> None:
    await _until_done(partial(registry.submit, document, key=uuid4().hex))


@asynccontextmanager
async def holding(registry: RegistryCaller, connection: Any, projects: int) -> AsyncIterator[None]:
    """Keep an import's transaction open, with versions and events written, while the block runs.

    Parameters
    ----------
    connection
        To the registry's database, as superuser; its session holds the lock.
    """
    await connection.execute(_HOLD)
    document = make_document(HELD, *(make_project(f"p{n}") for n in range(projects)))
    importing = asyncio.create_task(_import(registry, document))
    for _ in range(500):
        if await connection.fetchval(_IS_WAITING):
            break
        await asyncio.sleep(0.02)
    try:
        yield
        if importing.done():
            raise AssertionError("The import was not held.")
    finally:
        await connection.execute(f"SELECT pg_advisory_unlock({_LOCK})")
        await importing


async def whole_feed(registry: RegistryCaller) -> list[dict[str, Any]]:
    """Read every event there is, page by page."""
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = (await registry.get("/v1/events", limit=200, **after)).json()
        found += page["items"]
        if not page["items"]:
            return found
        after = {"after": page["next"]}


def place_of(event_id: str) -> tuple[int, int]:
    """Return the sequence number and ordinal in an event's id."""
    _, sequence, ordinal = event_id.split(".")
    return int(sequence), int(ordinal)


def check_feed(events: Sequence[dict[str, Any]], versions: int) -> None:
    """Check that each version is there once, in the order of commits, and of each document.

    Parameters
    ----------
    versions
        How many were committed.
    """
    places = [place_of(event["id"]) for event in events]
    if places != sorted(set(places)):
        raise AssertionError("Events are out of order, or twice.")
    numbers = defaultdict(list)
    for event in events:
        numbers[event["data"]["id"]].append(event["data"]["version"])
    if any(found != list(range(1, len(found) + 1)) for found in numbers.values()):
        raise AssertionError("A document's versions are not 1, 2, 3 and so on.")
    if len(events) != versions:
        raise AssertionError(f"{versions} versions were committed, {len(events)} told.")
