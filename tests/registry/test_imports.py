"""Importing plan documents: only what differs is written, and all of it or nothing."""

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

PROJECTS = "/v1/plans/plan/projects"
NDJSON = {"Content-Type": "application/x-ndjson"}
TRACES = """SELECT ARRAY[
    (SELECT count(*) FROM versions), (SELECT count(*) FROM commits),
    (SELECT count(*) FROM events), (SELECT count(*) FROM imports),
    (SELECT count(*) FROM idempotency_keys), (SELECT count(*) FROM projects)]"""


async def test_a_first_import_creates_everything(registry: RegistryCaller) -> None:
    result = await registry.imported(make_document("plan", make_project("a"), make_project("b")))

    assert (result["created"], result["changed"], result["unchanged"]) == (2, 0, 0)
    assert [(item["kind"], item["code"], item["change"]) for item in result["versions"]] == [
        ("organization", "province", "created"),
        ("plan", "plan", "created"),
        ("project", "a", "created"),
        ("project", "b", "created"),
    ]
    assert result["sequence"] == 1


@pytest.mark.parametrize("code", ["gb-7", "cbist-2021", "cb-switch", "cb-cluster"])
async def test_a_sample_twice_changes_nothing(
    registry: RegistryCaller,
    query: Callable[..., Any],
    sample: Callable[[str], dict[str, Any]],
    code: str,
) -> None:
    first = await registry.imported(sample(code))
    before = await query(TRACES)

    again = await registry.imported(sample(code))

    assert first["created"] == again["unchanged"] > 0
    assert (again["created"], again["changed"], again["versions"]) == (0, 0, [])
    assert again["sequence"] is None
    assert (await query(TRACES))[:3] == before[:3]


async def test_one_changed_number_makes_one_version(
    registry: RegistryCaller, sample: Callable[[str], dict[str, Any]]
) -> None:
    document = sample("cbist-2021")
    await registry.imported(document)
    target = document["projects"][7]["indicators"][0]["targets"][0]
    target["value"] = str(int(target["value"]) + 1)

    result = await registry.imported(document)

    assert (result["changed"], result["created"]) == (1, 0)
    assert result["versions"] == [
        {
            "kind": "project",
            "plan": "cbist-2021",
            "code": document["projects"][7]["code"],
            "version": 2,
            "change": "changed",
        }
    ]


