"""Reference data: code lists, regions, institutions, limits and schemas."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, RootModel

__all__ = [
    "CodeList",
    "Codes",
    "Institution",
    "InstitutionList",
    "JsonSchema",
    "Labels",
    "Limit",
    "LimitList",
    "Region",
    "RegionList",
    "SchemaItem",
    "SchemaList",
]

NEXT = Field(description="cursor of the next page; null on the last")

Labels = dict[str, dict[str, dict[str, str]]]
"""``{list: {code: {ko, en}}}``."""


class Codes(BaseModel):
    """Every code list with its labels."""

    items: Labels


class CodeList(BaseModel):
    """One code list: ``{code: {ko, en}}``."""

    items: dict[str, dict[str, str]]


class Region(BaseModel):
    """법정동코드."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: str | None
    valid_to: str | None
    source: str


class RegionList(BaseModel):
    """Regions by code."""

    items: list[Region]
    next: str | None = NEXT


class Institution(BaseModel):
    """기관코드 of a government."""

    institution_code: str
    name: str
    level: str
    district_code: str | None
    parent: str | None
    valid_from: str | None
    valid_to: str | None
    source: str


class InstitutionList(BaseModel):
    """Institutions by code."""

    items: list[Institution]
    next: str | None = NEXT


class Limit(BaseModel):
    """The most that is taken of something."""

    name: str
    value: int
    unit: Annotated[str, Field(description="bytes, characters, items, levels or 원")]
    ko: str
    en: str


class LimitList(BaseModel):
    """Every published limit."""

    items: list[Limit]


class SchemaItem(BaseModel):
    """A format and where its JSON Schema is."""

    name: str
    title: str
    url: str


class SchemaList(BaseModel):
    """Every published format."""

    items: list[SchemaItem]


class JsonSchema(RootModel[dict[str, Any]]):
    """A JSON Schema, draft 2020-12."""
