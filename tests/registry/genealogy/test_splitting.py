"""Splits: one commit that hands everything on, or is refused line by line."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from pledge_shared.testing.registry_caller import RegistryCaller

from .family import LEFT, PLAN, RESOLUTION, RIGHT, STEP, A, counted, line, make, post, split


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
