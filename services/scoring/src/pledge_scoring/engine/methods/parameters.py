"""Parameters of methods: the part of JSON Schema that describes them, and how they are read."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

__all__ = [
    "AMOUNT",
    "NOTHING_TO_SET",
    "NUMBER",
    "POINTS",
    "Given",
    "InvalidParametersError",
    "Problem",
    "Schema",
    "check",
    "number",
    "object_of",
    "unknown_keywords",
]

Given = Mapping[str, Any]
"""Parameters as a scheme gives them: JSON, numbers as decimal strings."""

Schema = Mapping[str, Any]
Problem = tuple[str, str]
"""Where (JSON pointer) and what to do."""


def _decimal(pattern: str, description: str) -> Schema:
    return {"type": "string", "pattern": pattern, "maxLength": 40, "description": description}


NUMBER = _decimal(r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", "a decimal number")
AMOUNT = _decimal(r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", "a decimal number, 0 or more")
POINTS = _decimal(r"^(100(\.0+)?|[1-9]?[0-9](\.[0-9]+)?)$", "points, 0 to 100")


def object_of(properties: Mapping[str, Schema], *required: str) -> Schema:
    """Describe an object of these properties and no others."""
    schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**schema, "required": list(required)} if required else schema


NOTHING_TO_SET = object_of({})


class InvalidParametersError(ValueError):
    """Parameters that a method's schema does not allow, or that contradict each other."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{where or '/'}: {what}" for where, what in self.problems))


def number(given: Given, name: str, default: str | None = None) -> Fraction | None:
    """Return a decimal string as an exact number; None where it is not set."""
    text = given.get(name, default)
    return None if text is None else Fraction(text)


def check(schema: Schema, given: object, where: str = "") -> Iterator[Problem]:
    """Tell everything in ``given`` that the schema does not allow."""
    kind = schema.get("type")
    if kind is not None and not _KINDS[kind](given):
        yield where, f"This must be JSON of type {kind}."
        return
    for keyword, allows in _LIMITS.items():
        if keyword in schema and not allows(given, schema[keyword]):
            yield where, f"This must keep to {keyword} {schema[keyword]}."
    if isinstance(given, Mapping):
        yield from _check_members(schema, given, where)
    elif isinstance(given, list):
        for place, item in enumerate(given):
            yield from check(schema.get("items", {}), item, f"{where}/{place}")


def _check_members(schema: Schema, given: Mapping[str, Any], where: str) -> Iterator[Problem]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in given:
            yield f"{where}/{name}", "This is required."
    for name, value in given.items():
        place = f"{where}/{name.replace('~', '~0').replace('/', '~1')}"
        if name in properties:
            yield from check(properties[name], value, place)
        elif schema.get("additionalProperties") is False:
            yield place, f"Only these may be set here: {', '.join(sorted(properties)) or 'none'}."


def unknown_keywords(schema: Schema) -> set[str]:
    """Return what a schema says that is not understood here, and so would not be checked."""
    unknown = set(schema) - _UNDERSTOOD
    if schema.get("additionalProperties", False) is not False:
        unknown.add("additionalProperties")
    inner = [
        *schema.get("properties", {}).values(),
        *([schema["items"]] if "items" in schema else []),
    ]
    return unknown.union(*(unknown_keywords(each) for each in inner))


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_KINDS: Mapping[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, Mapping),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": _whole,
    "boolean": lambda value: isinstance(value, bool),
}
_LIMITS: Mapping[str, Callable[[Any, Any], bool]] = {
    "enum": lambda value, allowed: value in allowed,
    "pattern": lambda value, pattern: re.search(pattern, value) is not None,
    "maxLength": lambda value, longest: len(value) <= longest,
    "minLength": lambda value, shortest: len(value) >= shortest,
    "minimum": lambda value, least: value >= least,
    "maximum": lambda value, most: value <= most,
    "minItems": lambda value, least: len(value) >= least,
    "minProperties": lambda value, least: len(value) >= least,
}
_TELLING = frozenset({"title", "description", "default", "examples"})
_UNDERSTOOD = (
    frozenset({"type", "properties", "required", "additionalProperties", "items"})
    | _TELLING
    | _LIMITS.keys()
)
