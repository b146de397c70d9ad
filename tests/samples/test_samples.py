"""What holds for every sample document: it is valid, canonical, coherent and free of people."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.contracts.schema import plan_document_schema, schema_text

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "data" / "samples").glob("*.json"))
PUBLISHED = ROOT / "docs" / "schemas" / "plan-document.schema.json"

TELEPHONE = re.compile(r"(?<![0-9])(0[0-9]{1,2}[-)./ ]{1,2})?[0-9]{3,4}[-. ][0-9]{4}(?![0-9-])")
PERSON = re.compile(r"담당자|contact_ref|○○○|[가-힣] ?(과장|팀장|주무관|사무관|지사)(?![가-힣])")

every_sample = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def people_in(text: str) -> list[str]:
    return [match[0] for rule in (TELEPHONE, PERSON) for match in rule.finditer(text)]


def holds_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(holds_null(part) for part in value.values())
    if isinstance(value, list):
        return any(holds_null(part) for part in value)
    return value is None


def loose_ends(document: PlanDocument) -> list[str]:
    """Return the codes that name nothing in the document."""
    organizations = {organization.code for organization in document.organizations}
    goals = {goal.code for goal in document.plan.goals}
    top = {project.code for project in document.projects if project.parent is None}
    named = [
        *((goal.parent, goals) for goal in document.plan.goals),
        *((project.goal, goals) for project in document.projects),
        *((project.parent, top) for project in document.projects),
        *((project.lead_department, organizations) for project in document.projects),
        *((organization.parent, organizations) for organization in document.organizations),
        (document.plan.organization, organizations),
    ]
    return [code for code, known in named if code is not None and code not in known]


def test_the_four_samples_are_there() -> None:
    assert [path.stem for path in FILES] == ["cb-cluster", "cb-switch", "cbist-2021", "gb-7"]


@every_sample
def test_sample_is_a_plan_document(path: Path) -> None:
    document = PlanDocument.model_validate_json(path.read_bytes())
    assert document.plan.code == path.stem


@every_sample
def test_sample_fits_the_published_schema(path: Path) -> None:
    validator().validate(json.loads(path.read_bytes()))


@every_sample
def test_sample_survives_a_round_trip(path: Path) -> None:
    document = PlanDocument.model_validate_json(path.read_bytes())
    assert PlanDocument.model_validate_json(document.model_dump_json()) == document


@every_sample
def test_sample_is_written_for_human_readers(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "\\u" not in text
    assert text.endswith("}\n")
    assert not holds_null(json.loads(text))


@every_sample
def test_every_code_in_a_sample_names_something(path: Path) -> None:
    document = PlanDocument.model_validate_json(path.read_bytes())
    codes = [project.code for project in document.projects]
    assert len(set(codes)) == len(codes)
    assert loose_ends(document) == []


def test_a_code_that_names_nothing_is_found(gb_7: PlanDocument) -> None:
    lost = gb_7.projects[0].model_copy(update={"goal": "no-such-goal"})
    assert loose_ends(gb_7.model_copy(update={"projects": (lost,)})) == ["no-such-goal"]


@every_sample
def test_sample_holds_no_name_or_telephone(path: Path) -> None:
    assert people_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", ["000-0000", "(054) 000-0000", "043.000.0000", "담당자: 없음", "○○○ 주무관"]
)
def test_a_planted_person_is_found(text: str) -> None:
    assert people_in(f'"note": "{text}"')


@pytest.mark.parametrize("text", ["2018-07-01", "4311000000", "2018..2022", "14,300,000천원"])
def test_dates_codes_and_amounts_are_no_telephones(text: str) -> None:
    assert people_in(f'"note": "{text}"') == []


def test_published_schema_is_current() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text()


def test_published_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(plan_document_schema())


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("reporting_date", "30.06.2021"),
        ("code", "GB_7"),
        ("kind", "공약"),
        ("nickname", "unknown fields are refused"),
        ("reported_values", [{"name": "progress_rate", "value": 82.5}]),
    ],
)
def test_model_and_schema_refuse_the_same(part: str, value: Any) -> None:
    document = json.loads((ROOT / "data" / "samples" / "gb-7.json").read_bytes())
    document["plan"][part] = value
    assert not validator().is_valid(document)
    with pytest.raises(ValidationError):
        PlanDocument.model_validate(document)
