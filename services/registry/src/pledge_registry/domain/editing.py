"""Changes of one project: facts in, facts out.

What a change leaves alone is not checked again, so that editing one of 4,000 targets costs what
one target costs; of the rules over the whole project those are checked that it can break.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from pledge_shared.contracts.indicator import (
    Actual,
    ActualFields,
    Indicator,
    IndicatorFields,
    OfPeriod,
    Target,
    TargetFields,
)
from pledge_shared.contracts.project import ProjectFacts, ProjectScalars
from pledge_shared.errors import FieldError, InvalidInputError
from pledge_shared.validation import validated

from ..errors import UnknownIndicatorError, UnknownPartError
from .patching import check_patch, merge_patch
from .resolutions import resolved

__all__ = [
    "add_indicator",
    "drop_actual",
    "drop_indicator",
    "drop_target",
    "edited",
    "find_indicator",
    "find_period",
    "patched",
    "pointing_into",
    "put_actual",
    "put_indicator",
    "put_target",
]

Model = TypeVar("Model", bound=BaseModel)
Dated = TypeVar("Dated", bound=OfPeriod)
_Values = Literal["targets", "actuals"]


def edited(model: Model, **fields: Any) -> Model:
    """Return a document with other values in some fields.

    Raises
    ------
    InvalidInputError
        422: a new value, or the document with it, breaks a rule.
    """
    return validated(type(model), dict(model) | fields)


@contextmanager
def pointing_into(place: str, stands_for: str = "") -> Iterator[None]:
    """Let errors point into what was sent instead of into the project it becomes a part of.

    Parameters
    ----------
    place
        Where in the project's document the part stands.
    stands_for
        Where it stands in what was sent.
    """
    try:
        yield
    except InvalidInputError as error:
        error.errors = tuple(
            FieldError(stands_for + item.pointer.removeprefix(place), item.code, item.message)
            if f"{item.pointer}/".startswith(f"{place}/")
            else item
            for item in error.errors
        )
        raise


def patched(facts: ProjectFacts, patch: Any) -> ProjectFacts:
    """Merge a patch (RFC 7396) into a project's scalars.

    Raises
    ------
    InvalidInputError
        422: a field is unknown or not a scalar, or the result breaks a rule.
    """
    fields = check_patch(patch, ProjectScalars.model_fields)
    given = {name for name, value in fields.items() if value is not None}
    return resolved(facts, merge_patch(facts, fields), given=given)


def find_indicator(facts: ProjectFacts, code: str) -> Indicator:
    """Return a project's indicator by its code."""
    for indicator in facts.indicators:
        if indicator.code == code:
            return indicator
    raise UnknownIndicatorError


def find_period(items: Iterable[Dated], period: str) -> Dated:
    """Return the target or actual of a period."""
    for item in items:
        if item.period == period:
            return item
    raise UnknownPartError


def add_indicator(facts: ProjectFacts, body: Any) -> ProjectFacts:
    """Put a new indicator behind the others."""
    return edited(facts, indicators=(*facts.indicators, validated(Indicator, body)))


def put_indicator(facts: ProjectFacts, code: str, body: Any) -> ProjectFacts:
    """Replace an indicator; its targets and actuals stay unless the body holds some."""
    old = find_indicator(facts, code)
    fields = validated(IndicatorFields, body)
    kept = {"targets": old.targets, "actuals": old.actuals}
    given = {key: value for key, value in fields if key in fields.model_fields_set}
    return _with(facts, validated(Indicator, {"code": code} | kept | given))


def drop_indicator(facts: ProjectFacts, code: str) -> ProjectFacts:
    """Take an indicator out, with its targets and actuals."""
    dropped = find_indicator(facts, code)
    return edited(facts, indicators=tuple(i for i in facts.indicators if i is not dropped))


def put_target(facts: ProjectFacts, code: str, period: str, body: Any) -> ProjectFacts:
    """Set what an indicator promises for one period."""
    indicator = find_indicator(facts, code)
    fields = validated(TargetFields, body)
    return _put(facts, indicator, "targets", validated(Target, dict(fields) | {"period": period}))


def drop_target(facts: ProjectFacts, code: str, period: str) -> ProjectFacts:
    """Take out what an indicator promises for one period."""
    return _drop(facts, code, "targets", period)


def put_actual(facts: ProjectFacts, code: str, period: str, body: Any) -> ProjectFacts:
    """Set what was reported for one indicator and period."""
    indicator = find_indicator(facts, code)
    fields = validated(ActualFields, body)
    return _put(facts, indicator, "actuals", validated(Actual, dict(fields) | {"period": period}))


def drop_actual(facts: ProjectFacts, code: str, period: str) -> ProjectFacts:
    """Withdraw what was reported for one indicator and period."""
    return _drop(facts, code, "actuals", period)


def _put(
    facts: ProjectFacts, indicator: Indicator, field: _Values, item: Target | Actual
) -> ProjectFacts:
    others = (each for each in getattr(indicator, field) if each.period != item.period)
    return _with(facts, edited(indicator, **{field: (*others, item)}))


def _drop(facts: ProjectFacts, code: str, field: _Values, period: str) -> ProjectFacts:
    indicator = find_indicator(facts, code)
    items: tuple[OfPeriod, ...] = getattr(indicator, field)
    dropped = find_period(items, period)
    kept = tuple(item for item in items if item is not dropped)
    return _with(facts, edited(indicator, **{field: kept}))


def _with(facts: ProjectFacts, indicator: Indicator) -> ProjectFacts:
    """Put an indicator in the place of the one of its code: no rule over the project is touched."""
    replaced = (indicator if each.code == indicator.code else each for each in facts.indicators)
    return facts.model_copy(update={"indicators": tuple(replaced)})
