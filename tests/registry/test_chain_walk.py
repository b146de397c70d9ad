"""The walk over the chain: what it takes for a seal, and where the chain begins."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pledge_registry.domain.audit import CommitRow, Fault, RecordedCommit
from pledge_registry.domain.chain import FIRST_HASH, chained
from pledge_registry.domain.verification import ChainWalk, FeedHead

_START = datetime(2026, 1, 1, tzinfo=UTC)
_EPOCH = UUID(int=1)


def _rows(unsealed: int, sealed: int) -> list[CommitRow]:
    """Make commits without documents: some from before the chain, the others in it."""
    rows: list[CommitRow] = []
    previous = FIRST_HASH
    for sequence in range(1, unsealed + sealed + 1):
        row = CommitRow(
            id=UUID(int=sequence),
            sequence=sequence,
            at=_START + timedelta(seconds=sequence),
            actor=UUID(int=9),
            reason=None,
            request_id=None,
            actions=[],
            hash=FIRST_HASH,
        )
        if sequence > unsealed:
            previous = chained(previous, row.entry([]))
        rows.append(replace(row, hash=previous))
    return rows


def _walked(
    rows: Sequence[CommitRow], head: CommitRow | None = None
) -> list[tuple[str, int | None]]:
    last = head or rows[-1]
    walk = ChainWalk(after=0, sequence=0)
    for row in rows:
        walk.take(RecordedCommit(row, [], []))
    walk.finish()
    walk.meet_end(FeedHead(_EPOCH, last.sequence, last.at, last.hash))
    return [(fault.code, fault.sequence) for fault in walk.faults]


def test_the_chain_begins_behind_commits_from_before_it() -> None:
    assert _walked(_rows(3, 3)) == []
    assert _walked(_rows(3, 0)) == []
    assert _walked(_rows(0, 3)) == []


def test_a_commit_in_the_chain_cannot_pass_for_one_from_before_it() -> None:
    for number in range(3):
        rows = _rows(0, 4)
        rows[number] = replace(rows[number], hash=FIRST_HASH)

        assert _walked(rows) == [("edited", number + 1)]


def test_commits_that_lost_their_seals_do_not_fit_the_next() -> None:
    rows = [replace(row, hash=FIRST_HASH) for row in _rows(0, 3)] + _rows(0, 5)[3:]

    assert _walked(rows)[0] == ("edited", 4)


def test_a_changed_hash_is_told_from_a_changed_commit() -> None:
    rows, words = _rows(0, 4), {}
    for field, value in (("hash", "a" * 64), ("reason", "x")):
        walk = ChainWalk(after=0, sequence=0)
        for row in [rows[0], replace(rows[1], **{field: value}), *rows[2:]]:  # type: ignore[arg-type]  # one of two fields
            walk.take(RecordedCommit(row, [], []))
        walk.finish()
        fault: Fault
        (fault,) = walk.faults
        assert fault.sequence == 2
        words[field] = fault.what

    assert words["hash"] == "commits.hash"
    assert "seal" in words["reason"]


def test_the_newest_commit_must_be_the_one_the_head_names() -> None:
    rows = _rows(0, 3)

    assert _walked(rows[:2], rows[2]) == [("tail_cut", 3)]
    assert _walked(rows, rows[1]) == [("head_mismatch", 3)]
    assert _walked(rows, replace(rows[2], hash="a" * 64)) == [("head_mismatch", 3)]
    assert _walked(rows, replace(rows[2], at=_START)) == [("head_mismatch", 3)]
    edited = [*rows[:2], replace(rows[2], hash="a" * 64)]
    assert _walked(edited, rows[2]) == [("edited", 3)]


def test_a_gap_is_one_fault_however_wide() -> None:
    rows = _rows(0, 9)

    assert _walked([*rows[:2], *rows[6:]]) == [("missing", 3)]
