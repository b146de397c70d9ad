"""What an evaluation is made of: pins, and the documents they name by digest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Annotated

from pydantic import Field, TypeAdapter

from pledge_shared.canonical import canonical_bytes, digest_of, dump_json
from pledge_shared.contracts.evaluation_items import GivenSubject
from pledge_shared.contracts.evaluations import EvaluationPins, PinnedPlan, PinnedScheme
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.contracts.schemes import Area, Item, SchemeEdition
from pledge_shared.contracts.scoring import SchemeDocument
from pledge_shared.database.connections import ReadConnection

from ...engine.evaluation import counts
from ...engine.grading import GradingRules
from ...engine.items import ItemRules
from ...engine.result import ProjectResult
from ...engine.scheme import Scheme
from ...storage.evaluations import documents_of
from ..editions import grading_rules, item_rules
from ..inputs import project_facts, scheme_from_document, score_project, term_years
from ..states import PlanState, state_of
from .stated import key_of

__all__ = [
    "Contents",
    "Method",
    "Snapshot",
    "in_order",
    "pins_digest",
    "places_of",
    "read",
    "set_digest",
    "stored_snapshot",
]

_SCHEME: TypeAdapter[SchemeDocument | SchemeEdition] = TypeAdapter(
    Annotated[SchemeDocument | SchemeEdition, Field(discriminator="format")]
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Pins, and at least the documents they name, by digest."""

    pins: EvaluationPins
    documents: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How points are made of facts: by whose rates, up to what, graded how, and on which day."""

    rates: Mapping[str, Scheme]
    cap: Fraction
    grading: GradingRules | None
    on: date | None
    items: ItemRules | None = None
    """How items make points; None where points are rates of projects."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A snapshot, read: the facts by plan, the method, and what was given by subject."""

    plans: Mapping[str, PlanState]
    method: Method
    edition: SchemeEdition | None = None
    given: Mapping[tuple[str, ...], GivenSubject] = field(default_factory=dict)

    def items(self) -> Mapping[str, tuple[Area, Item]]:
        """Return the scheme's items with their areas, by code."""
        areas = self.edition.areas if self.edition else ()
        return {item.code: (area, item) for area in areas for item in area.items}

    def subjects(self) -> frozenset[tuple[str, ...]]:
        """Return who is evaluated by items: plans, or the projects that count in them."""
        items = self.method.items
        if items is None:
            return frozenset()
        if not items.of_projects:
            return frozenset((plan,) for plan in self.plans)
        return frozenset(
            (plan, code)
            for plan, state in self.plans.items()
            for code, project in state.projects.items()
            if counts(project_facts(project, term_years(state.plan)), self.method.rates[plan])
        )

    def judge(self, plan: str, code: str, method: Method | None = None) -> ProjectResult:
        """Score a project, by another snapshot's method if one is given."""
        by, state = method or self.method, self.plans[plan]
        return score_project(
            state.plan,
            state.projects[code],
            state.parts_of(code),
            on=by.on,
            scheme=by.rates[plan],
        )


async def stored_snapshot(connection: ReadConnection, pins: bytes) -> Snapshot:
    """Return stored pins with the copies of the documents they name that are there."""
    pinned = EvaluationPins.model_validate_json(pins)
    return Snapshot(pinned, await documents_of(connection, _inputs_of(pinned)))


def in_order(pins: EvaluationPins) -> EvaluationPins:
    """Return pins in the one order that they are written in."""
    plans = tuple(
        plan.model_copy(
            update={"projects": tuple(sorted(plan.projects, key=lambda each: each.code))}
        )
        for plan in sorted(pins.plans, key=lambda each: each.code)
    )
    return pins.model_copy(update={"plans": plans, "given": tuple(_given_in_order(pins.given))})


def _given_in_order(given: Iterable[GivenSubject]) -> Iterator[GivenSubject]:
    for each in sorted(given, key=key_of):
        items = sorted(each.items, key=lambda item: item.item)
        bonuses = sorted(each.bonuses, key=lambda bonus: bonus.bonus)
        yield each.model_copy(update={"items": tuple(items), "bonuses": tuple(bonuses)})


def pins_digest(pins: EvaluationPins) -> str:
    """Return the digest of everything that was pinned."""
    return digest_of(canonical_bytes(in_order(pins)))


def places_of(pins: EvaluationPins) -> Iterator[tuple[str, str]]:
    """Yield the place and digest of every document that was pinned."""
    yield f"schemes/{pins.scheme.name}", pins.scheme.input
    for plan in pins.plans:
        yield f"schemes/{plan.rates.name}", plan.rates.input
        yield f"plans/{plan.code}", plan.input
        for project in plan.projects:
            yield f"plans/{plan.code}/projects/{project.code}", project.input


def _inputs_of(pins: EvaluationPins) -> frozenset[str]:
    """Return the digests of everything that was pinned."""
    return frozenset(digest for _, digest in places_of(pins))


def set_digest(plans: Iterable[PinnedPlan]) -> str:
    """Return the digest over a set of documents: the same facts, the same digest."""
    members = sorted(
        [plan.code, plan.input, sorted([each.code, each.input] for each in plan.projects)]
        for plan in plans
    )
    return digest_of(dump_json(members))


def read(snapshot: Snapshot) -> Contents:
    """Read the documents that were pinned; it looks at nothing else."""
    pins, documents = in_order(snapshot.pins), snapshot.documents
    scheme = _SCHEME.validate_json(documents[pins.scheme.input])
    edition = scheme if isinstance(scheme, SchemeEdition) else None
    rates = {plan.code: _rates(plan.rates, documents) for plan in pins.plans}
    method = Method(
        rates=rates,
        cap=Fraction(scheme.cap if isinstance(scheme, SchemeDocument) else scheme.cap.value),
        grading=grading_rules(edition) if edition else None,
        on=pins.on,
        items=item_rules(edition) if edition and edition.areas else None,
    )
    return Contents(
        {plan.code: _state(plan, documents) for plan in pins.plans},
        method,
        edition,
        {key_of(each): each for each in pins.given},
    )


def _rates(pinned: PinnedScheme, documents: Mapping[str, bytes]) -> Scheme:
    return scheme_from_document(SchemeDocument.model_validate_json(documents[pinned.input]))


def _state(plan: PinnedPlan, documents: Mapping[str, bytes]) -> PlanState:
    return state_of(
        Plan.model_validate_json(documents[plan.input]),
        (Project.model_validate_json(documents[each.input]) for each in plan.projects),
    )
