"""What readers see of a plan whose actuals are reviewed: approved ones, whoever has no key."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.publication import published_facts
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

PLAN = "/v1/plans/plan"
A = f"{PLAN}/projects/a"


def project(*actuals: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return project ``a`` with these actuals of its one indicator."""
    made = make_project("a", **fields)
    made["indicators"][0]["actuals"] = list(actuals)
    return made


def actual(period: str, value: str, approval: str = "approved") -> dict[str, Any]:
    return {"period": period, "value": value, "approval": approval}


def facts(*actuals: dict[str, Any]) -> ProjectFacts:
    return ProjectFacts.model_validate(project(*actuals))


def values(project: dict[str, Any]) -> dict[str, str]:
    """Return a served project's actuals."""
    return {item["period"]: item["value"] for item in project["indicators"][0]["actuals"]}


async def seen(registry: RegistryCaller, path: str, **asked: Any) -> Any:
    """Read without a key, and with one where the head is asked for."""
    headers = registry.bearer if asked.get("view") == "head" else {}
    answer = await registry.client.get(path, params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_is_approved_is_published_as_it_is() -> None:
    head = facts(actual("2020", "9"), actual("2021", "10"))

    assert published_facts(head, None) is head


def test_a_correction_does_not_hide_what_was_approved_before() -> None:
    before = facts(actual("2020", "9"), actual("2021", "10"))
    head = facts(actual("2020", "8", "submitted"), actual("2021", "11"))

    assert published_facts(head, before) == facts(actual("2020", "9"), actual("2021", "11"))


@pytest.mark.parametrize("approval", ["draft", "submitted", "sent_back"])
def test_what_was_never_approved_is_not_published(approval: str) -> None:
    head = facts(actual("2020", "9"), actual("2021", "10", approval))

    assert published_facts(head, facts(actual("2020", "9"))) == facts(actual("2020", "9"))
    assert published_facts(head, None) == facts(actual("2020", "9"))
    assert published_facts(head, head) == facts(actual("2020", "9"))


def test_what_was_withdrawn_is_not_published() -> None:
    before = facts(actual("2020", "9"), actual("2021", "10"))

    assert published_facts(facts(actual("2020", "9")), before) == facts(actual("2020", "9"))
    reported_again = facts(actual("2020", "9"), actual("2021", "7", "draft"))
    assert published_facts(reported_again, facts(actual("2020", "9"))) == facts(actual("2020", "9"))


async def three_versions(registry: RegistryCaller, publication: str) -> None:
    """Import a plan: approved, then corrected in draft, then renamed with the draft still open."""
    states = [
        (project(actual("2020", "9")), "사업"),
        (project(actual("2020", "8", "draft"), actual("2021", "11", "draft")), "사업"),
        (project(actual("2020", "8", "draft"), actual("2021", "11", "draft")), "새 이름"),
    ]
    for state, title in states:
        document = make_document("plan", {**state, "title": title}, publication=publication)
        await registry.imported(document)


async def test_readers_of_a_reviewed_plan_see_what_is_approved(registry: RegistryCaller) -> None:
    await three_versions(registry, "reviewed")
    by_id = f"/v1/projects/{(await seen(registry, A))['id']}"

    for path in (A, by_id, f"{A}/versions/3"):
        published, head = await seen(registry, path), await seen(registry, path, view="head")
        assert (values(published), published["version"]) == ({"2020": "9"}, 3)
        assert published["title"] == head["title"] == "새 이름"
        assert (values(head), head["version"]) == ({"2020": "8", "2021": "11"}, 3)
    for view, shown in (("published", {"2020": "9"}), ("head", {"2020": "8", "2021": "11"})):
        assert values((await seen(registry, f"{A}/bundle", view=view))["project"]) == shown
        (item,) = (await seen(registry, f"{PLAN}/documents", view=view))["items"]
        assert values(item) == shown
        assert values(await seen(registry, A, view=view, as_of=2)) == shown
        assert values(await seen(registry, f"{A}/versions/2", view=view)) == shown


async def test_readers_of_an_immediate_plan_see_the_head(registry: RegistryCaller) -> None:
    await three_versions(registry, "immediate")

    for path in (A, f"{A}/versions/3"):
        published = await registry.client.get(path)
        head = await registry.get(path, view="head")
        assert values(published.json()) == {"2020": "8", "2021": "11"}
        assert (published.content, published.headers["etag"]) == (
            head.content,
            head.headers["etag"],
        )


async def test_a_plan_that_is_switched_shows_the_other_form(registry: RegistryCaller) -> None:
    await three_versions(registry, "immediate")
    stays = project(actual("2020", "8", "draft"), actual("2021", "11", "draft"), title="새 이름")
    head = {"2020": "8", "2021": "11"}

    switched = await registry.imported(make_document("plan", stays, publication="reviewed"))

    assert [item["kind"] for item in switched["versions"]] == ["plan"]
    assert values(await seen(registry, A)) == {"2020": "9"}
    assert values(await seen(registry, A, as_of=3)) == head  # as it was published then
    await registry.imported(make_document("plan", stays, publication="immediate"))
    assert values(await seen(registry, A)) == head
    assert values(await seen(registry, A, as_of=4)) == {"2020": "9"}


async def test_the_two_forms_have_tags_of_their_own(registry: RegistryCaller) -> None:
    await three_versions(registry, "reviewed")

    published = await registry.client.get(A)
    head = await registry.get(A, view="head")

    assert published.headers["etag"] != head.headers["etag"]
    assert published.headers["pledge-version"] == head.headers["pledge-version"] == "3"
    assert published.headers["cache-control"] == "no-cache"
    assert head.headers["cache-control"] == "private, no-store"
    stale = await registry.patch(A, {"title": "또"}, etag=published.headers["etag"])
    assert (stale.status_code, stale.json()["current"]["etag"]) == (412, head.headers["etag"])
    assert "view=head" in stale.json()["detail"]
    written = await registry.patch(A, {"title": "또"}, etag=head.headers["etag"])
    assert written.status_code == 200


async def test_a_deleted_project_keeps_its_drafts_to_itself(registry: RegistryCaller) -> None:
    await three_versions(registry, "reviewed")
    await registry.imported(make_document("plan", publication="reviewed"), prune="true")

    documents = await seen(registry, f"{PLAN}/documents")

    assert (documents["items"], documents["removed"]) == ([], ["a"])
    assert values(await seen(registry, A, as_of=3)) == {"2020": "9"}


async def test_published_documents_are_sealed(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    await three_versions(registry, "immediate")

    stored = "SELECT array_agg(version ORDER BY version) FROM published_documents"
    assert await query(stored) == [2, 3]  # whatever the plan's publication is


async def test_the_head_needs_a_key_on_every_path(registry: RegistryCaller) -> None:
    await three_versions(registry, "immediate")
    paths = (await registry.get("/openapi.json")).json()["paths"]
    viewed = [
        path
        for path, methods in paths.items()
        for parameter in methods.get("get", {}).get("parameters", ())
        if parameter["name"] == "view"
    ]
    names = {"plan": "plan", "code": "a", "indicator": "reached", "period": "2020", "number": 1}
    project_id = (await seen(registry, A))["id"]

    assert len(viewed) >= 5
    for template in viewed:
        path = template.format_map(defaultdict(str, names, project_id=project_id))
        refused = await registry.client.get(path, params={"view": "head"})
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized"), path
        assert (await registry.get(path, view="head")).status_code in {200, 400, 404}, path
        assert (await registry.get(path, view="draft")).status_code == 400
