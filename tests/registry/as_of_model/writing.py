"""Random writes to a registry and, each time, to the model of it."""

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from httpx import Response

from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller

from .world import Place, World

__all__ = ["Writer", "path_of"]

PLANS = ("one", "two", "empty")
_STATUSES = ("planned", "on_track", "partial", "completed")
_ORGANIZATIONS = ("province", "office")


def path_of(place: Place) -> str:
    """Return where a document is read."""
    kind, *names = place
    if kind == "project":
        return f"/v1/plans/{names[0]}/projects/{names[1]}"
    return f"/v1/{kind}s/{names[0]}"


class Writer:
    """Writes to both."""

    def __init__(self, registry: RegistryCaller, world: World, random: Random) -> None:
        self._registry = registry
        self._world = world
        self._random = random
        self._codes = 0
        self._acts: list[Callable[[], Awaitable[None]]] = [
            self._import, self._import, self._create, self._patch_project, self._patch_project,
            self._put_actual, self._put_actual, self._delete_project, self._restore_project,
            self._patch_plan, self._delete_plan, self._restore_plan,
            self._rename, self._delete_office, self._restore_office,
        ]  # fmt: skip

    async def begin(self) -> None:
        """Make the organizations and plans that everything else happens to."""
        for code in PLANS:
            await self._import_into(code)

    async def act(self) -> None:
        """Do something at random; some of it is not possible, some changes nothing."""
        await self._random.choice(self._acts)()

    def _fields(self) -> dict[str, Any]:
        actuals = {year: str(self._random.randint(0, 9)) for year in ("2020", "2021")}
        return {
            "title": self._words(),
            "status": self._random.choice(_STATUSES),
            "actuals": actuals,
        }

    def _words(self) -> str:
        return f"제목 {self._random.randint(1, 40)}"

    def _one_of(self, places: list[Place]) -> Place | None:
        return self._random.choice(places) if places else None

    def _live_plan(self) -> str | None:
        place = self._one_of([each for each in self._world.alive("plan") if each[1] != "empty"])
        return place[1] if place else None

    def _new_code(self) -> str:
        self._codes += 1
        return f"p-{self._random.randint(0, 99):02d}-{self._codes}"

    async def _import(self) -> None:
        if (plan := self._live_plan()) is not None:
            await self._import_into(plan)

    async def _import_into(self, plan: str) -> None:
        """Import some projects as they are, some changed, some new; now and then the others go."""
        world, prune = self._world, self._random.random() < 0.2
        stored = world.alive("project", plan)
        kept = self._random.sample(stored, self._random.randint(0, len(stored)))
        fields = {
            place: self._fields() if self._random.random() < 0.4 else {**world.now[place].fields}
            for place in kept
        }
        for _ in range(0 if plan == "empty" else self._random.randint(0, 2)):
            fields["project", plan, self._new_code()] = self._fields()
        head = {"title": self._words()}
        named = _ORGANIZATIONS[:1] if world.states[1:] else _ORGANIZATIONS  # the first makes both
        names: dict[Place, dict[str, Any]] = {
            ("organization", code): {"name": self._words()} for code in named
        }
        document = _document(plan, head, names, fields)
        answer = await self._registry.submit(document, prune=str(prune).lower())
        _check(answer)
        gone = {place: None for place in stored if place not in fields} if prune else {}
        world.commit({**names, ("plan", plan): head, **fields, **gone})

    async def _create(self) -> None:
        if (plan := self._live_plan()) is not None:
            fields, code = self._fields(), self._new_code()
            _check(await self._registry.post(f"/v1/plans/{plan}/projects", _project(code, fields)))
            self._world.commit({("project", plan, code): fields})

    async def _patch_project(self) -> None:
        if (place := self._one_of(self._world.alive("project"))) is not None:
            wanted = self._fields()
            patch = {name: wanted[name] for name in ("title", "status")}
            _check(await self._registry.patch(path_of(place), patch))
            self._world.commit({place: {**self._world.now[place].fields, **patch}})

    async def _put_actual(self) -> None:
        if (place := self._one_of(self._world.alive("project"))) is not None:
            before = self._world.now[place].fields
            year, value = self._random.choice(("2020", "2021")), str(self._random.randint(0, 9))
            _check(await self._registry.put_actual(path_of(place), f"n/{year}", {"value": value}))
            self._world.commit({place: {**before, "actuals": {**before["actuals"], year: value}}})

    async def _delete_project(self) -> None:
        await self._delete(self._one_of(self._world.alive("project")))

    async def _restore_project(self) -> None:
        await self._restore(self._one_of(self._world.deleted("project")))

    async def _patch_plan(self) -> None:
        await self._patch(self._one_of(self._world.alive("plan")), "title")

    async def _delete_plan(self) -> None:
        await self._delete(next(iter(self._world.alive("plan", "empty")), None))

    async def _restore_plan(self) -> None:
        await self._restore(next(iter(self._world.deleted("plan")), None))

    async def _rename(self) -> None:
        await self._patch(self._one_of(self._world.alive("organization")), "name")

    async def _delete_office(self) -> None:
        await self._delete(next(iter(self._world.alive("organization", "office")), None))

    async def _restore_office(self) -> None:
        await self._restore(next(iter(self._world.deleted("organization")), None))

    async def _patch(self, place: Place | None, field: str) -> None:
        if place is not None:
            path, patch = path_of(place), {field: self._words()}
            headers = {"If-Match": await self._registry.etag(path), "Content-Type": MERGE_PATCH}
            headers |= self._registry.bearer
            _check(await self._registry.client.patch(path, json=patch, headers=headers))
            self._world.commit({place: patch})

    async def _delete(self, place: Place | None) -> None:
        if place is not None:
            _check(await self._registry.delete(path_of(place)))
            self._world.commit({place: None})

    async def _restore(self, place: Place | None) -> None:
        if place is not None:
            _check(await self._registry.post(f"{path_of(place)}/restore"))
            self._world.commit({place: self._world.now[place].fields})


def _check(answer: Response) -> None:
    assert answer.is_success, answer.text


def _project(code: str, fields: dict[str, Any]) -> dict[str, Any]:
    actuals = [{"period": year, "value": value} for year, value in fields["actuals"].items()]
    indicator = {"code": "n", "name": "인원", "unit": "명", "actuals": actuals}
    named = {"code": code, "kind": "project", "indicators": [indicator]}
    return named | {name: fields[name] for name in ("title", "status")}


def _document(
    plan: str,
    head: dict[str, Any],
    names: dict[Place, dict[str, Any]],
    projects: dict[Place, dict[str, Any]],
) -> dict[str, Any]:
    return {
        "format": "pledge-plan/1",
        "organizations": [
            {"code": place[1], "kind": "province", **fields} for place, fields in names.items()
        ],
        "plan": {
            "code": plan, "kind": "annual", "organization": "province",
            "reporting_date": "2021-12-31", **head,
        },
        "projects": [_project(place[2], fields) for place, fields in projects.items()],
    }  # fmt: skip
