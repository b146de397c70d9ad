"""The family of a project: its renames, splits and merges, the same from every member."""

from pledge_shared.testing.registry_caller import RegistryCaller

from .family import LEFT, PLAN, RESOLUTION, RIGHT, STEP, WHOLE, A, merge, post, split


async def test_a_renamed_project_remembers_its_title(whole: RegistryCaller) -> None:
    answer = await post(whole, f"{A}/rename", STEP | {"title": "새 이름", "resolution": RESOLUTION})

    assert answer.status_code == 200, answer.text
    now = await whole.get(A)
    assert answer.content == now.content
    assert answer.headers["etag"] == now.headers["etag"]
    (entry,) = now.json()["lineage"]
    assert (entry["title_before"], entry["title_after"]) == ("사업", "새 이름")
    assert (await whole.get(f"{A}/versions")).json()["items"][0]["reason"] == STEP["reason"]
    (step,) = (await whole.get(f"{A}/lineage")).json()["steps"]
    assert (step["kind"], step["title_before"], step["conserved"]) == ("rename", "사업", [])
    same = await post(whole, f"{A}/rename", STEP | {"title": "새 이름"})
    assert (same.status_code, same.json()["errors"][0]["code"]) == (422, "unchanged")


async def test_the_family_is_the_same_from_every_member(whole: RegistryCaller) -> None:
    await split(whole, LEFT, RIGHT)
    await post(whole, f"{PLAN}/projects/left/rename", STEP | {"title": "왼쪽"})
    await merge(whole, WHOLE | {"code": "again"}, "left", "right")

    trees = [
        (await whole.get(f"{PLAN}/projects/{code}/lineage")).json()
        for code in ("a", "left", "right", "again")
    ]

    assert {tuple(each["code"] for each in tree["projects"]) for tree in trees} == {
        ("a", "again", "left", "right")
    }
    assert all(tree["steps"] == trees[0]["steps"] for tree in trees)
    kinds = [(step["kind"], step["predecessors"], step["successors"]) for step in trees[0]["steps"]]
    assert kinds == [
        ("merge", ["left", "right"], ["again"]),
        ("rename", ["left"], ["left"]),
        ("split", ["a"], ["left", "right"]),
    ]  # of one day: by name
    held = [item for step in trees[0]["steps"] for item in step["conserved"]]
    assert all(item["before"] == item["after"] for item in held)
    assert len(held) > 10


async def test_the_family_of_then_is_asked_with_as_of(whole: RegistryCaller) -> None:
    await split(whole, LEFT, RIGHT)

    then = (await whole.get(f"{A}/lineage", as_of=1)).json()
    unborn = await whole.get(f"{PLAN}/projects/left/lineage", as_of=1)

    assert ([each["code"] for each in then["projects"]], then["steps"]) == (["a"], [])
    assert unborn.status_code == 404
    answer = await whole.get(f"{A}/lineage")
    assert (
        await whole.client.get(f"{A}/lineage", headers={"If-None-Match": answer.headers["etag"]})
    ).status_code == 304
