"""Scalars of documents: strict in, canonical out, and the same after a second reading."""

import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts import scalars
from pledge_shared.contracts.budget import BudgetLine
from pledge_shared.contracts.scalars import StrictModel


class Texts(StrictModel):
    """One field of each kind of text."""

    name: scalars.Name | None = None
    note: scalars.Note | None = None
    printed: scalars.Printed | None = None
    unit: scalars.Unit | None = None


NUMBER = TypeAdapter(scalars.Number)
AMOUNT = TypeAdapter(scalars.Amount)
BOUNDS = {"name": (1, 200), "note": (0, 10_000), "printed": (0, 1_000), "unit": (1, 50)}


@given(
    st.decimals(
        min_value=-(10**15) + 1, max_value=10**15 - 1, allow_nan=False, allow_infinity=False,
        places=12,
    ),
    st.integers(0, 12),
)  # fmt: skip
def test_numbers_read_back_exactly(number: Decimal, places: int) -> None:
    text = format(round(number, places), "f")

    read = NUMBER.validate_python(text)

    written = NUMBER.dump_python(read, mode="json")
    assert NUMBER.validate_python(written) == read == Decimal(text)
    assert written == (text if read else text.removeprefix("-"))


@given(st.text() | st.floats() | st.integers() | st.booleans())
def test_a_number_is_a_decimal_text_or_refused(value: Any) -> None:
    try:
        number = NUMBER.validate_python(value)
    except ValidationError:
        return
    assert isinstance(value, str)
    assert value.isascii()
    assert number.is_finite()


@given(st.integers(-(10**20), 10**20))
def test_money_has_bounds(amount: int) -> None:
    if 0 <= amount <= 10**15:
        assert AMOUNT.validate_python(amount) == amount
    else:
        with pytest.raises(ValidationError):
            AMOUNT.validate_python(amount)


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")])
def test_what_is_no_number_is_refused_from_our_own_code_too(number: Decimal) -> None:
    with pytest.raises(ValidationError):
        NUMBER.validate_python(number)


@pytest.mark.parametrize("amount", [1.0, True, "1", None, Decimal(1), 1e3])
def test_money_is_an_integer(amount: Any) -> None:
    with pytest.raises(ValidationError):
        AMOUNT.validate_python(amount)


@given(st.sampled_from(list(BOUNDS)), st.text(min_size=1))
def test_text_that_is_accepted_is_accepted_again(field: str, text: str) -> None:
    """What is stored is read again, so that no document is ever stuck behind its own rules."""
    try:
        first = Texts.model_validate({field: text})
    except ValidationError:
        return
    again = Texts.model_validate_json(canonical_bytes(first))

    assert again == first
    assert canonical_bytes(again) == canonical_bytes(first)
    stored = getattr(first, field)
    assert stored == unicodedata.normalize("NFC", text).strip()


@pytest.mark.parametrize("growing", ["\u0958", "\ufb2c", "\U0001d160"])
@pytest.mark.parametrize("field", list(BOUNDS))
def test_length_holds_before_and_after_normalising(field: str, growing: str) -> None:
    factor = len(unicodedata.normalize("NFC", growing))
    longest = BOUNDS[field][1]

    Texts.model_validate({field: growing * (longest // factor)})
    with pytest.raises(ValidationError):
        Texts.model_validate({field: growing * (longest // factor + 1)})


@pytest.mark.parametrize("field", ["name", "unit"])
def test_what_must_be_said_is_not_blank(field: str) -> None:
    for blank in ("", " ", "\u3000", "\t\n"):
        with pytest.raises(ValidationError):
            Texts.model_validate({field: blank})


@given(st.characters(categories=["Cs", "Cc"], exclude_characters="\n\t"))
def test_control_characters_and_surrogates_are_refused(char: str) -> None:
    with pytest.raises(ValidationError):
        Texts.model_validate({"note": f"가{char}나"})


@pytest.mark.parametrize("field", ["name", "note", "printed", "unit"])
@pytest.mark.parametrize("number", ["000000-1000000", "000000-8000000", "가(000000-4000000)나"])
def test_a_resident_registration_number_is_refused(field: str, number: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Texts.model_validate({field: number})

    assert refused.value.errors()[0]["type"] == "personal_identifier"
    assert number not in refused.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    "text",
    [
        "2021-06-30",
        "000000-0000000",
        "000000-9000000",
        "000000-100000",
        "0000000-1000000",
        "000000-10000000",
        "000-0000-0000",
    ],
)
def test_other_numbers_with_dashes_are_text(text: str) -> None:
    assert Texts.model_validate({"note": text}).note == text


def test_the_digest_is_of_the_facts() -> None:
    line = {"source": "national", "stage": "planned", "period": "2021", "amount_krw": 1}
    same = BudgetLine.model_validate(dict(reversed(line.items())))
    facts = canonical_bytes(BudgetLine.model_validate(line))

    assert facts == canonical_bytes(same)
    assert facts == (
        b'{"source":"national","stage":"planned","period":"2021","amount_krw":1,'
        b'"printed":null,"approximate":false}'
    )
    other = BudgetLine.model_validate(line | {"amount_krw": 2})
    assert digest_of(facts) != digest_of(canonical_bytes(other))
