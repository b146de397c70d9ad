"""The lists of a project: whole, item by item, and by their position from 1."""

from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

BIGDATA = "/v1/plans/gb-7/projects/bigdata"
A = "/v1/plans/plan/projects/a"

ITEMS: dict[str, tuple[Any, Any, Any]] = {
    "contents": ({"text": "교육"}, {"text": "교육", "details": ["3회"]}, {"details": []}),
    "partners": ("도 교육청", "시 교육청", ""),
    "regions": ("4711000000", "4713000000", "47110"),
    "facts": ({"name": "면적", "value": "16.43"}, {"name": "면적"}, {"name": "면적", "value": 16}),
    "milestones": (
        {"state": "done", "text": "착공", "precision": "day", "start": "2021-03-02"},
        {"state": "planned", "text": "준공", "precision": "open"},
        {"state": "done", "text": "착공", "precision": "day", "start": "2021-02-30"},
    ),
    "challenges": (
        {"problem": "인력 부족", "due": "2021-12-31"},
        {"problem": "인력 부족", "closed": "2021-11-30", "outcome": "채용"},
        {"countermeasure": "채용"},
    ),
    "ordinances": ({"name": "조례"}, {"name": "조례", "plenary": "2021-05-01"}, {"name": None}),
    "reported-values": (
        {"name": "project_count", "value": "80"},
        {"name": "progress_rate", "value": "82.5", "label": "진도율"},
        {"name": "진도율"},
    ),
}
"""For each list an item, another one, and one that breaks a rule."""

