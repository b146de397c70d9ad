"""Reading a project's family: everything it came from and went into, step by step."""

from pledge_shared.contracts.genealogy import LineageProject, LineageStep, LineageTree
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.database.connections import Database
from pledge_shared.publication import View

from ..domain.documents import read_project
from ..domain.genealogy import FamilyStep, family_steps, relatives
from ..domain.presence import ever, present
from ..domain.versions import Stored
from ..errors import UnknownPlanError, UnknownProjectError
from ..storage.reading import DocumentReader
from .passage import conserved
from .points import resolve

__all__ = ["family_tree"]


async def family_tree(
    database: Database, place: tuple[str, str], as_of: str | None, view: View
) -> LineageTree:
    """Return the family of a project, given by plan and code; a tombstone has one, too.

    What each step handed on is compared as it was then: the predecessors as they ended, the
    successors as they began.
    """
    plan, code = place
    async with database.read() as connection:
        reader = DocumentReader(connection, view)
        point = await resolve(reader, as_of)
        present(await reader.plan(plan, point), UnknownPlanError)
        start = ever(await reader.project(plan, code, point), UnknownProjectError)
        family = await _family(reader, start, point)
        born = await reader.first_versions([each.entity_id for each in family])
    steps = family_steps(_by_code(family), _by_code(born))
    return LineageTree(
        plan=plan,
        code=code,
        projects=[_member(each) for each in sorted(family, key=lambda each: each.code)],
        steps=[_step(each) for each in steps],
    )


async def _family(reader: DocumentReader, start: Stored, point: int) -> list[Stored]:
    """Follow the lineages up and down, a generation at a time."""
    assert start.plan is not None  # noqa: S101 - every project is in a plan
    found, asked, generation = [start], {start.code}, [start]
    while generation:
        named = {code for each in generation for code in relatives(_facts(each))} - asked
        asked |= named
        generation = await reader.projects_named(start.plan, named, point) if named else []
        found += generation
    return found


def _facts(stored: Stored) -> ProjectFacts:
    return read_project(stored)


def _by_code(documents: list[Stored]) -> dict[str, ProjectFacts]:
    return {each.code: _facts(each) for each in documents}


def _member(stored: Stored) -> LineageProject:
    return LineageProject(
        code=stored.code,
        title=_facts(stored).title,
        version=stored.version,
        deleted=stored.tombstone,
    )


def _step(step: FamilyStep) -> LineageStep:
    entry = step.entry
    return LineageStep(
        kind=entry.kind,
        date=entry.date,
        predecessors=list(step.predecessors),
        successors=list(step.successors),
        title_before=entry.title_before,
        title_after=entry.title_after,
        resolution=entry.resolution,
        differences=list(entry.differences),
        conserved=[conserved(line) for line in step.conserved],
    )
