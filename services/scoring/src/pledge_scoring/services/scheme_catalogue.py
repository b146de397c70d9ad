"""Scheme versions: those that ship with the product, those released here, and drafts."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.achievements import SchemeItem
from pledge_shared.contracts.schemes import SchemeDifference, SchemeEdition, SchemeWeights
from pledge_shared.contracts.scoring import SchemeDocument
from pledge_shared.database.connections import Database
from pledge_shared.errors import NotFoundError
from pledge_shared.strict_json import parse_json

from ..storage.schemes import StoredScheme, find_draft, find_released, find_schemes
from .editions import edition_digest, shares
from .scheme_differences import changes
from .schemes import digests

__all__ = ["FoundScheme", "SchemeCatalogue", "is_shipped", "stored_scheme", "unknown_scheme"]

_SCHEMES = Path(__file__).resolve().parents[5] / "data" / "schemes"


@dataclass(frozen=True, slots=True)
class FoundScheme:
    """A scheme version: rules for rates (pledge-scheme/1), or an edition of an evaluation."""

    document: SchemeDocument | SchemeEdition
    body: bytes
    digest: str
    state: Literal["draft", "released"] = "released"
    revision: int = 1

    @property
    def etag(self) -> str:
        """The strong entity tag: what seals the content names it, too."""
        return f'"{self.digest}"'


class SchemeCatalogue:
    """Reads scheme versions; drafts only where they are asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, *, drafts: bool) -> tuple[SchemeItem, ...]:
        """Return every scheme version; the one that rates of projects are made by comes first."""
        async with self._database.ask() as connection:
            stored = await find_schemes(connection, drafts=drafts)
        found = [*_shipped().values(), *(stored_scheme(each) for each in stored)]
        found.sort(key=lambda each: (each.document.format, each.document.name))
        return tuple(
            SchemeItem(
                name=each.document.name,
                title=each.document.title,
                title_en=each.document.title_en,
                format=each.document.format,
                state=each.state,
                digest=each.digest,
            )
            for each in found
        )

    async def get(self, name: str, *, drafts: bool) -> FoundScheme:
        """Return the scheme of a versioned name.

        Raises
        ------
        NotFoundError
            404: there is none, or only a draft that was not asked for.
        """
        if is_shipped(name):
            return _shipped()[name]
        async with self._database.read() as connection:
            found = await find_released(connection, name)
            if found is None and drafts:
                found = await find_draft(connection, name)
        if found is None:
            raise unknown_scheme()
        return stored_scheme(found)

    async def weights(self, name: str, *, drafts: bool) -> SchemeWeights:
        """Return the weights of a scheme, declared and normalised; rules for rates have none."""
        found = (await self.get(name, drafts=drafts)).document
        items = shares(found) if isinstance(found, SchemeEdition) else ()
        return SchemeWeights(name=name, items=items)

    async def difference(self, name: str, against: str, *, drafts: bool) -> SchemeDifference:
        """Return what became of ``against`` in the scheme ``name``."""
        before = await self.get(against, drafts=drafts)
        after = await self.get(name, drafts=drafts)
        found = changes(parse_json(before.body), parse_json(after.body))
        return SchemeDifference(before=against, after=name, changes=tuple(found))


def is_shipped(name: str) -> bool:
    """Tell whether a scheme comes with the product."""
    return name in _shipped()


def stored_scheme(stored: StoredScheme) -> FoundScheme:
    """Return a scheme as it was stored; its bytes are its canonical ones."""
    return FoundScheme(
        SchemeEdition.model_validate_json(stored.document),
        stored.document,
        stored.digest,
        "released" if stored.released else "draft",
        stored.revision,
    )


def unknown_scheme() -> NotFoundError:
    """Return the refusal of a name that no scheme has."""
    return NotFoundError("There is no such scheme; they are listed at /v1/schemes.")


@cache
def _shipped() -> dict[str, FoundScheme]:
    found = (_read(path.read_bytes()) for path in sorted(_SCHEMES.glob("*.json")))
    return {each.document.name: each for each in found}


def _read(content: bytes) -> FoundScheme:
    value: Any = parse_json(content)
    if value["format"] == "pledge-scheme/1":
        rules = SchemeDocument.model_validate_json(content)
        return FoundScheme(rules, canonical_bytes(rules), digests()[rules.name])
    edition = SchemeEdition.model_validate(value)
    return FoundScheme(edition, canonical_bytes(edition), edition_digest(edition))
