"""Series over HTTP: pages, windows, tags, what is refused, and how little the database is asked."""

from itertools import product
from typing import Any

import pytest
from httpx import AsyncClient

from pledge_shared.testing.statements import asked_statements

from .bridge import PLAN, PROJECT, series

PAGED = (
    {"step": "change"},
    {"step": "quarter", "from": "2020-01-01"},
    {"step": "month", "basis": "restated"},
)


async def test_pages_are_the_whole_series_cut(told: AsyncClient) -> None:
    for path, asked in product((PLAN, PROJECT), PAGED):
        whole = await series(told, path, **asked)
        found = await paged(told, path, asked)

        assert len(found) > 2
        assert found == whole


async def paged(service: AsyncClient, path: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    """Read a whole series, two points a page."""
    found: list[dict[str, Any]] = []
    params: dict[str, Any] = {**asked, "limit": 2}
    while True:
        page = (await service.get(f"{path}/series", params=params)).json()
        found += page["items"]
        if page["next"] is None:
            return found
        params["cursor"] = page["next"]


async def test_window_cuts_both_ends(told: AsyncClient) -> None:
    points = await series(told, PLAN, **{"from": "2021-04-01", "to": "2021-12-30"})

    assert [point["on"] for point in points] == ["2021-06-30"]
    assert points[0]["changed"] == ["first"]


async def test_same_record_gives_the_same_tag(told: AsyncClient) -> None:
    first = await told.get(f"{PLAN}/series")

    again = await told.get(f"{PLAN}/series", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    restated = await told.get(f"{PLAN}/series", params={"basis": "restated"})
    assert restated.headers["etag"] != first.headers["etag"]


BUDGETS: tuple[tuple[dict[str, str], int], ...] = (
    ({}, 2),
    ({"step": "change"}, 2),
    ({"step": "month"}, 2),
    ({"basis": "restated"}, 3),
)


async def test_series_asks_few_statements_however_long(told: AsyncClient) -> None:
    for (asked, most), limit in product(BUDGETS, (1, 200)):
        with asked_statements() as statements:
            await series(told, PLAN, limit=limit, **asked)
        assert len(statements) == most


@pytest.mark.parametrize(
    "asked",
    [
        {"step": "year"},
        {"basis": "guessed"},
        {"basis": "restated", "step": "change"},
        {"from": "2022-01-01", "to": "2021-01-01"},
        {"from": "2021-02-30"},
        {"cursor": "nonsense"},
        {"as_of": "1"},
    ],
    ids=["step", "basis", "restated-changes", "order", "day", "cursor", "unknown"],
)
async def test_what_makes_no_series_is_refused(service: AsyncClient, asked: dict[str, str]) -> None:
    answer = await service.get(f"{PLAN}/series", params=asked)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("basis", ["as_known", "restated"])
async def test_too_many_periods_are_refused(told: AsyncClient, basis: str) -> None:
    ever = {"step": "month", "basis": basis, "from": "1990-12-31", "to": "2040-12-31"}

    answer = await told.get(f"{PLAN}/series", params=ever)
    most = await told.get(f"{PLAN}/series", params={**ever, "from": "1991-01-01"})

    assert (answer.status_code, most.status_code) == (400, 200)
    assert most.json()["items"][0]["period"] == "1991-01"


async def test_what_was_never_scored_has_no_series(told: AsyncClient) -> None:
    for path in ("/v1/achievements/plans/unknown", f"{PLAN}/projects/unknown"):
        assert (await told.get(f"{path}/series")).status_code == 404
