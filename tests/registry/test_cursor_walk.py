"""Walks over pages while others write: what stays as it is shows exactly once."""

import asyncio
from collections import Counter
from itertools import count
from typing import Any

import pytest

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

LIST = "/v1/projects"
CHUNK = 400
"""More projects at once would be imported later, by the worker."""


def _plain(code: str, title: str) -> dict[str, Any]:
    return make_project(code, title=title, indicators=[])


async def _fill(registry: RegistryCaller, size: int) -> None:
    numbers = list(range(size))
    for start in range(0, size, CHUNK):
        chunk = numbers[start : start + CHUNK]
        stable = (_plain(f"s-{n:05}", f"사업 {n % 7}") for n in chunk)
        await registry.imported(make_document("middle", *stable))


async def _write(registry: RegistryCaller, done: asyncio.Event, turned: asyncio.Condition) -> int:
    """Add, change and remove other projects, before, between and behind, until told to stop."""
    for turn in count():
        if done.is_set():
            return turn
        added = [_plain(f"s-{turn * 10 % 300:05}-{turn}", f"사업 {turn % 9}")]
        await registry.imported(make_document("middle", *added))
        for plan in ("a-before", "z-behind"):
            titles = [_plain(f"p-{turn}-{n}", f"사업 {n}") for n in range(turn % 3 + 1)]
            await registry.imported(make_document(plan, *titles), prune="true")
        async with turned:
            turned.notify_all()
    return 0


async def _walk(
    registry: RegistryCaller, limit: int, turned: asyncio.Condition, **parameters: Any
) -> list[str]:
    """Read page by page; between the first two the writer ends two turns, whichever is faster."""
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        for _ in range(2 if len(seen) == limit else 0):
            async with asyncio.timeout(60), turned:
                await turned.wait()
        page = (await registry.get(LIST, limit=limit, **cursor, **parameters)).json()
        seen += [item["code"] for item in page["items"]]
        if page["next"] is None:
            return seen
        cursor = {"cursor": page["next"]}


async def _walks_see_all_once(registry: RegistryCaller, size: int, limit: int) -> None:
    await _fill(registry, size)
    stable = {f"s-{n:05}" for n in range(size)}
    done, turned = asyncio.Event(), asyncio.Condition()
    writer = asyncio.create_task(_write(registry, done, turned))
    try:
        for parameters in ({}, {"sort": "-title"}, {"q": "사업"}, {"sort": "updated_at,code"}):
            seen = Counter(await _walk(registry, limit, turned, **parameters))
            assert {code: seen[code] for code in stable} == dict.fromkeys(stable, 1), parameters
    finally:
        done.set()
        turns = await writer
    assert turns > len("walks")


async def test_a_walk_sees_what_stays_exactly_once(registry: RegistryCaller) -> None:
    await _walks_see_all_once(registry, size=160, limit=10)


@pytest.mark.slow
async def test_a_long_walk_sees_what_stays_exactly_once(registry: RegistryCaller) -> None:
    await _walks_see_all_once(registry, size=2_000, limit=50)
