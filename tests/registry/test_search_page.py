"""The documentation's table of searches says what they find."""

import re
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.app import open_state
from pledge_shared.canonical import dump_json
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.registry_caller import RegistryCaller

PAGE = Path(__file__).parents[2] / "docs" / "search.md"
ROW = re.compile(r"\| `(.+?)` \| (.+?) \| (.*?) \| (.*?) \|")
SHOWN = 3

Lend = Callable[[], AbstractContextManager[tuple[ThrowawayDatabase, str]]]


def _rows() -> list[tuple[str | Any, ...]]:
    table = PAGE.read_text(encoding="utf-8").partition("## Twenty-odd")[2]
    return [found.groups() for line in table.splitlines() if (found := ROW.fullmatch(line))]


@pytest.fixture(scope="module")
def lent(lend_samples: Lend) -> Iterator[tuple[ThrowawayDatabase, str]]:
    """Return a database of the samples that this module may change."""
    with lend_samples() as database_and_key:
        yield database_and_key


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def renamed(
    app: FastAPI,
    lent: tuple[ThrowawayDatabase, str],
    sample: Callable[[str], dict[str, Any]],
) -> AsyncIterator[RegistryCaller]:
    """Run a registry of the samples in which a department was renamed."""
    document = sample("gb-7")
    department = document["organizations"][1]
    department["former_names"] = [{"name": department["name"], "valid_to": "2021-12-31"}]
    department["name"] = "디지털산업과"
    database, key = lent
    async with open_state(database.app_url) as state:
        transport = transport_to(app, state)
        async with AsyncClient(transport=transport, base_url="http://registry") as client:
            registry = RegistryCaller(client, key)
            written = await registry.imported(dump_json(document))
            assert [item["code"] for item in written["versions"]] == [department["code"]]
            yield registry


@pytest.mark.parametrize(("query", "shows", "hits", "first"), _rows())
async def test_a_search_of_the_page_finds_what_it_says(
    renamed: RegistryCaller, query: str, shows: str, hits: str, first: str
) -> None:
    text = unicodedata.normalize("NFD", query) if shows.startswith("NFD") else query

    items = (await renamed.get("/v1/search", q=text, limit=200)).json()["items"]

    found = [f"{item['kind']} `{item['code']}`" for item in items[:SHOWN]]
    assert (str(len(items)), ", ".join(found) or "none") == (hits, first)


def test_the_page_shows_more_than_twenty() -> None:
    queries = {(query, shows) for query, shows, *_ in _rows()}

    assert len(queries) >= 20
