"""What a scheme must say, and what its writer is told when it does not."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from pledge_scoring.services.scheme_checking import check_scheme
from pledge_scoring.services.scheme_verdict import verdict
from pledge_shared.errors import InvalidInputError

Change = Callable[[dict[str, Any]], Any]

SCHEME: dict[str, Any] = {
    "format": "pledge-scheme/2",
    "name": "made/1",
    "title": "만든 편람",
    "title_en": "Made up",
    "edition": "2024",
    "subject": "시군",
    "sources": [{"code": "book", "title": "편람", "authority": "unconfirmed"}],
    "areas": [
        {
            "code": "results",
            "title": "성과",
            "title_en": "Results",
            "weight": "60",
            "reference": "book",
            "items": [
                {
                    "code": "rate",
                    "title": "달성률",
                    "title_en": "Rate",
                    "weight": "3",
                    "method": "target-vs-actual/1",
                    "parameters": {"tolerance": "0.5"},
                    "reference": "book",
                }
            ],
        },
        {
            "code": "web",
            "title": "웹소통",
            "title_en": "Web",
            "reference": "book",
            "items": [
                {
                    "code": "verdict",
                    "title": "웹소통",
                    "title_en": "Web",
                    "method": "pass-fail/1",
                    "reference": "book",
                }
            ],
        },
    ],
    "cap": {"value": "100", "reference": "book"},
    "missing": "renormalise",
    "rounding": {"places": 2, "before_grading": False, "reference": "book"},
    "grading": {
        "grades": [
            {"code": "sa", "title": "SA", "title_en": "SA"},
            {"code": "a", "title": "A", "title_en": "A"},
            {"code": "b", "title": "B", "title_en": "B"},
        ],
        "bands": [
            {"grade": "sa", "at_least": "90", "reference": "book"},
            {"grade": "a", "under": "90", "over": "80", "reference": "book"},
            {"grade": "b", "at_most": "80", "reference": "book"},
        ],
        "fail": {"grade": "b", "reference": "book"},
        "quotas": [
            {
                "rule": "at_most_this_or_better",
                "grade": "a",
                "percent": "20",
                "reference": "book",
            }
        ],
        "ties": {"rule": "worse", "reference": "book"},
    },
}


def errors_after(change: Change) -> list[tuple[str, str]]:
    value = deepcopy(SCHEME)
    change(value)
    with pytest.raises(InvalidInputError) as refusal:
        check_scheme(value)
    assert all(len(error.message.split()) > 2 for error in refusal.value.errors)
    return [(error.pointer, error.code) for error in refusal.value.errors]


def put(path: str, value: Any) -> Change:
    """Set one place of a scheme; `...` takes it away."""

    def change(scheme: Any) -> None:
        *above, name = [int(part) if part.isdigit() else part for part in path.split("/")]
        for part in above:
            scheme = scheme[part]
        if value is ...:
            del scheme[name]
        else:
            scheme[name] = value

    return change


def test_whole_scheme_passes() -> None:
    assert check_scheme(deepcopy(SCHEME)).name == "made/1"


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("areas/0/reference", ..., ("/areas/0/reference", "number_without_reference")),
        ("cap/reference", ..., ("/cap/reference", "number_without_reference")),
        (
            "grading/bands/1/reference",
            ...,
            ("/grading/bands/1/reference", "number_without_reference"),
        ),
        ("areas/0/items/0/reference", "page", ("/areas/0/items/0/reference", "unknown_source")),
        ("grading/ties/reference", "page", ("/grading/ties/reference", "unknown_source")),
        ("areas/0/items/0/method", "magic/1", ("/areas/0/items/0/method", "unknown_method")),
        (
            "areas/0/items/0/parameters/tolerance",
            -1,
            ("/areas/0/items/0/parameters/tolerance", "method_parameters"),
        ),
        (
            "areas/0/items/0/parameters",
            {"slack": "1"},
            ("/areas/0/items/0/parameters/slack", "method_parameters"),
        ),
        ("areas/0/weight", "0", ("/areas", "weights_all_zero")),
        ("areas/0/items/0/weight", "0.0", ("/areas/0/items", "weights_all_zero")),
        ("areas/0/weight", ..., ("/areas/0/weight", "weight_missing")),
        ("areas/1/weight", "10", ("/areas/1/weight", "weight_not_allowed")),
        ("areas/1/items/0/weight", "10", ("/areas/1/items/0/weight", "weight_not_allowed")),
        ("areas/1/code", "results", ("/areas/1/code", "duplicate_code")),
        ("areas/1/items/0/code", "rate", ("/areas/1/items/0/code", "duplicate_code")),
        ("areas/0/weight", "-1", ("/areas/0/weight", "negative_value")),
        ("areas/0/weight", 60, ("/areas/0/weight", "decimal_string")),
        ("cap/value", "0", ("/cap/value", "cap_zero")),
        (
            "minimum_coverage",
            {"value": "100.1", "reference": "book"},
            ("/minimum_coverage/value", "percent_over_100"),
        ),
        (
            "validity",
            {"start": "2024-02-01", "end": "2024-01-31", "reference": "book"},
            ("/validity/end", "validity_order"),
        ),
        ("grading/bands/1/under", "89", ("/grading/bands/1", "band_gap")),
        ("grading/bands/1/under", "91", ("/grading/bands/1", "band_overlap")),
        ("grading/bands/2/under", "80", ("/grading/bands/2", "band_bounds")),
        ("grading/bands/0/under", "100", ("/grading/bands/0", "band_gap")),
        ("grading/bands/2/at_least", "0", ("/grading/bands/2", "band_gap")),
        ("grading/bands/2/grade", "a", ("/grading/bands/2/grade", "band_order")),
        ("grading/bands/1/over", "90", ("/grading/bands/1", "band_empty")),
        ("grading/bands/0/at_least", ..., ("/grading/bands/0", "band_bounds")),
        ("grading/bands/1/under", ..., ("/grading/bands/1", "band_bounds")),
        ("grading/bands/1/grade", "c", ("/grading/bands/1/grade", "unknown_grade")),
        ("grading/fail", ..., ("/grading/fail", "fail_without_consequence")),
        ("grading/fail/grade", "c", ("/grading/fail/grade", "unknown_grade")),
        ("grading/quotas/0/percent", "100.01", ("/grading/quotas/0/percent", "quota_over_100")),
        ("grading/quotas/0/grade", "b", ("/grading/quotas/0/grade", "quota_of_everybody")),
        ("grading/ties", ..., ("/grading/ties", "ties_missing")),
        ("grades", [], ("/grades", "unknown_field")),
        ("cap", ..., ("/cap", "missing")),
        ("missing", "zero", ("/missing", "literal_error")),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(
    path: str, value: Any, expected: tuple[str, str]
) -> None:
    assert expected in errors_after(put(path, value))


@pytest.mark.parametrize(
    ("evaluates", "method", "source", "codes"),
    [
        (None, "reported/1", "completion_rate", []),
        ("plan", "share-met/1", "targets_met", []),
        ("project", "reported/1", "project_rate", []),
        ("project", "reported/1", "completion_rate", ["source_of_another"]),
        (None, "reported/1", "project_rate", ["source_of_another"]),
        (None, "reported/1", "targets_met", ["source_of_method"]),
        (None, "share-met/1", "completion_rate", ["source_of_method"]),
        (None, "reported/1", "happiness", ["literal_error", "too_short"]),
        ("country", "reported/1", "completion_rate", ["literal_error"]),
    ],
)
def test_source_of_an_item_suits_its_method_and_what_is_evaluated(
    evaluates: str | None, method: str, source: str, codes: list[str]
) -> None:
    value = {**deepcopy(SCHEME), "evaluates": evaluates}
    value["areas"][0]["items"][0] |= {"method": method, "parameters": {}, "source": source}

    found = verdict(value)

    assert [each.code for each in found.errors] == codes
    assert found.valid is (not codes)


def test_bands_that_both_hold_or_both_leave_out_a_number_do_not_meet() -> None:
    def both(scheme: dict[str, Any]) -> None:
        scheme["grading"]["bands"][0] = {"grade": "sa", "at_least": "90", "reference": "book"}
        scheme["grading"]["bands"][1] |= {"at_most": "90"}
        del scheme["grading"]["bands"][1]["under"]

    def neither(scheme: dict[str, Any]) -> None:
        scheme["grading"]["bands"][0] = {"grade": "sa", "over": "90", "reference": "book"}

    assert errors_after(both) == [("/grading/bands/1", "band_overlap")]
    assert errors_after(neither) == [("/grading/bands/1", "band_gap")]


def test_the_same_quota_twice_is_refused() -> None:
    def twice(scheme: dict[str, Any]) -> None:
        scheme["grading"]["quotas"] *= 2

    assert errors_after(twice) == [("/grading/quotas/1", "quota_twice")]


def test_every_error_is_told_at_once() -> None:
    def several(scheme: dict[str, Any]) -> None:
        put("areas/0/weight", "0")(scheme)
        put("areas/0/items/0/method", "magic/1")(scheme)
        put("grading/bands/1/under", "91")(scheme)

    assert [code for _, code in errors_after(several)] == [
        "weights_all_zero",
        "band_overlap",
        "unknown_method",
    ]


def test_what_was_written_is_never_repeated() -> None:
    value = deepcopy(SCHEME)
    put("areas/0/items/0/parameters/tolerance", "비밀 값")(value)
    put("areas/0/items/0/method", "target-vs-actual/1")(value)

    with pytest.raises(InvalidInputError) as refusal:
        check_scheme(value)

    assert "비밀" not in f"{refusal.value} {refusal.value.errors}"


def test_scheme_without_areas_or_grades_is_one() -> None:
    value = {**deepcopy(SCHEME), "areas": [], "grading": None}

    assert check_scheme(value).grading is None
