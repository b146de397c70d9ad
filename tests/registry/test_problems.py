"""Problems: what is not understood or too large is refused in a known form, never echoed."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from pledge_registry.app import create_app
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.registry_caller import RegistryCaller

BIGDATA = "/v1/plans/gb-7/projects/bigdata"
ACTUAL = f"{BIGDATA}/indicators/training/actuals/2019"
MEGABYTE = 1024 * 1024
MARK = "echo-me-if-you-dare"


def _is_problem(answer: Response, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"/problems/{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert MARK not in answer.text
    return problem


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_an_unknown_path(samples: RegistryCaller, method: str) -> None:
    _is_problem(await samples.client.request(method, f"/v1/{MARK}"), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/plans", {"GET", "POST"}),
        ("PUT", BIGDATA, {"GET", "PATCH", "DELETE"}),
        ("POST", ACTUAL, {"GET", "PUT", "DELETE"}),
        ("PUT", "/v1/keys", {"GET", "POST"}),
        ("TRACE", "/v1/imports", {"POST"}),
        ("PROPFIND", "/v1/terms", {"GET"}),
    ],
)
async def test_a_method_that_the_path_does_not_answer(
    samples: RegistryCaller, method: str, path: str, allowed: set[str]
) -> None:
    answer = await samples.client.request(method, path)

    _is_problem(answer, 405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) == allowed


async def _chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 65_536):
        yield b" " * 65_536


async def _put(samples: RegistryCaller, content: bytes | AsyncIterator[bytes]) -> Response:
    headers = {**samples.bearer, "Content-Type": "application/json", "If-Match": '"stale"'}
    return await samples.client.put(ACTUAL, content=content, headers=headers)


async def test_a_body_over_one_megabyte(samples: RegistryCaller) -> None:
    body = json.dumps({"text": MARK}).encode()

    fits = await _put(samples, body.ljust(MEGABYTE))
    assert fits.status_code == 412
    _is_problem(await _put(samples, body.ljust(MEGABYTE + 1)), 413, "payload_too_large")
    chunked = await _put(samples, _chunks(MEGABYTE + 65_536))
    _is_problem(chunked, 413, "payload_too_large")


async def test_an_upload_over_twenty_megabytes(samples: RegistryCaller) -> None:
    headers = {**samples.bearer, "Content-Type": "application/json", "Idempotency-Key": "large"}

    async def upload(content: bytes | AsyncIterator[bytes]) -> Response:
        return await samples.client.post("/v1/imports", content=content, headers=headers)

    fits = await upload(b"[]".ljust(20 * MEGABYTE))
    assert fits.status_code == 422
    for content in (b"[]".ljust(20 * MEGABYTE + 1), _chunks(20 * MEGABYTE + 65_536)):
        _is_problem(await upload(content), 413, "payload_too_large")


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/xml",
        "application/json; charset=euc-kr",
        "application/json; charset=utf-16",
        "garbage",
        "application/merge-patch+json",
        "한글".encode().decode("latin-1"),
    ],
)
async def test_a_body_of_another_type(samples: RegistryCaller, content_type: str) -> None:
    headers = {**samples.bearer, "If-Match": "*", "Content-Type": content_type}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]

    answer = await samples.client.put(ACTUAL, content=b"{}", headers=raw)

    _is_problem(answer, 415, "unsupported_media_type")


async def test_a_compressed_body(samples: RegistryCaller) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}

    answer = await samples.client.put(ACTUAL, content=b"{}", headers=samples.bearer | headers)

    _is_problem(answer, 415, "unsupported_media_type")


async def test_a_rule_that_is_broken(samples: RegistryCaller) -> None:
    answer = await samples.put_actual(BIGDATA, "training/2019", {"value": MARK, "text": 1})

    problem = _is_problem(answer, 422, "invalid_input")
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("/value", "decimal_string"),
        ("/text", "string_type"),
    ]


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        ("", "Not found"),
        ("en", "Not found"),
        ("fr", "Not found"),
        ("ko", "찾을 수 없습니다"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "찾을 수 없습니다"),
        ("en;q=0.3, KO;q=0.5", "찾을 수 없습니다"),
        ("ko;q=0", "Not found"),
        ("ko;q=nan, en;q=x", "Not found"),
        ("ko-KR;q=999999", "찾을 수 없습니다"),
        (",;,=;q", "Not found"),
    ],
)
async def test_titles_in_the_language_of_the_client(
    samples: RegistryCaller, accepted: str, title: str
) -> None:
    answer = await samples.client.get("/v1/nothing", headers={"Accept-Language": accepted})

    assert _is_problem(answer, 404, "not_found")["title"] == title


@pytest.mark.parametrize(
    "query",
    ["unknown=1", "limit=1&limit=2", "limit=1&LIMIT=1", "=", "limit=1&&x", "plan=%00", "plan=%0a"],
)
async def test_a_query_that_is_not_understood(samples: RegistryCaller, query: str) -> None:
    answer = await samples.client.get(f"/v1/projects?{query}")

    _is_problem(answer, 400, "invalid_parameter")


@pytest.mark.parametrize(
    "text", ["%ff", "%B5%A5", "%ed%a0%80", "%c0%af", "a%00b", "%1b[31m", "%0d%0a"]
)
async def test_text_that_is_not_utf_8_or_holds_controls(samples: RegistryCaller, text: str) -> None:
    for path in (f"/v1/plans/{text}", f"/v1/projects?plan={text}", f"/v1/{text}"):
        _is_problem(await samples.client.get(path), 400, "invalid_parameter")


@pytest.mark.parametrize(
    "text", ["%ED%95%9C", "a%20b", "%F0%A0%AE%B7", "';--", "%25", "_", "x" * 8000]
)
async def test_text_that_is_merely_odd_names_nothing(samples: RegistryCaller, text: str) -> None:
    _is_problem(await samples.client.get(f"/v1/plans/{text}"), 404, "unknown_plan")


async def test_headers_over_sixteen_kilobytes(samples: RegistryCaller) -> None:
    fits = await samples.client.get("/v1/plans", headers={"X-Filler": "x" * 15_000})
    large = await samples.client.get("/v1/plans", headers={"X-Filler": MARK * 1_000})

    assert fits.status_code == 200
    _is_problem(large, 431, "headers_too_large")


async def test_what_breaks_on_our_side_is_a_problem_too() -> None:
    app = create_app()

    @app.get("/breaks")
    async def breaks() -> None:
        raise RuntimeError(MARK)

    async with AsyncClient(transport=transport_to(app), base_url="http://registry") as client:
        answer = await client.get("/breaks", headers={"Accept-Language": "ko"})

    problem = _is_problem(answer, 500, "internal_error")
    assert problem["title"] == "서버에서 문제가 생겼습니다"


async def test_metrics_count_by_route_and_never_by_path(app: FastAPI) -> None:
    del app  # of its own: other tests count too
    async with AsyncClient(
        transport=transport_to(create_app()), base_url="http://registry"
    ) as client:
        for path in (f"/problems/{MARK}", "/problems/other", f"/{MARK}"):
            await client.get(path)
        await client.request("BREW", f"/{MARK}")
        text = (await client.get("/metrics")).text

    assert 'http_requests_total{method="GET",route="/problems/{code}",status="404"} 2.0' in text
    assert 'http_requests_total{method="GET",route="none",status="404"} 1.0' in text
    assert 'http_requests_total{method="other",route="none",status="404"} 1.0' in text
    assert MARK not in text
    assert "BREW" not in text


@pytest.mark.parametrize("code", ["x" * 8000, "..", "%2e%2e%2fplan-document", "NOT", "a.b", "가"])
async def test_a_problem_without_a_page(samples: RegistryCaller, code: str) -> None:
    _is_problem(await samples.client.get(f"/problems/{code}"), 404, "not_found")


async def test_the_host_header_makes_no_links(samples: RegistryCaller) -> None:
    for path in ("/v1/plans/", "/v1/plans/gb-7/"):
        answer = await samples.client.get(path, headers={"Host": "evil.example"})
        _is_problem(answer, 404, "not_found")
        assert "evil" not in str(answer.headers)
