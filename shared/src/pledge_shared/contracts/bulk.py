"""Many changes of one plan's projects in one request, each answered for itself."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, SkipValidation

from .indicator import ActualFields, OfPeriod, TargetFields
from .limits import MAX_BULK_ROWS
from .project import ProjectPatch
from .scalars import Code, StrictModel

__all__ = [
    "ActualRow",
    "ActualRows",
    "BulkResult",
    "OfProject",
    "PatchRow",
    "PatchRows",
    "RowError",
    "RowResult",
    "Rows",
    "TargetRow",
    "TargetRows",
]


class OfProject(StrictModel):
    """Which project a row is about."""

    project: Annotated[Code, Field(description="code of a project in the plan")]
    if_match: Annotated[
        str | None, Field(max_length=200, description="write only if this is the project's ETag")
    ] = None


class OfIndicator(OfPeriod, OfProject):
    """Which indicator and period of a project a row is about."""

    indicator: Code


class ActualRow(ActualFields, OfIndicator):
    """What was reported for one period."""


class TargetRow(TargetFields, OfIndicator):
    """What is promised for one period."""


class PatchRow(OfProject):
    """A merge patch of one project's scalars."""

    patch: Annotated[SkipValidation[ProjectPatch], Field(description="checked with its project")]


class Rows(StrictModel):
    """Rows that are checked one by one, so that each is answered for itself."""

    rows: Annotated[list[Any], Field(min_length=1, max_length=MAX_BULK_ROWS)]


class ActualRows(StrictModel):
    """Actuals of any projects of the plan."""

    rows: Annotated[list[ActualRow], Field(min_length=1, max_length=MAX_BULK_ROWS)]


class TargetRows(StrictModel):
    """Targets of any projects of the plan."""

    rows: Annotated[list[TargetRow], Field(min_length=1, max_length=MAX_BULK_ROWS)]


class PatchRows(StrictModel):
    """Merge patches of projects of the plan, one a project."""

    rows: Annotated[list[PatchRow], Field(min_length=1, max_length=MAX_BULK_ROWS)]


class RowError(BaseModel):
    """What is wrong with a row, with a pointer into what was sent."""

    pointer: str
    code: str
    message: str


class RowResult(BaseModel):
    """What became of a row."""

    row: Annotated[int, Field(description="from 1, in the order sent")]
    state: Literal["written", "unchanged", "refused"]
    project_version: Annotated[int | None, Field(description="null when the row was refused")]
    errors: list[RowError]


class BulkResult(BaseModel):
    """What became of every row; all that was written is one commit."""

    sequence: Annotated[
        int | None, Field(description="of the commit; null when nothing was written")
    ]
    rows: list[RowResult]
