"""Cursors: opaque, bound to their list, and never a way into a query."""

from collections.abc import Callable
from string import ascii_letters, digits

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pledge_shared.errors import InvalidParameterError
from pledge_shared.pagination import cut_page, decode_cursor, encode_cursor

PARTS = st.lists(
    st.text(st.characters(exclude_characters="\x1f\0", exclude_categories=["Cs"])), min_size=1
)


@given(st.text(st.characters(exclude_categories=["Cs"])), PARTS)
def test_a_cursor_reads_back(scope: str, key: list[str]) -> None:
    assert decode_cursor(scope, encode_cursor(scope, *key), len(key)) == tuple(key)


@given(PARTS)
def test_a_cursor_of_another_list_is_refused(key: list[str]) -> None:
    cursor = encode_cursor("projects", *key)

    with pytest.raises(InvalidParameterError):
        decode_cursor("plans", cursor, len(key))
    with pytest.raises(InvalidParameterError):
        decode_cursor("projects", cursor, len(key) + 1)


@given(st.text())
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with pytest.raises(InvalidParameterError):
        decode_cursor("projects", text, 2)


CURSOR = encode_cursor("projects", "v2026-11-22T09:00:00+00:00", "n", "vgb-7", "vbigdata")
CHANGES: list[Callable[[int, str], str]] = [
    lambda place, other: CURSOR[:place] + other + CURSOR[place + 1 :],
    lambda place, other: CURSOR[:place] + other + CURSOR[place:],
    lambda place, _: CURSOR[:place] + CURSOR[place + 1 :],
    lambda place, _: CURSOR[:place] + CURSOR[place : place + 2][::-1] + CURSOR[place + 2 :],
    lambda place, _: CURSOR[:place],
]


@settings(max_examples=1_000)
@given(
    st.sampled_from(CHANGES),
    st.integers(0, len(CURSOR) - 1),
    st.sampled_from(ascii_letters + digits + "-_=+/. "),
)
def test_a_cursor_that_was_changed_is_refused(
    change: Callable[[int, str], str], place: int, other: str
) -> None:
    changed = change(place, other)
    assume(changed != CURSOR)

    with pytest.raises(InvalidParameterError):
        decode_cursor("projects", changed, 4)


def test_nul_never_leaves_a_cursor() -> None:
    with pytest.raises(InvalidParameterError):
        decode_cursor("projects", encode_cursor("projects", "a\0b"), 1)


@given(st.lists(st.integers(), unique=True), st.integers(1, 10))
def test_pages_hold_every_row_once(numbers: list[int], limit: int) -> None:
    rows = sorted(numbers)
    seen: list[int] = []
    left = rows
    while True:
        page = cut_page(left[: limit + 1], limit, "rows", lambda row: (str(row),))
        seen += page.items
        if page.next is None:
            break
        after = int(decode_cursor("rows", page.next, 1)[0])
        left = [row for row in rows if row > after]

    assert seen == rows
