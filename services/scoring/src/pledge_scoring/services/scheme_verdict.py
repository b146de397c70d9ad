"""What an editor is told of a scheme before anybody stores it."""

from typing import Any

from pledge_shared.contracts.schemes import SchemeProblem, SchemeVerdict
from pledge_shared.errors import InvalidInputError

from .editions import edition_digest, shares
from .scheme_checking import check_scheme

__all__ = ["verdict"]


def verdict(value: Any) -> SchemeVerdict:
    """Return whether a scheme could be used: its digest and shares, or what to correct."""
    try:
        edition = check_scheme(value)
    except InvalidInputError as error:
        problems = tuple(
            SchemeProblem(pointer=each.pointer, code=each.code, message=each.message)
            for each in error.errors
        )
        return SchemeVerdict(valid=False, digest=None, errors=problems, shares=())
    digest = edition_digest(edition)
    return SchemeVerdict(valid=True, digest=digest, errors=(), shares=shares(edition))
