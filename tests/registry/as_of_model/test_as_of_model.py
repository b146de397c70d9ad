"""Reads of any object at any point of a random history say what a model of it says."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest

from pledge_shared.testing.registry_caller import RegistryCaller

from .world import Known, Place, World
from .writing import PLANS, Writer, path_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

_MISSING = {"unknown_project", "unknown_plan", "unknown_organization"}


class Reader:
    """Reads at random points, and says of each answer whether the model agrees."""

    def __init__(self, registry: RegistryCaller, world: World, random: Random) -> None:
        self._registry = registry
        self._world = world
        self._random = random
        self.counts: Counter[str] = Counter()
        self._ways: list[Callable[[], Any]] = [
            self._document, self._document, self._document, self._plan_projects,
            self._every_project, self._heads, self._documents, self._versions, self._numbered,
        ]  # fmt: skip

    async def read(self) -> None:
        """Read something at some point of the record."""
        await self._random.choice(self._ways)()

    def _point(self) -> tuple[int, str]:
        """Return a commit's number, and the point as a number or as a time until the next."""
        sequence = self._random.randrange(len(self._world.states))
        if self._random.random() < 0.5:
            self.counts["by number"] += 1
            return sequence, str(sequence)
        self.counts["by time"] += 1
        times = self._world.times
        start = times[sequence - 1] if sequence else times[0] - timedelta(days=1)
        end = times[sequence] if sequence < len(times) else start + timedelta(microseconds=1)
        apart = (end - start) // timedelta(microseconds=1)
        at = start + timedelta(microseconds=self._random.choice([0, self._random.randrange(apart)]))
        zone = timezone(timedelta(hours=self._random.choice([0, 9, -5])))
        return sequence, at.astimezone(zone).isoformat()

    async def _get(self, path: str, as_of: str, **asked: Any) -> tuple[int, Any]:
        answer = await self._registry.client.get(path, params={"as_of": as_of, **asked})
        self.counts["reads"] += 1
        return answer.status_code, answer.json()

    def _some_place(self) -> Place:
        return self._random.choice([*self._world.now])

    async def _document(self) -> None:
        place = self._some_place()
        sequence, point = self._point()
        status, body = await self._get(path_of(place), point)
        known = self._world.states[sequence].get(place)
        if known is None or not known.alive:
            assert status == 404, (place, point, body)
            assert body["code"] in _MISSING if known is None else body["code"] == "deleted"
            self.counts["not there"] += 1
        else:
            assert _said(place[0], body) == _told(known), (place, point)

    async def _plan_projects(self) -> None:
        plan = self._random.choice(PLANS)
        sequence, point = self._point()
        status, body = await self._get(f"/v1/plans/{plan}/projects", point, limit=200)
        head = self._world.states[sequence].get(("plan", plan))
        if head is None or not head.alive:
            assert status == 404, (plan, point, body)
        else:
            assert _listed(body) == self._titles(sequence, plan), (plan, point)

    async def _every_project(self) -> None:
        sequence, point = self._point()
        _, body = await self._get("/v1/projects", point, limit=200, count="true")
        expected = self._titles(sequence)
        assert (_listed(body), body["total"]) == (expected, len(expected)), point

    def _titles(self, sequence: int, *plan: str) -> list[tuple[Any, ...]]:
        return [
            (*place[1:], known.fields["title"], known.fields["status"], known.version)
            for place, known in self._world.at(sequence, "project", *plan)
            if known.alive
        ]

    async def _heads(self) -> None:
        kind = self._random.choice(["plan", "organization"])
        sequence, point = self._point()
        _, body = await self._get(f"/v1/{kind}s", point)
        expected = [
            (place[1], *_told(known))
            for place, known in self._world.at(sequence, kind)
            if known.alive
        ]
        assert [(item["code"], *_said(kind, item)) for item in body["items"]] == expected, point

    async def _documents(self) -> None:
        plan, since = self._random.choice(PLANS), self._random.randrange(len(self._world.states))
        sequence, point = self._point()
        status, body = await self._get(f"/v1/plans/{plan}/documents", point, since=since, limit=200)
        head = self._world.states[sequence].get(("plan", plan))
        if head is None or not head.alive:
            assert status == 404, (plan, point, body)
            return
        changed = [
            (place, known)
            for place, known in self._world.at(sequence, "project", plan)
            if known.sequence > since
        ]
        items = [(item["code"], *_said("project", item)) for item in body["items"]]
        assert items == [(place[2], *_told(known)) for place, known in changed if known.alive]
        assert body["removed"] == [place[2] for place, known in changed if not known.alive]

    async def _versions(self) -> None:
        place = self._some_place()
        sequence, point = self._point()
        status, body = await self._get(f"{path_of(place)}/versions", point, limit=200)
        known = self._world.states[sequence].get(place)
        if known is None:
            assert status == 404, (place, point, body)
            return
        numbers = {known.version: known.sequence for known in self._history(place, sequence)}
        found = {item["version"]: item["sequence"] for item in body["items"]}
        assert found == numbers, (place, point)

    def _history(self, place: Place, sequence: int) -> list[Known]:
        return [state[place] for state in self._world.states[: sequence + 1] if place in state]

    async def _numbered(self) -> None:
        """Read one version by its number: it says the same at whatever later point."""
        place = self._some_place()
        sequence, point = self._point()
        known = self._random.choice(self._history(place, len(self._world.states)))
        path = f"{path_of(place)}/versions/{known.version}"
        status, body = await self._get(path, point)
        if sequence < known.sequence:
            assert status == 404, (place, point, body)
        else:
            assert _said(place[0], body) == _told(known), (place, point)


