"""Paths of the services behind, handed on as they are."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from pledge_shared.canonical import dump_json
from pledge_shared.testing.fake_service import Canned, FakeService, problem

KEY = "pk_" + "A" * 43
WRITE = "/v1/plans/gb-7/projects/bigdata"
ACTUAL = f"{WRITE}/indicators/cloud-datacenter/actuals/2021"
HOLDER = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "name": "a desk",
    "role": "reporter",
    "owner": "a desk",
}


def knows_key(registry: FakeService) -> None:
    """Make the registry know one key."""

    def whose(request: Request) -> Canned:
        known = request.headers.get("authorization") == f"Bearer {KEY}"
        return Canned(dump_json(HOLDER)) if known else problem(401, "unauthorized")

    registry.answers["/v1/keys/self"] = whose


async def test_read_is_handed_on_with_its_bytes_and_headers(
    client: AsyncClient, registry: FakeService
) -> None:
    sent = {"ETag": '"9"', "Pledge-Sequence": "4", "Vary": "Accept-Language", "Server": "hidden"}
    registry.answers["/v1/plans/gb-7/tree"] = Canned(b'{"plan": "gb-7" }', headers=sent)

    r = await client.get(
        "/v1/plans/gb-7/tree?as_of=2026-11-22T09%3A00%3A00%2B09%3A00",
        headers={"If-None-Match": '"8"', "Accept-Language": "ko", "Cookie": "a=b"},
    )

    assert r.content == b'{"plan": "gb-7" }'
    assert (r.headers["ETag"], r.headers["Pledge-Sequence"]) == ('"9"', "4")
    assert r.headers["Content-Type"] == "application/json"
    assert "Server" not in r.headers
    (asked,) = registry.asked
    assert asked.query_params["as_of"] == "2026-11-22T09:00:00+09:00"
    assert (asked.headers["If-None-Match"], asked.headers["Accept-Language"]) == ('"8"', "ko")
    assert asked.headers["X-Request-Id"] == r.headers["X-Request-Id"]
    assert "Cookie" not in asked.headers
    assert asked.headers["X-Forwarded-For"] == "127.0.0.1"


async def test_scorings_paths_go_to_scoring(
    client: AsyncClient, registry: FakeService, scoring: FakeService
) -> None:
    scoring.answers["/v1/methods"] = Canned(b'{"items":[]}')

    r = await client.get("/v1/methods")

    assert (r.status_code, r.content, registry.asked) == (200, b'{"items":[]}', [])


async def test_explanation_is_scorings(client: AsyncClient, scoring: FakeService) -> None:
    path = "/v1/achievements/plans/gb-7/projects/bigdata/explanation"
    scoring.answers[path] = Canned(b'{"code":"project"}', headers={"ETag": '"e"'})

    r = await client.get(f"{WRITE}/explanation", params={"on": "2021-06-30"})

    assert (r.content, r.headers["ETag"]) == (b'{"code":"project"}', '"e"')
    assert scoring.asked[0].query_params["on"] == "2021-06-30"
    unknown = await client.get(f"{WRITE}/explanation", params={"at": "2021-06-30"})
    assert unknown.status_code == 400


async def test_not_modified_is_handed_on(client: AsyncClient, registry: FakeService) -> None:
    registry.answers["/v1/codes"] = Canned(b"", 304, {"ETag": '"9"'})

    r = await client.get("/v1/codes", headers={"If-None-Match": '"9"'})

    assert (r.status_code, r.content, r.headers["ETag"]) == (304, b"", '"9"')


async def test_write_is_handed_on_whole(client: AsyncClient, registry: FakeService) -> None:
    knows_key(registry)
    registry.answers[ACTUAL] = Canned(b'{"sequence":8}', headers={"ETag": '"2-bb-r1"'})
    body = '{"value": null, "text": "인프라구축", "reported_rate": "10"}'.encode()
    headers = {
        "Authorization": f"Bearer {KEY}",
        "If-Match": '"1-aa-r1"',
        "Idempotency-Key": "once",
        "Content-Type": "application/json",
    }

    r = await client.put(ACTUAL, content=body, headers=headers)

    assert (r.status_code, r.content, r.headers["ETag"]) == (200, b'{"sequence":8}', '"2-bb-r1"')
    (asked,) = registry.asked_for(ACTUAL)
    assert asked.method == "PUT"
    assert registry.bodies[-1] == body
    assert {name: asked.headers[name] for name in headers} == headers


async def test_refused_write_is_the_registrys_refusal(
    client: AsyncClient, registry: FakeService
) -> None:
    knows_key(registry)
    registry.answers[WRITE] = problem(412, "precondition_failed", ETag='"2-bb-r1"')

    r = await client.patch(WRITE, content=b"{}", headers={"Authorization": f"Bearer {KEY}"})

    assert (r.status_code, r.headers["ETag"]) == (412, '"2-bb-r1"')
    assert r.content == problem(412, "precondition_failed").body


@pytest.mark.parametrize("authorization", [None, "Bearer nothing", f"Bearer pk_{'B' * 43}"])
async def test_write_without_a_valid_key_never_reaches_the_registry(
    client: AsyncClient, registry: FakeService, authorization: str | None
) -> None:
    knows_key(registry)
    headers = {"Authorization": authorization} if authorization else {}

    r = await client.patch(WRITE, content=b"{}", headers=headers)

    assert (r.status_code, r.json()["code"]) == (401, "unauthorized")
    assert r.headers["WWW-Authenticate"].startswith("Bearer")
    assert registry.asked_for(WRITE) == []


async def test_key_is_asked_for_once_in_a_while(client: AsyncClient, registry: FakeService) -> None:
    knows_key(registry)
    registry.answers[WRITE] = Canned(b"{}")

    for _ in range(3):
        await client.patch(WRITE, content=b"{}", headers={"Authorization": f"Bearer {KEY}"})

    assert len(registry.asked_for("/v1/keys/self")) == 1
    assert len(registry.asked_for(WRITE)) == 3


async def test_key_that_cannot_be_checked_is_not_refused_for_good(
    client: AsyncClient, registry: FakeService
) -> None:
    registry.everywhere = problem(503, "unavailable")

    r = await client.patch(WRITE, content=b"{}", headers={"Authorization": f"Bearer {KEY}"})

    assert r.status_code == 503


async def test_reads_need_no_key(client: AsyncClient, registry: FakeService) -> None:
    registry.answers["/v1/codes"] = Canned(b'{"items":{}}')

    assert (await client.get("/v1/codes")).status_code == 200
    assert registry.asked_for("/v1/keys/self") == []


@pytest.mark.parametrize(
    "answer",
    [
        Canned(b"<html>proxy</html>", 200, media_type="text/html"),
        Canned(b"<html>proxy</html>", 502, media_type="text/html"),
        Canned(b"Internal Server Error", 500, media_type="text/plain"),
        Canned(b'{"detail":"Not Found"}', 404),
        Canned(b'{"items":[', 200),
        Canned(b"", 200),
        Canned(b"", 307, {"Location": "http://elsewhere"}),
    ],
)
async def test_answer_no_service_may_give_is_not_handed_on(
    client: AsyncClient, registry: FakeService, answer: Canned
) -> None:
    registry.answers["/v1/codes"] = answer

    r = await client.get("/v1/codes")

    assert (r.status_code, r.json()["code"]) == (502, "bad_upstream_answer")
    assert b"proxy" not in r.content


async def test_method_nobody_answers_is_refused_with_all_there_are(client: AsyncClient) -> None:
    r = await client.post(WRITE)

    assert (r.status_code, r.json()["code"]) == (405, "method_not_allowed")
    assert set(r.headers["Allow"].replace(" ", "").split(",")) >= {"GET", "PATCH", "DELETE"}


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/plans/%2E%2E/tree", "/v1/plans/a%2Fb"])
async def test_path_nobody_has_is_not_found(
    client: AsyncClient, registry: FakeService, path: str
) -> None:
    r = await client.get(path)

    assert (r.status_code, r.json()["code"]) == (404, "not_found")
    assert registry.asked == []


async def test_segment_stays_one_segment(client: AsyncClient, registry: FakeService) -> None:
    registry.answers["/v1/plans/a?b#c/tree"] = Canned(b"{}")

    r = await client.get("/v1/plans/a%3Fb%23c/tree")

    assert r.status_code == 200


async def test_stream_is_handed_on_as_it_comes(client: AsyncClient, registry: FakeService) -> None:
    async def events(request: Request) -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"id: e.7.0\n"
            yield b"data: " + request.headers["last-event-id"].encode() + b"\n\n"

        return StreamingResponse(pieces(), media_type="text/event-stream")

    registry.app.router.routes.insert(0, Route("/v1/events/stream", events))

    r = await client.get("/v1/events/stream", headers={"Last-Event-ID": "e.6.0"})

    assert r.headers["Content-Type"].startswith("text/event-stream")
    assert r.content == b"id: e.7.0\ndata: e.6.0\n\n"


async def test_refused_stream_is_a_problem(client: AsyncClient, registry: FakeService) -> None:
    registry.answers["/v1/events/stream"] = problem(410, "feed_epoch_changed")

    r = await client.get("/v1/events/stream")

    assert (r.status_code, r.json()["code"]) == (410, "feed_epoch_changed")


async def test_stream_of_something_else_is_not_handed_on(
    client: AsyncClient, registry: FakeService
) -> None:
    registry.answers["/v1/events/stream"] = Canned(b"{}")

    assert (await client.get("/v1/events/stream")).status_code == 502
