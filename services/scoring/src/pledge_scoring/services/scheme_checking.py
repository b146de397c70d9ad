"""Whether a JSON document is a scheme that can be used; if not, everything that keeps it from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pledge_shared.contracts.schemes import SchemeEdition
from pledge_shared.errors import FieldError, InvalidInputError, json_pointer
from pledge_shared.validation import validated

from ..engine.methods import METHODS, Method
from ..engine.methods.parameters import InvalidParametersError
from .scheme_rules import rule_errors

__all__ = ["check_edition", "check_scheme"]

Methods = Mapping[str, Method]

_SENTENCES = {
    "missing": "Write this field; a scheme is not complete without it.",
    "unknown_field": "Take this field away or correct its name: a scheme has no such field.",
    "literal_error": "Write one of the words that the schema lists for this field.",
    "string_pattern_mismatch": "Write it in the form of the schema's pattern, such as `area-1`.",
}
_UNSOURCED = "Write the code of the source that these numbers come from; no number goes without."
_MOST_ERRORS, _LONGEST = 100, 200


def check_scheme(value: Any, methods: Methods = METHODS) -> SchemeEdition:
    """Return a scheme that can be used.

    Raises
    ------
    InvalidInputError
        With a pointer, a code and a sentence that says what to write, for each rule broken.
    """
    try:
        edition = validated(SchemeEdition, value)
    except InvalidInputError as error:
        raise _refusal([_worded(each) for each in error.errors]) from None
    check_edition(edition, methods)
    return edition


def check_edition(edition: SchemeEdition, methods: Methods = METHODS) -> None:
    """Refuse a well-formed scheme that cannot be used.

    Raises
    ------
    InvalidInputError
        As above, with at most 100 errors.
    """
    found = [*rule_errors(edition), *_method_errors(edition, methods)]
    if found:
        raise _refusal(found)


def _refusal(found: Sequence[FieldError]) -> InvalidInputError:
    errors = tuple(found[:_MOST_ERRORS])
    return InvalidInputError(f"{len(errors)} rule(s) broken; see errors.", errors=errors)


def _worded(error: FieldError) -> FieldError:
    if error.code == "missing" and error.pointer.endswith("/reference"):
        return FieldError(error.pointer, "number_without_reference", _UNSOURCED)
    return FieldError(error.pointer, error.code, _SENTENCES.get(error.code, error.message))


def _method_errors(edition: SchemeEdition, methods: Methods) -> Iterator[FieldError]:
    for area_place, area in enumerate(edition.areas):
        for place, item in enumerate(area.items):
            path = ("areas", area_place, "items", place)
            method = methods.get(item.method)
            if method is None:
                yield FieldError(
                    json_pointer((*path, "method")),
                    "unknown_method",
                    "Write the versioned name of a method that /v1/methods lists.",
                )
                continue
            try:
                method.read_parameters(item.parameters)
            except InvalidParametersError as error:
                where = json_pointer((*path, "parameters"))
                for pointer, sentence in error.problems:
                    yield FieldError(f"{where}{pointer[:_LONGEST]}", "method_parameters", sentence)
