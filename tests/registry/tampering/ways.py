"""Ways to change the record, each with the fault that must be named, and where."""

import json
from collections.abc import Awaitable, Callable

from pledge_registry.domain.chain import FIRST_HASH, chained
from pledge_registry.domain.seal_check import entries_in
from pledge_registry.storage.audit import AuditReader

from .means import Found, Tampering, number_of

__all__ = ["WAYS", "Way"]

Way = Callable[[Tampering], Awaitable[Found]]
WAYS: list[Way] = []


def way(act: Way) -> Way:
    WAYS.append(act)
    return act


_OTHER_COMMIT = {
    "id": "uuidv7()",
    "at": "at + interval '1 microsecond'",
    "actor": "uuidv7()",
    "reason": "coalesce(reason, '') || '.'",
    "request_id": "coalesce(request_id, '') || '.'",
    "actions": """actions || '[{"action": "close", "subject": "x", "detail": {}}]'""",
    "hash": "encode(sha256(hash::bytea), 'hex')",
}


@way
async def edited_commit(at: Tampering) -> Found:
    (row,) = await at.some("commits")
    column = at.random.choice([*_OTHER_COMMIT])
    await at.update("commits", f"{column} = {_OTHER_COMMIT[column]}", row)
    return {"edited"}, number_of(row)


_OTHER_EVENT = {
    "ordinal": "ordinal + 50",
    "change": "CASE change WHEN 'changed' THEN 'deleted' ELSE 'changed' END",
    "kind": "CASE kind WHEN 'plan' THEN 'project' ELSE 'plan' END",
    "entity_id": "uuidv7()",
    "version": "version + 1",
    "plan": "coalesce(plan, '') || 'x'",
    "code": "code || 'x'",
    "digest": "encode(sha256(digest::bytea), 'hex')",
}


@way
async def edited_event(at: Tampering) -> Found:
    (row,) = await at.some("events")
    column = at.random.choice([*_OTHER_EVENT])
    await at.update("events", f"{column} = {_OTHER_EVENT[column]}", row)
    # Another ordinal may also be another order, as two that were swapped.
    return {"edited"} | ({"swapped"} if column == "ordinal" else set()), number_of(row)


_OTHER_VERSION = {
    "entity_id": ("uuidv7()", "missing"),
    "version": ("version + 50", "missing"),
    "kind": ("CASE kind WHEN 'plan' THEN 'organization' ELSE 'plan' END", "edited"),
    "plan": ("coalesce(plan, '') || 'x'", "edited"),
    "code": ("code || 'x'", "edited"),
    "tombstone": ("NOT tombstone", "edited"),
    "schema_number": ("schema_number + 1", "edited"),
    "digest": ("encode(sha256(digest::bytea), 'hex')", "edited"),
    "facts": (
        "set_byte(facts, length(facts) / 2, get_byte(facts, length(facts) / 2) # 1)",
        "facts_digest",
    ),
    "summary": ("""summary || '{"title": "다른 제목"}'""", "edited"),
}


@way
async def edited_version(at: Tampering) -> Found:
    (row,) = await at.some("versions")
    column = at.random.choice([*_OTHER_VERSION])
    other, code = _OTHER_VERSION[column]
    await at.update("versions", f"{column} = {other}", row)
    # A published form left without its version breaks the seal before anything else is asked.
    return {code} | ({"edited"} if code == "missing" else set()), number_of(row)


@way
async def edited_published(at: Tampering) -> Found:
    (row,) = await at.some("published_documents")
    change, code = at.random.choice(
        [
            ("digest = encode(sha256(facts || 'x'), 'hex')", "edited"),
            ("facts = facts || ' '::bytea", "facts_digest"),
        ]
    )
    await at.update("published_documents", change, row)
    return {code}, number_of(row)


@way
async def deleted_published(at: Tampering) -> Found:
    (row,) = await at.some("published_documents")
    await at.delete("published_documents", row)
    return {"edited"}, number_of(row)


