"""공약 조정 심의: adjustments are proposed, consulted on and decided; then the project changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.adjustments import (
    AdjustmentRequest,
    AdjustmentStepName,
    Consultation,
    Decision,
    Withdrawal,
)
from pledge_shared.contracts.codes import AdjustmentState
from pledge_shared.contracts.project import Adjustment, Resolution
from pledge_shared.database.connections import Database
from pledge_shared.errors import ConflictError, FieldError, InvalidInputError
from pledge_shared.publication import View
from pledge_shared.security.policy import Actor
from pledge_shared.validation import validated

from ..domain.adjusting import PERMITTED, adjusted, still_stands, wanted_changes
from ..domain.cases import Case, NewStep
from ..domain.chain import Action
from ..domain.documents import read_project
from ..domain.presence import present
from ..domain.versions import Author, Commit, Stored
from ..errors import UnknownPlanError
from ..storage.adjustments import AdjustmentStore, find_case
from ..storage.entities import EntityStore
from ..storage.idempotency import IdempotencyKey, KeptAnswer
from ..storage.reading import DocumentReader
from .adjustment_lists import UnknownAdjustmentError
from .locks import SameOwnerError
from .work import Reply, UnitOfWork, once

__all__ = ["Adjustments", "Requester"]


class StepNotPermittedError(ConflictError):
    """The adjustment stands where this step does not follow."""

    code = "step_not_permitted"
    title = "This step does not follow now"
    title_ko = "지금 할 수 없는 절차입니다"

    def __init__(self, case: Case) -> None:
        permitted = PERMITTED[case.state]
        following = f"what can follow is {', '.join(permitted)}" if permitted else "it is over"
        super().__init__(
            f"The adjustment is {case.state}: {following}.",
            extra={"state": case.state, "permitted": list(permitted)},
        )


class AdjustmentOutdatedError(ConflictError):
    """What the adjustment would change is no longer what the project says."""

    code = "adjustment_outdated"
    title = "The text to be changed has changed"
    title_ko = "조정할 내용이 그 사이 바뀌었습니다"

    def __init__(self) -> None:
        super().__init__("The project says something else by now; withdraw and propose it anew.")


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks for a step, and the request's own key."""

    actor: Actor
    author: Author
    key: IdempotencyKey


