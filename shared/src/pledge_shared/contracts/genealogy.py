"""Splitting, merging and renaming projects: what is asked for, and what came of it."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from .codes import LineageKind
from .project import ProjectFacts, Resolution
from .scalars import Code, Day, Name, Printed, StrictModel

__all__ = [
    "Conserved",
    "Descent",
    "LineageProject",
    "LineageStep",
    "LineageTree",
    "MergeRequest",
    "Predecessor",
    "RenameRequest",
    "SplitRequest",
    "Successor",
]

_MOST = 50
Etag = Annotated[str, Field(strict=True, max_length=100, description="quotes included")]
Difference = Annotated[
    str, Field(strict=True, max_length=500, description="`key` of a line of the table")
]


class _Step(StrictModel):
    """What every step in a project's descent states."""

    date: Annotated[Day, Field(description="from when it holds")]
    reason: Annotated[Printed, Field(min_length=1)]
    resolution: Resolution | None = None


class _Passage(_Step):
    """A step from some projects to others, which hands on what they promise."""

    accept_differences: Annotated[
        tuple[Difference, ...],
        Field(description="what the resolution changes: money, targets or actuals"),
    ] = ()

    @model_validator(mode="after")
    def _resolved(self) -> Self:
        if self.accept_differences and self.resolution is None:
            raise PydanticCustomError(
                "resolution_required", "Differences are accepted by a resolution: name it"
            )
        return self


class SplitRequest(_Passage):
    """분할: what becomes of a project that is divided."""

    parts: Annotated[tuple[ProjectFacts, ...], Field(min_length=2, max_length=_MOST)]
    sub_projects: Annotated[
        dict[Code, Code],
        Field(default_factory=dict, description="for each sub-project the part it goes with"),
    ]


class Predecessor(StrictModel):
    """A project as it was read."""

    code: Code
    etag: Etag


class MergeRequest(_Passage):
    """통합: what becomes of projects that are joined."""

    predecessors: Annotated[tuple[Predecessor, ...], Field(min_length=2, max_length=_MOST)]
    project: ProjectFacts

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({each.code for each in self.predecessors}) != len(self.predecessors):
            raise PydanticCustomError("duplicate", "Each predecessor may stand once")
        return self


class RenameRequest(_Step):
    """명칭 변경."""

    title: Name


class Conserved(BaseModel):
    """One line of the conservation table: kept when before and after are the same.

    Money in 원; targets and actuals as JSON of what they state; null where there is nothing.
    """

    key: Annotated[str, Field(examples=["money/planned/national/2019"])]
    before: str | None
    after: str | None


class Successor(BaseModel):
    """A project that a step made or moved, as it can be written next."""

    code: str
    version: int
    etag: str


class Descent(BaseModel):
    """What a split or merge did."""

    kind: Literal[LineageKind.SPLIT, LineageKind.MERGE]
    sequence: int
    predecessors: list[str]
    successors: list[Successor]
    moved: Annotated[list[Successor], Field(description="sub-projects that went along")]
    conserved: list[Conserved]


class LineageProject(BaseModel):
    """A member of the family."""

    code: str
    title: str
    version: int
    deleted: bool


class LineageStep(BaseModel):
    """One split, merge or rename, with what it handed on."""

    kind: LineageKind
    date: Day
    predecessors: list[str]
    successors: list[str]
    title_before: str | None
    title_after: str | None
    resolution: Resolution | None
    differences: Annotated[list[str], Field(description="accepted by the resolution")]
    conserved: list[Conserved]


class LineageTree(BaseModel):
    """A project's whole family, up and down."""

    plan: str
    code: str
    projects: list[LineageProject]
    steps: list[LineageStep]
