"""Evaluations as they are asked for, read, cancelled, published, verified and compared."""

import asyncio
from dataclasses import asdict, dataclass
from uuid import UUID, uuid5

from pledge_shared.canonical import canonical_bytes, dump_json
from pledge_shared.contracts.evaluations import (
    Evaluation,
    EvaluationComparison,
    EvaluationPins,
    EvaluationRequest,
    EvaluationVerification,
)
from pledge_shared.contracts.explanation import Explanation
from pledge_shared.database.connections import Database, ReadConnection
from pledge_shared.errors import ConflictError, ForbiddenError, NotFoundError
from pledge_shared.pagination import Page, cut_page, decode_number
from pledge_shared.security.policy import Actor

from ...storage import evaluations as storage
from ...storage.evaluations import EvaluationFilter, EvaluationRow, NewEvaluation
from ...storage.feed import position
from ...storage.inputs import save_documents
from ..wording import Language
from .comparing import compare
from .explaining import explain_subject
from .pinning import Pinned, Pinning
from .shown import shown
from .snapshot import pins_digest, stored_snapshot
from .stated import Key
from .verifying import Kept, verify

__all__ = ["Evaluations", "Reading", "new_run"]

_NAMESPACE = UUID("2f1d8c52-93f4-4a0e-8d0a-5e0b6f5c7a31")
_FINISHED = frozenset({"succeeded", "published"})


class EvaluationStateError(ConflictError):
    """The evaluation is not in a state for this."""

    code = "evaluation_state"
    title = "The evaluation's state does not allow this"
    title_ko = "평가의 현재 상태에서는 할 수 없습니다"


class SameOwnerError(ForbiddenError):
    """Whoever starts an evaluation does not publish it."""

    code = "same_owner"
    title = "Another owner's key has to decide"
    title_ko = "평가를 시작한 소유자는 공표할 수 없습니다"


@dataclass(frozen=True, slots=True)
class Reading:
    """Which run to read; ``published_only`` for everybody without a key."""

    id: UUID
    published_only: bool


