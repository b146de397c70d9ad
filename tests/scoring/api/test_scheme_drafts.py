"""The life of a scheme version: a draft that changes under If-Match, released and then final."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from httpx import AsyncClient, Response

from pledge_local.throwaway import ThrowawayDatabase
from pledge_shared.contracts.registry import KeyHolder
from pledge_shared.security.keys import new_key
from pledge_shared.security.policy import ALLOWED, Action, Role
from pledge_shared.testing.registry import FakeRegistry

SCHEMES = Path(__file__).parents[3] / "data" / "schemes"
ONE = "/v1/schemes/our-city/1"
RELEASE = f"{ONE}/release"
INSERT = "INSERT INTO {} (name, document, digest, revision, actor) VALUES ($1, $2, $3, 1, $4)"


def scheme(name: str = "our-city/1", **changed: Any) -> Any:
    shipped = json.loads((SCHEMES / "pledge-plan-2019-1.json").read_bytes())
    return {**shipped, "name": name, **changed}


def key_of(registry: FakeRegistry, role: Role) -> dict[str, str]:
    key = new_key()
    registry.holders[key] = KeyHolder(id=uuid4(), name="평가", role=role, owner="평가")
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def bearer(registry: FakeRegistry) -> dict[str, str]:
    return key_of(registry, Role.ADMINISTRATOR)


@pytest.fixture
async def draft(service: AsyncClient, bearer: dict[str, str]) -> Response:
    return await service.post("/v1/schemes", json=scheme(), headers=bearer)


def match(bearer: dict[str, str], answer: Response) -> dict[str, str]:
    return {**bearer, "If-Match": answer.headers["etag"]}


async def test_draft_is_for_holders_of_a_key_until_it_is_released(
    service: AsyncClient, bearer: dict[str, str], draft: Response
) -> None:
    assert (draft.status_code, draft.headers["location"]) == (201, ONE)
    seen = await service.get(ONE, params={"view": "head"}, headers=bearer)
    assert seen.headers["cache-control"] == "private, no-store"
    assert (await service.get(ONE)).status_code == 404
    assert "our-city/1" not in (await service.get("/v1/schemes")).text

    released = await service.post(RELEASE, headers=match(bearer, draft))

    assert released.status_code == 200
    public = await service.get(ONE)
    assert (public.content, public.headers["etag"]) == (seen.content, draft.headers["etag"])
    listed = (await service.get("/v1/schemes")).json()["items"]
    assert [each["state"] for each in listed if each["name"] == "our-city/1"] == ["released"]


async def test_draft_changes_only_for_whoever_has_seen_it(
    service: AsyncClient, bearer: dict[str, str], draft: Response
) -> None:
    other = scheme(title="다른 이름")

    blind = await service.put(ONE, json=other, headers=bearer)
    changed = await service.put(ONE, json=other, headers=match(bearer, draft))
    stale = await service.put(ONE, json=scheme(), headers=match(bearer, draft))

    assert (blind.status_code, changed.status_code, stale.status_code) == (428, 200, 412)
    assert changed.headers["pledge-version"] == "2"
    assert stale.json()["current"] == {"version": 2, "etag": changed.headers["etag"]}


async def test_the_same_content_again_changes_nothing(
    service: AsyncClient, bearer: dict[str, str], draft: Response
) -> None:
    once_more = await service.post("/v1/schemes", json=scheme(), headers=bearer)
    put = await service.put(ONE, json=scheme(), headers=match(bearer, draft))

    assert (once_more.status_code, once_more.headers["etag"]) == (201, draft.headers["etag"])
    assert put.headers["pledge-version"] == "1"


@pytest.mark.parametrize(
    "name", ["our-city/1", "pledge-plan-2019/1", "pledge-default/1", "released/1"]
)
async def test_name_that_is_taken_is_refused(
    service: AsyncClient, bearer: dict[str, str], draft: Response, name: str
) -> None:
    made = await service.post("/v1/schemes", json=scheme("released/1"), headers=bearer)
    await service.post("/v1/schemes/released/1/release", headers=match(bearer, made))
    assert draft.status_code == 201

    answer = await service.post("/v1/schemes", json=scheme(name, title="다른"), headers=bearer)

    assert (answer.status_code, answer.json()["code"]) == (409, "scheme_taken")


async def test_released_version_is_never_written_again(
    service: AsyncClient, bearer: dict[str, str], draft: Response
) -> None:
    released = await service.post(RELEASE, headers=match(bearer, draft))

    put = await service.put(ONE, json=scheme(title="다른"), headers=match(bearer, released))
    shipped = await service.put(
        "/v1/schemes/manifesto-2020/1", json=scheme(), headers=match(bearer, released)
    )
    again = await service.post(RELEASE, headers=match(bearer, draft))
    otherwise = await service.post(RELEASE, headers={**bearer, "If-Match": '"other"'})

    assert [each.json()["code"] for each in (put, shipped)] == ["scheme_released"] * 2
    assert (again.status_code, again.content) == (200, released.content)
    assert otherwise.status_code == 412


async def test_scheme_that_breaks_rules_is_neither_stored_nor_changed(
    service: AsyncClient, bearer: dict[str, str], draft: Response
) -> None:
    broken = scheme(cap={"value": "0", "reference": "plan-2019"})

    made = await service.post("/v1/schemes", json={**broken, "name": "new/1"}, headers=bearer)
    put = await service.put(ONE, json=broken, headers=match(bearer, draft))
    other = await service.put(ONE, json=scheme("new/1"), headers=match(bearer, draft))

    codes = [[each["code"] for each in answer.json()["errors"]] for answer in (made, put, other)]
    assert codes == [["cap_zero"], ["cap_zero"], ["other_name"]]
    head = {"view": "head"}
    assert (await service.get("/v1/schemes/new/1", params=head, headers=bearer)).status_code == 404
    there = await service.get(ONE, params=head, headers=bearer)
    assert there.headers["etag"] == draft.headers["etag"]


async def test_what_is_not_there_cannot_be_written(
    service: AsyncClient, bearer: dict[str, str]
) -> None:
    put = await service.put(ONE, json=scheme(), headers=bearer)
    released = await service.post(RELEASE, headers=bearer)

    assert (put.status_code, released.status_code) == (404, 404)


@pytest.mark.parametrize("role", Role)
async def test_only_roles_of_the_policy_write(
    service: AsyncClient, registry: FakeRegistry, role: Role
) -> None:
    headers = {**key_of(registry, role), "If-Match": '"x"'}
    answers = [
        await service.post("/v1/schemes", json=scheme(), headers=headers),
        await service.put("/v1/schemes/none/1", json=scheme(), headers=headers),
        await service.post("/v1/schemes/none/1/release", headers=headers),
    ]

    allowed = role in ALLOWED[Action.MANAGE_SCHEMES]
    assert [answer.status_code for answer in answers] == ([201, 404, 404] if allowed else [403] * 3)
    assert (await service.post("/v1/schemes", json=scheme())).status_code == 401


async def test_of_many_that_make_one_name_one_does(
    service: AsyncClient, registry: FakeRegistry
) -> None:
    bearers = [key_of(registry, Role.ADMINISTRATOR) for _ in range(6)]

    answers = await asyncio.gather(
        *(
            service.post("/v1/schemes", json=scheme(title=f"제목 {n}"), headers=bearer)
            for n, bearer in enumerate(bearers)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5


async def test_drafts_take_part_in_weights_and_differences_for_holders_of_a_key(
    service: AsyncClient, bearer: dict[str, str], draft: Response
) -> None:
    assert draft.status_code == 201
    asked = {"against": "pledge-plan-2019/1", "view": "head"}

    diff = await service.get(f"{ONE}/diff", params=asked, headers=bearer)
    hidden = await service.get(f"{ONE}/diff", params={"against": "pledge-plan-2019/1"})
    weights = await service.get(f"{ONE}/weights", params={"view": "head"}, headers=bearer)

    assert [change["pointer"] for change in diff.json()["changes"]] == ["/name"]
    assert (hidden.status_code, len(weights.json()["items"])) == (404, 4)


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM {}", "UPDATE {} SET revision = 7", "TRUNCATE {}"],
)
async def test_what_is_released_is_final_in_the_database_and_a_draft_is_not(
    service: AsyncClient,
    bearer: dict[str, str],
    draft: Response,
    scoring_database: ThrowawayDatabase,
    change: str,
) -> None:
    await service.post(RELEASE, headers=match(bearer, draft))
    await service.post("/v1/schemes", json=scheme("other/1"), headers=bearer)
    for url in (scoring_database.app_url, scoring_database.owner_url):
        connection = await asyncpg.connect(url)
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await connection.execute(change.format("released_schemes"))
        assert refusal.value.sqlstate in {"42501", "23001"}
        await connection.close()

    owner = await asyncpg.connect(scoring_database.owner_url)
    await owner.execute(change.format("scheme_drafts"))
    await owner.close()


@pytest.mark.parametrize("table", ["released_schemes", "scheme_drafts"])
async def test_bytes_that_are_not_what_their_digest_says_are_refused(
    service: AsyncClient, scoring_database: ThrowawayDatabase, table: str
) -> None:
    assert (await service.get("/v1/schemes")).status_code == 200
    insert = INSERT.format(table)
    connection = await asyncpg.connect(scoring_database.app_url)
    right = await connection.fetchval("SELECT encode(sha256($1::bytea), 'hex')", b"{}")
    await connection.execute(insert, "right/1", b"{}", right, uuid4())

    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute(insert, "wrong/1", b"{ }", right, uuid4())

    await connection.close()
