"""Plans, their goal trees, organizations, and the file format that carries them."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from .codes import CodeSystem, GoalKind, Novelty, OrganizationKind, PlanKind, Publication
from .project import DatedPeriod, Fact, ProjectFacts, ReportedValue
from .scalars import (
    LATER,
    Code,
    Day,
    DistrictCode,
    InstitutionCode,
    Name,
    Note,
    SchemeName,
    StrictModel,
    nothing_required,
)

__all__ = [
    "DEFAULT_SCHEME",
    "EffectiveFrom",
    "FormerName",
    "Goal",
    "GoalFields",
    "Organization",
    "OrganizationCode",
    "OrganizationFacts",
    "OrganizationFields",
    "OrganizationPatch",
    "Plan",
    "PlanDocument",
    "PlanFacts",
    "PlanPatch",
    "PlanScalars",
    "Term",
    "TermFields",
]

DEFAULT_SCHEME = "pledge-default/1"

_DIGITS = {CodeSystem.INSTITUTION: 7, CodeSystem.DISTRICT: 10}


class _Coded(StrictModel):
    """What never changes: the code, which stands first in every document."""

    code: Code


def _check_days(first: date | None, last: date | None, what: str) -> None:
    if first is not None and last is not None and last < first:
        raise PydanticCustomError(
            "period_order", "{what} must not end before it begins", {"what": what}
        )


class FormerName(StrictModel):
    """A name an organization had, and the days it had it."""

    name: Name
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_days(self.valid_from, self.valid_to, "A name")
        return self


class OrganizationCode(StrictModel):
    """A standard code of an organization, with the days on which it is in force."""

    system: CodeSystem
    code: Annotated[str, StringConstraints(strict=True, pattern=r"^([0-9]{7}|[0-9]{10})$")]
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_days(self.valid_from, self.valid_to, "A code")
        if len(self.code) != _DIGITS[self.system]:
            raise PydanticCustomError("code_length", "기관코드 have 7 digits, 법정동코드 10")
        return self


class TermFields(StrictModel):
    """임기, but for its code."""

    name: Name
    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_days(self.start, self.end, "A term")
        return self


class Term(TermFields, _Coded):
    """임기: first and last fiscal years are usually half years."""


class OrganizationFields(StrictModel):
    """The fields of an organization that PATCH may change."""

    kind: OrganizationKind
    name: Name
    name_en: Name | None = None
    parent: Annotated[Code | None, Field(description="code of the organization above")] = None
    institution_code: Annotated[InstitutionCode | None, Field(description="기관코드, 7 digits")] = (
        None
    )
    district_code: Annotated[DistrictCode | None, Field(description="법정동코드, 10 digits")] = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    codes: Annotated[
        tuple[OrganizationCode, ...], LATER, Field(description="present and former codes")
    ] = ()
    former_names: Annotated[tuple[FormerName, ...], LATER] = ()


class EffectiveFrom(StrictModel):
    """When a change of name or code takes effect."""

    effective_from: Annotated[
        Day | None, Field(description="the day on which a changed name or code takes effect")
    ] = None


class OrganizationPatch(OrganizationFields, EffectiveFrom):
    """A merge patch of an organization.

    A changed name or code moves the old one to `former_names` or `codes`, unless the patch gives
    that list itself.
    """

    model_config = ConfigDict(json_schema_extra=nothing_required)


class OrganizationFacts(OrganizationFields, _Coded):
    """기관: province, city or county, invested institution or department."""

    terms: Annotated[tuple[Term, ...], LATER, Field(description="임기 of its head")] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_days(self.valid_from, self.valid_to, "An organization")
        return self


class Organization(OrganizationFacts):
    """An organization as the registry serves it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    object: Literal["organization"] = "organization"
    id: UUID
    version: Annotated[int, Field(ge=1)]


class GoalFields(StrictModel):
    """목표·분야·과제, but for its code."""

    kind: GoalKind
    title: Name
    title_en: Name | None = None
    parent: Code | None = None
    novelty: Novelty | None = None
    notes: tuple[Note, ...] = ()


class Goal(GoalFields, _Coded):
    """목표·분야·과제: a node of the plan's tree."""


class PlanScalars(StrictModel):
    """The fields of a plan that PATCH may change."""

    kind: PlanKind
    title: Name
    title_en: Name | None = None
    organization: Annotated[Code, Field(description="code of the organization whose plan it is")]
    term: Term | None = None
    period: DatedPeriod | None = None
    reporting_date: Annotated[Day, Field(description="기준일: what the plan is scored on")]
    scheme: SchemeName = DEFAULT_SCHEME
    publication: Publication = Publication.IMMEDIATE
    vision: Note | None = None


class PlanPatch(PlanScalars):
    """A merge patch of a plan's scalars: any of these fields; null takes a value away."""

    model_config = ConfigDict(json_schema_extra=nothing_required)


class PlanFacts(PlanScalars, _Coded):
    """계획: the container of projects."""

    goals: tuple[Goal, ...] = ()
    facts: tuple[Fact, ...] = ()
    reported_values: tuple[ReportedValue, ...] = ()


class Plan(PlanFacts):
    """A plan as the registry serves it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    object: Literal["plan"] = "plan"
    id: UUID
    version: Annotated[int, Field(ge=1)]


class PlanDocument(StrictModel):
    """One file: a plan, the organizations it names, and its projects."""

    format: Literal["pledge-plan/1"] = "pledge-plan/1"
    organizations: tuple[OrganizationFacts, ...] = ()
    plan: PlanFacts
    projects: tuple[ProjectFacts, ...] = ()
