"""Imports as streams of lines: all or nothing, seen on their way, cheap when nothing changed."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from pledge_registry.api import import_bodies
from pledge_registry.services import import_worker, receiving
from pledge_shared.canonical import dump_json
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

Query = Callable[..., Any]

NDJSON = {"Content-Type": "application/x-ndjson"}
PLANS = [make_document(f"plan-{n}", make_project("a"), make_project("b")) for n in range(3)]
HOLD = "SELECT pg_advisory_lock(hashtextextended($1, 0))"
LET_GO = "SELECT pg_advisory_unlock(hashtextextended($1, 0))"
RECORD = """SELECT (SELECT count(*) FROM versions) || '/' || (SELECT count(*) FROM events)
    || '/' || (SELECT count(*) FROM commits) || '/' || (SELECT count(*) FROM actuals)"""


@pytest.fixture(autouse=True)
def every_body_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take all NDJSON as a stream, however short it is."""
    monkeypatch.setattr(import_bodies, "_HELD", 0)


def lines(*documents: dict[str, Any]) -> bytes:
    return b"".join(dump_json(document) + b"\n" for document in documents)


async def sent(registry: RegistryCaller, body: bytes, **parameters: Any) -> dict[str, Any]:
    """Send a stream and return the import when it has ended."""
    answer = await registry.submit(body, headers=NDJSON, **parameters)
    assert answer.status_code in {200, 202}, answer.text
    return await ended(registry, answer.json())


async def ended(registry: RegistryCaller, found: dict[str, Any]) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while found["state"] == "queued":
            await asyncio.sleep(0.05)
            found = (await registry.get(f"/v1/imports/{found['id']}")).json()
    return found


async def test_a_stream_is_queued_and_becomes_one_commit(
    registry: RegistryCaller, query: Query
) -> None:
    queued = await registry.submit(lines(*PLANS), headers=NDJSON, reason="야간 반영")
    done = await ended(registry, queued.json())

    assert (queued.status_code, queued.json()["state"]) == (202, "queued")
    assert (done["state"], done["result"]["created"], done["issues"]) == ("succeeded", 6, [])
    assert len(done["result"]["versions"]) == 1 + 3 + 6
    assert await query(RECORD) == "10/10/1/6"
    assert await query("SELECT array_agg(ordinal ORDER BY ordinal) FROM events") == [*range(10)]
    assert await query("SELECT reason FROM commits") == "야간 반영"
    assert await query("SELECT count(*) FROM import_lines") == 0


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        (b"{not json\n", "/1", "malformed_json"),
        (b'{"plan":1,"plan":2}\n', "/1", "malformed_json"),
        (b'{"plan":{}}\n', "/1/plan/code", "missing"),
        (lines(make_document("x", organization="nowhere")), "/1/plan/organization", "unknown_"),
        (lines(make_document("x", make_project("a", goal="g"))), "/1/projects/0/goal", "unknown_"),
    ],
)
async def test_a_wrong_line_keeps_all_out_and_is_named(
    registry: RegistryCaller, query: Query, wrong: bytes, pointer: str, code: str
) -> None:
    done = await sent(registry, lines(PLANS[0]) + wrong + lines(PLANS[1]))

    assert (done["state"], done["result"]) == ("failed", None)
    assert done["issues"][0]["pointer"] == pointer
    assert done["issues"][0]["code"].startswith(code)
    assert await query(RECORD) == "0/0/0/0"
    assert await query("SELECT count(*) FROM import_lines") == 0


async def test_one_line_needs_no_number(registry: RegistryCaller) -> None:
    done = await sent(registry, lines(make_document("x", organization="nowhere")))

    assert done["issues"][0]["pointer"] == "/plan/organization"


async def test_marks_blank_lines_and_line_ends_of_all_kinds_are_read_over(
    registry: RegistryCaller,
) -> None:
    one, two, three = (dump_json(plan) for plan in PLANS)

    done = await sent(registry, b"\xef\xbb\xbf" + one + b"\r\n\r\n \n" + two + b"\n\t\n" + three)

    assert (done["state"], done["result"]["created"]) == ("succeeded", 6)


async def test_the_same_lines_again_write_nothing(registry: RegistryCaller, query: Query) -> None:
    await sent(registry, lines(*PLANS))
    before = await query(RECORD)

    again = await registry.submit(lines(*reversed(PLANS)), headers=NDJSON)

    assert (again.status_code, again.json()["state"]) == (200, "succeeded")
    assert again.json()["result"]["unchanged"] == 6
    assert again.json()["result"]["versions"] == []
    assert await query(RECORD) == before
    assert await query("SELECT count(*) FROM import_lines") == 0
    assert (await registry.get(again.headers["location"])).content == again.content


