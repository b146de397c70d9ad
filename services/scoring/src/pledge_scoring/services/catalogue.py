"""What can be used to score: methods, described."""

from pledge_shared.contracts.achievements import MethodDescription
from pledge_shared.errors import NotFoundError

from ..engine.methods import METHODS, Method

__all__ = ["method", "methods"]


def methods() -> tuple[MethodDescription, ...]:
    """Return every method."""
    return tuple(_described(each) for each in METHODS.values())


def method(name: str) -> MethodDescription:
    """Return the method of a versioned name."""
    if name not in METHODS:
        raise NotFoundError("There is no such method; they are listed at /v1/methods.")
    return _described(METHODS[name])


def _described(each: Method) -> MethodDescription:
    return MethodDescription(
        name=each.name,
        label=each.label_en,
        label_ko=each.label_ko,
        formula=each.formula,
        tex=each.tex,
        source=each.source,
        authority=each.authority,
        parameters=each.parameters,
        null_reasons=tuple(reason.value for reason in each.null_reasons),
    )
