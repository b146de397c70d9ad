"""Projects: deleted parts first, told to whoever asks, and whoever else writes meanwhile."""

import asyncio

import pytest

from pledge_shared.testing.documents import make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .surroundings import OFFICE, PLAN, PROJECTS, A, B, changes


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
