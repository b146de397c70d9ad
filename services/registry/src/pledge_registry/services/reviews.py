"""The review of one actual: submitted by one owner's key, decided by another's."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.codes import Approval
from pledge_shared.contracts.indicator import Actual
from pledge_shared.contracts.workflow import ActualMoved, SentBack
from pledge_shared.database.connections import Database, WriteConnection
from pledge_shared.security.policy import ALLOWED, Action, Actor
from pledge_shared.validation import validated

from ..domain.documents import read_project
from ..domain.reporting import ActualPlace, find_actual, with_actual
from ..domain.versions import Author, Commit
from ..domain.workflow import Refusal, Step, moved, permitted
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.reviews import submitters
from .locks import refuse
from .projects import CheckVersion
from .work import Reply, UnitOfWork, once

__all__ = ["ActualAddress", "Caller", "Reviews", "Submitters", "steps_for"]

Submitters = Mapping[ActualPlace, str]
"""The owner of the key that submitted each actual."""

_NEEDS: Mapping[Step, Action] = MappingProxyType(
    {
        Step.REPORT: Action.REPORT_ACTUAL,
        Step.SUBMIT: Action.REPORT_ACTUAL,
        Step.APPROVE: Action.APPROVE_ACTUAL,
        Step.SEND_BACK: Action.APPROVE_ACTUAL,
    }
)


@dataclass(frozen=True, slots=True)
class ActualAddress:
    """Where an actual stands, by codes."""

    plan: str
    project: str
    indicator: str
    period: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who takes a step, for which request, and in which state the project was seen."""

    actor: Actor
    author: Author
    key: IdempotencyKey
    seen: CheckVersion


def steps_for(actor: Actor, state: Approval, submitter: str | None) -> list[Step]:
    """Return what a key may do with an actual next."""
    own = submitter == actor.owner
    return [step for step in permitted(state, own=own) if actor.role in ALLOWED[_NEEDS[step]]]


class Reviews:
    """Takes steps of reviews, each in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(
        self, step: Step, address: ActualAddress, caller: Caller, body: Any = None
    ) -> KeptAnswer:
        """Submit an actual, approve it, or send it back with a note.

        Raises
        ------
        PreconditionFailedError
            412, from ``caller.seen``.
        ConflictError
            409: the actual is in no state for this step, or its period is closed.
        ForbiddenError
            403: the key that submitted it answers to the same owner.
        """

        async def do(work: UnitOfWork) -> Reply:
            old = await work.project(address.plan, address.project)
            caller.seen(old)
            note = validated(SentBack, body).note if step is Step.SEND_BACK else None
            facts = read_project(old)
            actual = find_actual(facts, address.indicator, address.period)
            place = (old.entity_id, address.indicator, address.period)
            submitter = await _submitter(work.connection, place)
            after = moved(actual, step, own=submitter == caller.actor.owner, note=note)
            if isinstance(after, Refusal):
                refuse(after)
            work.decided.add(place)
            await work.change_project(old, with_actual(facts, address.indicator, after))
            by = caller.actor.owner if step is Step.SUBMIT else submitter
            steps = steps_for(caller.actor, after.approval, by)

            def reply(_: Commit | None) -> KeptAnswer:
                return _answer(work, old.entity_id, after, steps)

            return reply

        return await once(self._database, caller.key, caller.author, do)


async def _submitter(connection: WriteConnection, place: ActualPlace) -> str | None:
    return (await submitters(connection, [place[0]])).get(place)


def _answer(work: UnitOfWork, project_id: UUID, actual: Actual, steps: list[Step]) -> KeptAnswer:
    document = work.written(project_id)
    body = ActualMoved.model_validate(
        {
            "actual": actual,
            "permitted": steps,
            "project_version": document.version,
            "sequence": document.sequence,
        }
    )
    return KeptAnswer(200, canonical_bytes(body), etag=document.etag)
