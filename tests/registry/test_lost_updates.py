"""Many writers on one project: every success is a version, and none is lost."""

import asyncio
import itertools
import re

import pytest

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"
VERSION = re.compile(r'"(\d+)-')


async def _write(registry: RegistryCaller, writer: int, updates: int) -> list[int]:
    """Add one to the number of a period of one's own, and return the versions that made."""
    place = f"reached/{2000 + writer}"
    made: list[int] = []
    etag = await registry.etag(A)
    while len(made) < updates:
        value = str(len(made) + 1)
        answer = await registry.put_actual(A, place, {"value": value}, etag=etag)
        if answer.status_code == 200:
            made.append(answer.json()["project_version"])
            etag = answer.headers["etag"]
        else:
            assert answer.status_code == 412, answer.text
            etag = answer.json()["current"]["etag"]
            assert VERSION.match(etag)
    return made


async def _check(registry: RegistryCaller, *, writers: int, updates: int) -> None:
    await registry.imported(make_document("plan", make_project("a")))

    made = await asyncio.gather(*(_write(registry, n, updates) for n in range(writers)))

    project = (await registry.get(A)).json()
    assert sorted(itertools.chain(*made)) == list(range(2, writers * updates + 2))
    assert project["version"] == writers * updates + 1
    values = {item["period"]: item["value"] for item in project["indicators"][0]["actuals"]}
    assert values.items() >= {str(2000 + n): str(updates) for n in range(writers)}.items()


async def test_no_update_is_lost_among_ten_writers(registry: RegistryCaller) -> None:
    await _check(registry, writers=10, updates=6)


@pytest.mark.slow
async def test_no_update_is_lost_among_fifty_writers(registry: RegistryCaller) -> None:
    await _check(registry, writers=50, updates=200)
