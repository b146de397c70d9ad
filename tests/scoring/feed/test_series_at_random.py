"""Whatever is written in whatever order, the last point of every series is the present score."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from httpx import AsyncClient

from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.testing.registry import FakeRegistry

from .family import family, indicator

DAYS = ("2021-03-31", "2021-06-30", "2021-12-31", "2022-06-30")
PLAN = "/v1/achievements/plans/made"
CODES = ("parent", "beside", "part-0", "part-1")

Facts = dict[str, Any]


def edit(registry: FakeRegistry, dice: Random, gone: set[str]) -> int:
    """Commit something: a correction, another reporting date, an end or a return."""
    record, there = registry.record, sorted(set(CODES[1:]) - gone)
    kind = dice.choice(["report", "report", "blank", "status", "date", "delete", "return"])
    if kind == "date" or not there:
        day = dice.choice(DAYS)
        return record.change_plan("made", lambda facts: {**facts, "reporting_date": day})
    code = dice.choice(there)
    if kind == "delete":
        gone.add(code)
        return record.delete_project("made", code)
    if kind == "return" and gone:
        code = gone.pop()
        return record.bring_back("made", code)
    change: Facts = {"status": dice.choice(["planned", "on_track", "completed", "scrapped"])}
    if kind == "report":
        change["indicators"] = [indicator(str(dice.randrange(0, 120)))]
    if kind == "blank":
        change["indicators"] = [{**indicator("1"), "actuals": []}]
    return record.change_projects("made", [code], lambda facts: {**facts, **change})


def declared(document: PlanDocument) -> PlanDocument:
    facts = document.model_dump()
    for project in facts["projects"]:
        project["status"] = "on_track"
    return PlanDocument.model_validate(facts)


@pytest.mark.parametrize("seed", range(3))
async def test_last_point_of_every_series_is_the_present_score(
    seed: int, service: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> None:
    dice, gone = Random(seed), set[str]()  # noqa: S311 - repeatable, not secret
    registry.record.load(declared(family()))
    for _ in range(12):
        answer = await known(PLAN, edit(registry, dice, gone))
        present = answer.json()
        for step in ("reporting_date", "change"):
            items = await _items(service, f"{PLAN}/series", step)
            # Going back to an earlier date, the newest commit is not the newest date.
            point = next(p for p in reversed(items) if p["on"] == present["on"])
            for name, rate in present["rates"].items():
                assert point["rates"][name]["percent"] == rate["percent"], (seed, name)
                assert point["rates"][name]["reason"] == rate["reason"], (seed, name)
    restated = await service.get(f"{PLAN}/series", params={"basis": "restated"})
    last = restated.json()["items"][-1]
    assert last["on"] == present["on"]
    assert {n: r["percent"] for n, r in present["rates"].items()} == {
        name: last["rates"][name]["percent"] for name in present["rates"]
    }


async def _items(service: AsyncClient, path: str, step: str) -> list[dict[str, Any]]:
    answer = await service.get(path, params={"step": step, "limit": 200})
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
