"""The audit: what was done, and whether the record still says what it said when it was done."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from pledge_shared.database.connections import Database
from pledge_shared.errors import InvalidParameterError
from pledge_shared.heads import Head
from pledge_shared.pagination import Page, cut_page, decode_number

from ..domain.audit import Fault, Stray
from ..domain.chain import FIRST_HASH, chained
from ..domain.held import Comparison, Walked, compare
from ..domain.verification import MOST_FAULTS, ChainWalk, FeedHead
from ..storage.audit import AuditReader
from ..storage.audit_log import AuditFilter, LoggedCommit, logged_commits
from .audit_file import AuditFile

__all__ = ["Audit", "Verification", "verify_piece"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What one walk over a piece of the record found; ``next`` None when it reached the end."""

    head: FeedHead
    after: int
    verified_up_to: int
    next: int | None
    commits: int
    faults: Sequence[Fault]
    held: Sequence[Comparison]

    @property
    def intact(self) -> bool:
        """Whether nothing in the piece was changed."""
        return not self.faults


class Audit:
    """Lists commits and verifies them."""

    def __init__(self, database: Database, file: AuditFile | None = None) -> None:
        self._database = database
        self._file = file

    async def page(
        self, wanted: AuditFilter, *, cursor: str | None, limit: int
    ) -> Page[LoggedCommit]:
        """Return a page of commits, newest first."""
        scope = f"audit:{wanted}"
        below = decode_number(scope, cursor) if cursor else None
        async with self._database.read() as connection:
            rows = await logged_commits(connection, wanted, below=below, limit=limit + 1)
        return cut_page(rows, limit, scope, lambda row: (str(row.sequence),))

    async def head(self) -> FeedHead:
        """Return the head of the chain, for others to hold."""
        async with self._database.read() as connection:
            return await AuditReader(connection).head()

    async def verify(
        self, after: int, heads: Sequence[Head] = (), *, seconds: float
    ) -> Verification:
        """Recompute what was recorded behind a commit, for some seconds or to the end.

        Parameters
        ----------
        after
            Number of the commit behind which to begin; 0 for the beginning.
        heads
            Held by the caller; those in the registry's own file are compared as well.

        Raises
        ------
        InvalidParameterError
            400: there is no commit of this number yet.
        """
        held: dict[str, Iterable[Head]] = {"caller": heads} if heads else {}
        if self._file is not None:
            held["file"] = self._file.heads(after)
        async with self._database.read() as connection:
            return await verify_piece(AuditReader(connection), after, held, seconds=seconds)


async def verify_piece(
    reader: AuditReader, after: int, held: Mapping[str, Iterable[Head]], *, seconds: float
) -> Verification:
    """Verify one piece of the record, and the heads held of it by each source."""
    head = await reader.head()
    if after > head.sequence:
        raise InvalidParameterError(f"The newest sequence number is {head.sequence}.")
    walk = await _begin(reader, after)
    walked, ended = await _walk(reader, walk, monotonic() + seconds)
    walk.finish()
    faults = walk.faults
    if ended:
        walk.meet_end(head)
        faults += [_of_stray(stray) for stray in await reader.stray()]
    end = walk.sequence if ended else None
    compared = await asyncio.to_thread(_compared, held, walked, end, head.epoch)
    return Verification(
        head=head,
        after=after,
        verified_up_to=walk.sequence,
        next=None if ended else walk.sequence,
        commits=len(walked),
        faults=[*faults, *(each.fault for each in compared if each.fault)],
        held=compared,
    )


def _compared(
    held: Mapping[str, Iterable[Head]], walked: Walked, end: int | None, epoch: UUID
) -> list[Comparison]:
    """Compare all heads; it may take reading a file, so it is not for the event loop."""
    return [compare(source, heads, walked, end=end, epoch=epoch) for source, heads in held.items()]


async def _begin(reader: AuditReader, after: int) -> ChainWalk:
    """Begin behind a commit, whose hash must be the one that its successor is chained to."""
    stored = await reader.hash_of(after)
    if after == 0 or stored is None:
        return ChainWalk(after=after, sequence=after, previous=None if after else FIRST_HASH)
    before = await reader.hash_of(after - 1) if after > 1 else FIRST_HASH
    entry = await reader.entry_of(after)
    return ChainWalk(
        after=after,
        sequence=after,
        previous=stored,
        recomputed=chained(before, entry) if before and entry else FIRST_HASH,
        sealed=stored != FIRST_HASH,
        at=entry.at if entry else None,
    )


async def _walk(
    reader: AuditReader, walk: ChainWalk, until: float
) -> tuple[dict[int, tuple[str, str]], bool]:
    """Take commits until the end or until the time is up; tell whether it was the end."""
    walked: dict[int, tuple[str, str]] = {}
    async with aclosing(reader.commits_after(walk.sequence or None)) as commits:
        async for commit in commits:
            walk.take(commit)
            if walk.sequence == commit.row.sequence:
                walked[walk.sequence] = (commit.row.hash, walk.recomputed)
            is_late = monotonic() > until or len(walk.faults) >= MOST_FAULTS
            if is_late and walk.sequence > walk.after:
                return walked, False
    return walked, True


def _of_stray(stray: Stray) -> Fault:
    what = f"{stray.count} rows of {stray.table} whose"
    if stray.table in {"events", "versions"}:
        of_commit = f"{what} commit is not there"
        return Fault(code="missing", sequence=None, commit=stray.of, what=of_commit)
    return Fault(code="missing", sequence=None, what=f"{what} version is not there: {stray.of}")
