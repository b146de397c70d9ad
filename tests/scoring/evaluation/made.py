"""Snapshots made of a few facts, without a registry or a database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from pledge_scoring.engine.version import ENGINE_VERSION
from pledge_scoring.services.evaluation.snapshot import Snapshot, set_digest
from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.evaluation_items import GivenSubject
from pledge_shared.contracts.evaluations import (
    EvaluationPins,
    EvaluationSubject,
    PinnedPlan,
    PinnedProject,
    PinnedScheme,
)
from pledge_shared.contracts.plan import Plan, PlanDocument
from pledge_shared.contracts.project import Project
from pledge_shared.contracts.schemes import SchemeEdition
from pledge_shared.contracts.scoring import SchemeDocument
from pledge_shared.strict_json import parse_json

SCHEMES = Path(__file__).parents[3] / "data" / "schemes"
ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")

Facts = Mapping[str, Any]


def scheme(stem: str, **changed: Any) -> SchemeDocument | SchemeEdition:
    value = {**parse_json((SCHEMES / f"{stem}.json").read_bytes()), **changed}
    if value["format"] == "pledge-scheme/1":
        return SchemeDocument.model_validate(value)
    return SchemeEdition.model_validate(value)


DEFAULT = scheme("pledge-default-1")
GRADES = scheme("invested-institution-1")


def indicator(rate: str | None, **fields: Any) -> dict[str, Any]:
    """Return an indicator of 2021 that reached ``rate`` percent, or was not reported."""
    actuals = [] if rate is None else [{"period": "2021", "value": rate}]
    targets = [{"period": "2021", "value": "100"}]
    return {"code": "one", "name": "지표", "targets": targets, "actuals": actuals, **fields}


def project(code: str, rate: str | None, **fields: Any) -> Facts:
    given = {"code": code, "kind": "pledge", "title": "사업", "indicators": [indicator(rate)]}
    return {**given, **fields}


@dataclass
class Made:
    """Documents by digest, and pins of some of them."""

    documents: dict[str, bytes] = field(default_factory=dict)

    def keep(self, model: Plan | Project | SchemeDocument | SchemeEdition) -> str:
        content = canonical_bytes(model)
        self.documents[digest_of(content)] = content
        return digest_of(content)

    def scheme(self, document: SchemeDocument | SchemeEdition) -> PinnedScheme:
        kept = self.keep(document)
        return PinnedScheme(name=document.name, digest=kept, input=kept)

    def plan(
        self,
        code: str,
        projects: Sequence[Facts],
        rates: SchemeDocument | SchemeEdition,
        **head: Any,
    ) -> PinnedPlan:
        given = {
            "id": ID,
            "version": 1,
            "code": code,
            "kind": "pledge",
            "title": "계획",
            "organization": "province",
            "reporting_date": "2021-12-31",
            **head,
        }
        made = [
            Project.model_validate({"id": ID, "version": 1, "plan": code, **each})
            for each in projects
        ]
        return PinnedPlan(
            code=code,
            version=1,
            input=self.keep(Plan.model_validate(given)),
            rates=self.scheme(rates),
            projects=tuple(
                PinnedProject(code=each.code, version=each.version, input=self.keep(each))
                for each in made
            ),
        )


def snapshot(
    plans: Mapping[str, Sequence[Facts]],
    by: SchemeDocument | SchemeEdition = DEFAULT,
    *,
    on: date | None = None,
    rates: SchemeDocument | SchemeEdition = DEFAULT,
    given: Sequence[Facts] = (),
    **head: Any,
) -> Snapshot:
    """Pin some plans; ``by`` is the scheme of the evaluation, ``rates`` that of the plans."""
    made = Made()
    scored_by = by if isinstance(by, SchemeDocument) else rates
    pinned = tuple(made.plan(code, each, scored_by, **head) for code, each in plans.items())
    pins = EvaluationPins(
        subject=EvaluationSubject(kind="organization", code="province"),
        sequence=7,
        on=on,
        engine=ENGINE_VERSION,
        scheme=made.scheme(by),
        snapshot=set_digest(pinned),
        plans=pinned,
        given=tuple(GivenSubject.model_validate(each) for each in given),
    )
    return Snapshot(pins, made.documents)


def points(item: str, given: str) -> Facts:
    """Return what evaluators give of an item."""
    return {"item": item, "points": given}


def manifesto(plan: str, *given: str | None, failed: str | None = None) -> Facts:
    """Return the points of the three areas of the 2020 edition, and its two verdicts."""
    areas = ("completion", "yearly-targets", "communication")
    items = [
        points(f"{area}-points", each)
        for area, each in zip(areas, given, strict=True)
        if each is not None
    ]
    verdicts = [
        {"item": f"{area}-verdict", "passed": area != failed} for area in ("web", "consistency")
    ]
    return {"plan": plan, "items": [*items, *verdicts]}


def family() -> PlanDocument:
    """Return a plan with a parent that scores from its two parts, and a project beside them."""
    parts = [project(code, "50", parent="parent") for code in ("part-0", "part-1")]
    head = {
        "code": "made",
        "kind": "pledge",
        "title": "계획",
        "organization": "province",
        "reporting_date": "2021-12-31",
    }
    projects = [project("parent", None, indicators=[]), project("beside", "50"), *parts]
    return PlanDocument.model_validate({"plan": head, "projects": projects})


def reporting(rate: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return the change of a project that reports another rate."""
    return lambda facts: {**facts, "indicators": [indicator(rate)]}
