"""The difference of two versions of a document, and which version made each change."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pledge_shared.database.connections import Database
from pledge_shared.errors import InvalidInputError, InvalidParameterError
from pledge_shared.publication import View

from ..domain.differences import Difference, Makers, differences
from ..domain.presence import ever
from ..domain.versions import Stored
from ..errors import (
    UnknownOrganizationError,
    UnknownPlanError,
    UnknownProjectError,
    UnknownVersionError,
)
from ..storage.reading import DocumentReader
from .points import resolve

__all__ = ["Change", "DocumentName", "History", "Range", "VersionsApart"]

_MOST_VERSIONS = 1_000
_AT_ONCE = 50

Facts = dict[str, Any]


class TooManyVersionsError(InvalidInputError):
    """So many versions lie between the two that the walk over them would take too long."""

    code = "too_many_versions"
    title = "Too many versions lie between the two"
    title_ko = "두 판 사이에 판이 너무 많습니다"

    def __init__(self) -> None:
        super().__init__(
            f"At most {_MOST_VERSIONS:,} versions may lie between; compare in shorter steps."
        )


@dataclass(frozen=True, slots=True)
class DocumentName:
    """An organization or plan by its code, or a project by its plan's and its own."""

    kind: str
    code: str
    plan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Two versions, each by its number or by a point of the record; 0 is before the first."""

    first: int | None = None
    first_as_of: str | None = None
    last: int | None = None
    last_as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after, with the version that made it what it became, and its commit."""

    pointer: str
    before: Any
    after: Any
    version: int
    sequence: int
    at: datetime
    actor: UUID
    reason: str | None


@dataclass(frozen=True, slots=True)
class VersionsApart:
    """Two versions of a document and what lies between them; version 0 is nothing yet."""

    document: Stored
    first: int
    last: int
    changes: Sequence[Change]


class History:
    """Compares versions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def compare(self, name: DocumentName, between: Range, view: View) -> VersionsApart:
        """Return what changed between two versions, in the form that a view shows.

        Raises
        ------
        InvalidParameterError
            400: no first version is named, one is named twice, or they are in the wrong order.
        UnknownVersionError
            404: the document never had a version of this number.
        TooManyVersionsError
            422: it had too many between the two.
        """
        async with self._database.read() as connection:
            reader = DocumentReader(connection, view)
            document = await _find(reader, name)
            first, last = await _numbers(reader, document, between)
            changes = await _Walk(reader, document.entity_id).changes(first, last)
        return VersionsApart(document, first, last, changes)


async def _find(reader: DocumentReader, name: DocumentName) -> Stored:
    """Return the newest version, a tombstone included: what was deleted has a history too."""
    if name.kind == "organization":
        return ever(await reader.organization(name.code), UnknownOrganizationError)
    if name.plan is None:
        return ever(await reader.plan(name.code), UnknownPlanError)
    return ever(await reader.project(name.plan, name.code), UnknownProjectError)


async def _numbers(reader: DocumentReader, document: Stored, between: Range) -> tuple[int, int]:
    first = await _number(reader, document, between.first, between.first_as_of)
    last = await _number(reader, document, between.last, between.last_as_of)
    if first is None:
        raise InvalidParameterError("Name the version to begin with: `from` or `from_as_of`.")
    last = document.version if last is None else last
    if first > last:
        raise InvalidParameterError("`from` must not be later than `to`.")
    if last > document.version:
        raise UnknownVersionError
    if last - first > _MOST_VERSIONS:
        raise TooManyVersionsError
    return first, last


async def _number(
    reader: DocumentReader, document: Stored, number: int | None, as_of: str | None
) -> int | None:
    if as_of is None:
        return number
    if number is not None:
        raise InvalidParameterError("Name each version by its number or by a point, not by both.")
    found = await reader.by_id(document.entity_id, await resolve(reader, as_of))
    return found.version if found else 0


class _Walk:
    """Walks over the versions of one document, some of them in memory at a time."""

    def __init__(self, reader: DocumentReader, entity_id: UUID) -> None:
        self._reader = reader
        self._id = entity_id

    async def changes(self, first: int, last: int) -> list[Change]:
        """Return what differs between two versions, by the commits that made it differ."""
        start: Facts = {}
        before, makers = start, Makers()
        async for number, facts in self._states(first, last):
            if number == first:
                start = facts
            else:
                makers.note(number, (each.path for each in differences(before, facts)))
            before = facts
        made = [(each, makers.of(each.path)) for each in differences(start, before)]
        rows = await self._reader.history(self._id, below=last + 1, limit=last - first)
        commits = {row["version"]: row for row in rows}
        return [_change(each, commits[number]) for each, number in made]

    async def _states(self, first: int, last: int) -> AsyncIterator[tuple[int, Facts]]:
        for number in range(first, last + 1, _AT_ONCE):
            until = min(number + _AT_ONCE - 1, last)
            for version in await self._reader.versions(self._id, number, until):
                deleted = {"deleted": True} if version.tombstone else {}
                yield version.version, json.loads(version.facts) | deleted


def _change(difference: Difference, commit: Mapping[str, Any]) -> Change:
    return Change(
        pointer=difference.pointer,
        before=difference.before,
        after=difference.after,
        version=commit["version"],
        sequence=commit["sequence"],
        at=commit["at"],
        actor=commit["actor"],
        reason=commit["reason"],
    )