async def test_the_same_facts_in_other_bytes_are_compared_and_unchanged(
    registry: RegistryCaller, query: Query
) -> None:
    await sent(registry, lines(*PLANS))
    before = await query(RECORD)
    spaced = b"".join(dump_json(plan).replace(b'"format"', b' "format"') + b"\n" for plan in PLANS)

    other = await sent(registry, spaced)
    known = await registry.submit(spaced, headers=NDJSON)

    assert (other["result"]["unchanged"], known.status_code) == (6, 200)
    assert await query(RECORD) == before


async def test_a_line_is_only_known_while_its_plan_is_what_it_made_of_it(
    registry: RegistryCaller,
) -> None:
    await sent(registry, lines(*PLANS))
    await registry.patch("/v1/plans/plan-1/projects/a", {"title": "다른 사업"})

    done = await sent(registry, lines(*PLANS))

    result = done["result"]
    assert (result["changed"], result["unchanged"]) == (1, 5)
    assert [(v["plan"], v["code"]) for v in result["versions"]] == [("plan-1", "a")]
    assert (await registry.submit(lines(*PLANS), headers=NDJSON)).status_code == 200


async def test_a_line_is_only_known_while_its_organizations_are_what_it_made_of_them(
    registry: RegistryCaller, query: Query
) -> None:
    await sent(registry, lines(*PLANS))
    renamed = make_document("other")
    renamed["organizations"][0]["name"] = "다른 도"
    await registry.imported(renamed)

    done = await sent(registry, lines(*PLANS))

    assert [version["kind"] for version in done["result"]["versions"]] == ["organization"]
    assert await query("SELECT name FROM organizations") == "어느도"


async def test_lines_that_contradict_each_other_are_never_known(registry: RegistryCaller) -> None:
    other = make_document("plan-9", make_project("a"))
    other["organizations"][0]["name"] = "다른 도"
    both = lines(PLANS[0], other)

    first = await sent(registry, both)
    second = await sent(registry, both)

    kinds = [[v["kind"] for v in done["result"]["versions"]] for done in (first, second)]
    assert kinds[0].count("organization") == kinds[1].count("organization") == 2


