"""Indicators of a project, and the targets and actuals of their periods."""

from collections.abc import Callable
from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

BIGDATA = "/v1/plans/gb-7/projects/bigdata"
A = "/v1/plans/plan/projects/a"
INDICATORS = f"{A}/indicators"
REACHED = f"{INDICATORS}/reached"
EVIDENCE = {
    "title": "운영 결과 보고",
    "link": "https://example.go.kr/reports/1?page=2",
    "document_number": "데이터산업과-123",
    "sha256": "ab" * 32,
}


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds one small project."""
    await registry.imported(make_document("plan", make_project("a")))
    return registry


async def _write(registry: RegistryCaller, method: str, path: str, body: Any = None) -> Any:
    return await registry.write(method, path, body, etag=await registry.etag(A))


async def test_an_indicator_is_added_read_and_taken_out(small: RegistryCaller) -> None:
    added = await _write(small, "POST", INDICATORS, {"code": "jobs", "name": "일자리"})

    assert added.status_code == 201, added.text
    assert added.headers["location"] == f"{INDICATORS}/jobs"
    assert added.headers["etag"] == await small.etag(A)
    body = added.json()
    assert (body["project_version"], body["sequence"]) == (2, 2)
    assert (await small.get(added.headers["location"])).json() == body["indicator"]
    listed = (await small.get(INDICATORS)).json()
    assert [item["code"] for item in listed["items"]] == ["reached", "jobs"]
    assert listed["next"] is None

    gone = await _write(small, "DELETE", f"{INDICATORS}/jobs")

    assert gone.json() == {"project_version": 3, "sequence": 3}
    assert (await small.get(f"{INDICATORS}/jobs")).json()["code"] == "unknown_indicator"
    assert (await small.get(f"{INDICATORS}/jobs", as_of=2)).status_code == 200


async def test_the_code_of_an_indicator_that_was_taken_out_is_not_used_again(
    small: RegistryCaller,
) -> None:
    await _write(small, "POST", INDICATORS, {"code": "jobs", "name": "일자리"})
    await _write(small, "DELETE", f"{INDICATORS}/jobs")

    refused = await _write(small, "POST", INDICATORS, {"code": "jobs", "name": "기업 수"})

    assert (refused.status_code, refused.json()["code"]) == (409, "code_taken")
    other = await _write(small, "POST", INDICATORS, {"code": "firms", "name": "기업 수"})
    assert other.status_code == 201


async def test_an_import_brings_an_indicator_back(small: RegistryCaller) -> None:
    await _write(small, "DELETE", f"{INDICATORS}/reached")

    await small.imported(make_document("plan", make_project("a")))

    assert (await small.get(f"{INDICATORS}/reached")).status_code == 200


async def test_a_repeated_post_adds_once(small: RegistryCaller) -> None:
    etag = await small.etag(A)
    sent = {"etag": etag, "key": "once"}

    first, again = [
        await small.write("POST", INDICATORS, {"code": "jobs", "name": "일자리"}, **sent)
        for _ in range(2)
    ]
    other = await small.write("POST", INDICATORS, {"code": "other", "name": "다른"}, **sent)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["location"] == first.headers["location"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (await small.get(A)).json()["version"] == 2


async def test_replacing_an_indicator_keeps_what_is_left_out(small: RegistryCaller) -> None:
    before = (await small.get(REACHED)).json()

    kept = await _write(small, "PUT", REACHED, {"name": "수혜자", "direction": "down"})
    emptied = await _write(small, "PUT", REACHED, {"name": "수혜자", "targets": []})

    assert kept.json()["indicator"] == before | {
        "name": "수혜자", "direction": "down", "unit": None,
    }  # fmt: skip
    assert emptied.json()["indicator"]["targets"] == []
    assert emptied.json()["indicator"]["actuals"] == before["actuals"]


async def test_targets_are_set_and_taken_out(small: RegistryCaller) -> None:
    put = await _write(small, "PUT", f"{REACHED}/targets/2019", {"value": "5", "ends": True})

    assert put.status_code == 200, put.text
    assert put.json()["target"] == (await small.get(f"{REACHED}/targets/2019")).json()
    assert put.json()["target"]["value"] == "5"
    periods = [item["period"] for item in (await small.get(f"{REACHED}/targets")).json()["items"]]
    assert periods == ["2019", "2020", "2021"]

    gone = await _write(small, "DELETE", f"{REACHED}/targets/2019")

    assert gone.json() == {"project_version": 3, "sequence": 3}
    answer = await small.get(f"{REACHED}/targets/2019")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_part")


async def test_evidence_is_kept_with_every_revision(
    small: RegistryCaller, query: Callable[..., Any]
) -> None:
    path = f"{REACHED}/actuals/2021"

    put = await _write(small, "PUT", path, {"value": "19", "evidence": [EVIDENCE]})
    await _write(small, "PUT", path, {"value": "20"})

    assert put.status_code == 200, put.text
    assert put.json()["actual"]["evidence"] == [EVIDENCE]
    assert (await small.get(path, as_of=2)).json()["evidence"] == [EVIDENCE]
    assert (await small.get(path)).json()["evidence"] == []
    revisions = (await small.get(f"{path}/revisions")).json()["items"]
    assert [item["evidence"] for item in revisions] == [[], [EVIDENCE]]
    stored = await query("SELECT evidence FROM actuals WHERE period = '2021' AND revision = 1")
    assert EVIDENCE["sha256"] in stored


@pytest.mark.parametrize(
    ("evidence", "field", "code"),
    [
        ({"link": "ftp://example.go.kr"}, "link", "string_pattern_mismatch"),
        ({"link": "https://example.go.kr/a b"}, "link", "string_pattern_mismatch"),
        ({"sha256": "AB" * 32}, "sha256", "string_pattern_mismatch"),
        ({"sha256": "ab" * 31}, "sha256", "string_pattern_mismatch"),
        ({"title": ""}, "title", "string_too_short"),
        ({"document_number": ""}, "document_number", "string_too_short"),
    ],
)
async def test_evidence_that_leads_nowhere(
    samples: RegistryCaller, evidence: dict[str, str], field: str, code: str
) -> None:
    answer = await samples.put_actual(
        BIGDATA, "training/2019", {"evidence": [{"title": "보고", **evidence}]}
    )

    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        (f"/evidence/0/{field}", code)
    ]


async def test_what_was_reported_before_can_be_read(small: RegistryCaller) -> None:
    path = f"{REACHED}/actuals/2020"
    for value in ("9.5", "10"):
        await small.put_actual(A, "reached/2020", {"value": value}, reason=f"정정 {value}")
    await small.write("DELETE", path, etag=await small.etag(A), reason="철회")

    revisions = (await small.get(f"{path}/revisions")).json()["items"]

    shown = [(r["revision"], r["value"], r["withdrawn"], r["sequence"]) for r in revisions]
    assert shown == [
        (4, None, True, 4),
        (3, "10", False, 3),
        (2, "9.5", False, 2),
        (1, "9", False, 1),
    ]
    assert [r["reason"] for r in revisions] == ["철회", "정정 10", "정정 9.5", None]
    assert revisions[3]["reported_rate"] == "90"
    assert {r["actor"] for r in revisions} == {(await small.get("/v1/keys/self")).json()["id"]}
    assert revisions == sorted(revisions, key=lambda r: r["at"], reverse=True)
    assert (await small.get(path)).status_code == 404
    then = (await small.get(f"{path}/revisions", as_of=2)).json()["items"]
    assert [r["revision"] for r in then] == [2, 1]


async def test_revisions_are_read_page_by_page(small: RegistryCaller) -> None:
    for value in range(4):
        await small.put_actual(A, "reached/2021", {"value": str(value)})
    path = f"{REACHED}/actuals/2021/revisions"

    pages, cursor = [], dict[str, str]()
    while True:
        page = (await small.get(path, limit=3, **cursor)).json()
        pages.append([item["revision"] for item in page["items"]])
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}

    assert pages == [[4, 3, 2], [1]]
    elsewhere = await small.get(f"{REACHED}/actuals/2020/revisions", **cursor)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "invalid_parameter")


async def test_only_approved_revisions_of_a_reviewed_plan_are_published(
    registry: RegistryCaller,
) -> None:
    plan = make_document("plan", make_project("a"), publication="reviewed")
    await registry.imported(plan)
    draft = {"value": "99", "approval": "draft"}
    assert (await registry.put_actual(A, "reached/2020", draft)).status_code == 200
    path = f"{REACHED}/actuals/2020/revisions"

    published = await registry.client.get(path)
    head = await registry.get(path, view="head")

    assert [r["approval"] for r in published.json()["items"]] == ["approved"]
    assert [r["approval"] for r in head.json()["items"]] == ["draft", "approved"]
    assert (await registry.client.get(path, params={"view": "head"})).status_code == 401
    for address in (REACHED, f"{REACHED}/actuals", f"{REACHED}/actuals/2020"):
        assert "draft" not in (await registry.client.get(address)).text
        assert "draft" in (await registry.get(address, view="head")).text


@pytest.mark.parametrize(
    ("request_line", "body", "refusal"),
    [
        ("GET unknown", None, (404, "unknown_indicator")),
        ("GET unknown/targets", None, (404, "unknown_indicator")),
        ("GET unknown/actuals/2019", None, (404, "unknown_indicator")),
        ("GET unknown/actuals/2019/revisions", None, (404, "unknown_part")),
        ("GET training/targets/2035", None, (404, "unknown_part")),
        ("GET training/actuals/much", None, (404, "unknown_part")),
        ("GET training/actuals/2035/revisions", None, (404, "unknown_part")),
        ("PUT unknown", {"name": "이름"}, (404, "unknown_indicator")),
        ("PUT training", {}, (422, "invalid_input")),
        ("PUT training", {"name": "이름", "code": "training"}, (422, "invalid_input")),
        ("DELETE unknown", None, (404, "unknown_indicator")),
        ("PUT unknown/targets/2020", {}, (404, "unknown_indicator")),
        ("PUT training/targets/2020-Q1", {}, (422, "invalid_input")),
        ("PUT training/targets/2020", {"value": 1}, (422, "invalid_input")),
        ("PUT training/targets/2020", {"period": "2020"}, (422, "invalid_input")),
        ("DELETE training/targets/2035", None, (404, "unknown_part")),
        ("DELETE training/actuals/2035", None, (404, "unknown_part")),
        ("DELETE unknown/actuals/2019", None, (404, "unknown_indicator")),
        ("POST ", {"code": "training", "name": "이름"}, (422, "invalid_input")),
        ("POST ", {"name": "이름"}, (422, "invalid_input")),
    ],
)
async def test_what_cannot_be_done_to_an_indicator(
    samples: RegistryCaller, request_line: str, body: Any, refusal: tuple[int, str]
) -> None:
    method, _, place = request_line.partition(" ")
    path = f"{BIGDATA}/indicators/{place}".rstrip("/")

    answer = await samples.write(method, path, body, etag=await samples.etag(BIGDATA))

    assert (answer.status_code, answer.json()["code"]) == refusal, answer.text


async def test_an_indicator_that_others_name_stays(small: RegistryCaller) -> None:
    quantity = {"value": "3", "unit": "명", "indicator": "reached"}
    milestone = {
        "state": "done", "text": "교육", "precision": "year", "quantities": [quantity],
    }  # fmt: skip
    await _write(small, "PUT", f"{A}/milestones", {"items": [milestone]})

    answer = await _write(small, "DELETE", REACHED)

    assert answer.status_code == 422
    assert [e["code"] for e in answer.json()["errors"]] == ["unknown_indicator"]


@pytest.mark.parametrize(
    "place", ["indicators", "indicators/training", "indicators/training/targets"]
)
async def test_a_part_is_read_with_the_project_s_etag(samples: RegistryCaller, place: str) -> None:
    path = f"{BIGDATA}/{place}"
    answer = await samples.get(path)

    assert answer.headers["etag"] == await samples.etag(BIGDATA)
    assert answer.headers["pledge-version"] == "1"
    known = {"If-None-Match": answer.headers["etag"]}
    assert (await samples.client.get(path, headers=known)).status_code == 304
