"""What can be used to score: methods and schemes, described."""

from functools import cache
from pathlib import Path

from pledge_shared.contracts.achievements import MethodDescription, SchemeItem
from pledge_shared.contracts.scoring import SchemeDocument
from pledge_shared.errors import NotFoundError

from ..engine.methods import METHODS, Method
from .schemes import digests

__all__ = ["method", "methods", "scheme", "schemes"]

_SCHEMES = Path(__file__).resolve().parents[5] / "data" / "schemes"


def methods() -> tuple[MethodDescription, ...]:
    """Return every method."""
    return tuple(_described(each) for each in METHODS.values())


def method(name: str) -> MethodDescription:
    """Return the method of a versioned name."""
    if name not in METHODS:
        raise NotFoundError("There is no such method; they are listed at /v1/methods.")
    return _described(METHODS[name])


def schemes() -> tuple[SchemeItem, ...]:
    """Return every scheme version that scores are made by."""
    return tuple(
        SchemeItem(
            name=name,
            title=_documents()[name].title,
            title_en=_documents()[name].title_en,
            digest=digest,
        )
        for name, digest in digests().items()
    )


def scheme(name: str) -> SchemeDocument:
    """Return the scheme of a versioned name, as published."""
    if name not in digests():
        raise NotFoundError("There is no such scheme; they are listed at /v1/schemes.")
    return _documents()[name]


@cache
def _documents() -> dict[str, SchemeDocument]:
    found = (
        SchemeDocument.model_validate_json(path.read_bytes()) for path in _SCHEMES.glob("*.json")
    )
    return {document.name: document for document in found}


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
