"""Splits, merges and renames through the API: one commit each, nothing lost, nothing forgotten."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from httpx import Response

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

PLAN = "/v1/plans/plan"
A, B = f"{PLAN}/projects/a", f"{PLAN}/projects/b"
RESOLUTION = {"committee": "공약 조정 심의회", "number": "제2026-3호", "date": "2026-11-20"}
STEP = {"date": "2026-11-22", "reason": "조직 개편"}


def line(amount: int | None, source: str = "national", period: str = "2020") -> dict[str, Any]:
    return {"source": source, "stage": "planned", "period": period, "amount_krw": amount}


def counted(*values: str | None, **fields: Any) -> dict[str, Any]:
    """Return an indicator whose numbers are summed, with a target and an actual a year."""
    years = [str(2019 + n) for n in range(len(values))]
    items = [{"period": year, "value": value} for year, value in zip(years, values, strict=True)]
    return {
        "code": "people", "name": "수혜 인원", "unit": "명", "accumulation": "sum",
        "targets": items, "actuals": items[:1], **fields,
    }  # fmt: skip


def make(code: str, amounts: list[dict[str, Any]], *indicators: Any, **more: Any) -> dict[str, Any]:
    """Return a project with money, and the indicator every project of these tests has."""
    made = make_project(code, budget={"lines": amounts}, **more)
    return made | {"indicators": [*made["indicators"], *indicators]}


WHOLE = make("a", [line(10), line(5, "fund"), line(None, "other")], counted("10", "20"))
LEFT = make("left", [line(7), line(None, "other")], counted("4", "20"), parent=None)
RIGHT = make("right", [line(3), line(5, "fund")], counted("6", "0"))


async def post(
    registry: RegistryCaller, path: str, body: Any, *, etag: str | None = None, key: str = ""
) -> Response:
    """Post a step; those of one project with its ETag."""
    headers = registry.bearer | {"Idempotency-Key": key or uuid4().hex}
    if not path.endswith("/merges"):
        headers["If-Match"] = etag or await registry.etag(path.rpartition("/")[0])
    return await registry.client.post(path, json=body, headers=headers)


async def split(registry: RegistryCaller, *parts: Any, **more: Any) -> Response:
    return await post(registry, f"{A}/split", STEP | {"parts": list(parts)} | more)


async def merge(registry: RegistryCaller, project: Any, *codes: str, **more: Any) -> Response:
    read = [
        {"code": code, "etag": await registry.etag(f"{PLAN}/projects/{code}")} for code in codes
    ]
    body = STEP | {"predecessors": read, "project": project}
    return await post(registry, f"{PLAN}/merges", body | more)


@pytest_asyncio.fixture(loop_scope="session")
async def whole(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds one project to split."""
    await registry.imported(make_document("plan", WHOLE))
    return registry


