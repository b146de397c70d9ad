"""Pinning: what the registry shows of a plan or an organization's plans, as of one commit."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from pledge_shared.canonical import digest_of
from pledge_shared.clients.registry import RegistryClient, StateOfPlan
from pledge_shared.contracts.evaluations import (
    EvaluationPins,
    EvaluationRequest,
    PinnedPlan,
    PinnedProject,
    PinnedScheme,
)
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.contracts.schemes import SchemeEdition
from pledge_shared.errors import FieldError, InvalidInputError, NotFoundError

from ...engine.version import ENGINE_VERSION
from ...storage.inputs import Document
from ..judging import copy_of
from ..scheme_catalogue import FoundScheme, SchemeCatalogue
from ..schemes import scheme_named
from .giving import check_given
from .snapshot import Snapshot, in_order, set_digest

__all__ = ["Pinned", "Pinning"]


@dataclass(frozen=True, slots=True)
class Pinned:
    """Pins with the copies that are to be kept."""

    pins: EvaluationPins
    documents: tuple[Document, ...]


class Pinning:
    """Takes what is published as of a commit, with the rules it is to be evaluated by."""

    def __init__(self, registry: RegistryClient, catalogue: SchemeCatalogue) -> None:
        self._registry = registry
        self._catalogue = catalogue

    async def pin(self, request: EvaluationRequest, sequence: int) -> Pinned:
        """Pin the state as of a commit.

        Raises
        ------
        NotFoundError
            404: no such plan, or no plan of such an organization, was published then.
        InvalidInputError
            422: the scheme is unknown, or cannot count what is given.
        """
        scheme = await self.usable(request.scheme)
        point = str(sequence)
        states = await asyncio.gather(
            *(
                self._registry.documents(code, as_of=point)
                for code in await self._codes(request, point)
            )
        )
        copies = _Copies()
        pinned = copies.scheme(scheme)
        plans = tuple([await self._plan(state, scheme, copies) for state in states])
        pins = EvaluationPins(
            subject=request.subject,
            sequence=sequence,
            on=request.on,
            engine=ENGINE_VERSION,
            scheme=pinned,
            snapshot=set_digest(plans),
            plans=plans,
            given=request.given,
        )
        if request.given:
            documents = {digest: copy.document for digest, copy in copies.kept.items()}
            await asyncio.to_thread(check_given, request.given, Snapshot(pins, documents))
        return Pinned(in_order(pins), tuple(copies.kept.values()))

    async def newest(self, cursor: str | None) -> int:
        """Return the registry's newest commit; ``cursor`` is a place in its feed near the end."""
        return (await self._registry.events(cursor)).head

    async def usable(self, name: str) -> FoundScheme:
        """Return a scheme that can be evaluated by.

        Raises
        ------
        InvalidInputError
            422: it is unknown.
        """
        try:
            scheme = await self._catalogue.get(name, drafts=False)
        except NotFoundError:
            raise _refused("unknown_scheme", "Name a released scheme of /v1/schemes.") from None
        return scheme

    async def _codes(self, request: EvaluationRequest, point: str) -> Sequence[str]:
        subject = request.subject
        if subject.kind == "plan":
            return [subject.code]
        plans = await self._registry.plans_of(subject.code, as_of=point)
        if not plans:
            raise NotFoundError("No plan of such an organization was published then.")
        return [plan.code for plan in plans]

    async def _plan(self, state: StateOfPlan, scheme: FoundScheme, copies: "_Copies") -> PinnedPlan:
        """Pin a plan; an edition of an evaluation grades the rates of the plan's own scheme."""
        rates = scheme
        if isinstance(scheme.document, SchemeEdition):
            own = scheme_named(state.plan.scheme).name
            rates = await self._catalogue.get(own, drafts=False)
        return PinnedPlan(
            code=state.plan.code,
            version=state.plan.version,
            input=copies.document(state.plan),
            rates=copies.scheme(rates),
            projects=tuple(
                PinnedProject(
                    code=project.code, version=project.version, input=copies.document(project)
                )
                for project in state.projects
            ),
        )


@dataclass(frozen=True, slots=True)
class _Copies:
    """Copies by digest: what several pins name is kept once."""

    kept: dict[str, Document] = field(default_factory=dict)

    def document(self, document: Plan | Project) -> str:
        return self._keep(copy_of(document))

    def scheme(self, scheme: FoundScheme) -> PinnedScheme:
        kept = self._keep(Document(digest_of(scheme.body), "scheme", scheme.body))
        return PinnedScheme(name=scheme.document.name, digest=scheme.digest, input=kept)

    def _keep(self, copy: Document) -> str:
        self.kept[copy.digest] = copy
        return copy.digest


def _refused(code: str, message: str) -> InvalidInputError:
    return InvalidInputError(message, errors=(FieldError("/scheme", code, message),))
