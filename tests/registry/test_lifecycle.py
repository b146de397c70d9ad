"""Projects: created by the rules that imports keep, deleted parts first, restored as they were."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

PLAN = "/v1/plans/plan"
PROJECTS = f"{PLAN}/projects"
A, B = f"{PROJECTS}/a", f"{PROJECTS}/b"
OFFICE = {"code": "office", "kind": "department", "name": "미래산업과", "parent": "province"}


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry with project ``a`` in a goal of a department, and its part ``b``."""
    whole = make_project("a", goal="goal", lead_department="office", contents=[{"text": "내용"}])
    document = make_document("plan", whole, make_project("b", parent="a", goal="goal"))
    document["organizations"].append(OFFICE)
    await registry.imported(document)
    return registry


def errors(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def changes(registry: RegistryCaller, after: int = 0) -> list[tuple[str, str, int]]:
    events = (await registry.get("/v1/events", limit=200)).json()["items"]
    return [
        (event["type"], event["data"]["code"], event["data"]["version"])
        for event in events
        if event["data"]["sequence"] > after
    ]


async def test_creating_a_project(small: RegistryCaller) -> None:
    wanted = make_project("c", parent="a", goal="goal", lead_department="office", title="신규")

    answer = await small.post(PROJECTS, wanted, key="once", reason="추가")
    again = await small.post(PROJECTS, wanted, key="once", reason="추가")

    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{PROJECTS}/c"
    stored = await small.get(f"{PROJECTS}/c")
    assert (answer.content, answer.headers["etag"]) == (stored.content, stored.headers["etag"])
    assert (again.status_code, again.content) == (201, answer.content)
    assert again.headers["etag"] == answer.headers["etag"]
    assert await changes(small, after=1) == [("pledge.project.created", "c", 1)]
    (version,) = (await small.get(f"{PROJECTS}/c/versions")).json()["items"]
    assert version["reason"] == "추가"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"goal": "nowhere"}, [("/goal", "unknown_reference")]),
        ({"parent": "nowhere"}, [("/parent", "unknown_reference")]),
        ({"parent": "b"}, [("/parent", "too_deep")]),
        ({"lead_department": "nobody"}, [("/lead_department", "unknown_reference")]),
        ({"parent": "c"}, [("", "own_parent")]),
        ({"title": ""}, [("/title", "string_too_short")]),
        (
            {"goal": "no", "parent": "no", "lead_department": "no"},
            [
                ("/lead_department", "unknown_reference"),
                ("/goal", "unknown_reference"),
                ("/parent", "unknown_reference"),
            ],
        ),
    ],
)
async def test_a_project_that_breaks_a_rule(
    small: RegistryCaller, fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    answer = await small.post(PROJECTS, make_project("c", **fields))

    assert errors(answer) == expected
    assert (await small.get(f"{PROJECTS}/c")).status_code == 404


async def test_a_project_that_begins_as_scrapped_names_its_resolution(
    small: RegistryCaller,
) -> None:
    resolution = {"committee": "공약평가위원회", "number": "2021-3", "date": "2021-06-30"}
    scrapped = make_project("c", status="scrapped")

    without = await small.post(PROJECTS, scrapped)
    named = await small.post(PROJECTS, {**scrapped, "status_resolution": resolution})

    assert (without.status_code, without.json()["code"]) == (422, "resolution_required")
    assert named.status_code == 201, named.text


async def test_a_region_nobody_knows_is_accepted_as_in_an_import(small: RegistryCaller) -> None:
    answer = await small.post(PROJECTS, make_project("c", regions=["9999900000"]))

    assert answer.status_code == 201


async def test_a_code_is_given_once(small: RegistryCaller) -> None:
    await small.delete(B)

    for code in ("a", "b"):
        answer = await small.post(PROJECTS, make_project(code))
        assert (answer.status_code, answer.json()["code"]) == (409, "code_taken")


async def test_many_who_create_the_same_make_one(small: RegistryCaller) -> None:
    answers = await asyncio.gather(
        *(small.post(PROJECTS, make_project("c", title=f"사업 {n}")) for n in range(8))
    )

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]


async def test_a_project_with_parts_stays(small: RegistryCaller) -> None:
    answer = await small.delete(A)

    assert (answer.status_code, answer.json()["code"]) == (409, "in_use")
    assert answer.json()["in_use"] == {"projects": {"count": 1, "codes": ["plan/b"]}}
    assert (await small.get(A)).status_code == 200


