"""A project's document in all its forms, each made once and only when it is asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from typing_extensions import override

from pledge_shared.contracts.project import ProjectFacts

from .recent import RecentProjects
from .search import SearchText, search_texts
from .versions import Stored, facts_of, summary_of

__all__ = ["ProjectDocument", "read_project"]

_recent = RecentProjects(2 * 1024 * 1024)


def read_project(document: "Stored | ProjectDocument") -> ProjectFacts:
    """Return what a project's document says, parsed once while it is worked on."""
    return _recent.read(document.facts, document.digest)


@dataclass(frozen=True)
class ProjectDocument:
    """Canonical facts and their digest, and whatever else is derived from them.

    Sent to another process it takes along the forms that were made, but never the parsed project,
    which is slower to send than to read again.
    """

    facts: bytes
    digest: str

    @classmethod
    def of(cls, project: ProjectFacts) -> Self:
        """Return the document of a project."""
        facts, digest = facts_of(project)
        _recent.keep(facts, digest, project)
        return cls.known(facts, digest, project)

    @classmethod
    def known(cls, facts: bytes, digest: str, project: ProjectFacts) -> Self:
        """Return a document that was read already."""
        made = cls(facts, digest)
        made.__dict__["project"] = project
        return made

    @cached_property
    def project(self) -> ProjectFacts:
        """What the document says."""
        return read_project(self)

    @cached_property
    def code(self) -> str:
        """The project's code."""
        return self.project.code

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What a list shows of it."""
        return summary_of(self.project)

    @cached_property
    def search(self) -> list[SearchText]:
        """What can be found of it."""
        return search_texts("project", self.project)

    def derive_all(self) -> None:
        """Make every form now, so that whoever receives the document need not parse it."""
        for name, form in type(self).__dict__.items():
            if isinstance(form, cached_property):
                getattr(self, name)

    @override
    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "project"}