KEPT_WITH = {"challenges": {"applicable": True}, "ordinances": {"applicable": True}}
"""What is said of a list beside its items."""


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds one small project."""
    await registry.imported(make_document("plan", make_project("a")))
    return registry


async def _write(
    registry: RegistryCaller, method: str, path: str, body: Any = None, *, of: str = A
) -> Any:
    return await registry.write(method, path, body, etag=await registry.etag(of))


def _said(given: Any, stored: Any) -> Any:
    """Take from what was stored the fields that were given."""
    return {name: stored[name] for name in given} if isinstance(given, dict) else stored


async def test_each_list_is_written_whole_and_item_by_item(small: RegistryCaller) -> None:
    for name, (first, second, _) in ITEMS.items():
        path, more = f"{A}/{name}", KEPT_WITH.get(name, {})

        whole = await _write(small, "PUT", path, {"items": [first, second], **more})
        assert whole.status_code == 200, whole.text
        assert [_said(first, whole.json()["items"][0]), whole.json()["items"][1]] == [
            first, (await small.get(f"{path}/2")).json(),
        ]  # fmt: skip
        assert whole.headers["etag"] == await small.etag(A)

        added = await _write(small, "POST", path, second)
        assert added.status_code == 201, added.text
        assert (added.headers["location"], added.json()["number"]) == (f"{path}/3", 3)
        assert _said(second, added.json()["item"]) == second

        put = await _write(small, "PUT", f"{path}/3", first)
        assert (put.json()["number"], _said(first, put.json()["item"])) == (3, first)

        gone = await _write(small, "DELETE", f"{path}/1")
        assert gone.json() == {
            "project_version": put.json()["project_version"] + 1,
            "sequence": put.json()["sequence"] + 1,
        }
        left = (await small.get(path)).json()
        items = left.pop("items")
        assert [_said(second, items[0]), _said(first, items[1])] == [second, first]
        assert left == {"next": None, **more}


async def test_what_is_written_to_a_list_is_in_the_document(small: RegistryCaller) -> None:
    for name, (first, second, _) in ITEMS.items():
        answer = await _write(small, "PUT", f"{A}/{name}", {"items": [first, second]})

        stored = (await small.get(A)).json()[name.replace("-", "_")]
        items = stored["items"] if isinstance(stored, dict) else stored
        assert items == answer.json()["items"]
    versions = (await small.get(f"{A}/versions")).json()["items"]
    assert len(versions) == 1 + len(ITEMS)


async def test_a_list_that_does_not_apply(small: RegistryCaller) -> None:
    for name in KEPT_WITH:
        await _write(small, "PUT", f"{A}/{name}", {"applicable": False})

        assert (await small.get(f"{A}/{name}")).json() == {
            "applicable": False, "items": [], "next": None,
        }  # fmt: skip


@pytest.mark.parametrize("name", ITEMS)
async def test_what_breaks_a_rule_is_named_where_it_was_sent(
    samples: RegistryCaller, name: str
) -> None:
    path, (good, _, bad) = f"{BIGDATA}/{name}", ITEMS[name]
    await _exists(samples, path)

    async def errors(method: str, place: str, body: Any) -> list[str]:
        answer = await _write(samples, method, place, body, of=BIGDATA)
        assert answer.status_code == 422, answer.text
        return [error["pointer"] for error in answer.json()["errors"]]

    one = await errors("POST", path, bad)
    whole = await errors("PUT", path, {"items": [good, bad]})

    assert whole == [f"/items/1{pointer}" for pointer in one]
    assert not any(name.replace("-", "_") in pointer for pointer in one)
    assert await errors("PUT", path, [good]) == [""]
    assert await errors("PUT", path, {"items": [], "other": 1}) == ["/other"]


async def _exists(samples: RegistryCaller, path: str) -> None:
    assert (await samples.get(path)).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize(
    ("number", "status", "code"),
    [
        ("1000", 404, "unknown_part"),
        ("0", 400, "invalid_parameter"),
        ("one", 400, "invalid_parameter"),
        ("9999999999", 400, "invalid_parameter"),
    ],
)
async def test_there_is_no_item_of_this_number(
    samples: RegistryCaller, method: str, number: str, status: int, code: str
) -> None:
    path, body = f"{BIGDATA}/milestones/{number}", ITEMS["milestones"][0]

    answer = await _write(samples, method, path, body, of=BIGDATA)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_an_item_is_replaced_in_the_state_it_was_read_in(small: RegistryCaller) -> None:
    path, seen = f"{A}/partners", await small.etag(A)

    first = await small.write("POST", path, "갑", etag=seen, key="first")
    stale = await small.write("PUT", f"{path}/1", "을", etag=seen)
    blind = await small.write("PUT", f"{path}/1", "을")
    repeated = await small.write("POST", path, "갑", etag=seen, key="first")
    keyless = await small.client.post(
        path, json="병", headers=small.bearer | {"If-Match": await small.etag(A)}
    )

    assert [a.status_code for a in (first, stale, blind, repeated, keyless)] == [
        201, 412, 428, 201, 400,
    ]  # fmt: skip
    assert repeated.content == first.content
    assert (await small.get(path)).json()["items"] == ["갑"]


async def test_lists_are_read_as_of_any_time(small: RegistryCaller) -> None:
    await _write(small, "PUT", f"{A}/partners", {"items": ["갑"]})
    await _write(small, "PUT", f"{A}/partners", {"items": []})

    seen = [(await small.get(f"{A}/partners", as_of=at)).json()["items"] for at in (1, 2, 3)]

    assert seen == [[], ["갑"], []]


async def test_a_challenge_is_taken_up_by_a_target_of_the_project(small: RegistryCaller) -> None:
    path = f"{A}/challenges"
    closed = {
        "problem": "인력 부족", "closed": "2020-12-31", "outcome": "채용",
        "target": {"indicator": "reached", "period": "2021"},
    }  # fmt: skip
    elsewhere = closed | {"target": {"indicator": "reached", "period": "2035"}}

    refused = [
        await _write(small, "POST", path, elsewhere),
        await _write(small, "PUT", path, {"items": [closed, elsewhere]}),
    ]
    accepted = await _write(small, "POST", path, closed)
    named = [
        await _write(small, "DELETE", f"{A}/indicators/reached/targets/2021"),
        await _write(small, "DELETE", f"{A}/indicators/reached"),
    ]
    free = await _write(small, "DELETE", f"{A}/indicators/reached/targets/2020")

    assert (accepted.status_code, free.status_code) == (201, 200)
    errors = [(e["pointer"], e["code"]) for a in (*refused, *named) for e in a.json()["errors"]]
    assert errors == [
        ("/target", "unknown_reference"),
        ("/items/1/target", "unknown_reference"),
        ("/challenges/items/0/target", "unknown_reference"),
        ("/challenges/items/0/target", "unknown_reference"),
    ]