async def test_deleting_a_project(small: RegistryCaller) -> None:
    before = [await small.get(path) for path in (A, B)]

    answers = [await small.delete(path, reason="중복") for path in (B, A)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert [answer.headers["pledge-version"] for answer in answers] == ["2", "2"]
    assert await changes(small, after=1) == [
        ("pledge.project.deleted", "b", 2),
        ("pledge.project.deleted", "a", 2),
    ]
    gone = await small.get(A)
    assert (gone.status_code, gone.json()["code"]) == (404, "deleted")
    assert gone.json()["deleted"] == {"sequence": 3, "version": 2}
    assert "as_of=2" in gone.json()["detail"]
    assert (await small.get(A, as_of=2)).content == before[0].content
    assert (await small.get(B, as_of=1)).content == before[1].content
    assert (await small.get(A, as_of=3)).json()["code"] == "deleted"
    assert (await small.get(f"{A}/versions/1")).content == before[0].content
    newest, _ = (await small.get(f"{A}/versions")).json()["items"]
    assert (newest["tombstone"], newest["reason"], newest["version"]) == (True, "중복", 2)
    assert (await small.get(PROJECTS)).json()["items"] == []
    documents = (await small.get(f"{PLAN}/documents")).json()
    assert (documents["items"], documents["removed"]) == ([], ["a", "b"])


@pytest.mark.parametrize(
    ("etag", "status", "code"),
    [(None, 428, "precondition_required"), ('"1-0-r1"', 412, "precondition_failed")],
)
async def test_deleting_what_was_not_seen(
    samples: RegistryCaller, etag: str | None, status: int, code: str
) -> None:
    path = "/v1/plans/gb-7/projects/bigdata"
    headers = samples.bearer | ({"If-Match": etag} if etag else {})

    answer = await samples.client.delete(path, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_what_is_deleted_cannot_be_written(small: RegistryCaller) -> None:
    await small.delete(B)

    for answer in (
        await small.delete(B),
        await small.patch(B, {"title": "새"}),
        await small.put_actual(B, "reached/2021", {"value": "1"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "deleted")


async def test_restoring_a_project(small: RegistryCaller, query: Callable[..., Any]) -> None:
    before = (await small.get(B)).json()
    await small.delete(B)

    answer = await small.post(f"{B}/restore", key="once", reason="잘못 지움")
    again = await small.post(f"{B}/restore", key="once", reason="잘못 지움")
    more = await small.post(f"{B}/restore")

    assert answer.status_code == 200, answer.text
    assert answer.json() == before | {"version": 3}
    assert answer.headers["etag"] == await small.etag(B)
    assert again.content == answer.content
    assert (more.status_code, more.json()["code"]) == (409, "not_deleted")
    assert (await small.get(B)).json() == answer.json()
    assert (await changes(small, after=2)) == [("pledge.project.created", "b", 3)]
    assert (await small.get(B, as_of=2)).json()["code"] == "deleted"
    rows = "SELECT count(*) FROM {} p JOIN projects o ON o.id = p.project_id WHERE o.code = 'b'"
    assert await query(rows.format("targets")) == 2
    revisions = await query(
        "SELECT array_agg(ROW(revision, withdrawn)::text ORDER BY revision) FROM actuals a"
        " JOIN projects o ON o.id = a.project_id WHERE o.code = 'b'"
    )
    assert revisions == ["(1,f)", "(2,t)", "(3,f)"]
    written = await small.patch(B, {"title": "다시"})
    assert (written.status_code, written.json()["version"]) == (200, 4)


async def test_restoring_after_its_surroundings_went(small: RegistryCaller) -> None:
    await small.delete(B)
    await small.delete(A)
    await small.delete(f"{PLAN}/goals/goal", of=PLAN)
    await small.delete("/v1/organizations/office")

    part = await small.post(f"{B}/restore")
    whole = await small.post(f"{A}/restore")

    assert errors(part) == [("/goal", "unknown_reference"), ("/parent", "unknown_reference")]
    assert errors(whole) == [
        ("/lead_department", "unknown_reference"),
        ("/goal", "unknown_reference"),
    ]
    await small.post("/v1/organizations/office/restore")
    goal = {"kind": "goal", "title": "목표"}
    await small.put(f"{PLAN}/goals/goal", goal, of=PLAN)
    assert (await small.post(f"{A}/restore")).status_code == 200
    assert (await small.post(f"{B}/restore")).status_code == 200


async def test_restoring_what_is_there_or_never_was(small: RegistryCaller) -> None:
    there = await small.post(f"{A}/restore")
    never = await small.post(f"{PROJECTS}/never/restore")

    assert (there.status_code, there.json()["code"]) == (409, "not_deleted")
    assert (never.status_code, never.json()["code"]) == (404, "unknown_project")


async def test_a_pruned_project_can_be_restored(small: RegistryCaller) -> None:
    document = make_document("plan", make_project("a", goal="goal", lead_department="office"))
    await small.imported(document, prune=True)

    answer = await small.post(f"{B}/restore")

    assert (answer.status_code, answer.json()["version"]) == (200, 3)


async def test_a_goal_that_goes_while_a_project_enters_it(small: RegistryCaller) -> None:
    """Whoever is first wins; the other is told, and nothing is left hanging."""
    for number in range(6):
        goal = {"code": f"g{number}", "kind": "goal", "title": "목표"}
        await small.post(f"{PLAN}/goals", goal)
        etag = await small.etag(PLAN)

        deleted, entered = await asyncio.gather(
            small.delete(f"{PLAN}/goals/g{number}", of=PLAN, etag=etag),
            small.patch(A, {"goal": f"g{number}"}),
        )

        outcome = (deleted.status_code, entered.status_code)
        assert outcome in {(204, 422), (409, 200)}, (deleted.text, entered.text)


async def test_a_department_that_goes_while_a_project_names_it(small: RegistryCaller) -> None:
    for number in range(6):
        await small.post("/v1/organizations", {**OFFICE, "code": f"office-{number}"})

        deleted, named = await asyncio.gather(
            small.delete(f"/v1/organizations/office-{number}"),
            small.patch(A, {"lead_department": f"office-{number}"}),
        )

        outcome = (deleted.status_code, named.status_code)
        assert outcome in {(204, 422), (409, 200)}, (deleted.text, named.text)


async def test_a_whole_that_goes_while_a_part_comes(small: RegistryCaller) -> None:
    for number in range(6):
        await small.post(PROJECTS, make_project(f"whole-{number}"))

        deleted, created = await asyncio.gather(
            small.delete(f"{PROJECTS}/whole-{number}"),
            small.post(PROJECTS, make_project(f"part-{number}", parent=f"whole-{number}")),
        )

        outcome = (deleted.status_code, created.status_code)
        assert outcome in {(204, 422), (409, 201)}, (deleted.text, created.text)
