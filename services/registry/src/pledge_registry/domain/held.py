"""Heads held outside the database, against the record: what shows a cut tail and a new chain.

Whoever can write the database can also compute a new chain. They cannot change what others wrote
down before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pledge_shared.heads import Head

from .audit import Fault

__all__ = ["Comparison", "Walked", "compare"]

Walked = Mapping[int, tuple[str, str]]
"""Hashes of the commits walked over, by their numbers: as stored and as recomputed."""

_Verdict = Literal["agrees", "differs", "cut", "other_epoch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the heads of one source say of a piece of the record.

    Attributes
    ----------
    other_epoch
        How many differ and were held before a backup was restored: they prove nothing, because
        numbers behind the backup were given again.
    fault
        The first that differs; all behind it differ as well.
    """

    source: str
    agree: int
    other_epoch: int
    fault: Fault | None


def compare(
    source: str, heads: Iterable[Head], walked: Walked, *, end: int | None, epoch: UUID
) -> Comparison:
    """Compare heads with the commits walked over.

    Parameters
    ----------
    end
        Number of the newest commit, if the walk reached it: heads behind it were cut off.
    """
    every = ((head, _verdict(head, walked, end, epoch)) for head in heads)
    judged = [(head, verdict) for head, verdict in every if verdict is not None]
    verdicts = [verdict for _, verdict in judged]
    wrong = [(head, verdict) for head, verdict in judged if verdict in {"differs", "cut"}]
    first = min(wrong, key=lambda each: each[0].sequence, default=None)
    agreeing = [head.sequence for head, verdict in judged if verdict == "agrees"]
    return Comparison(
        source=source,
        agree=verdicts.count("agrees"),
        other_epoch=verdicts.count("other_epoch"),
        fault=_fault(source, *first, end, agreeing) if first else None,
    )


def _verdict(head: Head, walked: Walked, end: int | None, epoch: UUID) -> _Verdict | None:
    """Judge one head; None when its commit was not walked over, or is missing anyway."""
    known = walked.get(head.sequence)
    if known is None and (end is None or head.sequence <= end):
        return None
    if known is not None and head.hash in known:
        return "agrees"
    if head.epoch not in {None, epoch}:
        return "other_epoch"
    return "cut" if known is None else "differs"


def _fault(
    source: str, head: Head, verdict: _Verdict, end: int | None, agreeing: list[int]
) -> Fault:
    if verdict == "cut" and end is not None:
        what = f"the record ends at {end}; the {source} holds the head {head.sequence}"
        return Fault(code="tail_cut", sequence=end + 1, what=what)
    before = max((each for each in agreeing if each < head.sequence), default=None)
    since = "" if before is None else f", after commit {before}, which agrees"
    what = f"the {source} holds another hash: the record was written anew here or before{since}"
    return Fault(code="head_mismatch", sequence=head.sequence, what=what)
