"""One commit against its seal: whether the hash still holds and, if not, which row explains it.

A seal says only whether something changed. To name the row, the likely changes are taken back one
by one: the one after which the seal holds is the fault.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from uuid import UUID

from .audit import EventRow, Fault, FaultCode, RecordedCommit, SeenVersion
from .chain import DocumentEntry, chained

__all__ = ["UNEXPLAINED", "check_documents", "entries_in", "entries_of", "explain"]

UNEXPLAINED = "the commit's row, or what it recorded, does not fit its seal"

_MOST_PAIRS = 40
"""Documents of a commit among which a swap of two is looked for."""

_COLUMNS = ("kind", "plan", "code", "digest")
_Key = tuple[UUID, int]
_Repair = tuple[list[Fault], Sequence[DocumentEntry]]


def entries_of(
    events: Sequence[EventRow], published: Mapping[_Key, str | None]
) -> list[DocumentEntry]:
    """Return what a commit's events, and the digests of published forms, say it recorded."""
    return [_entry(event, published.get(event.key)) for event in events]


def entries_in(commit: RecordedCommit) -> list[DocumentEntry]:
    """Return what a commit recorded, as its events say."""
    published = {version.key: version.published for version in commit.versions}
    return entries_of(commit.events, published)


def _entry(event: EventRow, published: str | None) -> DocumentEntry:
    return DocumentEntry(
        kind=event.kind,
        entity_id=event.entity_id,
        version=event.version,
        change=event.change,
        plan=event.plan,
        code=event.code,
        digest=event.digest,
        published=published,
    )


def check_documents(commit: RecordedCommit, *, events_hold: bool) -> Iterator[Fault]:
    """Compare each version with its facts, and with its event where that is known to be right.

    Versions without an event, and events without a version, are left to the walk: they may only
    have changed places with those of another commit.
    """
    if events_hold and [event.ordinal for event in commit.events] != [*range(len(commit.events))]:
        yield _fault(commit, "edited", "events.ordinal")
    events = {event.key: event for event in commit.events} if events_hold else {}
    for version in commit.versions:
        event = events.get(version.key)
        if event is not None:
            yield from _against_event(commit, version, event)
        if version.facts_digest != (event.digest if event else version.digest):
            yield _fault(commit, "facts_digest", f"versions.facts of {version.place}")
        if events_hold and version.published != version.published_facts_digest:
            yield _fault(commit, "facts_digest", f"published_documents.facts of {version.place}")
        for what in version.derived:
            yield _fault(commit, "edited", f"{what} of {version.place}")


def _against_event(
    commit: RecordedCommit, version: SeenVersion, event: EventRow
) -> Iterator[Fault]:
    for column in _COLUMNS:
        if getattr(version, column) != getattr(event, column):
            yield _fault(commit, "edited", f"versions.{column} of {version.place}")
    if version.tombstone != (event.change == "deleted"):
        yield _fault(commit, "edited", f"versions.tombstone of {version.place}")


def explain(commit: RecordedCommit, previous: str) -> list[Fault]:
    """Name what made a commit's seal break."""
    for faults, entries in _repairs(commit):
        if chained(previous, commit.row.entry(entries)) == commit.row.hash:
            return faults
    return [_fault(commit, "edited", UNEXPLAINED)]


def _repairs(commit: RecordedCommit) -> Iterator[_Repair]:
    entries = entries_in(commit)
    versions = {version.key: version for version in commit.versions}
    yield from _events_edited(commit, entries, versions)
    yield from _event_inserted(commit, entries, versions)
    yield from _event_missing(commit, entries)
    yield from _event_redirected(commit, entries, versions)
    yield from _published_changed(commit, entries, versions)
    yield from _events_swapped(commit, entries)


