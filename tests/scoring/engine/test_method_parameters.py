"""Parameters of methods: what their schemas allow, checked as any JSON Schema validator would."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from pledge_scoring.engine.methods import METHODS
from pledge_scoring.engine.methods.parameters import (
    InvalidParametersError,
    check,
    unknown_keywords,
)

_CASEBOOKS = Path(__file__).parents[3] / "data" / "methods"
_STEP = {"threshold": "90", "points": "100"}

WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("target-vs-actual/1", {"tolerance": 2}, "/tolerance"),
    ("target-vs-actual/1", {"tolerance": "-2"}, "/tolerance"),
    ("target-vs-actual/1", {"tolerance": "1" * 41}, "/tolerance"),
    ("target-vs-actual/1", {"tolerance": "2", "limit": "3"}, "/limit"),
    ("target-vs-actual-linear/1", {"tolerance": "2"}, "/tolerance"),
    ("assigned-target/1", {"best": "1e3", "worst": "0"}, "/best"),
    ("assigned-target-deviation/1", {"years": "5"}, "/years"),
    ("assigned-target-deviation/1", {"years": True}, "/years"),
    ("assigned-target-deviation/1", {"years": 2}, "/years"),
    ("assigned-target-deviation/1", {"sigma_ddof": 2}, "/sigma_ddof"),
    ("trend/1", {"minimum_points": 51}, "/minimum_points"),
    ("trend/1", {"drop_outliers": "yes"}, "/drop_outliers"),
    ("staged/1", {"steps": [_STEP]}, "/otherwise"),
    ("staged/1", {"steps": [], "otherwise": "0"}, "/steps"),
    ("staged/1", {"steps": [{"threshold": "90"}], "otherwise": "0"}, "/steps/0/points"),
    ("staged/1", {"steps": [{**_STEP, "points": "101"}], "otherwise": "0"}, "/steps/0/points"),
    ("milestone/1", {"stages": [{"name": "", "share": "10"}]}, "/stages/0/name"),
    ("status/1", {}, ""),
    ("status/1", {"finished": "100"}, "/finished"),
    ("status/1", {"a/b": "100"}, "/a~1b"),
    ("pass-fail/1", {"pass": "100.5"}, "/pass"),
    ("beta/1", {"lowest": "1", "likely": "2"}, "/highest"),
    ("mid-term/1", {"final": "1", "years": 0, "year": 1}, "/years"),
    ("global/1", {}, "/best"),
]

CONTRADICTING: list[tuple[str, dict[str, Any], str]] = [
    ("assigned-target/1", {"best": "100"}, ""),
    ("assigned-target/1", {"worst": "100"}, ""),
    ("assigned-target/1", {"upper": "0.8", "lower": "1.2"}, "/lower"),
    ("staged/1", {"steps": [_STEP, _STEP], "otherwise": "0"}, "/steps"),
    (
        "staged/1",
        {
            "steps": [
                {"threshold": "1", "points": "10"},
                {"threshold": "2", "points": "90"},
                {"threshold": "3", "points": "50"},
            ],
            "otherwise": "0",
        },
        "/steps",
    ),
    (
        "milestone/1",
        {"stages": [{"name": "설계", "share": "50"}, {"name": "준공", "share": "40"}]},
        "/stages",
    ),
    (
        "milestone/1",
        {"stages": [{"name": "설계", "share": "50"}, {"name": "설계", "share": "60"}]},
        "/stages",
    ),
    ("beta/1", {"lowest": "3", "likely": "2", "highest": "4"}, ""),
    ("beta/1", {"lowest": "2", "likely": "2", "highest": "2"}, ""),
    ("mid-term/1", {"final": "1", "years": 3, "year": 4}, "/year"),
]


def _used() -> list[tuple[str, Mapping[str, Any]]]:
    return [
        (book["method"], case["parameters"])
        for path in sorted(_CASEBOOKS.glob("*.yaml"))
        for book in (yaml.safe_load(path.read_bytes()),)
        for case in book["cases"]
        if "parameters" in case
    ]


@pytest.mark.parametrize(("name", "given", "where"), WRONG)
def test_what_the_schema_does_not_allow_is_told_where_it_stands(
    name: str, given: dict[str, Any], where: str
) -> None:
    with pytest.raises(InvalidParametersError) as refused:
        METHODS[name].read_parameters(given)

    assert [pointer for pointer, _ in refused.value.problems] == [where]
    assert not Draft202012Validator(METHODS[name].parameters).is_valid(given)


@pytest.mark.parametrize(("name", "given", "where"), CONTRADICTING)
def test_parameters_that_contradict_each_other_are_refused(
    name: str, given: dict[str, Any], where: str
) -> None:
    assert Draft202012Validator(METHODS[name].parameters).is_valid(given)

    with pytest.raises(InvalidParametersError) as refused:
        METHODS[name].read_parameters(given)

    assert [pointer for pointer, _ in refused.value.problems] == [where]


@pytest.mark.parametrize(("name", "given"), _used())
def test_parameters_of_the_casebooks_are_allowed_by_both(
    name: str, given: Mapping[str, Any]
) -> None:
    assert list(check(METHODS[name].parameters, given)) == []
    assert Draft202012Validator(METHODS[name].parameters).is_valid(given)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidParametersError, match=r"/k: .*; /years: "):
        METHODS["assigned-target-deviation/1"].read_parameters({"k": 2, "years": "5"})


def test_a_message_never_repeats_what_was_sent() -> None:
    with pytest.raises(InvalidParametersError) as refused:
        METHODS["assigned-target/1"].read_parameters({"best": "secret", "worst": "0"})

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_schema_is_one_and_is_understood_whole(name: str) -> None:
    Draft202012Validator.check_schema(METHODS[name].parameters)

    assert unknown_keywords(METHODS[name].parameters) == set()


def test_a_keyword_that_would_not_be_checked_is_found_at_any_depth() -> None:
    inside = {"type": "array", "items": {"type": "string", "format": "date"}}

    open_ended = {"type": "object", "additionalProperties": {"type": "string"}}
    inner = {"a": inside, "b": open_ended}

    assert unknown_keywords({"type": "object", "properties": {"a": inside}}) == {"format"}
    assert unknown_keywords({"properties": inner}) == {"format", "additionalProperties"}