@pytest_asyncio.fixture(loop_scope="session")
async def parts(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds two projects to merge."""
    await registry.imported(make_document("plan", LEFT, RIGHT))
    return registry


async def test_a_split_is_one_commit_that_hands_everything_on(whole: RegistryCaller) -> None:
    answer = await split(whole, LEFT, RIGHT, resolution=RESOLUTION)

    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["kind"], body["sequence"], body["predecessors"]) == ("split", 2, ["a"])
    assert [(item["code"], item["version"]) for item in body["successors"]] == [
        ("left", 1), ("right", 1),
    ]  # fmt: skip
    assert {item["before"] == item["after"] for item in body["conserved"]} == {True}
    assert {"key": "money/planned/national/2020", "before": "10", "after": "10"} in body[
        "conserved"
    ]
    left = await whole.get(f"{PLAN}/projects/left")
    assert left.headers["etag"] == body["successors"][0]["etag"]
    (entry,) = left.json()["lineage"]
    assert (entry["kind"], entry["predecessors"], entry["successors"]) == ("split", ["a"], [])
    assert entry["resolution"] == RESOLUTION
    changed = (await whole.get("/v1/events")).json()["items"][-3:]
    assert [item["type"].rpartition(".")[2] for item in changed] == [
        "created", "created", "deleted",
    ]  # fmt: skip


async def test_a_project_that_was_split_is_gone_and_says_where_to(whole: RegistryCaller) -> None:
    before = await whole.get(A)
    await split(whole, LEFT, RIGHT)

    gone = await whole.get(A)

    assert (gone.status_code, gone.json()["successors"]) == (404, ["left", "right"])
    assert (await whole.get(A, as_of=1)).content == before.content
    versions = (await whole.get(f"{A}/lineage")).json()["projects"]
    assert [(each["code"], each["version"], each["deleted"]) for each in versions] == [
        ("a", 2, True), ("left", 1, False), ("right", 1, False),
    ]  # fmt: skip
    again = await split(whole, LEFT | {"code": "l"}, RIGHT | {"code": "r"})
    assert again.status_code == 404


async def test_the_code_of_a_project_that_was_split_stays_taken(whole: RegistryCaller) -> None:
    await split(whole, LEFT, RIGHT)

    answer = await merge(whole, WHOLE, "left", "right")

    assert (answer.status_code, answer.json()["code"]) == (409, "code_taken")


async def test_a_project_that_was_split_is_not_restored_beside_its_parts(
    whole: RegistryCaller,
) -> None:
    await split(whole, LEFT, RIGHT)

    answer = await whole.client.post(
        f"{A}/restore", headers=whole.bearer | {"Idempotency-Key": uuid4().hex}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "has_successors")


async def test_what_a_split_loses_or_makes_is_refused_line_by_line(whole: RegistryCaller) -> None:
    poorer = make("right", [line(2), line(0, "other")], counted("6", "1"))

    answer = await split(whole, LEFT, poorer)

    assert (answer.status_code, answer.json()["code"]) == (422, "not_conserved")
    assert answer.json()["differences"] == [
        {"key": "money/planned/fund/2020", "before": "5", "after": None},
        {"key": "money/planned/national/2020", "before": "10", "after": "9"},
        {"key": "money/planned/other/2020", "before": None, "after": "0"},
        {
            "key": "target/수혜 인원 (명)/sum/2020",
            "before": '{"value":"20"}',
            "after": '{"value":"21"}',
        },
    ]
    assert (await whole.get(A)).json()["version"] == 1


async def test_a_difference_is_accepted_by_name_and_with_a_resolution(
    whole: RegistryCaller,
) -> None:
    poorer = make("right", [line(2), line(5, "fund")], counted("6", "0"))
    accepted = {"accept_differences": ["money/planned/national/2020"]}

    bare = await split(whole, LEFT, poorer, **accepted)
    other = await split(
        whole, LEFT, poorer, resolution=RESOLUTION, accept_differences=["money/planned/fund/2020"]
    )
    resolved = await split(whole, LEFT, poorer, resolution=RESOLUTION, **accepted)

    assert (bare.status_code, bare.json()["errors"][0]["code"]) == (422, "resolution_required")
    assert (other.status_code, other.json()["code"]) == (422, "not_conserved")
    assert resolved.status_code == 201
    (entry,) = (await whole.get(f"{PLAN}/projects/right")).json()["lineage"]
    assert entry["differences"] == ["money/planned/national/2020: 10 → 9"]
    (step,) = (await whole.get(f"{A}/lineage")).json()["steps"]
    assert step["differences"] == entry["differences"]


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


async def test_a_step_is_taken_once(whole: RegistryCaller) -> None:
    etag = await whole.etag(A)
    body = STEP | {"parts": [LEFT, RIGHT]}

    first, again = [await post(whole, f"{A}/split", body, etag=etag, key="same") for _ in range(2)]

    assert (first.status_code, first.content) == (201, again.content)
    head = await whole.get("/v1/events")
    assert head.headers["pledge-sequence"] == "2"


async def test_a_stale_split_is_refused_before_its_parts_are_looked_at(
    whole: RegistryCaller,
) -> None:
    stale = await post(whole, f"{A}/split", {"parts": 1}, etag='"stale"')
    headers = whole.bearer | {"Idempotency-Key": "k"}
    blind = await whole.client.post(f"{A}/split", json={}, headers=headers)

    assert (stale.status_code, blind.status_code) == (412, 428)


@pytest.mark.parametrize(
    ("parts", "pointer", "code"),
    [
        ([LEFT], "/parts", "too_short"),
        ([LEFT, RIGHT | {"parent": "left"}], "/parts/1/parent", "different_parents"),
        (
            [LEFT, RIGHT | {"lineage": [{"kind": "split", "date": "2026-01-01"}]}],
            "/parts/1/lineage",
            "unexpected",
        ),
        ([LEFT, RIGHT | {"goal": "nowhere"}], "/parts/1/goal", "unknown_reference"),
        ([LEFT, RIGHT | {"title": ""}], "/parts/1/title", "string_too_short"),
    ],
)
async def test_parts_that_break_a_rule(
    whole: RegistryCaller, parts: Any, pointer: str, code: str
) -> None:
    answer = await split(whole, *parts)

    assert answer.status_code == 422, answer.text
    first = answer.json()["errors"][0]
    assert (first["pointer"], first["code"]) == (pointer, code)


async def test_what_is_not_approved_is_settled_first(whole: RegistryCaller) -> None:
    draft = {"value": "10", "approval": "draft"}
    assert (await whole.put_actual(A, "people/2019", draft)).status_code == 200

    answer = await split(whole, LEFT, RIGHT)

    assert (answer.status_code, answer.json()["code"]) == (409, "unsettled_actuals")


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


async def test_a_split_is_not_kept_back_by_a_closed_period(
    whole: RegistryCaller, query: Callable[..., Any]
) -> None:
    """Nothing is reported anew, as the check proves; what is reported stays locked."""
    await query(
        """INSERT INTO period_changes (organization_id, period, change, closes, commit_id)
        SELECT organizations.id, '2019', 'closed', '2020-01-31', commits.id
        FROM organizations, commits"""
    )
    written = await whole.put_actual(A, "people/2019", {"value": "11"})
    assert (written.status_code, written.json()["code"]) == (409, "period_closed")

    answer = await split(whole, LEFT, RIGHT)

    assert answer.status_code == 201
