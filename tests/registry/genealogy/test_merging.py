"""Merges: splits read backwards, of what was read, and with the parts along."""

from typing import Any

import pytest

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .family import LEFT, PLAN, RIGHT, STEP, WHOLE, A, make, merge, post, split


async def test_the_code_of_a_project_that_was_split_stays_taken(whole: RegistryCaller) -> None:
    await split(whole, LEFT, RIGHT)

    answer = await merge(whole, WHOLE, "left", "right")

    assert (answer.status_code, answer.json()["code"]) == (409, "code_taken")


async def test_a_merge_is_a_split_read_backwards(parts: RegistryCaller) -> None:
    answer = await merge(parts, WHOLE, "left", "right")

    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["kind"], body["predecessors"]) == ("merge", ["left", "right"])
    assert {item["before"] == item["after"] for item in body["conserved"]} == {True}
    made = (await parts.get(A)).json()
    assert [entry["predecessors"] for entry in made["lineage"]] == [["left", "right"]]
    gone = await parts.get(f"{PLAN}/projects/left")
    assert (gone.status_code, gone.json()["successors"]) == (404, ["a"])


def read(*codes: str) -> list[dict[str, str]]:
    """Return predecessors with ETags that are not theirs."""
    return [{"code": code, "etag": '"1"'} for code in codes]


@pytest.mark.parametrize(
    ("predecessors", "status", "code"),
    [
        (read("left", "left"), 422, "invalid_input"),
        (read("left"), 422, "invalid_input"),
        (read("nobody", "left"), 422, "invalid_input"),
        (read("right", "left"), 412, "precondition_failed"),
    ],
)
async def test_a_merge_names_what_it_read(
    parts: RegistryCaller, predecessors: Any, status: int, code: str
) -> None:
    body = STEP | {"predecessors": predecessors, "project": WHOLE}

    answer = await post(parts, f"{PLAN}/merges", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_merge_made_of_something_older_is_refused(parts: RegistryCaller) -> None:
    read = [
        {"code": code, "etag": await parts.etag(f"{PLAN}/projects/{code}")}
        for code in ("left", "right")
    ]
    await parts.patch(f"{PLAN}/projects/right", {"title": "다른 이름"})

    answer = await post(parts, f"{PLAN}/merges", STEP | {"predecessors": read, "project": WHOLE})

    assert answer.status_code == 412
    assert (answer.json()["current"]["code"], answer.json()["current"]["version"]) == ("right", 2)


async def test_sub_projects_go_along(registry: RegistryCaller) -> None:
    subs = [make_project(code, parent="a", title=code) for code in ("s-1", "s-2")]
    await registry.imported(make_document("plan", WHOLE, *subs))

    left = await split(registry, LEFT, RIGHT, sub_projects={"s-1": "left"})
    nowhere = await split(registry, LEFT, RIGHT, sub_projects={"s-1": "left", "s-2": "else"})
    done = await split(registry, LEFT, RIGHT, sub_projects={"s-1": "left", "s-2": "right"})

    assert (left.status_code, left.json()["sub_projects"]) == (409, ["s-2"])
    assert (nowhere.status_code, nowhere.json()["errors"][0]["pointer"]) == (422, "/sub_projects")
    assert [item["code"] for item in done.json()["moved"]] == ["s-1", "s-2"]
    moved = (await registry.get(f"{PLAN}/projects/s-2")).json()
    assert (moved["parent"], moved["version"]) == ("right", 2)
    merged = await merge(registry, WHOLE | {"code": "again"}, "left", "right")
    assert [item["code"] for item in merged.json()["moved"]] == ["s-1", "s-2"]
    assert (await registry.get(f"{PLAN}/projects/s-1")).json()["parent"] == "again"


async def test_only_siblings_are_merged(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan", WHOLE, LEFT | {"parent": "a"}, RIGHT))

    answer = await merge(registry, make("new", []), "left", "right")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "different_parents"
