"""Rules inside one project that its parts cannot see alone.

A pointer begins with ``at``, the place of the project in what was sent.
"""

from collections.abc import Iterator

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.indicator import ActualFields, TargetFields
from pledge_shared.contracts.limits import MAX_DOCUMENT_BYTES
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.errors import FieldError, InvalidInputError

from .documents import ProjectDocument

__all__ = ["broken_rules", "check_feedback", "check_project", "feedback_errors", "size_errors"]


def check_project(document: ProjectDocument) -> None:
    """Refuse a project that breaks a rule over all its parts, or holds too much.

    Raises
    ------
    InvalidInputError
        422, naming each rule.
    """
    errors = tuple(broken_rules("", document))
    if errors:
        raise InvalidInputError(errors[0].message, errors=errors)


def broken_rules(at: str, document: ProjectDocument) -> Iterator[FieldError]:
    """Yield what is wrong with a project over all its parts."""
    yield from feedback_errors(at, document.project)
    yield from size_errors(at, document)


def check_feedback(project: ProjectFacts) -> None:
    """Refuse a project whose challenges are taken up by targets it does not have.

    Raises
    ------
    InvalidInputError
        422, naming each.
    """
    errors = tuple(feedback_errors("", project))
    if errors:
        raise InvalidInputError("A challenge is closed by a target of the project.", errors=errors)


def feedback_errors(at: str, project: ProjectFacts) -> Iterator[FieldError]:
    """환류: the target that takes up a challenge is one the project has."""
    taken_up = [
        (index, challenge.target)
        for index, challenge in enumerate(project.challenges.items)
        if challenge.target is not None
    ]
    if not taken_up:
        return
    known = {
        (indicator.code, target.period)
        for indicator in project.indicators
        for target in indicator.targets
    }
    for index, target in taken_up:
        if (target.indicator, target.period) not in known:
            place = f"{at}/challenges/items/{index}/target"
            message = "The project has no target of this indicator and period."
            yield FieldError(place, "unknown_reference", message)


def size_errors(at: str, document: ProjectDocument) -> Iterator[FieldError]:
    """Yield the refusal of a project that holds too much.

    What counts is what it states; its canonical bytes, which name every field, bound that.
    """
    if len(document.facts) - _unstated_bytes(document.facts) <= MAX_DOCUMENT_BYTES:
        return
    stated = document.project.model_dump_json(exclude_defaults=True)
    if len(stated.encode()) > MAX_DOCUMENT_BYTES:
        message = f"A project may hold {MAX_DOCUMENT_BYTES:,} bytes of JSON; shorten its texts."
        yield FieldError(at, "document_too_large", message)


_UNSTATED = [
    canonical_bytes(fields()).removeprefix(b'{"value":null,').removesuffix(b"}")
    for fields in (TargetFields, ActualFields)
]
"""What canonical bytes say of a target or actual that states its value and nothing else.

Inside a text the quotes would be escaped.
"""


def _unstated_bytes(facts: bytes) -> int:
    """Return how many bytes canonical facts hold for what is not stated, or fewer."""
    return sum(len(unstated) * facts.count(unstated) for unstated in _UNSTATED)
