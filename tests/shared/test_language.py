"""Which language a client is answered in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_shared.web.language import language_of


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"), ("", "en"), ("*", "en"), ("ko", "ko"), ("ko-KR", "ko"), ("KO-kr", "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"), ("ko;q=0.9,en;q=0.8", "ko"), ("fr, ko;q=0.1", "ko"),
        ("ko;q=0", "en"), ("ko;q=0.0001", "ko"), ("ko;q=2,en;q=1", "ko"), ("en,ko", "en"),
        ("ko;level=1", "ko"), ("ko;q=", "en"), ("kok", "en"), ("x," * 400 + "ko", "en"),
    ],
)  # fmt: skip
def test_the_preferred_language_of_the_two(header: str | None, language: str) -> None:
    assert language_of(header) == language


@given(st.text())
def test_any_header_gives_a_language(header: str) -> None:
    assert language_of(header) in {"ko", "en"}
