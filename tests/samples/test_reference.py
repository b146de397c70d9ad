"""The reference lists of regions and organizations."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pledge_shared.contracts.plan import PlanDocument

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
BOTH = ("level", "name", "parent", "source", "valid_from", "valid_to")


def read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((REFERENCE / f"{name}.json").read_bytes())
    return rows


REGIONS = {row["code"]: row for row in read("regions")}
ORGANIZATIONS = {row["institution_code"]: row for row in read("organizations")}


def test_rows_have_the_documented_fields() -> None:
    for row in REGIONS.values():
        assert set(row) - {"background"} == {"code", *BOTH}
    for row in ORGANIZATIONS.values():
        assert set(row) - {"background"} == {"institution_code", "district_code", *BOTH}


def test_codes_are_unique_and_their_parents_known() -> None:
    assert len(REGIONS) == len(read("regions"))
    assert len(ORGANIZATIONS) == len(read("organizations"))
    assert {row["parent"] for row in REGIONS.values()} - {None} <= set(REGIONS)
    assert {row["parent"] for row in ORGANIZATIONS.values()} - {None} <= set(ORGANIZATIONS)
    assert {row["district_code"] for row in ORGANIZATIONS.values()} <= set(REGIONS)


@pytest.mark.parametrize(
    ("province", "municipalities", "districts"), [("43", 11, 4), ("47", 23, 2), ("27", 1, 0)]
)
def test_provinces_are_complete(province: str, municipalities: int, districts: int) -> None:
    levels = Counter(row["level"] for code, row in REGIONS.items() if code[:2] == province)
    assert levels == Counter(province=1, municipality=municipalities, district=districts)


def test_gunwi_changes_hands_without_a_gap() -> None:
    before, after = REGIONS["4772000000"], REGIONS["2772000000"]
    assert (before["name"], before["parent"]) == ("군위군", "4700000000")
    assert (after["name"], after["parent"]) == ("군위군", "2700000000")
    gap = date.fromisoformat(after["valid_from"]) - date.fromisoformat(before["valid_to"])
    assert gap.days == 1


def test_what_no_list_confirmed_is_marked() -> None:
    assert {row["source"] for row in [*REGIONS.values(), *ORGANIZATIONS.values()]} == {
        "read",
        "background",
    }
    assert REGIONS["4772000000"]["background"] == ["valid_to"]
    assert REGIONS["2772000000"]["source"] == "background"
    assert ORGANIZATIONS["5260000"]["source"] == "background"


def test_samples_use_known_codes(
    gb_7: PlanDocument, cb_switch: PlanDocument, cb_cluster: PlanDocument
) -> None:
    for document in (gb_7, cb_switch, cb_cluster):
        province = document.organizations[0]
        assert ORGANIZATIONS[province.institution_code or ""]["name"] == province.name
        assert REGIONS[province.district_code or ""]["name"] == province.name
        assert {code for project in document.projects for code in project.regions} <= set(REGIONS)
