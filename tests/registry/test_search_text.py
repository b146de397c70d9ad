"""The form in which texts are compared: all spellings of the same words are one."""

import unicodedata
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_registry.domain.search import Term, initials, read_query, rows_of, squeeze

HANGUL = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))
WORDS = st.text(HANGUL | st.sampled_from("ABCxyz0189ㅂㅎㄳ%_\\&+") | st.sampled_from(" ·․-「」,."))
DOTS = "·‧∙․ㆍ•・"


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@given(WORDS)
def test_unicode_forms_are_one(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert squeeze(unicodedata.normalize(form, text)) == squeeze(text)


@given(WORDS)
def test_width_and_case_make_no_difference(text: str) -> None:
    assert squeeze(_wide(text)) == squeeze(text.upper()) == squeeze(text.lower()) == squeeze(text)


@given(
    WORDS, st.integers(0, 50), st.sampled_from([" ", "\u3000", "\n", *DOTS, "-", "“", "」", ","])
)
def test_spaces_dots_and_brackets_make_no_difference(text: str, place: int, sign: str) -> None:
    assert squeeze(text[:place] + sign + text[place:]) == squeeze(text)


@given(WORDS)
def test_a_squeezed_text_stays_as_it_is(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)


@given(WORDS)
def test_initials_are_as_long_as_the_text(text: str) -> None:
    assert len(initials(squeeze(text))) == len(squeeze(text))


@given(WORDS, WORDS, WORDS)
def test_a_word_is_found_with_all_its_place(before: str, word: str, behind: str) -> None:
    query = read_query(word)
    text = before + word + behind
    for term in query.terms if query else ():
        place = term.place_in(text)
        assert place is not None
        start, end = place
        assert term.is_in(text[start:end])
        assert not term.is_in(text[start + 1 : end])
        assert not term.is_in(text[start : end - 1])


@given(st.text(HANGUL, min_size=1), WORDS)
def test_initials_find_their_word(word: str, behind: str) -> None:
    assert Term(initials(word)).is_in(word + behind)
    assert Term(word[0] + initials(word[1:])).is_in(word)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("빅 데이터", "빅데이터"),
        ("산·학․연", "산학연"),
        ("「국방벤처센터」유치", "국방벤처센터유치"),
        ("3,500개사", "3500개사"),
        ("의무고용률(3.4%)", "의무고용률3.4%"),
        ("2021. 6. 30.", "2021.6.30"),
        ("Ｒ＆Ｄ", "r&d"),
        ("16.43㎢", "16.43km2"),
        ("ㄳ", "ㄱㅅ"),
        ("\u1107\u1103", "ㅂㄷ"),
        ("a_b\\c%", "a_b\\c%"),
        ("·- 「」", ""),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert squeeze(text) == form


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("ㅂㄷㅇㅌ", "경북 빅데이터 산업", "빅데이터"),
        ("ㅂㄷㅇㅌ", "경북 빅 데이터", "빅 데이터"),
        ("빅ㄷㅇㅌ", "경북 빅데이터", "빅데이터"),
        ("센터유치", "「국방벤처센터」유치", "센터」유치"),
        ("산학연", "통합 산․학․연", "산․학․연"),
    ],
)
def test_where_a_word_stands(word: str, text: str, found: str) -> None:
    start, end = Term(word).place_in(text) or (0, 0)

    assert text[start:end] == found


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("ㅂㄷㅇㅌ", "빅데이"),
        ("박ㄷㅇㅌ", "빅데이터"),
        ("데이타", "데이터"),
        (".", "가나"),
        ("%", "가"),
    ],
)
def test_what_is_not_there(word: str, text: str) -> None:
    assert Term(word).place_in(text) is None


def test_a_query_of_left_out_signs_asks_nothing() -> None:
    assert read_query(" · 「」 ") is None


def test_texts_that_stay_the_same_make_no_rows() -> None:
    organization = {"name": "산업과", "former_names": [{"name": "공업과"}]}
    entity = UUID(int=1)

    (row,) = rows_of("organization", entity, 1, organization)

    assert row.squeezed.split("\n") == ["산업과", "공업과"]
    assert row.initials == "ㅅㅇㄱ\nㄱㅇㄱ"
    assert rows_of("organization", entity, 2, dict(organization), organization) == []
    assert rows_of("organization", entity, 2, {"name": "과"}, organization)[0].squeezed == "과"
