"""The scalar types of every document: strict in, canonical out."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from ..period import PeriodError, parse_period, span_years

__all__ = [
    "LATER",
    "Amount",
    "BudgetPeriod",
    "Code",
    "Day",
    "DistrictCode",
    "Flag",
    "InstitutionCode",
    "Name",
    "NonNegative",
    "Note",
    "Number",
    "PeriodText",
    "Printed",
    "ReportedName",
    "SchemeName",
    "StrictModel",
    "Unit",
    "clean_text",
    "nothing_required",
]

MAX_KRW = 10**15
"""Largest amount in 원: above the yearly budget of the nation."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RESIDENT_NUMBER = re.compile(r"(?<!\d)\d{6}-[1-8]\d{6}(?!\d)")
_EARLIEST, _LATEST = date(1945, 1, 1), date(2200, 12, 31)
_KEPT_CONTROLS = "\n\t"
_INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def _says_nothing(value: Any) -> bool:
    return value is None or value == ()


LATER = Field(exclude_if=_says_nothing)
"""Marks a field that came after the first release of a document.

It is left out of documents that do not use it, so that their bytes and digests stay what they
were: a document written before the field existed and imported again is unchanged.
"""


class StrictModel(BaseModel):
    """Base of what clients send: unknown fields are refused, values never change later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def nothing_required(schema: dict[str, Any]) -> None:
    """Describe a merge patch: any of a model's fields, none of them needed."""
    schema.pop("required", None)


def _normalised(value: str) -> str:
    """Return the text in NFC without surrounding space; refuse what cannot be shown or stored."""
    for char in value if not value.isprintable() else ():  # printable text holds nothing of it
        category = unicodedata.category(char)
        if (
            char in _INVISIBLE
            or category == "Cs"
            or (category == "Cc" and char not in _KEPT_CONTROLS)
        ):
            raise PydanticCustomError(
                "invalid_character", "Text must not hold control, invisible or surrogate characters"
            )
    if "-" in value[6:-7] and _RESIDENT_NUMBER.search(value):
        raise PydanticCustomError(
            "personal_identifier", "Text must not hold a resident registration number"
        )
    return unicodedata.normalize("NFC", value).strip()


def clean_text(longest: int, shortest: int = 0) -> AfterValidator:
    """Return the validator of a text whose bounds hold after it was normalised, too."""

    def clean(value: str) -> str:
        text = _normalised(value)
        if not shortest <= len(text) <= longest:
            raise PydanticCustomError(
                "text_length",
                "Text must hold {shortest} to {longest} characters after Unicode normalisation",
                {"shortest": shortest, "longest": longest},
            )
        return text

    return AfterValidator(clean)


def _decimal(value: Any) -> Decimal:
    """Read a decimal string; numbers, exponents, spaces and other digits are refused."""
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if not isinstance(value, str) or _NUMBER.fullmatch(value) is None:
        raise PydanticCustomError(
            "decimal_string",
            'Write the number as a JSON string such as "12.5" (15 digits, then 12 after the point)',
        )
    number = Decimal(value)
    return number or abs(number)


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise PydanticCustomError("negative_value", "The number must not be negative")
    return value


def _day(value: Any) -> date:
    """Read a calendar day written ``YYYY-MM-DD``."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise PydanticCustomError("invalid_date", "Write the day as YYYY-MM-DD")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("invalid_date", "There is no such calendar day") from None
    if not _EARLIEST <= day <= _LATEST:
        raise PydanticCustomError("invalid_date", "The day must lie between 1945 and 2200")
    return day


@lru_cache(maxsize=10_000)
def _period(value: str) -> str:
    try:
        return parse_period(value).text
    except PeriodError as exc:
        raise PydanticCustomError("invalid_period", "{reason}", {"reason": str(exc)}) from None


@lru_cache(maxsize=1_000)
def _budget_period(value: str) -> str:
    if value in {"prior", "post_term"}:
        return value
    try:
        yearly = (
            bool(span_years(value)) if ".." in value else parse_period(value).granularity == "year"
        )
    except PeriodError:
        yearly = False
    if not yearly:
        reason = "A budget period is a year, a span 2018..2022, prior or post_term"
        raise PydanticCustomError("invalid_period", "{reason}", {"reason": reason})
    return value


def _plain(value: Decimal) -> str:
    return format(value, "f")


_Decimal = Annotated[
    Decimal,
    PlainValidator(_decimal),
    PlainSerializer(_plain, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_NUMBER.pattern}$", "examples": ["12.5"]}),
]
Number = _Decimal
"""An exact decimal, sent as a JSON string."""

NonNegative = Annotated[_Decimal, AfterValidator(_not_negative)]
"""An exact decimal that is 0 or more."""

Amount = Annotated[StrictInt, Field(ge=0, le=MAX_KRW)]
"""Money in whole 원."""

Flag = StrictBool

Code = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""An immutable code, never reused."""

SchemeName = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z0-9][a-z0-9-]{0,62}/[1-9][0-9]{0,3}$")
]
"""A scheme and its version: ``pledge-default/1``."""

ReportedName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]{0,62}$")]
InstitutionCode = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{7}$")]
"""행정표준 기관코드, 7 digits."""
DistrictCode = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{10}$")]
"""법정동코드, 10 digits."""

Name = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=200),
    clean_text(200, shortest=1),
]
"""A name or title of 1-200 characters, NFC."""

Note = Annotated[str, StringConstraints(strict=True, max_length=10_000), clean_text(10_000)]
"""Text of at most 10,000 characters, NFC."""

Printed = Annotated[str, StringConstraints(strict=True, max_length=1_000), clean_text(1_000)]
"""Words exactly as a document prints them ('-' and blank are different)."""

Unit = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=50), clean_text(50, shortest=1)
]

Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2021-06-30"]}),
]
PeriodText = Annotated[
    str,
    StringConstraints(strict=True),
    AfterValidator(_period),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^[0-9]{4}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?$",
            "examples": ["2021"],
        }
    ),
]
BudgetPeriod = Annotated[
    str,
    StringConstraints(strict=True),
    AfterValidator(_budget_period),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(prior|post_term|[0-9]{4}(\.\.[0-9]{4})?)$",
            "examples": ["2021", "2018..2022"],
        }
    ),
]
