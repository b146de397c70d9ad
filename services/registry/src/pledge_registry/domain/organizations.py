"""Changes of organizations: a renamed one remembers what it was called, and since when."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from pledge_shared.contracts.codes import CodeSystem
from pledge_shared.contracts.plan import (
    EffectiveFrom,
    FormerName,
    OrganizationCode,
    OrganizationFacts,
    OrganizationPatch,
    Term,
)
from pledge_shared.errors import FieldError, InvalidInputError
from pledge_shared.validation import validated

from .patching import check_patch, merge_patch

__all__ = ["patched_organization", "with_lists_of", "with_term", "without_term"]

_LISTS = ("codes", "former_names", "terms")
_EFFECTIVE = "effective_from"
_CODES = {
    "institution_code": CodeSystem.INSTITUTION,
    "district_code": CodeSystem.DISTRICT,
}


def patched_organization(facts: OrganizationFacts, patch: Any) -> OrganizationFacts:
    """Merge a patch; a changed name or code moves the old one to where former ones are kept.

    Raises
    ------
    InvalidInputError
        422: a field is unknown, or the result breaks a rule.
    """
    given = dict(check_patch(patch, OrganizationPatch.model_fields))
    day = _effective(given)
    after = merge_patch(facts, given)
    if "former_names" not in given and after.name != facts.name:
        names = (*facts.former_names, _former_name(facts, day))
        after = after.model_copy(update={"former_names": names})
    if "codes" not in given:
        after = after.model_copy(update={"codes": tuple(_codes(facts, after, day))})
    return after


def _effective(given: dict[str, Any]) -> date | None:
    """Take the day of effect out of a patch."""
    if _EFFECTIVE not in given:
        return None
    if not given.keys() & {"name", *_CODES}:
        message = "It dates a change of name or code; the patch has none."
        raise InvalidInputError(message, errors=(FieldError("/effective_from", "unused", message),))
    return validated(EffectiveFrom, {_EFFECTIVE: given.pop(_EFFECTIVE)}).effective_from


def _former_name(facts: OrganizationFacts, day: date | None) -> FormerName:
    earlier = facts.former_names
    since = earlier[-1].valid_to and _next(earlier[-1].valid_to) if earlier else facts.valid_from
    values = {"name": facts.name, "valid_from": since, "valid_to": _before(day)}
    return validated(FormerName, values, at="/effective_from")


def _codes(
    facts: OrganizationFacts, after: OrganizationFacts, day: date | None
) -> Iterator[OrganizationCode]:
    changed = {
        system: (getattr(facts, field), getattr(after, field))
        for field, system in _CODES.items()
        if getattr(facts, field) != getattr(after, field)
    }
    listed = [*facts.codes]
    for system, (old, new) in changed.items():
        ours = [item for item in listed if item.system is system]
        if old is not None and old not in {item.code for item in ours}:
            since = None if ours else facts.valid_from
            listed.append(OrganizationCode(system=system, code=old, valid_from=since))
        listed = [
            _closed(item, day) if (item.system, item.code) == (system, old) else item
            for item in listed
        ]
        if new is not None:
            listed.append(OrganizationCode(system=system, code=new, valid_from=day))
    yield from listed


def _closed(code: OrganizationCode, day: date | None) -> OrganizationCode:
    if code.valid_to is not None:
        return code
    values = code.model_dump() | {"valid_to": _before(day)}
    return validated(OrganizationCode, values, at="/effective_from")


def _before(day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=1)


def _next(day: date) -> date:
    return day + timedelta(days=1)


def with_lists_of(stored: OrganizationFacts, facts: OrganizationFacts) -> OrganizationFacts:
    """Return facts with the stored codes, former names and terms where they state none."""
    kept = {name: getattr(stored, name) for name in _LISTS if not getattr(facts, name)}
    return facts.model_copy(update=kept)


def with_term(facts: OrganizationFacts, term: Term) -> OrganizationFacts:
    """Declare a term, or declare it anew; terms stand in the order of their days."""
    others = (item for item in facts.terms if item.code != term.code)
    terms = sorted((*others, term), key=lambda item: (item.start, item.code))
    return facts.model_copy(update={"terms": tuple(terms)})


def without_term(facts: OrganizationFacts, code: str) -> OrganizationFacts:
    """Take a term out."""
    return facts.model_copy(
        update={"terms": tuple(item for item in facts.terms if item.code != code)}
    )
