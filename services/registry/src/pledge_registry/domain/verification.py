"""Walking the chain: every commit against the one before it, and the end against held heads."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from uuid import UUID

from .audit import CommitRow, Fault, FaultCode, RecordedCommit
from .chain import FIRST_HASH, CommitEntry, chained
from .seal_check import UNEXPLAINED, check_documents, entries_in, explain

__all__ = ["MOST_FAULTS", "ChainWalk", "FeedHead"]

MOST_FAULTS = 1_000
"""Reported by one walk; the record is not to be trusted long before."""

_MOST_BROKEN = 20
"""Commits with broken seals among which a swap of two is looked for."""

_Key = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class FeedHead:
    """The row that names the newest commit."""

    epoch: UUID
    sequence: int
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class _Broken:
    """A commit whose seal does not hold."""

    row: CommitRow
    entry: CommitEntry
    previous: str


@dataclass(slots=True)
class ChainWalk:
    """One walk over commits in order of their numbers.

    Attributes
    ----------
    after
        Number of the commit behind which the walk began.
    sequence
        Number of the last commit taken.
    """

    after: int
    sequence: int
    previous: str | None = FIRST_HASH
    """Hash of the last commit as stored; None when that commit is missing."""
    recomputed: str = FIRST_HASH
    sealed: bool = False
    """Whether a sealed commit was met: none without a seal may follow."""
    at: datetime | None = None
    """When the last commit was made."""
    faults: list[Fault] = field(default_factory=list)
    _events: dict[_Key, CommitRow] = field(default_factory=dict)
    _versions: dict[_Key, CommitRow] = field(default_factory=dict)
    _broken: list[_Broken] = field(default_factory=list)
    _broken_at: set[int] = field(default_factory=set)

    def take(self, commit: RecordedCommit) -> None:
        """Check the next commit."""
        row = commit.row
        if row.sequence <= self.sequence:
            self._add("inserted", row, "a commit with a number that was never given")
            return
        if row.sequence > self.sequence + 1:
            self._note_gap(row.sequence)
        entry = row.entry(entries_in(commit))
        holds = self._check_seal(commit, entry)
        self.faults += check_documents(commit, events_hold=holds)
        self._note_unmatched(commit)
        self.recomputed = chained(self.previous or FIRST_HASH, entry)
        self.sequence, self.previous, self.at = row.sequence, row.hash, row.at

    def _note_gap(self, found: int) -> None:
        first, last = self.sequence + 1, found - 1
        what = f"commit {first}" if first == last else f"commits {first} to {last}"
        self.faults.append(Fault(code="missing", sequence=first, what=what))
        self.previous = None

    def _check_seal(self, commit: RecordedCommit, entry: CommitEntry) -> bool:
        """Tell whether the events are known to be as they were recorded."""
        row = commit.row
        if row.hash == FIRST_HASH and not self.sealed:
            return True  # from before the chain: there is no seal to check
        self.sealed = True
        if self.previous is None or chained(self.previous, entry) == row.hash:
            return True
        if chained(self.recomputed, entry) == row.hash:
            self._blame_hash()
            return True
        self._broken_at.add(row.sequence)
        if len(self._broken) < _MOST_BROKEN:
            self._broken.append(_Broken(row, entry, self.previous))
        self.faults += explain(commit, self.previous)
        return False

    def _blame_hash(self) -> None:
        """Say of the commit before that only its hash was changed: the one behind it fits."""
        if self.sequence <= self.after:
            return  # said by the walk that took it
        self.faults = [
            each
            for each in self.faults
            if (each.sequence, each.what) != (self.sequence, UNEXPLAINED)
        ]
        self.faults.append(Fault(code="edited", sequence=self.sequence, what="commits.hash"))

    def _note_unmatched(self, commit: RecordedCommit) -> None:
        events = {event.key for event in commit.events}
        versions = {version.key for version in commit.versions}
        self._events |= dict.fromkeys(events - versions, commit.row)
        self._versions |= dict.fromkeys(versions - events, commit.row)

    def finish(self) -> None:
        """Say what changed places, once everything was taken, and leave what lies before."""
        self._find_moved()
        self._find_swapped_commits()
        reported = (each for each in self.faults if not 0 < (each.sequence or 0) <= self.after)
        self.faults = sorted(reported, key=lambda each: each.sequence or 0)

    def _find_moved(self) -> None:
        """Tell documents that moved to another commit from those that are missing or too many."""
        for key in self._events.keys() & self._versions.keys():
            for row in (self._events.pop(key), self._versions.pop(key)):
                self._forget(row.sequence)
                self._add("swapped", row, f"version {key[1]} of {key[0]} and its event are apart")
        moved = {each.sequence for each in self.faults if each.code == "swapped"}
        explained = self._broken_at | moved
        for key, row in self._events.items():
            if row.sequence not in explained:
                self._add("missing", row, f"version {key[1]} of {key[0]}")
        for key, row in self._versions.items():
            if row.sequence not in explained:
                self._add("inserted", row, f"version {key[1]} of {key[0]}")

    def _find_swapped_commits(self) -> None:
        for first, second in combinations(self._broken, 2):
            if _were_swapped(first, second):
                for one, other in ((first, second), (second, first)):
                    self._forget(one.row.sequence)
                    self._forget_follower(one, other.row.hash)
                    what = f"this and commit {other.row.sequence} stand in each other's place"
                    self._add("swapped", one.row, what)

    def _forget_follower(self, swapped: _Broken, right: str) -> None:
        """Clear the commit behind one that was swapped, if it fits the one that belongs there."""
        for each in self._broken:
            behind = each.row.sequence == swapped.row.sequence + 1
            if behind and chained(right, each.entry) == each.row.hash:
                self._forget(each.row.sequence)

    def _forget(self, sequence: int) -> None:
        """Take back what was said of a commit, now that it is explained otherwise."""
        self.faults = [
            each for each in self.faults if each.sequence != sequence or each.code == "swapped"
        ]

    def _add(self, code: FaultCode, row: CommitRow, what: str) -> None:
        fault = Fault(code=code, sequence=row.sequence, commit=row.id, what=what)
        if fault not in self.faults:
            self.faults.append(fault)

    def meet_end(self, head: FeedHead) -> None:
        """Compare the end of the record with the row that names the newest commit."""
        if self.sequence < head.sequence:
            first = self.sequence + 1
            what = f"the record ends at {self.sequence}, and its head says {head.sequence}"
            self.faults.append(Fault(code="tail_cut", sequence=first, what=what))
        elif self.sequence > head.sequence:
            what = f"the record goes on behind its head, which says {head.sequence}"
            self.faults.append(Fault(code="head_mismatch", sequence=head.sequence + 1, what=what))
        elif self.at is not None and head.hash != self.previous:
            if head.hash == self.recomputed:
                self._blame_hash()
            else:
                self._mismatch("feed_head.hash is not the hash of the newest commit")
        elif self.at is not None and head.at != self.at:
            self._mismatch("feed_head.at is not the time of the newest commit")

    def _mismatch(self, what: str) -> None:
        self.faults.append(Fault(code="head_mismatch", sequence=self.sequence, what=what))


def _were_swapped(first: _Broken, second: _Broken) -> bool:
    """Tell whether two commits fit the chain once each has the other's number, or content."""
    own = chained(first.previous, _at_place(second, first))
    return own in {first.row.hash, second.row.hash}


def _at_place(of: _Broken, place: _Broken) -> CommitEntry:
    return of.row.entry(of.entry.documents, sequence=place.row.sequence)
