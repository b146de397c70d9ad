"""From a project's stored bytes to its rate, if whole numbers suffice for that."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic_core import from_json

from pledge_shared.period import parse_period

from ..engine.facts import Direction, Status
from ..engine.plain_rates import PlainIndicator, PlainRate, plain_rate, takes_plain
from ..engine.scheme import Scheme
from .project_facts import words

__all__ = ["rate_of_plain"]

_Json = Mapping[str, Any]
_DIRECTIONS = {"up": Direction.UP, "down": Direction.DOWN}
_MEASURED = ("numerator", "denominator", "stage", "reported_rate")
_NOTHING: _Json = {}


class _NotPlainError(Exception):
    """It takes the engine."""


def rate_of_plain(document: bytes, *, on: date, scheme: Scheme) -> PlainRate | None:
    """Return a project's rate from its canonical bytes; None where that takes the engine."""
    said = from_json(document)
    excluded = Status(said.get("status", Status.PLANNED)) in scheme.excluded_statuses
    if excluded or not takes_plain(scheme):
        return None
    try:
        indicators = [_indicator(each, on) for each in said.get("indicators", ())]
    except _NotPlainError:
        return None
    return plain_rate(indicators, scheme)


def _indicator(said: _Json, on: date) -> PlainIndicator:
    direction = _DIRECTIONS.get(said.get("direction", "up"))
    if direction is None or said.get("accumulation", "mean") != "mean":
        raise _NotPlainError
    actuals = {actual["period"]: actual for actual in said.get("actuals", ())}
    due: list[tuple[int, int] | None] = []
    for target in said.get("targets", ()):
        actual = actuals.pop(target["period"], _NOTHING)
        promised, reached = target.get("value"), actual.get("value")
        if promised is None or target.get("ends", False):
            raise _NotPlainError
        if reached is not None:
            due.append(_in_one_unit(promised, reached))
        elif _is_due(target["period"], actual, on):
            due.append(None)
    if actuals:
        raise _NotPlainError  # something was reported that nobody had promised
    weight = said.get("weight")
    return PlainIndicator(direction, None if weight is None else _in_one_unit(weight, "1"), due)


def _is_due(period: str, actual: _Json, on: date) -> bool:
    """Whether a period without a number is due: by its days, or because words were reported."""
    if any(actual.get(name) is not None for name in _MEASURED):
        raise _NotPlainError
    spoken = words(actual.get("text")) or words(actual.get("reported_text"))
    return spoken is not None or parse_period(period).last_day <= on


def _in_one_unit(first: str, second: str) -> tuple[int, int]:
    """Read two decimals as whole numbers of the same unit."""
    (a, places), (b, others) = _digits(first), _digits(second)
    if places == others:
        return a, b
    return a * 10 ** max(0, others - places), b * 10 ** max(0, places - others)


def _digits(text: str) -> tuple[int, int]:
    """Return a decimal without its point, and how many places stood behind it."""
    whole, _, rest = text.partition(".")
    return int(whole + rest), len(rest)