@way
async def inserted_published(at: Tampering) -> Found:
    rows = await at.rows("SELECT DISTINCT entity_id FROM published_documents")
    taken = {row["entity_id"] for row in rows}
    (row,) = await at.some("versions", such=lambda each: each["entity_id"] not in taken)
    await at.copy("versions", "entity_id, version, digest, facts", row, "published_documents")
    return {"inserted"}, number_of(row)


_OTHER_ACTUAL = {
    "value": "coalesce(value, 0) + 1",
    "text": "coalesce(text, '') || '.'",
    "reported_rate": "coalesce(reported_rate, 0) + 1",
    "approval": "CASE approval WHEN 'draft' THEN 'approved' ELSE 'draft' END",
    "withdrawn": "NOT withdrawn",
    "evidence": """evidence || '[{"title": "x"}]'""",
}


@way
async def edited_actual(at: Tampering) -> Found:
    (row,) = await at.some("actuals")
    column = at.random.choice([*_OTHER_ACTUAL])
    await at.update("actuals", f"{column} = {_OTHER_ACTUAL[column]}", row)
    return {"edited"}, number_of(row)


@way
async def deleted_commit(at: Tampering) -> Found:
    (newest,) = await at.rows("SELECT max(sequence) AS number FROM commits")
    (row,) = await at.some("commits", such=lambda each: number_of(each) < number_of(newest))
    await at.delete("commits", row)
    if at.random.random() < 0.5:
        await at.run("DELETE FROM events WHERE commit_id = :id", id=row["id"])
        await at.run("DELETE FROM versions WHERE commit_id = :id", id=row["id"])
    return {"missing"}, number_of(row)


@way
async def deleted_event(at: Tampering) -> Found:
    (row,) = await at.some("events")
    await at.delete("events", row)
    return {"missing"}, number_of(row)


@way
async def deleted_version(at: Tampering) -> Found:
    (row,) = await at.some("versions")
    await at.delete("published_documents", row)
    await at.delete("versions", row)
    return {"missing", "edited"}, number_of(row)


@way
async def deleted_version_with_its_event(at: Tampering) -> Found:
    (row,) = await at.some("versions")
    version = {"entity_id": row["entity_id"], "version": row["version"]}
    await at.run(
        "DELETE FROM events WHERE entity_id = :entity_id AND version = :version", **version
    )
    await at.delete("published_documents", row)
    await at.delete("versions", row)
    return {"edited"}, number_of(row)


_COLUMNS = ["id", "sequence", "at", "actor", "reason", "request_id", "actions", "hash"]


@way
async def swapped_commits(at: Tampering) -> Found:
    first, second = await at.some("commits", 2)
    ids = {"a": first["id"], "b": second["id"]}
    kept = "CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM commits WHERE id IN (:a, :b)"
    await at.run(kept, **ids)
    await at.run("DELETE FROM commits WHERE id IN (:a, :b)", **ids)
    taken = at.random.choice([{"sequence"}, {*_COLUMNS} - {"sequence", "hash"}])
    chosen = (f"{'other' if name in taken else 'own'}.{name}" for name in _COLUMNS)
    await at.run(
        f"INSERT INTO commits ({', '.join(_COLUMNS)}) SELECT {', '.join(chosen)}"  # noqa: S608 - the test's own words
        " FROM kept own JOIN kept other ON own.id <> other.id"
    )
    return {"swapped"}, number_of(first)


@way
async def swapped_versions(at: Tampering) -> Found:
    first, second = await at.apart("versions")
    columns, codes = at.random.choice(
        [
            ("facts", {"facts_digest"}),
            ("facts digest summary", {"facts_digest", "edited"}),
            ("commit_id", {"swapped"}),
        ]
    )
    if first["digest"] == second["digest"]:
        columns, codes = "commit_id", {"swapped"}
    for one, other in ((first, second), (second, first)):
        for name in columns.split():
            value = json.dumps(other[name]) if name == "summary" else other[name]
            cast = "CAST(:value AS jsonb)" if name == "summary" else ":value"
            await at.update("versions", f"{name} = {cast}", one, value=value)
    return codes, number_of(first)


