"""Reference data: codes other documents refer to, limits, and the schemas of the formats."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pledge_shared.canonical import dump_json
from pledge_shared.contracts.reference import SchemaItem
from pledge_shared.contracts.schema import SCHEMA_NAMES, schema_of
from pledge_shared.database.connections import Database
from pledge_shared.errors import NotFoundError
from pledge_shared.pagination import Page, cut_page, decode_cursor

from ..domain.labels import code_labels
from ..domain.search import Query
from ..storage.reference import list_institutions, list_regions

__all__ = ["Reference", "ReferenceQuery", "code_list", "json_schema", "schemas"]


class UnknownCodeListError(NotFoundError):
    """There is no code list of this name."""

    code = "unknown_code_list"
    title = "There is no such code list"
    title_ko = "그런 코드 목록이 없습니다"

    def __init__(self) -> None:
        super().__init__("No code list has this name; see all of them at /v1/codes.")


class UnknownSchemaError(NotFoundError):
    """There is no published format of this name."""

    code = "unknown_schema"
    title = "There is no such schema"
    title_ko = "그런 스키마가 없습니다"

    def __init__(self) -> None:
        super().__init__("No format has this name; list them at /v1/schemas.")


def code_list(name: str) -> dict[str, dict[str, str]]:
    """Return one code list's labels.

    Raises
    ------
    UnknownCodeListError
        404: there is none of this name.
    """
    found = code_labels(name)
    if name not in found:
        raise UnknownCodeListError
    return found[name]


def schemas() -> list[SchemaItem]:
    """Return every published format."""
    return [
        SchemaItem(name=name, title=title, url=f"/v1/schemas/{name}")
        for name, title in SCHEMA_NAMES.items()
    ]


def json_schema(name: str) -> bytes:
    """Return a format's JSON Schema.

    Raises
    ------
    UnknownSchemaError
        404: there is none of this name.
    """
    if name not in SCHEMA_NAMES:
        raise UnknownSchemaError
    return _schema_text(name)


@cache
def _schema_text(name: str) -> bytes:
    return dump_json(schema_of(name))


@dataclass(frozen=True, slots=True)
class ReferenceQuery:
    """Which codes: columns that must be equal, the day they are in force, words of the name."""

    columns: Mapping[str, str | None]
    on: date | None
    search: Query | None


class Reference:
    """Reads reference data."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def regions(
        self, wanted: ReferenceQuery, *, cursor: str | None, limit: int
    ) -> Page[dict[str, Any]]:
        """Return a page of 법정동 codes with their validity."""
        async with self._database.read() as connection:
            rows = await list_regions(connection, wanted.columns, wanted.on)
        return _page(rows, wanted, "code", cursor, limit)

    async def institutions(
        self, wanted: ReferenceQuery, *, cursor: str | None, limit: int
    ) -> Page[dict[str, Any]]:
        """Return a page of 기관 codes of governments."""
        async with self._database.read() as connection:
            rows = await list_institutions(connection, wanted.columns, wanted.on)
        return _page(rows, wanted, "institution_code", cursor, limit)


def _page(
    rows: list[dict[str, Any]], wanted: ReferenceQuery, key: str, cursor: str | None, limit: int
) -> Page[dict[str, Any]]:
    scope = f"{key}:{wanted}"
    after = decode_cursor(scope, cursor, 1)[0] if cursor else ""
    terms = wanted.search.terms if wanted.search else ()
    found = [
        row for row in rows if row[key] > after and all(term.is_in(row["name"]) for term in terms)
    ]
    return cut_page(found[: limit + 1], limit, scope, lambda row: (row[key],))
