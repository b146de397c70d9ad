"""Preparing lines: quickly where nothing is in doubt, with the verdict of the long way always."""

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_registry.services import preparing
from pledge_registry.services.preparing import PreparedPlan, prepare_line
from pledge_shared.canonical import dump_json
from pledge_shared.errors import ServiceError
from pledge_shared.testing.documents import make_document, make_project

GOOD = dump_json(make_document("plan", make_project("a", contents=[{"text": "가: 나"}])))
TITLES = (
    b'"\\u0000"', b'"\\ud800"', b'"\xed\xa0\x80"', b'"\xff"', b'"x\x01"', b'"\\u200b"',
    b"NaN", b"1e999",
    b"01", b"1" * 5_000, b"[" * 5_000, b'{"a":1,"a":2}', b'"a","title":"b"', b'"a" ,"title" :"b"',
    b'"a","\\u0074itle":"b"', b'"\\u0022:"', b'"a:b"', b"null", b'"\xea\xb0\x80"',
)  # fmt: skip
"""JSON, and what is none, in the place of a title."""


@pytest.mark.parametrize("title", TITLES)
def test_the_quick_way_never_differs_from_the_strict_one(title: bytes) -> None:
    _compare(GOOD.replace(b'"title":"', b'"title":' + title + b',"title_en":"', 1))
    _compare(GOOD.replace('"사업"'.encode(), title))


@given(st.integers(0, len(GOOD)), st.integers(0, 30), st.sampled_from('{}[]",:\\ a1'))
def test_nor_does_it_where_a_line_is_damaged(cut: int, length: int, put: str) -> None:
    _compare(GOOD[:cut] + put.encode() + GOOD[cut:])
    _compare(GOOD[:cut] + GOOD[cut + length :])
    _compare(GOOD[:cut] + GOOD[max(cut - length, 0) :])  # says something twice


def _compare(line: bytes) -> None:
    found = preparing._quickly(line)
    if found is not None:
        assert found == preparing._slowly(line)


def _with(**fields: Any) -> bytes:
    return dump_json(make_document("plan", make_project("a", **fields)))


WRONG = (
    b"",
    b"{",
    b"[]",
    b"{}",
    GOOD + b"x",
    GOOD.replace(b'"format"', b'"format":"pledge-plan/1","format"'),
    GOOD.replace(b'"10"', b"10"),
    GOOD.replace(b'"10"', b"NaN"),
    GOOD.replace(b'"2020"', b'"\xd9\xa2020"'),
    _with(title="a\u200bb"),
    _with(title=""),
    _with(budgeted="yes"),
    _with(budget={"lines": [{"source": "national", "stage": "planned", "period": "2020",
                             "amount_krw": 10**40}]}),
    _with(partners=["x"] * 100_001),
    _with(adjustments=[{"number": 1, "resolution": {"committee": "위원회", "number": "1",
          "date": "2020-01-01"}, "reason": "r", "fields": [{"field": "x", "before": "y" * 9}]}]
          ).replace(b'"yyyyyyyyy"', b"1e999"),
)  # fmt: skip


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_is_refused_as_it_is_alone(line: bytes) -> None:
    found = prepare_line(line)

    assert isinstance(found, ServiceError)
    with pytest.raises(type(found)) as refused:
        preparing._slowly(line)
    assert (refused.value.errors, str(refused.value)) == (found.errors, str(found))


@pytest.mark.parametrize(
    "line", [GOOD, json.dumps(json.loads(GOOD), indent=1).encode(), b"\xef\xbb\xbf" + GOOD]
)
def test_a_good_line_is_the_same_both_ways(line: bytes) -> None:
    found = prepare_line(line)

    assert isinstance(found, PreparedPlan)
    assert found == preparing.prepare(preparing._slowly(line))


def test_a_compact_line_takes_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(preparing, "_slowly")

    assert isinstance(prepare_line(GOOD), PreparedPlan)


def test_what_is_prepared_travels_without_the_parsed_project() -> None:
    sent = prepare_line(GOOD)
    received = pickle.loads(pickle.dumps(sent))  # noqa: S301 - our own

    assert received == sent
    (project,) = received.projects
    assert "project" not in vars(project.document)
    assert project.document.summary == sent.projects[0].document.summary  # type: ignore[union-attr]  # both hold a document
    assert project.document.project.title == "사업"
