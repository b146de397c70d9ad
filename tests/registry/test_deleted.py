"""Deleted organizations and plans: codes stay taken, the past still reads, restoring works."""

from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

OFFICE, PROVINCE = "/v1/organizations/office", "/v1/organizations/province"
PLAN = "/v1/plans/plan"
BODY = {"code": "office", "kind": "department", "name": "미래산업과", "parent": "province"}
TERM = {"code": "m7", "name": "민선7기", "start": "2018-07-01", "end": "2022-06-30"}


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry with a province, a department that leads a project, and a plan with a term."""
    project = make_project("a", lead_department="office")
    document = make_document("plan", project, term=TERM)
    document["organizations"].append(BODY)
    await registry.imported(document)
    return registry


async def used(registry: RegistryCaller, path: str) -> dict[str, Any]:
    answer = await registry.delete(path)
    assert (answer.status_code, answer.json()["code"]) == (409, "in_use"), answer.text
    found: dict[str, Any] = answer.json()["in_use"]
    return found


async def test_an_organization_that_something_needs_stays(small: RegistryCaller) -> None:
    assert await used(small, OFFICE) == {"projects": {"count": 1, "codes": ["plan/a"]}}
    assert await used(small, PROVINCE) == {
        "organizations": {"count": 1, "codes": ["office"]},
        "plans": {"count": 1, "codes": ["plan"]},
    }
    assert await used(small, PLAN) == {"projects": {"count": 1, "codes": ["plan/a"]}}
    assert (await small.get(PROVINCE)).json()["version"] == 1


async def test_many_in_the_way_are_counted_and_some_are_named(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan", *(make_project(f"p{n:02}") for n in range(25))))

    found = (await used(registry, PLAN))["projects"]

    assert found == {"count": 25, "codes": [f"plan/p{n:02}" for n in range(20)]}


async def _empty(registry: RegistryCaller) -> None:
    for path in (f"{PLAN}/projects/a", PLAN, OFFICE, PROVINCE):
        answer = await registry.delete(path, reason="정리")
        assert (answer.status_code, answer.content) == (204, b""), answer.text


@pytest.mark.parametrize("path", [PLAN, OFFICE, PROVINCE, f"{PLAN}/projects/a"])
async def test_what_was_deleted_still_reads_as_it_was(small: RegistryCaller, path: str) -> None:
    before = await small.get(path)
    await _empty(small)

    gone = await small.get(path)

    assert (gone.status_code, gone.json()["code"]) == (404, "deleted")
    assert (await small.get(path, as_of=1)).content == before.content
    assert (await small.get(f"{path}/versions/1")).content == before.content
    newest, first = (await small.get(f"{path}/versions")).json()["items"]
    assert (newest["tombstone"], newest["reason"], first["tombstone"]) == (True, "정리", False)
    assert newest["digest"] == first["digest"]


async def test_what_was_deleted_is_in_no_list(small: RegistryCaller) -> None:
    await _empty(small)

    for path in ("/v1/organizations", "/v1/plans", "/v1/terms", "/v1/projects"):
        assert (await small.get(path)).json()["items"] == [], path
        assert (await small.get(path, as_of=1)).json()["items"] != [], path
    for words in ("미래산업", "계획", "어느도"):
        assert (await small.get("/v1/search", q=words)).json()["items"] == [], words
        assert (await small.get("/v1/search", q=words, as_of=1)).json()["items"] != [], words
    for path in (f"{PLAN}/goals", f"{PLAN}/tree", f"{PLAN}/documents", f"{OFFICE}/tree"):
        assert (await small.get(path)).json()["code"] == "deleted", path


async def test_codes_of_the_deleted_stay_taken(small: RegistryCaller) -> None:
    head = make_document("plan")["plan"] | {"organization": "other"}
    await _empty(small)
    await small.post("/v1/organizations", {**BODY, "code": "other", "parent": None})

    again = await small.post("/v1/organizations", {**BODY, "parent": None})
    plan = await small.post("/v1/plans", head)
    document = make_document("plan") | {"plan": head}
    imported = await small.submit(document, validate_only=True)

    assert (again.status_code, again.json()["code"]) == (409, "code_taken")
    assert (plan.status_code, plan.json()["code"]) == (409, "code_taken")
    assert [(error["pointer"], error["code"]) for error in imported.json()["errors"]] == [
        ("/organizations/0/code", "code_taken"),
        ("/plan/code", "code_taken"),
    ]


async def test_nothing_refers_to_the_deleted(small: RegistryCaller) -> None:
    await small.patch(f"{PLAN}/projects/a", {"lead_department": None})
    await small.delete(OFFICE)

    patched = await small.patch(f"{PLAN}/projects/a", {"lead_department": "office"})
    imported = await small.submit(
        make_document("other", make_project("x", lead_department="office")), validate_only=True
    )
    below = await small.post("/v1/organizations", {**BODY, "code": "team", "parent": "office"})

    for answer, pointer in (
        (patched, "/lead_department"),
        (imported, "/projects/0/lead_department"),
        (below, "/parent"),
    ):
        assert answer.status_code == 422, answer.text
        assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
            (pointer, "unknown_reference")
        ]


async def test_restoring_organization_and_plan(small: RegistryCaller) -> None:
    before = [(await small.get(path)).json() for path in (OFFICE, PLAN)]
    await _empty(small)

    too_early = await small.post(f"{PLAN}/restore")
    below = await small.post(f"{OFFICE}/restore")
    await small.post(f"{PROVINCE}/restore")
    restored = [await small.post(f"{path}/restore", reason="복원") for path in (OFFICE, PLAN)]

    for answer, pointer in ((too_early, "/organization"), (below, "/parent")):
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert [answer.status_code for answer in restored] == [200, 200]
    assert [answer.json() for answer in restored] == [each | {"version": 3} for each in before]
    assert restored[1].headers["etag"] == await small.etag(PLAN)
    assert (await small.get("/v1/terms")).json()["items"][0]["plans"] == ["plan"]
    assert (await small.post(f"{PLAN}/restore")).json()["code"] == "not_deleted"
    assert (await small.get(f"{PLAN}/projects/a")).json()["code"] == "deleted"
    assert (await small.post(f"{PLAN}/projects/a/restore")).status_code == 200
    kinds = [event["type"] for event in (await small.get("/v1/events")).json()["items"][-4:]]
    assert kinds == [
        "pledge.organization.created", "pledge.organization.created",
        "pledge.plan.created", "pledge.project.created",
    ]  # fmt: skip


async def test_restoring_what_never_was(samples: RegistryCaller) -> None:
    for path, code in (
        ("/v1/organizations/nobody", "unknown_organization"),
        ("/v1/plans/nowhere", "unknown_plan"),
        ("/v1/plans/nowhere/projects/a", "unknown_plan"),
    ):
        answer = await samples.post(f"{path}/restore")
        assert (answer.status_code, answer.json()["code"]) == (404, code)


async def test_projects_of_a_deleted_plan_wait_for_it(small: RegistryCaller) -> None:
    await _empty(small)

    for answer in (
        await small.post(f"{PLAN}/projects", make_project("b")),
        await small.post(f"{PLAN}/projects/a/restore"),
        await small.post(f"{PLAN}/goals", {"code": "g", "kind": "goal", "title": "목표"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "deleted")


async def test_a_restored_plan_whose_term_changed_is_told(small: RegistryCaller) -> None:
    await small.delete(f"{PLAN}/projects/a")
    await small.delete(PLAN)
    days = {"name": "민선7기", "start": "2018-07-01", "end": "2022-05-31"}
    await small.put(f"{PROVINCE}/terms/m7", days, of=PROVINCE)

    answer = await small.post(f"{PLAN}/restore")

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
