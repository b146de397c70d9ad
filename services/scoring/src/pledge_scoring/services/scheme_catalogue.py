"""Scheme versions as they are published: those that ship with the product."""

from functools import cache
from pathlib import Path
from typing import Any

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.achievements import SchemeItem
from pledge_shared.contracts.schemes import SchemeDifference, SchemeEdition, SchemeWeights
from pledge_shared.contracts.scoring import SchemeDocument
from pledge_shared.errors import NotFoundError
from pledge_shared.strict_json import parse_json

from .editions import edition_digest, shares
from .scheme_differences import changes
from .schemes import digests

__all__ = ["AnyScheme", "difference", "scheme", "scheme_digest_of", "schemes", "weights"]

AnyScheme = SchemeDocument | SchemeEdition
"""Rules for rates of projects (pledge-scheme/1), or an edition of an evaluation."""

_SCHEMES = Path(__file__).resolve().parents[5] / "data" / "schemes"


def schemes() -> tuple[SchemeItem, ...]:
    """Return every scheme version; the one that rates of projects are made by comes first."""
    found = sorted(_documents().values(), key=lambda each: (each.format, each.name))
    return tuple(
        SchemeItem(
            name=each.name,
            title=each.title,
            title_en=each.title_en,
            format=each.format,
            digest=scheme_digest_of(each),
        )
        for each in found
    )


def scheme(name: str) -> AnyScheme:
    """Return the scheme of a versioned name.

    Raises
    ------
    NotFoundError
        404: there is none.
    """
    if name not in _documents():
        raise NotFoundError("There is no such scheme; they are listed at /v1/schemes.")
    return _documents()[name]


def scheme_digest_of(document: AnyScheme) -> str:
    """Return the digest that seals a scheme: of what scores are made by, or of its bytes."""
    if isinstance(document, SchemeDocument):
        return digests()[document.name]
    return edition_digest(document)


def weights(name: str) -> SchemeWeights:
    """Return the weights of a scheme, declared and normalised; of rates there are none."""
    found = scheme(name)
    items = shares(found) if isinstance(found, SchemeEdition) else ()
    return SchemeWeights(name=name, items=items)


def difference(name: str, against: str) -> SchemeDifference:
    """Return what became of ``against`` in the scheme ``name``."""
    before, after = scheme(against), scheme(name)
    return SchemeDifference(
        before=against, after=name, changes=tuple(changes(_plain(before), _plain(after)))
    )


def _plain(document: AnyScheme) -> Any:
    return parse_json(canonical_bytes(document))


@cache
def _documents() -> dict[str, AnyScheme]:
    found = (_read(path.read_bytes()) for path in sorted(_SCHEMES.glob("*.json")))
    return {document.name: document for document in found}


def _read(content: bytes) -> AnyScheme:
    value = parse_json(content)
    if value["format"] == "pledge-scheme/1":
        return SchemeDocument.model_validate_json(content)
    return SchemeEdition.model_validate(value)
