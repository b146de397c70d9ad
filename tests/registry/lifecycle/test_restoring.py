"""Projects: restored as they were, where what they name is still there."""

from collections.abc import Callable
from typing import Any

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .surroundings import PLAN, PROJECTS, A, B, changes, errors


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