async def test_pruning_looks_at_what_a_known_line_does_not_name(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan-0", *(make_project(code) for code in "abc")))
    await sent(registry, lines(PLANS[0]))

    kept = await registry.submit(lines(PLANS[0]), headers=NDJSON)
    pruned = await sent(registry, lines(PLANS[0]), prune=True)
    again = await registry.submit(lines(PLANS[0]), headers=NDJSON, prune=True)

    assert (kept.status_code, kept.json()["result"]["not_in_file"]) == (200, 1)
    assert pruned["result"]["deleted"] == 1
    assert (again.status_code, again.json()["result"]["not_in_file"]) == (200, 0)


async def test_a_line_with_something_odd_is_told_every_time(registry: RegistryCaller) -> None:
    odd = lines(make_document("plan", make_project("a", regions=["0000000000"])))

    found = [await sent(registry, odd) for _ in range(2)]

    assert [[issue["code"] for issue in done["issues"]] for done in found] == [
        ["unknown_region"],
        ["unknown_region"],
    ]


async def test_known_and_new_lines_go_together(registry: RegistryCaller, query: Query) -> None:
    await sent(registry, lines(*PLANS[:2]))
    new = make_document("plan-2", make_project("a", title="새 사업"))

    done = await sent(registry, lines(PLANS[0], new, PLANS[1]))

    counts = done["result"]
    assert (counts["created"], counts["changed"], counts["unchanged"]) == (1, 0, 4)
    assert await query("SELECT count(*) FROM commits") == 2


async def test_a_known_line_that_is_overtaken_while_it_waits_is_refused(
    registry: RegistryCaller, query: Query
) -> None:
    await sent(registry, lines(PLANS[0]))
    await query(HOLD, "organizations")
    queued = await registry.submit(lines(PLANS[1], PLANS[0]), headers=NDJSON)
    await registry.patch("/v1/plans/plan-0/projects/a", {"title": "다른 사업"})
    await query(LET_GO, "organizations")

    done = await ended(registry, queued.json())

    again = await sent(registry, lines(PLANS[0], PLANS[1]))

    assert (done["state"], done["issues"][0]["code"]) == ("failed", "conflict")
    assert done["issues"][0]["pointer"] == "/1"
    assert (again["result"]["changed"], again["result"]["created"]) == (1, 2)


async def test_a_known_line_that_its_own_import_contradicts_is_refused_once(
    registry: RegistryCaller,
) -> None:
    other = make_document("plan-9", make_project("a"))
    other["organizations"][0]["name"] = "다른 도"
    await sent(registry, lines(PLANS[0]))

    first = await sent(registry, lines(other, PLANS[0]))
    second = await sent(registry, lines(other, PLANS[0]))

    assert (first["state"], first["issues"][0]["pointer"]) == ("failed", "/1")
    assert (second["state"], second["result"]["created"]) == ("succeeded", 1)


async def test_progress_is_seen_while_the_import_runs(
    registry: RegistryCaller, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_worker, "_PROGRESS_SECONDS", 0.0)
    await query(HOLD, "plan:plan-2")
    queued = await registry.submit(lines(*PLANS), headers=NDJSON)
    location = queued.headers["location"]
    async with asyncio.timeout(20):
        while True:
            found = (await registry.get(location)).json()
            if found["progress"]["done"] == 2:
                break
            await asyncio.sleep(0.05)
    await query(LET_GO, "plan:plan-2")

    assert (found["state"], found["progress"]) == ("queued", {"done": 2, "total": 3})
    assert (await ended(registry, found))["progress"] is None


async def test_validating_a_stream_gives_the_verdict_and_takes_all_back(
    registry: RegistryCaller, query: Query
) -> None:
    good = await sent(registry, lines(*PLANS), validate_only=True)
    bad = await sent(registry, lines(PLANS[0]) + b"{}\n", validate_only=True)
    before = await query(RECORD)
    await sent(registry, lines(*PLANS))
    known = await sent(registry, lines(*PLANS), validate_only=True)

    assert (good["state"], good["result"]["created"]) == ("validated", 6)
    assert good["result"]["sequence"] is None
    assert (bad["state"], bad["issues"][0]["pointer"]) == ("failed", "/1/plan")
    assert before == "0/0/0/0"
    assert (known["state"], known["result"]["unchanged"]) == ("validated", 6)


async def test_a_repeated_stream_gets_the_first_answer_and_leaves_nothing(
    registry: RegistryCaller, query: Query
) -> None:
    await query(HOLD, "organizations")
    first = await registry.submit(lines(*PLANS), headers=NDJSON, key="one")
    again = await registry.submit(lines(*PLANS), headers=NDJSON, key="one")
    other = await registry.submit(lines(*PLANS[:2]), headers=NDJSON, key="one")
    waiting = await query("SELECT count(*) FROM import_lines")
    await query(LET_GO, "organizations")

    assert (again.status_code, again.content) == (202, first.content)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert waiting == 3
    assert (await ended(registry, first.json()))["state"] == "succeeded"


async def test_a_line_has_a_limit(
    registry: RegistryCaller, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_bodies, "MAX_LINE_BYTES", len(dump_json(PLANS[0])))
    longer = make_document("plan-9", make_project("a"), make_project("b"))

    assert (await sent(registry, lines(*PLANS, longer)))["state"] == "succeeded"
    longer["plan"]["title"] += "."
    await _refused(registry, query, lines(*PLANS, longer), (413, "payload_too_large"))


async def test_the_number_of_lines_has_a_limit(
    registry: RegistryCaller, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MAX_IMPORT_LINES", 2)

    assert (await sent(registry, lines(*PLANS[:2])))["state"] == "succeeded"
    await _refused(registry, query, lines(*PLANS), (422, "invalid_input"))


async def _refused(
    registry: RegistryCaller, query: Query, body: bytes, why: tuple[int, str]
) -> None:
    """Send what is refused, and see that nothing of it is left."""
    before = await query("SELECT count(*) FROM imports")
    answer = await registry.submit(body, headers=NDJSON)

    assert (answer.status_code, answer.json()["code"]) == why
    assert await query("SELECT count(*) FROM imports") == before


@pytest.mark.parametrize("body", [b"", b"\n \r\n"])
async def test_an_empty_stream_holds_no_document(registry: RegistryCaller, body: bytes) -> None:
    answer = await registry.submit(body, headers=NDJSON)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "no_document")


async def test_large_imports_are_prepared_in_other_processes(
    registry: RegistryCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_worker, "_LARGE", 0)
    plans = [make_document(f"plan-{n}", make_project("a")) for n in range(9)]

    done = await sent(registry, lines(*plans))
    wrong = await sent(registry, lines(*plans[:6]).replace(b"annual", b"usual") + b"{}\n")

    assert (done["state"], done["result"]["created"]) == ("succeeded", 9)
    assert [issue["pointer"] for issue in wrong["issues"]] == ["/0/plan/kind"]
