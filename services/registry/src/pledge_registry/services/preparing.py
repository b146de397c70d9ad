"""What an import works out of a plan document before it touches the database, in any process."""

from collections.abc import Sequence
from dataclasses import dataclass

from pledge_shared.contracts.plan import OrganizationFacts, PlanDocument, PlanFacts
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.errors import (
    FieldError,
    InvalidInputError,
    MalformedJsonError,
    ServiceError,
)
from pledge_shared.quick_json import read_quickly
from pledge_shared.strict_json import parse_json
from pledge_shared.validation import validated

from ..domain.documents import ProjectDocument
from ..domain.project_rules import feedback_errors
from ..storage.changes import FreshRows
from ..storage.fresh import fresh_rows

__all__ = [
    "MOST_IN_ARRAY",
    "PreparedPlan",
    "PreparedProject",
    "placed",
    "prepare",
    "prepare_line",
    "prepared_lines",
]

MOST_IN_ARRAY = 100_000
"""Elements of one array of a plan document."""


@dataclass(frozen=True, slots=True)
class PreparedProject:
    """A project's document, what the rules ask of it, and its rows should it be new."""

    code: str
    parent: str | None
    goal: str | None
    lead_department: str | None
    regions: Sequence[str]
    document: ProjectDocument
    rows: FreshRows
    broken: Sequence[FieldError]
    """Rules inside the project that it breaks."""


@dataclass(frozen=True, slots=True)
class PreparedPlan:
    """A plan document, ready to be compared with what is stored."""

    organizations: Sequence[OrganizationFacts]
    plan: PlanFacts
    projects: Sequence[PreparedProject]


def prepare(document: PlanDocument) -> PreparedPlan:
    """Work out everything an import needs of a plan document."""
    return PreparedPlan(
        document.organizations, document.plan, [_project(each) for each in document.projects]
    )


def _project(project: ProjectFacts) -> PreparedProject:
    document = ProjectDocument.of(project)
    document.derive_all()
    return PreparedProject(
        project.code,
        project.parent,
        project.goal,
        project.lead_department,
        project.regions,
        document,
        fresh_rows(project),
        (*feedback_errors("", project),),
    )


def prepare_line(line: bytes) -> PreparedPlan | ServiceError:
    """Read and prepare one line of NDJSON, or say what is wrong with it as if it came alone."""
    try:
        return prepare(_quickly(line) or _slowly(line))
    except (InvalidInputError, MalformedJsonError) as error:
        return error


def prepared_lines(lines: Sequence[bytes]) -> list[PreparedPlan]:
    """Prepare some lines.

    Raises
    ------
    InvalidInputError, MalformedJsonError
        Of the first line that is wrong; its pointers begin with the line's number, from 0.
    """
    plans = []
    for number, line in enumerate(lines):
        prepared = prepare_line(line)
        if isinstance(prepared, ServiceError):
            raise placed(prepared, f"/{number}" if len(lines) > 1 else "")
        plans.append(prepared)
    return plans


def placed(error: ServiceError, pointer: str) -> ServiceError:
    """Return an error that says where in a larger whole it is."""
    if not pointer:
        return error
    errors = error.errors or (FieldError("", error.code, str(error)),)
    behind = tuple(FieldError(pointer + each.pointer, each.code, each.message) for each in errors)
    return type(error)(str(error), errors=behind)


def _quickly(line: bytes) -> PlanDocument | None:
    document = read_quickly(PlanDocument, line, max_array=MOST_IN_ARRAY)
    if document is None or any(project.adjustments for project in document.projects):
        return None  # adjustments hold values of any kind, which no model checks
    return document


def _slowly(line: bytes) -> PlanDocument:
    return validated(PlanDocument, parse_json(line, max_array=MOST_IN_ARRAY))
