"""What a list of projects can be asked for, and what it shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pledge_shared.contracts.filters import Condition, Operator

from .search import Query

__all__ = [
    "RELEVANCE",
    "ListedProject",
    "ProjectQuery",
    "Sort",
    "read_sorts",
    "under",
]

RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of an order."""

    name: str
    descending: bool = False


def read_sorts(keys: Iterable[str]) -> tuple[Sort, ...]:
    """Read ``-updated_at``, ``code``: keys of an order."""
    return tuple(Sort(key.removeprefix("-"), key.startswith("-")) for key in keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectQuery:
    """Conditions that must all hold, and the order; projects of equal keys stand by code."""

    conditions: tuple[Condition, ...] = ()
    ids: tuple[UUID, ...] | None = None
    search: Query | None = None
    sort: tuple[Sort, ...] = ()

    def values(self, name: str, operator: Operator = Operator.ANY) -> Any:
        """Return what is asked of a field, None when nothing is."""
        found = (each for each in self.conditions if (each.name, each.operator) == (name, operator))
        return next((each.value for each in found), None)


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project in a list: where it is, its version, and the fields lists show.

    ``key`` is its place in the order of the list.
    """

    id: UUID
    plan: str
    code: str
    organization: str
    version: int
    summary: Mapping[str, Any]
    key: tuple[Any, ...]


def under(roots: Iterable[str], parents: Mapping[str, str | None]) -> frozenset[str]:
    """Return these nodes of a tree and all below them, given each node's parent."""
    children: dict[str | None, list[str]] = {}
    for code, parent in parents.items():
        children.setdefault(parent, []).append(code)
    found: set[str] = set()
    waiting = [code for code in roots if code in parents]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += children.get(code, [])
    return frozenset(found)
