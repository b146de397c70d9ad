"""Plans, their goal trees, organizations, and the file format that carries them."""

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
)

__all__ = [
    "DEFAULT_SCHEME",
    "FormerName",
    "Goal",
    "Organization",
    "OrganizationCode",
    "OrganizationFacts",
    "Plan",
    "PlanDocument",
    "PlanFacts",
    "Term",
]

DEFAULT_SCHEME = "pledge-default/1"


class FormerName(StrictModel):
    """A name an organization had, and the days it had it."""

    name: Name
    valid_from: Day | None = None
    valid_to: Day | None = None


class OrganizationCode(StrictModel):
    """A standard code of an organization, with the days on which it is in force."""

    system: CodeSystem
    code: Annotated[str, StringConstraints(strict=True, pattern=r"^([0-9]{7}|[0-9]{10})$")]
    valid_from: Day | None = None
    valid_to: Day | None = None


class Term(StrictModel):
    """임기: first and last fiscal years are usually half years."""

    code: Code
    name: Name
    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("period_order", "A term must not end before it starts")
        return self


class OrganizationFacts(StrictModel):
    """기관: province, city or county, invested institution or department."""

    code: Code
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
    terms: Annotated[tuple[Term, ...], LATER, Field(description="임기 of its head")] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError(
                "period_order", "An organization must not end before it begins"
            )
        return self


class Organization(OrganizationFacts):
    """An organization as the registry serves it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    object: Literal["organization"] = "organization"
    id: UUID
    version: Annotated[int, Field(ge=1)]


class Goal(StrictModel):
    """목표·분야·과제: a node of the plan's tree."""

    code: Code
    kind: GoalKind
    title: Name
    title_en: Name | None = None
    parent: Code | None = None
    novelty: Novelty | None = None
    notes: tuple[Note, ...] = ()


class PlanFacts(StrictModel):
    """계획: the container of projects."""

    code: Code
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
