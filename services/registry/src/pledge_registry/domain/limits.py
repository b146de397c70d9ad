"""The limits as they are published, each taken from where it is enforced."""

from typing import Any

from pydantic import TypeAdapter

from pledge_shared.contracts.limits import (
    MAX_BODY_BYTES,
    MAX_BULK_ROWS,
    MAX_DOCUMENT_BYTES,
    MAX_HEADER_BYTES,
    MAX_IMPORT_LINES,
    MAX_INDICATORS,
    MAX_LINE_BYTES,
    MAX_MILESTONES,
    MAX_QUERY,
    MAX_QUERY_WORDS,
    MAX_STREAM_BYTES,
    MAX_UPLOAD_BYTES,
)
from pledge_shared.contracts.reference import Limit
from pledge_shared.contracts.scalars import Amount, Name, Note, Printed, Unit
from pledge_shared.pagination import DEFAULT_LIMIT, MAX_LIMIT
from pledge_shared.strict_json import MAX_ARRAY, MAX_DEPTH, MAX_KEYS

__all__ = ["published_limits"]

_CODE_LENGTH = 63
"""As the pattern of codes has it; a test holds the two together."""


def _most(kind: Any, bound: str = "maxLength") -> int:
    most: int = TypeAdapter(kind).json_schema()[bound]
    return most


_LIMITS = (
    ("amount", _most(Amount, "maximum"), "원", "금액", "one amount of money"),
    ("array", MAX_ARRAY, "items", "JSON 배열의 항목", "elements of one JSON array"),
    ("body", MAX_BODY_BYTES, "bytes", "요청 본문", "body of a request"),
    ("bulk_rows", MAX_BULK_ROWS, "items", "일괄 처리의 행", "rows of one bulk write"),
    ("code", _CODE_LENGTH, "characters", "코드", "a code"),
    ("depth", MAX_DEPTH, "levels", "JSON의 깊이", "nesting of a JSON document"),
    ("document", MAX_DOCUMENT_BYTES, "bytes", "사업 문서", "what a project states, as JSON"),
    ("headers", MAX_HEADER_BYTES, "bytes", "요청 헤더 전체", "all headers of a request"),
    ("import_lines", MAX_IMPORT_LINES, "items", "한 번에 가져오는 계획", "documents of an import"),
    ("indicators", MAX_INDICATORS, "items", "한 사업의 확인지표", "indicators of a project"),
    ("keys", MAX_KEYS, "items", "JSON 객체의 항목", "keys of one JSON object"),
    ("line", MAX_LINE_BYTES, "bytes", "NDJSON의 한 줄", "one line of NDJSON"),
    ("milestones", MAX_MILESTONES, "items", "추진실적·향후계획", "milestones of a project"),
    ("name", _most(Name), "characters", "이름·제목", "a name or a title"),
    ("note", _most(Note), "characters", "설명", "a longer text"),
    ("page", MAX_LIMIT, "items", "한 쪽의 항목", "items of one page; more is lowered to it"),
    ("page_default", DEFAULT_LIMIT, "items", "한 쪽의 항목(기본)", "items of one page by default"),
    ("printed", _most(Printed), "characters", "인쇄된 글", "words as printed"),
    ("query", MAX_QUERY, "characters", "검색어", "a search query"),
    ("query_words", MAX_QUERY_WORDS, "items", "검색어의 낱말", "words of a search query"),
    ("stream", MAX_STREAM_BYTES, "bytes", "NDJSON 본문", "body of an import as NDJSON"),
    ("unit", _most(Unit), "characters", "단위", "a unit"),
    ("upload", MAX_UPLOAD_BYTES, "bytes", "가져오기 본문", "body of an import"),
)


def published_limits() -> list[Limit]:
    """Return every limit, by name."""
    return [
        Limit(name=name, value=value, unit=unit, ko=ko, en=en)
        for name, value, unit, ko, en in _LIMITS
    ]