def _events_edited(
    commit: RecordedCommit, entries: Sequence[DocumentEntry], versions: dict[_Key, SeenVersion]
) -> Iterator[_Repair]:
    """Take what the versions say in place of what the events say."""
    for index, event in enumerate(commit.events):
        version = versions.get(event.key)
        for entry in _entries_of(version) if version else ():
            wrong = [name for name in _COLUMNS if getattr(event, name) != getattr(entry, name)]
            wrong += ["change"] if event.change != entry.change else []
            faults = [
                _fault(commit, "edited", f"events.{column} of event {event.ordinal}")
                for column in wrong
            ]
            yield faults, [*entries[:index], entry, *entries[index + 1 :]]


def _entries_of(version: SeenVersion) -> list[DocumentEntry]:
    """Return what the event of a version can have said."""
    changes = ["deleted"] if version.tombstone else ["changed", "created"]
    return [
        DocumentEntry(
            kind=version.kind,
            entity_id=version.entity_id,
            version=version.version,
            change=change,
            plan=version.plan,
            code=version.code,
            digest=version.digest,
            published=version.published,
        )
        for change in changes
    ]


def _event_inserted(
    commit: RecordedCommit, entries: Sequence[DocumentEntry], versions: dict[_Key, SeenVersion]
) -> Iterator[_Repair]:
    for index, event in enumerate(commit.events):
        if event.key not in versions:
            fault = _fault(commit, "inserted", f"event {event.ordinal}")
            yield [fault], [*entries[:index], *entries[index + 1 :]]


def _event_missing(commit: RecordedCommit, entries: Sequence[DocumentEntry]) -> Iterator[_Repair]:
    """Put an event back for a version that has none, where an ordinal is left out."""
    taken = {event.ordinal for event in commit.events}
    gap = next(n for n in range(len(entries) + 1) if n not in taken)
    for version in _without_event(commit):
        fault = _fault(commit, "missing", f"event {gap}, of {version.place}")
        for entry in _entries_of(version):
            yield [fault], [*entries[:gap], entry, *entries[gap:]]


def _event_redirected(
    commit: RecordedCommit, entries: Sequence[DocumentEntry], versions: dict[_Key, SeenVersion]
) -> Iterator[_Repair]:
    """Let an event of an unknown version tell of a version that has no event."""
    for version in _without_event(commit):
        for index, event in enumerate(commit.events):
            if event.key not in versions:
                fault = _fault(commit, "edited", f"event {event.ordinal}, of {version.place}")
                for entry in _entries_of(version):
                    yield [fault], [*entries[:index], entry, *entries[index + 1 :]]


def _without_event(commit: RecordedCommit) -> list[SeenVersion]:
    known = {event.key for event in commit.events}
    return [version for version in commit.versions if version.key not in known]


def _published_changed(
    commit: RecordedCommit, entries: Sequence[DocumentEntry], versions: dict[_Key, SeenVersion]
) -> Iterator[_Repair]:
    for index, event in enumerate(commit.events):
        version = versions.get(event.key)
        if version is None or version.published is None:
            continue
        digest = _fault(commit, "edited", f"published_documents.digest of {version.place}")
        row = _fault(commit, "inserted", f"published_documents of {version.place}")
        for fault, right in ((digest, version.published_facts_digest), (row, None)):
            entry = replace(entries[index], published=right)
            yield [fault], [*entries[:index], entry, *entries[index + 1 :]]


def _events_swapped(commit: RecordedCommit, entries: Sequence[DocumentEntry]) -> Iterator[_Repair]:
    if len(entries) > _MOST_PAIRS:
        return
    for first, second in combinations(range(len(entries)), 2):
        swapped = list(entries)
        swapped[first], swapped[second] = entries[second], entries[first]
        ordinals = commit.events[first].ordinal, commit.events[second].ordinal
        yield [_fault(commit, "swapped", f"events {ordinals[0]} and {ordinals[1]}")], swapped


def _fault(commit: RecordedCommit, code: FaultCode, what: str) -> Fault:
    return Fault(code=code, sequence=commit.row.sequence, commit=commit.row.id, what=what)