async def test_a_change_of_the_head_leaves_projects_alone(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan", make_project("a")))

    result = await registry.imported(make_document("plan", make_project("a"), title="새 제목"))

    assert [(item["kind"], item["version"]) for item in result["versions"]] == [("plan", 2)]


async def test_projects_that_are_not_in_the_file_stay(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan", make_project("a"), make_project("b")))

    result = await registry.imported(make_document("plan", make_project("a")))

    assert (result["not_in_file"], result["deleted"], result["versions"]) == (1, 0, [])
    assert (await registry.get(f"{PROJECTS}/b")).status_code == 200


async def test_pruning_leaves_a_tombstone(registry: RegistryCaller) -> None:
    first = await registry.imported(make_document("plan", make_project("a"), make_project("b")))
    was = await registry.get(f"{PROJECTS}/b")

    result = await registry.imported(make_document("plan", make_project("a")), prune=True)

    assert (result["not_in_file"], result["deleted"]) == (1, 1)
    assert [(item["code"], item["change"]) for item in result["versions"]] == [("b", "deleted")]
    assert (await registry.get(f"{PROJECTS}/b")).status_code == 404
    listed = (await registry.get(PROJECTS, count=True)).json()
    assert ([item["code"] for item in listed["items"]], listed["total"]) == (["a"], 1)
    then = await registry.get(f"{PROJECTS}/b", as_of=first["sequence"])
    assert then.content == was.content
    changes = (await registry.get("/v1/plans/plan/documents", since=first["sequence"])).json()
    assert (changes["items"], changes["removed"]) == ([], ["b"])


async def test_the_code_of_a_deleted_project_is_never_used_again(registry: RegistryCaller) -> None:
    both = make_document("plan", make_project("a"), make_project("b"))
    await registry.imported(both)
    await registry.imported(make_document("plan", make_project("a")), prune=True)

    answer = await registry.submit(both)

    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/projects/1/code", "code_taken")
    ]


async def test_a_goal_of_deleted_projects_only_may_go(registry: RegistryCaller) -> None:
    await registry.imported(
        make_document("plan", make_project("a"), make_project("b", goal="goal"))
    )
    await registry.imported(make_document("plan", make_project("a")), prune=True)

    result = await registry.imported(make_document("plan", make_project("a"), goals=[]))

    assert [item["kind"] for item in result["versions"]] == ["plan"]


async def test_validating_gives_the_same_verdict_and_leaves_nothing(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    await registry.imported(make_document("plan", make_project("a"), make_project("b")))
    before = await query(TRACES)
    changed = make_document("plan", make_project("a", title="다른 사업"), make_project("c"))

    verdict = await registry.submit(changed, validate_only=True, prune=True)

    assert verdict.status_code == 200
    assert verdict.json()["state"] == "validated"
    assert await query(TRACES) == before
    result = await registry.imported(changed, prune=True)
    assert verdict.json()["result"] == {**result, "sequence": None}


async def test_validating_refuses_what_an_import_refuses(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    wrong = make_document("plan", make_project("a", goal="unknown"))
    before = await query(TRACES)

    verdict = await registry.submit(wrong, validate_only=True)
    real = await registry.submit(wrong)

    assert (verdict.status_code, real.status_code) == (422, 422)
    assert verdict.json()["errors"] == real.json()["errors"]
    assert await query(TRACES) == before


@pytest.mark.parametrize("ndjson", [True, False])
async def test_several_documents_are_one_commit(registry: RegistryCaller, *, ndjson: bool) -> None:
    documents = [make_document(code, make_project("a")) for code in ("one", "two")]
    if ndjson:
        lines = "\n".join(json.dumps(document) for document in documents).encode()
        answer = await registry.submit(lines + b"\n\n", headers=NDJSON)
    else:
        answer = await registry.submit(documents)

    assert answer.status_code == 200, answer.text
    assert answer.json()["result"]["sequence"] == 1
    assert answer.json()["result"]["created"] == 2
    assert len((await registry.get("/v1/plans")).json()["items"]) == 2


async def test_one_wrong_document_keeps_all_out(registry: RegistryCaller) -> None:
    right, wrong = make_document("one"), make_document("two", organization="unknown")

    answer = await registry.submit([right, wrong])

    assert answer.status_code == 422
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/1/plan/organization"]
    assert (await registry.get("/v1/plans")).json()["items"] == []


async def test_a_byte_order_mark_is_ignored(registry: RegistryCaller) -> None:
    body = json.dumps(make_document("plan")).encode()

    assert (await registry.submit(b"\xef\xbb\xbf" + body)).status_code == 200
    assert (await registry.submit(body + b"\xef\xbb\xbf")).status_code == 400


@pytest.mark.parametrize("documents", [[], b""])
async def test_no_document_is_refused(registry: RegistryCaller, documents: Any) -> None:
    headers = NDJSON if documents == b"" else {}

    answer = await registry.submit(documents, headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "no_document")


async def test_an_unknown_region_is_a_warning(registry: RegistryCaller) -> None:
    regions = ["4700000000", "9900000000"]

    answer = await registry.submit(make_document("plan", make_project("a", regions=regions)))

    assert answer.status_code == 200
    assert [(i["severity"], i["pointer"], i["code"]) for i in answer.json()["issues"]] == [
        ("warning", "/projects/0/regions/1", "unknown_region")
    ]


async def test_composed_and_decomposed_hangul_are_the_same_text(registry: RegistryCaller) -> None:
    composed = "충북"
    decomposed = unicodedata.normalize("NFD", composed)
    await registry.imported(make_document("plan", make_project("a", title=decomposed)))

    again = await registry.imported(make_document("plan", make_project("a", title=composed)))

    assert (await registry.get(f"{PROJECTS}/a")).json()["title"] == composed
    assert again["unchanged"] == 1


async def test_text_that_grows_when_normalised_stays_within_its_bounds(
    registry: RegistryCaller,
) -> None:
    growing = "\u0958"  # its canonical form has two characters

    assert (
        await registry.submit(make_document("plan", make_project("a", title=growing * 101)))
    ).status_code == 422
    await registry.imported(make_document("plan", make_project("a", title=growing * 100)))
    assert (await registry.patch(f"{PROJECTS}/a", {"executor": "도"})).status_code == 200


async def test_another_term_of_the_same_code_needs_the_same_days(registry: RegistryCaller) -> None:
    term = {"code": "t", "name": "임기", "start": "2018-07-01", "end": "2022-06-30"}
    await registry.imported(make_document("plan", term=term))

    same = await registry.submit(make_document("other", term=term))
    other = await registry.submit(make_document("third", term={**term, "end": "2022-06-29"}))

    assert (same.status_code, other.status_code) == (200, 409)
    assert other.json()["code"] == "conflict"