class Adjustments:
    """Leads adjustments from a proposal to its decision; each step is one commit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def propose(self, plan: str, body: Any, by: Requester) -> KeptAnswer:
        """Propose to change a project; nothing changes yet."""

        async def do(work: UnitOfWork) -> Reply:
            head = await _plan(work, plan)
            wanted = validated(AdjustmentRequest, body)
            project = await _project(work, plan, wanted.project)
            facts = read_project(project)
            store = AdjustmentStore(work.connection)
            (new_id,) = await work.ledger.new_ids(1)
            case = Case(
                id=new_id,
                plan=plan,
                number=await store.next_number(plan),
                project=wanted.project,
                reason=wanted.reason,
                fields=wanted_changes(facts, wanted.patch, wanted.targets),
                steps=(),
            )
            await store.add(case, head.entity_id, project.entity_id)
            return await _take(work, case, _step(AdjustmentState.PROPOSED, by, {}), status=201)

        return await once(self._database, by.key, by.author, do)

    async def consult(self, place: tuple[str, int], body: Any, by: Requester) -> KeptAnswer:
        """Note which departments were asked, and what they said."""

        async def do(work: UnitOfWork) -> Reply:
            case = await _open(work, place, "consult")
            said = validated(Consultation, body)
            known = await EntityStore(work.connection).organizations({*said.departments})
            if {*said.departments} - known.keys():
                raise _unknown("/departments", "organization")
            detail = said.model_dump(mode="json", exclude_none=True)
            return await _take(work, case, _step(AdjustmentState.CONSULTED, by, detail))

        return await once(self._database, by.key, by.author, do)

    async def withdraw(self, place: tuple[str, int], body: Any, by: Requester) -> KeptAnswer:
        """Take a proposal back."""

        async def do(work: UnitOfWork) -> Reply:
            case = await _open(work, place, "withdraw")
            detail = validated(Withdrawal, body).model_dump(exclude_none=True)
            return await _take(work, case, _step(AdjustmentState.WITHDRAWN, by, detail))

        return await once(self._database, by.key, by.author, do)

    async def decide(self, place: tuple[str, int], body: Any, by: Requester) -> KeptAnswer:
        """Approve or reject; what is approved changes the project in the same commit.

        Raises
        ------
        SameOwnerError
            403: the key's owner proposed it.
        AdjustmentOutdatedError
            409: the project does not say any more what would be changed.
        """

        async def do(work: UnitOfWork) -> Reply:
            case = await _open(work, place, "decide")
            if case.steps[0].owner == by.actor.owner:
                raise SameOwnerError("Let a key of another owner decide: this one's proposed it.")
            decision = validated(Decision, body)
            if decision.decision is AdjustmentState.APPROVED:
                await _apply(work, case, decision.resolution)
            detail = decision.model_dump(mode="json", exclude={"decision"}, exclude_none=True)
            return await _take(work, case, _step(decision.decision, by, detail))

        return await once(self._database, by.key, by.author, do)


async def _plan(work: UnitOfWork, plan: str) -> Stored:
    """Return a plan; nobody else takes a step with its adjustments meanwhile."""
    await EntityStore(work.connection).lock(f"adjustments:{plan}")
    return present(await DocumentReader(work.connection, View.HEAD).plan(plan), UnknownPlanError)


async def _project(work: UnitOfWork, plan: str, code: str) -> Stored:
    found = await DocumentReader(work.connection, View.HEAD).project(plan, code)
    if found is None or found.tombstone:
        raise _unknown("/project", "project in this plan")
    return found


async def _open(work: UnitOfWork, place: tuple[str, int], step: AdjustmentStepName) -> Case:
    """Return an adjustment with which a step may be taken."""
    plan, number = place
    await _plan(work, plan)
    case = await find_case(work.connection, plan, number)
    if case is None:
        raise UnknownAdjustmentError
    if step not in PERMITTED[case.state]:
        raise StepNotPermittedError(case)
    return case


def _step(state: AdjustmentState, by: Requester, detail: Mapping[str, Any]) -> NewStep:
    return NewStep(state=state, actor=by.actor.id, owner=by.actor.owner, detail=detail)


async def _take(work: UnitOfWork, case: Case, step: NewStep, *, status: int = 200) -> Reply:
    """Take a step: stored, sealed in the audit chain, and told."""
    await AdjustmentStore(work.connection).take(case, step, work.recording.commit_id)
    detail = {"state": step.state.value, "project": case.project}
    work.recording.actions.append(
        Action(action=f"adjustment_{step.state.value}", subject=case.path, detail=detail)
    )
    work.author = replace(work.author, reason=f"공약 조정 심의 제{case.number}호")

    def reply(commit: Commit | None) -> KeptAnswer:
        assert commit is not None  # noqa: S101 - each step is one
        body = canonical_bytes(case.after(step.taken(commit)).shown())
        return KeptAnswer(status, body, case.path)

    return reply


async def _apply(work: UnitOfWork, case: Case, resolution: Resolution) -> None:
    """Change the project as was proposed, if it still says what it said then."""
    old = await work.project(case.plan, case.project)
    facts = read_project(old)
    if not still_stands(facts, case.fields):
        raise AdjustmentOutdatedError
    adjustment = Adjustment(
        number=case.number,
        resolution=resolution,
        reason=case.reason,
        fields=tuple(case.fields),
    )
    await work.change_project(old, adjusted(facts, adjustment))


def _unknown(pointer: str, what: str) -> InvalidInputError:
    message = f"There is no such {what}."
    return InvalidInputError(message, errors=(FieldError(pointer, "unknown_reference", message),))
