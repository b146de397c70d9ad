"""Every read and list of what is recorded can be asked for any point of the record."""

import pytest
import pytest_asyncio
from fastapi import FastAPI

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"

WITHOUT = {
    "/livez": "of now",
    "/readyz": "of now",
    "/metrics": "of now",
    "/v1/access-log": "a log: its entries bear their times",
    "/v1/audit": "the record itself, in order: `until` is its point",
    "/v1/audit/head": "of now, by its nature",
    "/v1/audit/verify": "about the rows as they are now",
    "/v1/codes": "of this release of the product",
    "/v1/codes/{name}": "of this release of the product",
    "/v1/contacts/{contact_id}": "personal data has no history, so that it can be erased",
    "/v1/events": "the record itself, in order: `after` is its point",
    "/v1/events/stream": "the record itself, in order: `after` is its point",
    "/v1/imports/{import_id}": "what became of a request",
    "/v1/institutions": "loaded with a release; validity in days is asked for by `on`",
    "/v1/keys": "who may come in now; not part of the record",
    "/v1/keys/self": "who is asking now",
    "/v1/limits": "of this release of the product",
    "/v1/plans/{plan}/locks": "whether a write would be refused now",
    "/v1/regions": "loaded with a release; validity in days is asked for by `on`",
    "/v1/schemas": "of this release of the product",
    "/v1/schemas/{name}": "of this release of the product",
    "/v1/webhooks": "of now: where changes are sent; not part of the record",
    "/v1/webhooks/{webhook_id}": "of now: where changes are sent; not part of the record",
    "/v1/webhooks/{webhook_id}/deliveries": "a log: its entries bear their times",
}
"""Reads without a point of the record, and why."""


def test_every_read_has_as_of_or_a_reason_why_not(app: FastAPI) -> None:
    without = set()
    for path, operations in app.openapi()["paths"].items():
        names = {each["name"] for each in operations.get("get", {}).get("parameters", [])}
        if "get" in operations and not names & {"as_of", "from_as_of"}:
            without.add(path)

    assert without == WITHOUT.keys()


@pytest_asyncio.fixture(loop_scope="session")
async def changed(registry: RegistryCaller) -> RegistryCaller:
    """Make commit 1 without the project, 2 with it, 3 and 4 that change and delete it."""
    await registry.imported(make_document("plan"))
    await registry.imported(make_document("plan", make_project("a"), title="다른 계획"))
    await registry.patch(A, {"title": "셋째"})
    await registry.imported(make_document("plan", title="다른 계획"), prune="true")
    return registry


async def _versions(registry: RegistryCaller, path: str, as_of: int) -> list[int]:
    answer = await registry.get(f"{path}/versions", as_of=as_of)
    assert answer.status_code == 200, answer.text
    return [item["version"] for item in answer.json()["items"]]


async def test_versions_are_those_there_were(changed: RegistryCaller) -> None:
    assert [await _versions(changed, A, point) for point in (2, 3, 4)] == [[1], [2, 1], [3, 2, 1]]
    assert [await _versions(changed, "/v1/plans/plan", point) for point in (1, 2, 4)] == [
        [1],
        [2, 1],
        [2, 1],
    ]
    assert await _versions(changed, "/v1/organizations/province", 1) == [1]


async def test_a_version_is_known_from_its_commit_on(changed: RegistryCaller) -> None:
    then = await changed.get(f"{A}/versions/2", as_of=3)
    before = await changed.get(f"{A}/versions/2", as_of=2)
    plan = await changed.get("/v1/plans/plan/versions/2", as_of=1)

    assert then.json()["title"] == "셋째"
    assert (before.status_code, before.json()["code"]) == (404, "unknown_version")
    assert (plan.status_code, plan.json()["code"]) == (404, "unknown_version")
    never = await changed.get(f"{A}/versions", as_of=1)
    assert (never.status_code, never.json()["code"]) == (404, "unknown_project")


WRONG = {"2021-06-30": 400, "yesterday": 400, "-1": 400, "99": 422, "2999-01-01T00:00:00Z": 422}


@pytest.mark.parametrize(("as_of", "status"), WRONG.items())
async def test_a_point_outside_the_record_is_refused_everywhere(
    samples: RegistryCaller, app: FastAPI, as_of: str, status: int
) -> None:
    known = {
        "{organization}": "gyeongbuk", "{plan}": "gb-7", "{code}": "bigdata", "{number}": "1",
        "{project_id}": (await samples.get("/v1/plans/gb-7/projects/bigdata")).json()["id"],
    }  # fmt: skip
    for path, operations in app.openapi()["paths"].items():
        parameters = operations.get("get", {}).get("parameters", [])
        if "as_of" not in {each["name"] for each in parameters}:
            continue
        place = path
        for name, value in known.items():
            place = place.replace(name, value)
        answer = await samples.get(place, as_of=as_of, **({"q": "빅"} if "search" in path else {}))
        codes = {400: "invalid_parameter", 422: "as_of_out_of_range"}
        assert (answer.status_code, answer.json()["code"]) == (status, codes[status]), path