def _told(known: Known) -> tuple[Any, ...]:
    return known.version, dict(known.fields)


def _said(kind: str, body: dict[str, Any]) -> tuple[Any, ...]:
    if kind != "project":
        name = "title" if kind == "plan" else "name"
        return body["version"], {name: body[name]}
    (indicator,) = body["indicators"]
    actuals = {actual["period"]: actual["value"] for actual in indicator["actuals"]}
    fields = {"title": body["title"], "status": body["status"], "actuals": actuals}
    return body["version"], fields


def _listed(body: dict[str, Any]) -> list[tuple[Any, ...]]:
    fields = ("plan", "code", "title", "status", "version")
    return [tuple(item[field] for field in fields) for item in body["items"]]


async def _times(registry: RegistryCaller) -> list[datetime]:
    """Return the times of all commits, the first first."""
    times, page = [], (await registry.get("/v1/audit", limit=200)).json()
    while True:
        times += [datetime.fromisoformat(item["at"]) for item in page["items"]]
        if page["next"] is None:
            return times[::-1]
        page = (await registry.get("/v1/audit", limit=200, cursor=page["next"])).json()


async def _compared(registry: RegistryCaller, seed: int, writes: int, reads: int) -> Counter[str]:
    """Write a random history, then read at random points of it."""
    random, world = Random(seed), World()  # noqa: S311 - repeatable, not secret
    writer = Writer(registry, world, random)
    await writer.begin()
    for _ in range(writes):
        await writer.act()
    world.times = await _times(registry)
    assert len(world.times) == len(world.states) - 1
    reader = Reader(registry, world, random)
    for _ in range(reads):
        await reader.read()
    return reader.counts


async def test_reads_of_any_point_say_what_was_recorded(registry: RegistryCaller) -> None:
    counts = await _compared(registry, seed=1, writes=45, reads=400)

    assert counts["reads"] == 400
    assert min(counts["by number"], counts["by time"], counts["not there"] * 10) > 100


@pytest.mark.slow
async def test_ten_thousand_reads_say_what_was_recorded(
    registry: RegistryCaller, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = await _compared(registry, seed=2, writes=300, reads=10_000)

    with capsys.disabled():
        print(f"\nas-of reads equal to a model: {counts['reads']:,} of 10,000", dict(counts))  # noqa: T201 - the figure
    assert counts["reads"] == 10_000