class Evaluations:
    """Queues evaluations and answers for them.

    Parameters
    ----------
    woken
        Wakes the worker.
    """

    def __init__(
        self,
        database: Database,
        pinning: Pinning,
        woken: asyncio.Event,
    ) -> None:
        self._database = database
        self._pinning = pinning
        self._woken = woken

    async def start(self, request: EvaluationRequest, actor: Actor) -> Evaluation:
        """Pin what is published and queue a run; the same again is the same run.

        One that failed or was cancelled is tried again under a new id.
        """
        pinned = await self._pinning.pin(request, request.as_of or await self._newest())
        async with self._database.write() as connection:
            await _check_revised(connection, request)
            new = await new_run(
                connection, pinned, request.revises, actor=actor.id, owner=actor.owner
            )
            await save_documents(connection, pinned.documents)
            await storage.queue(connection, new)
            row = await storage.find_evaluation(connection, new.id)
        self._woken.set()
        return shown(_known(row))

    async def _newest(self) -> int:
        async with self._database.ask() as connection:
            place = await position(connection)
        return await self._pinning.newest(place.cursor)

    async def get(self, reading: Reading) -> Evaluation:
        """Return a run."""
        async with self._database.ask() as connection:
            return shown(await _read(connection, reading))

    async def page(
        self, wanted: EvaluationFilter, *, cursor: str | None, limit: int
    ) -> Page[Evaluation]:
        """Return runs, the newest first."""
        scope = f"evaluations:{dump_json(asdict(wanted)).decode()}"
        below = None if cursor is None else decode_number(scope, cursor)
        async with self._database.ask() as connection:
            rows = await storage.page_of_evaluations(
                connection, wanted, below=below, limit=limit + 1
            )
        page = cut_page(rows, limit, scope, lambda row: (str(row.number),))
        return Page([shown(row) for row in page.items], page.next)

    async def pins(self, reading: Reading) -> tuple[bytes, str]:
        """Return the bytes of what was pinned, and their digest."""
        async with self._database.ask() as connection:
            row = await _read(connection, reading)
        return row.pins, row.pins_digest

    async def results(self, reading: Reading) -> tuple[bytes, str]:
        """Return the bytes of a finished run's results, and their digest."""
        async with self._database.read() as connection:
            row = await _finished(connection, reading)
            document = await storage.results_of(connection, row.id)
        return document or b"", row.results_digest or ""

    async def verify(self, reading: Reading) -> EvaluationVerification:
        """Compute a finished run again from the pinned copies, and compare bytes."""
        async with self._database.read() as connection:
            row = await _finished(connection, reading)
            snapshot = await stored_snapshot(connection, row.pins)
            kept = Kept(
                pins=row.pins,
                pins_digest=row.pins_digest,
                results=await storage.results_of(connection, row.id) or b"",
                results_digest=row.results_digest or "",
                documents=snapshot.documents,
            )
        return await asyncio.to_thread(verify, kept)

    async def compare(self, before: Reading, after: Reading) -> EvaluationComparison:
        """Return what became of the points of one finished run in another."""
        async with self._database.read() as connection:
            sides = [
                await stored_snapshot(connection, (await _finished(connection, each)).pins)
                for each in (before, after)
            ]
        return await asyncio.to_thread(compare, *sides)

    async def explain(self, reading: Reading, key: Key, language: Language) -> Explanation:
        """Return how the points of a plan or a project of a finished run came about by items."""
        async with self._database.read() as connection:
            row = await _finished(connection, reading)
            pins = EvaluationPins.model_validate_json(row.pins)
            kept = await storage.documents_of(connection, [pins.scheme.input])
            results = await storage.results_of(connection, row.id) or b""
        scheme = kept[pins.scheme.input]
        return await asyncio.to_thread(explain_subject, pins, scheme, results, key, language)

    async def cancel(self, evaluation: UUID) -> Evaluation:
        """Stop a run that has not ended; a running one stops within a second."""
        async with self._database.write() as connection:
            row = _known(await storage.find_evaluation(connection, evaluation))
            state = await storage.hold(connection, evaluation)
            if state is None:
                await storage.request_cancel(connection, evaluation)
            elif state == "queued":
                await storage.finish(connection, evaluation, "cancelled")
            elif state != "cancelled":
                raise EvaluationStateError("Cancel a run before it has ended.")
            row = _known(await storage.find_evaluation(connection, evaluation))
        return shown(row)

    async def publish(self, evaluation: UUID, actor: Actor) -> Evaluation:
        """Publish a run that succeeded, by a key of another owner than who started it."""
        async with self._database.write() as connection:
            row = _known(await storage.find_evaluation(connection, evaluation))
            if row.owner == actor.owner:
                raise SameOwnerError("Ask another owner's key to publish what yours started.")
            state = await storage.hold(connection, evaluation)
            if state not in _FINISHED:
                raise EvaluationStateError("Publish a run once it has succeeded.")
            if state == "succeeded":
                await storage.publish(connection, evaluation, actor=actor.id, owner=actor.owner)
            row = _known(await storage.find_evaluation(connection, evaluation))
        return shown(row)


async def new_run(
    connection: ReadConnection,
    pinned: Pinned,
    revises: UUID | None = None,
    *,
    actor: UUID,
    owner: str,
    occasion: str = "",
) -> NewEvaluation:
    """Name a run by what it is made of, and by its occasion if it has one."""
    pins, digest = pinned.pins, pins_digest(pinned.pins)
    attempt = await storage.unsuccessful(connection, digest, revises)
    return NewEvaluation(
        id=uuid5(_NAMESPACE, f"{digest} {revises} {attempt}{occasion}"),
        subject_kind=pins.subject.kind,
        subject=pins.subject.code,
        scheme=pins.scheme.name,
        pins=canonical_bytes(pins),
        pins_digest=digest,
        revises=revises,
        actor=actor,
        owner=owner,
        total=sum(len(plan.projects) for plan in pins.plans),
    )


async def _check_revised(connection: ReadConnection, request: EvaluationRequest) -> None:
    if request.revises is None:
        return
    row = _known(await storage.find_evaluation(connection, request.revises))
    subject = EvaluationPins.model_validate_json(row.pins).subject
    if row.state != "published" or subject != request.subject:
        raise EvaluationStateError("Revise a published run of the same subject.")


async def _read(connection: ReadConnection, reading: Reading) -> EvaluationRow:
    row = _known(await storage.find_evaluation(connection, reading.id))
    if reading.published_only and row.state != "published":
        raise _unknown()
    return row


async def _finished(connection: ReadConnection, reading: Reading) -> EvaluationRow:
    row = await _read(connection, reading)
    if row.state not in _FINISHED:
        raise EvaluationStateError("Ask again once the run has succeeded.")
    return row


def _known(row: EvaluationRow | None) -> EvaluationRow:
    if row is None:
        raise _unknown()
    return row


def _unknown() -> NotFoundError:
    return NotFoundError("There is no such evaluation; with a key, view=head shows all.")
