"""Amounts as people read them."""

import pytest

from pledge_shared.money import korean_won


@pytest.mark.parametrize(
    ("krw", "text"),
    [
        (3_380_000_000, "33.8억원"),
        (18_800_000_000, "188억원"),
        (970_000_000_000, "9,700억원"),
        (480_000, "48만원"),
        (100_000_001, "1.00000001억원"),
        (9_999, "9,999원"),
        (0, "0원"),
        (-50_000_000, "-5,000만원"),
    ],
)
def test_an_amount_is_written_exactly(krw: int, text: str) -> None:
    assert korean_won(krw) == text
