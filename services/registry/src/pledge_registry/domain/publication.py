"""The published form of a version, and whether readers of a plan get it."""

import json

from pledge_shared.contracts.codes import Approval, Publication
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.publication import published_facts

from .versions import Stored, facts_of

__all__ = ["Published", "has_unapproved", "is_reviewed", "published_form"]

Published = tuple[bytes, str]
"""Facts and digest of a published document."""

_UNAPPROVED = tuple(
    f'"approval":"{state}"'.encode() for state in Approval if state is not Approval.APPROVED
)


def has_unapproved(facts: bytes) -> bool:
    """Tell, without parsing them, whether canonical facts hold an actual that is not approved.

    Inside a text the quotes would be escaped.
    """
    return any(mark in facts for mark in _UNAPPROVED)


def published_form(head: ProjectFacts, previous: ProjectFacts | None) -> Published | None:
    """Return what a version shows once only approved actuals count; None when all of it is shown.

    Parameters
    ----------
    head
        The version's facts.
    previous
        The published form of the version before; None for a new project.
    """
    shown = published_facts(head, previous)
    return None if shown is head else facts_of(shown)


def is_reviewed(plan: Stored) -> bool:
    """Tell whether readers of a plan see approved actuals only."""
    return bool(json.loads(plan.facts)["publication"] == Publication.REVIEWED)
