"""The audit: what was done is listed, the head is public, and a verification says what it found."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import event
from sqlalchemy.engine import Engine

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.domain.chain import Action
from pledge_registry.domain.versions import Author
from pledge_registry.services.work import unit_of_work
from pledge_shared.database.connections import Database
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"


@pytest_asyncio.fixture(loop_scope="session")
async def audited(registry: RegistryCaller) -> RegistryCaller:
    """Make a record of four commits."""
    await registry.imported(make_document("plan", make_project("a"), make_project("b")))
    await registry.patch(A, {"title": "둘째"}, reason="이름을 바꿈")
    await registry.imported(make_document("other", make_project("a")))
    await registry.imported(make_document("plan", make_project("b")), prune="true", reason="취소")
    return registry


async def _listed(registry: RegistryCaller, **asked: Any) -> list[dict[str, Any]]:
    answer = await registry.get("/v1/audit", **asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def _verified(registry: RegistryCaller, **asked: Any) -> dict[str, Any]:
    answer = await registry.get("/v1/audit/verify", **{"wait": 20} | asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_commits_are_listed_with_all_they_did(audited: RegistryCaller) -> None:
    me = (await audited.get("/v1/keys/self")).json()["id"]

    items = await _listed(audited)

    assert [item["sequence"] for item in items] == [4, 3, 2, 1]
    assert {item["actor"] for item in items} == {me}
    assert [item["reason"] for item in items] == ["취소", None, "이름을 바꿈", None]
    assert all(item["request_id"] for item in items)
    assert [item["document_count"] for item in items] == [1, 2, 1, 4]
    (deleted,) = items[0]["documents"]
    assert (deleted["code"], deleted["version"], deleted["change"]) == ("a", 3, "deleted")
    assert [document["kind"] for document in items[3]["documents"]] == [
        "organization", "plan", "project", "project",
    ]  # fmt: skip


async def test_what_is_no_document_is_listed_as_an_action(
    audited: RegistryCaller, registry_database: ThrowawayDatabase
) -> None:
    closed = Action(action="close_period", subject="/v1/periods/2021", detail={"until": None})
    database = Database(registry_database.app_url, pool_size=1)
    async with unit_of_work(database, Author(uuid4(), "마감")) as work:
        work.recording.actions.append(closed)
    await database.close()

    newest = (await _listed(audited))[0]

    assert newest["actions"] == [
        {"action": "close_period", "subject": "/v1/periods/2021", "detail": {"until": None}}
    ]
    assert (newest["document_count"], newest["documents"]) == (0, [])
    assert (await _verified(audited))["intact"]


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [4, 3, 2, 1]),
    ({"since": 2}, [4, 3]),
    ({"until": 2}, [2, 1]),
    ({"since": 1, "until": 3}, [3, 2]),
    ({"kind": "plan"}, [4, 3, 2, 1]),
    ({"plan": "gb-7"}, [4]),
    ({"plan": "gb-7", "code": "bigdata"}, [4]),
    ({"plan": "gb-7", "code": "switch-on"}, []),
    ({"code": "switch-on"}, [2]),
    ({"code": "gyeongbuk"}, [4]),
    ({"kind": "project", "plan": "cbist-2021"}, [3]),
    ({"kind": "plan", "code": "switch-on"}, []),
    ({"kind": "organization", "plan": "gb-7"}, []),
    ({"actor": str(uuid4())}, []),
]


async def test_the_log_can_be_filtered(samples: RegistryCaller) -> None:
    for asked, sequences in FILTERS:
        items = await _listed(samples, **asked)

        assert [item["sequence"] for item in items] == sequences, asked
        for document in (document for item in items for document in item["documents"]):
            for field in ("kind", "plan", "code"):
                assert asked.get(field, document[field]) == document[field]


async def test_the_log_asks_as_many_questions_for_any_page(samples: RegistryCaller) -> None:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM commits" in statement or "FROM events" in statement:
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        for asked in ({}, {"plan": "plan", "code": "a"}, {"kind": "project", "limit": 1}):
            seen.clear()
            await _listed(samples, **asked)
            assert len(seen) == 2, "\n\n".join(seen)
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_the_log_is_read_by_pages(samples: RegistryCaller) -> None:
    whole = (await samples.get("/v1/audit", limit=4)).json()
    first = (await samples.get("/v1/audit", limit=3)).json()
    second = (await samples.get("/v1/audit", limit=3, cursor=first["next"])).json()
    wrong = await samples.get("/v1/audit", limit=3, cursor=first["next"], plan="gb-7")

    assert first["items"] + second["items"] == whole["items"]
    assert (len(first["items"]), second["next"], whole["next"]) == (3, None, None)
    assert wrong.status_code == 400


@pytest.mark.parametrize(
    "asked", [{"kind": "goal"}, {"since": "-1"}, {"until": "x"}, {"actor": "me"}, {"as_of": "1"}]
)
async def test_a_wrong_filter_is_refused(samples: RegistryCaller, asked: dict[str, str]) -> None:
    assert (await samples.get("/v1/audit", **asked)).status_code == 400


async def test_anyone_may_hold_the_head(samples: RegistryCaller) -> None:
    head = (await samples.client.get("/v1/audit/head")).json()
    newest = (await _listed(samples))[0]

    assert (head["sequence"], head["hash"], head["at"]) == (4, newest["hash"], newest["at"])
    feed = await samples.client.get("/v1/events")
    assert feed.headers["pledge-audit-head"] == f"{head['epoch']}.4.{head['hash']}"


async def test_a_record_that_nobody_touched_is_intact(samples: RegistryCaller) -> None:
    found = await _verified(samples)

    assert found["intact"]
    assert found["faults"] == found["held"] == []
    assert (found["after"], found["verified_up_to"], found["commits"]) == (0, 4, 4)
    assert found["next"] is None


async def test_an_empty_record_is_intact(registry: RegistryCaller) -> None:
    found = await _verified(registry)

    assert (found["intact"], found["commits"], found["verified_up_to"]) == (True, 0, 0)


async def test_a_record_is_verified_piece_by_piece(
    samples: RegistryCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pledge_registry.services.audit.monotonic", _hours())

    pieces = [await _verified(samples)]
    while pieces[-1]["next"] is not None:
        pieces.append(await _verified(samples, after=pieces[-1]["next"]))

    assert [piece["verified_up_to"] for piece in pieces] == [1, 2, 3, 4, 4]
    assert [piece["commits"] for piece in pieces] == [1, 1, 1, 1, 0]
    assert all(piece["intact"] for piece in pieces)


def _hours() -> Callable[[], float]:
    """Let every look at the clock take an hour."""
    passed = iter(range(0, 10**9, 3600))
    return lambda: float(next(passed))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE commits SET reason = 'x' WHERE sequence = 2",
        "UPDATE commits SET hash = repeat('a', 64) WHERE sequence = 2",
    ],
)
async def test_a_fault_is_found_in_its_piece_only(
    audited: RegistryCaller,
    registry_database: ThrowawayDatabase,
    monkeypatch: pytest.MonkeyPatch,
    tampering: str,
) -> None:
    monkeypatch.setattr("pledge_registry.services.audit.monotonic", _hours())
    await _tamper(registry_database, tampering)

    faults = {after: (await _verified(audited, after=after))["faults"] for after in range(5)}

    assert [fault["code"] for fault in faults.pop(1)] == ["edited"]
    assert not any(faults.values())


async def _tamper(database: ThrowawayDatabase, *statements: str) -> None:
    connection = await asyncpg.connect(database.superuser_url)
    await connection.execute("SET session_replication_role = replica")
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


@pytest.mark.parametrize(
    ("tampering", "what"),
    [
        ("DELETE FROM actuals t USING projects p WHERE revision = 1", "a revision is missing"),
        ("UPDATE actuals t SET commit_id = uuidv7() FROM projects p WHERE true", "is not there"),
    ],
)
async def test_rows_of_actuals_that_belong_nowhere_are_found(
    audited: RegistryCaller, registry_database: ThrowawayDatabase, tampering: str, what: str
) -> None:
    await audited.put_actual("/v1/plans/plan/projects/b", "reached/2020", {"value": "8"})
    assert (await _verified(audited))["intact"]
    await _tamper(registry_database, f"{tampering} AND project_id = p.id AND p.code = 'b'")

    faults = (await _verified(audited))["faults"]

    assert [fault["code"] for fault in faults] == ["missing"]
    assert what in faults[0]["what"]


_CUT = (
    "DELETE FROM actuals a USING commits c WHERE c.id = a.commit_id AND sequence > 2",
    "DELETE FROM events e USING commits c WHERE c.id = e.commit_id AND sequence > 2",
    "DELETE FROM versions v USING commits c WHERE c.id = v.commit_id AND sequence > 2",
    "DELETE FROM commits WHERE sequence > 2",
    """UPDATE feed_head SET (sequence, at, hash) =
        (SELECT sequence, at, hash FROM commits ORDER BY sequence DESC LIMIT 1)""",
)


async def test_a_cut_tail_shows_against_held_heads_only(
    audited: RegistryCaller, registry_database: ThrowawayDatabase
) -> None:
    head = (await audited.get("/v1/audit/head")).json()
    older = (await _listed(audited))[2]
    held = f"{older['sequence']}.{older['hash']},{head['epoch']}.4.{head['hash']}"
    await _tamper(registry_database, *_CUT)

    alone = await _verified(audited)
    shown = await _verified(audited, head=held)

    assert alone["intact"]
    assert not shown["intact"]
    assert [(fault["code"], fault["sequence"]) for fault in shown["faults"]] == [("tail_cut", 3)]
    assert shown["held"] == [{"source": "caller", "agree": 1, "other_epoch": 0}]


async def test_after_a_restore_older_heads_prove_nothing(
    audited: RegistryCaller, registry_database: ThrowawayDatabase
) -> None:
    head, items = (await audited.get("/v1/audit/head")).json(), await _listed(audited)
    await _tamper(registry_database, *_CUT, "UPDATE feed_head SET epoch = gen_random_uuid()")
    await audited.imported(make_document("third"))  # number 3 is given again
    held = [f"{head['epoch']}.{item['sequence']}.{item['hash']}" for item in items]

    found = await _verified(audited, head=",".join(held))

    assert found["intact"]
    assert found["held"] == [{"source": "caller", "agree": 2, "other_epoch": 2}]
    lost = await _verified(audited, head=held[1].partition(".")[2])  # without epoch, of now
    assert [fault["code"] for fault in lost["faults"]] == ["head_mismatch"]


@pytest.mark.parametrize(
    "asked",
    [
        {"head": "4"},
        {"head": "4.abc"},
        {"head": f"x.4.{'a' * 64}"},
        {"head": f"4.{'a' * 64},"},
        {"head": ",".join([f"4.{'a' * 64}"] * 61)},
        {"after": "99"},
        {"after": "-1"},
        {"wait": "0"},
        {"wait": "21"},
    ],
)
async def test_a_wrong_question_is_refused(samples: RegistryCaller, asked: dict[str, str]) -> None:
    answer = await samples.get("/v1/audit/verify", **asked)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
