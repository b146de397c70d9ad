"""A split or merge while its transaction runs: what was handed on, to whom, and how it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.codes import LineageKind
from pledge_shared.contracts.genealogy import (
    Conserved,
    Descent,
    MergeRequest,
    SplitRequest,
    Successor,
)
from pledge_shared.contracts.project import LineageEntry, ProjectFacts
from pledge_shared.errors import ConflictError, FieldError, InvalidInputError

from ..domain.conservation import Line, conservation, differences
from ..domain.documents import read_project
from ..domain.genealogy import has_unsettled, place_errors, with_entry
from ..domain.versions import Change, Commit, Stored
from ..storage.idempotency import KeptAnswer
from .work import Reply, UnitOfWork

__all__ = ["Passage", "SubProjectsLeftError", "conserved"]


class NotConservedError(InvalidInputError):
    """A split or merge makes or loses money, targets or actuals."""

    code = "not_conserved"
    title = "Money, targets or results differ before and after"
    title_ko = "예산·목표·실적이 전후로 다릅니다"

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(
            f"{len(lines)} line(s) differ; hand on what there was, or name each key in "
            "accept_differences with the resolution behind it.",
            extra={"differences": [conserved(line).model_dump() for line in lines]},
        )


class SubProjectsLeftError(ConflictError):
    """A project is split and it is not said where its sub-projects go."""

    code = "sub_projects_left"
    title = "Sub-projects would be left behind"
    title_ko = "갈 곳이 정해지지 않은 세부사업이 있습니다"

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            "Name in sub_projects the part that each sub-project goes with.",
            extra={"sub_projects": list(codes)},
        )


class UnsettledActualsError(ConflictError):
    """A project is split or merged while actuals of it are drafts or under review."""

    code = "unsettled_actuals"
    title = "Actuals are not approved yet"
    title_ko = "승인되지 않은 실적이 있습니다"

    def __init__(self) -> None:
        super().__init__("Approve what is a draft, submitted or sent back, or withdraw it.")


def conserved(line: Line) -> Conserved:
    """Return a line of the conservation table as it is answered."""
    return Conserved(key=line.key, before=line.before, after=line.after)


class Passage:
    """A split or merge while its transaction runs."""

    def __init__(
        self,
        work: UnitOfWork,
        plan: str,
        wanted: SplitRequest | MergeRequest,
        kind: LineageKind,
    ) -> None:
        self._work = work
        self._plan = plan
        self._wanted = wanted
        self._kind = kind

    async def run(
        self,
        old: Sequence[Stored],
        new: Sequence[ProjectFacts],
        moves: Mapping[str, str],
        *,
        at: str,
    ) -> Reply:
        """Make the new projects, move sub-projects to them, and end the old ones."""
        before = [read_project(each) for each in old]
        if errors := place_errors(before, new, at):
            raise InvalidInputError(errors[0].message, errors=tuple(errors))
        if any(map(has_unsettled, before)):
            raise UnsettledActualsError
        lines = self._conserved(before, new)
        self._work.author = replace(self._work.author, reason=self._wanted.reason)
        self._work.hands_on = True
        entry = LineageEntry(
            kind=self._kind,
            date=self._wanted.date,
            resolution=self._wanted.resolution,
            differences=tuple(line.text for line in differences(lines)),
        )
        await self._create(new, tuple(each.code for each in old), entry, at)
        for code, parent in moves.items():
            await self._move(code, parent)
        ended = entry.model_copy(update={"successors": tuple(each.code for each in new)})
        for each, facts in zip(old, before, strict=True):
            await self._work.retire_project(each, with_entry(facts, ended))
        return lambda commit: self._answer(commit, [each.code for each in old], lines)

    def _conserved(
        self, before: Sequence[ProjectFacts], after: Sequence[ProjectFacts]
    ) -> Sequence[Line]:
        lines = conservation(before, after)
        accepted = set(self._wanted.accept_differences)
        refused = [line for line in differences(lines) if line.key not in accepted]
        if refused:
            raise NotConservedError(refused)
        return lines

    async def _create(
        self,
        new: Sequence[ProjectFacts],
        predecessors: tuple[str, ...],
        entry: LineageEntry,
        at: str,
    ) -> None:
        begun = entry.model_copy(update={"predecessors": predecessors})
        try:
            await self._work.create_projects(self._plan, [with_entry(each, begun) for each in new])
        except InvalidInputError as error:
            raise InvalidInputError(str(error), errors=_pointing_into(at, error)) from None

    async def _move(self, code: str, parent: str) -> None:
        stored = await self._work.project(self._plan, code)
        facts = read_project(stored)
        await self._work.change_project(stored, facts.model_copy(update={"parent": parent}))

    def _answer(
        self, commit: Commit | None, predecessors: list[str], lines: Sequence[Line]
    ) -> KeptAnswer:
        assert commit is not None  # noqa: S101 - it wrote projects
        body = Descent.model_validate(
            {
                "kind": self._kind,
                "sequence": commit.sequence,
                "predecessors": predecessors,
                "successors": self._made("created", commit.sequence),
                "moved": self._made("changed", commit.sequence),
                "conserved": [conserved(line) for line in lines],
            }
        )
        place = f"/v1/plans/{self._plan}/projects/{predecessors[0]}/lineage"
        return KeptAnswer(201, canonical_bytes(body), place)

    def _made(self, change: Change, sequence: int) -> list[Successor]:
        stored = [
            version.stored(sequence)
            for version in self._work.recording.versions
            if version.change == change
        ]
        return [Successor(code=each.code, version=each.version, etag=each.etag) for each in stored]


def _pointing_into(at: str, error: InvalidInputError) -> tuple[FieldError, ...]:
    """Return errors of created projects with pointers into what was asked for."""
    return tuple(
        replace(each, pointer=at + each.pointer.removeprefix("/projects")) for each in error.errors
    )
