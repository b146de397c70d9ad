"""The schemes that ship with the product: valid, sourced, and the default one as it always was."""

import json
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pledge_scoring.engine.grading import Subject, grade_all
from pledge_scoring.services.editions import grading_rules, item_weights, shares
from pledge_scoring.services.scheme_checking import check_edition, check_scheme
from pledge_scoring.services.schemes import digests
from pledge_shared.contracts.schema import schema_of, schema_text
from pledge_shared.contracts.schemes import SchemeEdition
from pledge_shared.errors import InvalidInputError

ROOT = Path(__file__).parents[3]
SCHEMES = ROOT / "data" / "schemes"
EDITIONS = sorted(path.stem for path in SCHEMES.glob("*.json") if path.stem != "pledge-default-1")
FILE_DIGEST = "1549b32e0f14809187278529db7005d6584e108e276c2b75b4cb519e03a79e58"
RULES_DIGEST = "bf5873eb72118441e39887d2b090374124d43b5092c0f47cf380d7b368b44af6"


def edition(stem: str) -> SchemeEdition:
    return SchemeEdition.model_validate_json((SCHEMES / f"{stem}.json").read_bytes())


def test_default_scheme_and_the_digest_behind_every_score_are_what_they_were() -> None:
    content = (SCHEMES / "pledge-default-1.json").read_bytes()

    assert sha256(content).hexdigest() == FILE_DIGEST
    assert digests() == {"pledge-default/1": RULES_DIGEST}


def test_every_edition_of_the_design_ships() -> None:
    assert EDITIONS == [
        "fiscal-project-2021-1",
        "invested-institution-1",
        "joint-evaluation-2024-1",
        "manifesto-2018-municipality-1",
        "manifesto-2018-province-1",
        "manifesto-2020-1",
        "manifesto-2021-1",
        "manifesto-2022-1",
        "manifesto-2024-1",
        "pledge-plan-2019-1",
        "pledge-plan-2023-1",
    ]


@pytest.mark.parametrize("stem", EDITIONS)
def test_shipped_scheme_passes_its_check_and_its_schema(stem: str) -> None:
    value = json.loads((SCHEMES / f"{stem}.json").read_bytes())

    assert check_scheme(value).name.replace("/", "-") == stem
    jsonschema.validate(value, schema_of("scheme"))


@pytest.mark.parametrize("stem", EDITIONS)
def test_shipped_scheme_names_an_address_for_what_was_read(stem: str) -> None:
    for source in edition(stem).sources:
        assert (source.address is not None) is (source.authority == "read"), source.code


def test_scheme_that_lost_a_source_fails_its_check() -> None:
    whole = edition("manifesto-2020-1")
    less = whole.model_copy(update={"sources": whole.sources[1:]})

    check_edition(whole)
    with pytest.raises(InvalidInputError) as refusal:
        check_edition(less)
    assert {error.code for error in refusal.value.errors} == {"unknown_source"}


def test_published_schema_is_current() -> None:
    published = ROOT / "docs" / "schemas" / "scheme.schema.json"

    assert published.read_text(encoding="utf-8") == schema_text("scheme")


@pytest.mark.parametrize(
    ("stem", "points", "grade"),
    [
        ("manifesto-2018-province-1", "95", "sa"),
        ("manifesto-2018-province-1", "94.99", "below-sa"),
        ("manifesto-2018-municipality-1", "85", "sa"),
        ("manifesto-2020-1", "65", "a"),
        ("manifesto-2020-1", "65.01", "sa"),
        ("manifesto-2020-1", "60", "below-a"),
        ("manifesto-2021-1", "70", "sa"),
        ("manifesto-2022-1", "90", "a"),
        ("manifesto-2022-1", "90.01", "sa"),
        ("manifesto-2024-1", "83", "sa"),
        ("manifesto-2024-1", "82.99", "below-sa"),
        ("pledge-plan-2019-1", "80", "sa"),
        ("pledge-plan-2019-1", "70", "a"),
        ("pledge-plan-2023-1", "90", "sa"),
        ("invested-institution-1", "85.99", "na"),
        ("invested-institution-1", "75", "ra"),
        ("invested-institution-1", "74.99", "ma"),
        ("fiscal-project-2021-1", "59.99", "very-poor"),
    ],
)
def test_points_get_the_grade_of_their_edition(stem: str, points: str, grade: str) -> None:
    rules = grading_rules(edition(stem))
    assert rules is not None

    others = [Subject(code=f"low-{n}", points=Fraction(0)) for n in range(9)]
    found = grade_all(rules, [Subject(code="x", points=Fraction(points)), *others])

    assert found["x"].grade == grade


def test_main_fiscal_projects_are_cut_to_their_shares() -> None:
    rules = grading_rules(edition("fiscal-project-2021-1"))
    assert rules is not None
    subjects = [Subject(code=str(points), points=Fraction(points)) for points in range(90, 100)]

    found = grade_all(rules, subjects)

    assert [found[str(points)].grade for points in range(99, 89, -1)] == [
        *["excellent"] * 2,
        *["fair"] * 7,
        "poor",
    ]


def test_a_fail_in_the_2020_edition_leads_to_the_lowest_grade() -> None:
    rules = grading_rules(edition("manifesto-2020-1"))
    assert rules is not None

    found = grade_all(rules, [Subject(code="x", points=Fraction(99), failed=True)])

    assert found["x"].grade == "below-a"


def test_weights_are_shown_as_declared_and_normalised() -> None:
    found = shares(edition("manifesto-2022-1"))

    assert [(s.declared_area, s.numerator, s.denominator, s.percent) for s in found] == [
        ("100", "1", "3", "33.33")
    ] * 3
    assert len(item_weights(edition("manifesto-2022-1"))) == 3


def graded(changed: SchemeEdition, *points: str) -> list[str | None]:
    rules = grading_rules(changed)
    assert rules is not None
    half = Fraction(1, 2)
    subjects = [
        Subject(code=str(n), points=Fraction(each), coverage=half) for n, each in enumerate(points)
    ]
    found = grade_all(rules, subjects)
    return [found[subject.code].grade for subject in subjects]


def changed(stem: str, **fields: Any) -> SchemeEdition:
    value = json.loads((SCHEMES / f"{stem}.json").read_bytes())
    return SchemeEdition.model_validate({**value, **fields})


def test_bands_see_rounded_points_only_where_the_edition_says_so() -> None:
    first = {"places": 2, "before_grading": True, "reference": "rounding"}

    assert graded(edition("invested-institution-1"), "89.996") == ["na"]
    assert graded(changed("invested-institution-1", rounding=first), "89.996") == ["ga"]


@pytest.mark.parametrize(("least", "grade"), [("50", "ga"), ("50.1", None)])
def test_minimum_coverage_is_a_percentage(least: str, grade: str | None) -> None:
    needed = {"value": least, "reference": "bands"}

    assert graded(changed("invested-institution-1", minimum_coverage=needed), "95") == [grade]


def test_equal_points_get_what_the_edition_says_of_ties() -> None:
    stem = "fiscal-project-2021-1"
    lenient = {
        **edition(stem).model_dump(mode="json")["grading"],
        "ties": {"rule": "better", "reference": "ties"},
    }
    points = ["95", "85", "85", "70", "70", "70", "70", "70", "70", "65"]

    assert graded(edition(stem), *points)[:3] == ["excellent", "fair", "fair"]
    assert graded(changed(stem, grading=lenient), *points)[:3] == ["excellent", "good", "good"]


def test_edition_without_grades_has_no_rules_for_them() -> None:
    assert grading_rules(edition("joint-evaluation-2024-1")) is None