@way
async def swapped_events_of_a_commit(at: Tampering) -> Found:
    (row,) = await at.some("events", such=lambda each: each["ordinal"] != 0)
    own = {"commit_id": row["commit_id"]}
    await at.update("events", "ordinal = -1", own | {"ordinal": 0})
    await at.update("events", "ordinal = 0", row)
    await at.update("events", "ordinal = :to", own | {"ordinal": -1}, to=row["ordinal"])
    return {"swapped"}, number_of(row)


@way
async def swapped_events_of_two_commits(at: Tampering) -> Found:
    first, second = await at.apart("events")
    await at.update("events", "ordinal = -1", first)
    await at.update("events", "ordinal = -2", second)
    for held, ordinal, place in ((first, -1, second), (second, -2, first)):
        moved = {"commit_id": held["commit_id"], "ordinal": ordinal}
        to = {"commit": place["commit_id"], "to": place["ordinal"]}
        await at.update("events", "commit_id = :commit, ordinal = :to", moved, **to)
    return {"swapped"}, number_of(first)


@way
async def inserted_commit(at: Tampering) -> Found:
    (newest,) = await at.rows("SELECT max(sequence) AS number FROM commits")
    end = number_of(newest) + 1
    sequence, code, place = at.random.choice(
        [(0, "inserted", 0), (-7, "inserted", -7), (end, "edited", end), (end + 4, "missing", end)]
    )
    (row,) = await at.some("commits")
    columns = "actor, reason, request_id, actions, hash"
    await at.copy("commits", f"uuidv7(), {sequence}, now() + interval '1 day', {columns}", row)
    return {code}, place


@way
async def inserted_version(at: Tampering) -> Found:
    (row,) = await at.some("versions")
    columns = (
        "uuidv7(), version, kind, plan, code, commit_id, tombstone, schema_number, digest, facts"
    )
    await at.copy("versions", f"{columns}, summary", row)
    return {"inserted"}, number_of(row)


@way
async def inserted_event(at: Tampering) -> Found:
    (row,) = await at.some("events")
    columns = "commit_id, ordinal + 1000, change, kind, uuidv7(), version, plan, code, digest"
    await at.copy("events", columns, row)
    return {"inserted"}, number_of(row)


@way
async def cut_tail(at: Tampering) -> Found:
    """Cut off the newest commits; more often than not hide it by putting the head back."""
    await at.hold_heads(0.3)
    rows = await at.rows("SELECT id, sequence AS number FROM commits ORDER BY sequence DESC")
    cut = rows[: at.random.randint(1, len(rows) - 1)]
    ids = [row["id"] for row in cut]
    await at.run(
        """DELETE FROM published_documents p USING versions v WHERE v.commit_id = ANY(:ids)
            AND v.entity_id = p.entity_id AND v.version = p.version""",
        ids=ids,
    )
    await at.run("DELETE FROM actuals WHERE commit_id = ANY(:ids)", ids=ids)
    await at.run("DELETE FROM events WHERE commit_id = ANY(:ids)", ids=ids)
    await at.run("DELETE FROM versions WHERE commit_id = ANY(:ids)", ids=ids)
    await at.run("DELETE FROM commits WHERE id = ANY(:ids)", ids=ids)
    if at.random.random() < 0.7:
        await at.move_head()
    return {"tail_cut"}, number_of(cut[-1])


@way
async def new_chain(at: Tampering) -> Found:
    """Change a commit, then compute every hash from there on, as the registry would."""
    await at.hold_heads(0.4)
    (row,) = await at.some("commits")
    await at.update("commits", "reason = 'nothing'", row)
    reader = AuditReader(at.connection)
    sealed = await reader.hash_of(number_of(row) - 1) or FIRST_HASH
    async for commit in reader.commits_after(number_of(row) - 1):
        sealed = chained(sealed, commit.row.entry(entries_in(commit)))
        await at.update("commits", "hash = :hash", {"id": commit.row.id}, hash=sealed)
    await at.move_head()
    return {"head_mismatch"}, min(
        head.sequence for head in at.held if head.sequence >= number_of(row)
    )
