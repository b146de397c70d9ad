"""Parts of a project that are lists: read and written as a whole, or by position from 1."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, create_model

from pledge_shared.contracts.parts import Items
from pledge_shared.contracts.project import (
    Challenge,
    Challenges,
    Content,
    Fact,
    Milestone,
    Ordinance,
    Ordinances,
    ProjectFacts,
    ReportedValue,
)
from pledge_shared.contracts.scalars import DistrictCode, Name
from pledge_shared.validation import validated

from ..errors import UnknownPartError
from .editing import edited, pointing_into
from .project_rules import check_feedback

__all__ = ["PART_LISTS", "PartList"]


@dataclass(frozen=True, slots=True)
class PartList:
    """One list of a project's parts.

    ``field`` is its name in documents, ``whole`` the model of the list, with what is said of it.
    """

    field: str
    item: Any
    whole: type[BaseModel]

    @property
    def name(self) -> str:
        """What it is called in addresses."""
        return self.field.replace("_", "-")

    @property
    def words(self) -> str:
        """What it is called in a sentence."""
        return self.field.replace("_", " ")

    @property
    def pointer(self) -> str:
        """Where its items stand in a project's document."""
        return f"/{self.field}" + ("/items" if self._is_object else "")

    @property
    def _is_object(self) -> bool:
        return not issubclass(self.whole, Items)

    def items(self, facts: ProjectFacts) -> tuple[Any, ...]:
        """Return a project's items, in order."""
        found = getattr(facts, self.field)
        items: tuple[Any, ...] = found.items if self._is_object else found
        return items

    def find(self, facts: ProjectFacts, number: int) -> Any:
        """Return an item by its position, from 1."""
        items = self.items(facts)
        if not 1 <= number <= len(items):
            raise UnknownPartError
        return items[number - 1]

    def whole_of(self, facts: ProjectFacts) -> BaseModel:
        """Return the list as a whole."""
        found = getattr(facts, self.field)
        return found if self._is_object else self.whole(items=found)

    def put_all(self, facts: ProjectFacts, body: Any) -> ProjectFacts:
        """Replace the whole list."""
        whole = validated(self.whole, body)
        if self._is_object:
            return self._changed(facts, whole, f"/{self.field}", "")
        return self._changed(facts, dict(whole)["items"], self.pointer, "/items")

    def add(self, facts: ProjectFacts, body: Any) -> ProjectFacts:
        """Put an item behind the others."""
        items = self.items(facts)
        return self._with_items(facts, (*items, body), len(items))

    def put(self, facts: ProjectFacts, number: int, body: Any) -> ProjectFacts:
        """Put an item in the place of one, by its position from 1."""
        self.find(facts, number)
        items = self.items(facts)
        return self._with_items(facts, (*items[: number - 1], body, *items[number:]), number - 1)

    def drop(self, facts: ProjectFacts, number: int) -> ProjectFacts:
        """Take an item out; those behind it move up."""
        self.find(facts, number)
        items = self.items(facts)
        return self._with_items(facts, (*items[: number - 1], *items[number:]), number - 1)

    def _with_items(self, facts: ProjectFacts, items: tuple[Any, ...], place: int) -> ProjectFacts:
        found = getattr(facts, self.field)
        value = {**dict(found), "items": items} if self._is_object else items
        return self._changed(facts, value, f"{self.pointer}/{place}", "")

    def _changed(
        self, facts: ProjectFacts, value: Any, place: str, stands_for: str
    ) -> ProjectFacts:
        with pointing_into(place, stands_for):
            after = edited(facts, **{self.field: value})
            check_feedback(after)
        return after


def _plain(field: str, item: Any, name: str) -> PartList:
    return PartList(field, item, create_model(name, __base__=Items[item]))


PART_LISTS = (
    _plain("contents", Content, "Contents"),
    _plain("partners", Name, "Partners"),
    _plain("regions", DistrictCode, "Regions"),
    _plain("facts", Fact, "StatedFacts"),
    _plain("milestones", Milestone, "Milestones"),
    PartList("challenges", Challenge, Challenges),
    PartList("ordinances", Ordinance, Ordinances),
    _plain("reported_values", ReportedValue, "ReportedValues"),
)
"""Every one of them, in the order of the document."""
