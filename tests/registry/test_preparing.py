"""Preparing lines: quickly where nothing is in doubt, with the verdict of the long way always."""

import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_registry.services import preparing
from pledge_registry.services.preparing import PreparedPlan, prepare_line
from pledge_shared.canonical import dump_json
from pledge_shared.errors import ServiceError
from pledge_shared.quick_json import quick_json
from pledge_shared.strict_json import parse_json
from pledge_shared.testing.documents import make_document, make_project

GOOD = dump_json(make_document("plan", make_project("a", contents=[{"text": "가: 나"}])))
DOUBTFUL = (
    b'{"a":1,"a":2}',
    b'{"a":{"b":1},"c":[{"b":1,"b":1}]}',
    b'{"a" :1,"a":2}',
    b'{"a"\n:1}',
    b'{"a":"\\u0022:"}',
    b'{"a":"\\u0000"}',
    b'{"a":NaN}',
    b'{"a":-Infinity}',
    b'{"a":"\\ud800"}',
    b'{"a":"\xed\xa0\x80"}',
    b'{"a":"\xff"}',
    b'{"a":"x\x01"}',
    b"\xef\xbb\xbf{}",
    b'{"a":1} {}',
    b'{"a":01}',
    b"[" * 1_000 + b"]" * 1_000,
    b'{"a":[1,2,3,4,5,6,7,8,9,10,11]}',
)


@pytest.mark.parametrize("body", DOUBTFUL)
def test_what_is_in_doubt_is_left_to_the_strict_parser(body: bytes) -> None:
    assert quick_json(body, max_array=10) is None


@pytest.mark.parametrize(
    "body",
    [GOOD, b'{"a":":b","c":"\\":"}', b'{"a":"x: y","b":[1,"2",null,true,1.5]}', b"[]", b'"x"'],
)
def test_what_is_beyond_doubt_is_what_the_strict_parser_reads(body: bytes) -> None:
    found = quick_json(body, max_array=100)

    assert found is not None
    assert found == parse_json(body)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
_WRITERS: list[Callable[[Any], str]] = [
    lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    json.dumps,
]


@given(st.lists(_JSON, max_size=4), st.sampled_from(_WRITERS), st.data())
def test_the_quick_parser_never_differs_from_the_strict_one(
    values: list[Any], write: Callable[[Any], str], data: st.DataObject
) -> None:
    text = write(values)
    cut, put = data.draw(st.integers(0, len(text))), data.draw(st.sampled_from('{}[]",:\\ a1'))
    for body in (text, text[:cut] + put + text[cut:], '{"a":1,"a":' + text + "}"):
        found = quick_json(body.encode(errors="surrogatepass"), max_array=50)
        if found is not None:
            assert found == _strictly(body)


def _strictly(body: str) -> Any:
    return parse_json(body.encode(errors="surrogatepass"))


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
