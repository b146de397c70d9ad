"""JSON of request bodies: what the standard library reads, less what no field may hold."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_shared.errors import InvalidInputError, MalformedJsonError
from pledge_shared.strict_json import MAX_ARRAY, MAX_DEPTH, MAX_KEYS, parse_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**28), 10**28) | TEXTS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_plain_documents_are_read_as_they_are(value: Any) -> None:
    assert parse_json(json.dumps(value).encode()) == value
    assert parse_json(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary())
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(MalformedJsonError, InvalidInputError):
        parse_json(body)


def _nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_documents_nest_to_a_limit() -> None:
    assert parse_json(_nested(MAX_DEPTH))
    for depth in (MAX_DEPTH + 1, 500, 100_000):
        with pytest.raises(MalformedJsonError):
            parse_json(_nested(depth))


def test_arrays_and_objects_end() -> None:
    assert len(parse_json(json.dumps([0] * MAX_ARRAY).encode())) == MAX_ARRAY
    assert len(parse_json(json.dumps([0] * 2_000).encode(), max_array=2_000)) == 2_000
    assert len(parse_json(json.dumps(dict.fromkeys(range(MAX_KEYS))).encode())) == MAX_KEYS
    for value in ([0] * (MAX_ARRAY + 1), dict.fromkeys(range(MAX_KEYS + 1))):
        with pytest.raises(InvalidInputError) as caught:
            parse_json(json.dumps({"a": [{"b/c": value}]}).encode())
        assert [(e.pointer, e.code) for e in caught.value.errors] == [("/a/0/b~1c", "too_long")]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" + "0" * 30, "-" + "9" * 5_000])
def test_numbers_end(number: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_json(f"[{number}]".encode())

    assert [error.code for error in caught.value.errors] == ["out_of_range"]


@pytest.mark.parametrize("text", [r"\ud800", r"\udc00", r"\u0000", r"a\udfffb"])
def test_text_that_cannot_be_stored_is_told_where_it_stands(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_json(f'{{"a": ["", "{text}"]}}'.encode())

    assert [(e.pointer, e.code) for e in caught.value.errors] == [("/a/1", "invalid_unicode")]


def test_a_pointer_stays_short_and_never_holds_what_is_wrong() -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_json(('{"' + "k" * 10_000 + '": {"\\ud800": 1}}').encode())

    (error,) = caught.value.errors
    assert len(error.pointer) == 200


def test_pairs_of_surrogates_are_one_character() -> None:
    assert parse_json(rb'"\ud842\udfb7"') == "\U00020bb7"
