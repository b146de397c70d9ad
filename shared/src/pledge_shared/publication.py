"""What readers without a key see of a plan whose actuals are reviewed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from .contracts.codes import Approval
from .contracts.indicator import Actual, Indicator
from .contracts.project import ProjectFacts

__all__ = ["View", "published_facts"]

_Facts = TypeVar("_Facts", bound=ProjectFacts)


class View(StrEnum):
    """Which form of a document is read."""

    PUBLISHED = "published"
    """In a reviewed plan approved actuals only; in an immediate plan the head."""
    HEAD = "head"
    """The newest state, drafts included; for holders of a key."""


def published_facts(head: _Facts, previous: ProjectFacts | None) -> _Facts:
    """Return a project with each actual replaced by the newest approved one of its period.

    An actual that was never approved is absent, and so is one that the head no longer has.

    Parameters
    ----------
    head
        The newest state.
    previous
        The published form of the version before; None for a new project.
    """
    if all(_is_approved(actual) for item in head.indicators for actual in item.actuals):
        return head
    before = {
        (item.code, actual.period): actual
        for item in (previous.indicators if previous else ())
        for actual in item.actuals
        if _is_approved(actual)
    }
    indicators = tuple(_published(indicator, before) for indicator in head.indicators)
    return head.model_copy(update={"indicators": indicators})


def _published(indicator: Indicator, before: Mapping[tuple[str, str], Actual]) -> Indicator:
    newest = [
        actual if _is_approved(actual) else before.get((indicator.code, actual.period))
        for actual in indicator.actuals
    ]
    shown = tuple(actual for actual in newest if actual is not None)
    return indicator.model_copy(update={"actuals": shown})


def _is_approved(actual: Actual) -> bool:
    return actual.approval is Approval.APPROVED
