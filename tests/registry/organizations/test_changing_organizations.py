"""Organizations that change: renamed, recoded and moved, with what they were before."""

from collections.abc import Callable
from typing import Any

import pytest

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .province import LIST, OFFICE, PROVINCE, errors, organization


async def test_a_renamed_organization_remembers_its_name(small: RegistryCaller) -> None:
    await small.patch(OFFICE, {"name": "신산업과", "effective_from": "2020-01-01"}, reason="개편")
    answer = await small.patch(OFFICE, {"name": "첨단산업과", "effective_from": "2022-07-01"})

    assert answer.status_code == 200, answer.text
    assert answer.json()["name"] == "첨단산업과"
    assert answer.json()["former_names"] == [
        {"name": "미래산업과", "valid_from": "2018-07-01", "valid_to": "2019-12-31"},
        {"name": "신산업과", "valid_from": "2020-01-01", "valid_to": "2022-06-30"},
    ]
    assert (await small.get(OFFICE, as_of=1)).json()["name"] == "미래산업과"
    assert (await small.get(f"{OFFICE}/versions/2")).json()["name"] == "신산업과"


async def test_a_day_of_renaming_that_nobody_knows_stays_open(small: RegistryCaller) -> None:
    answer = await small.patch(OFFICE, {"name": "신산업과"})

    assert answer.json()["former_names"] == [
        {"name": "미래산업과", "valid_from": "2018-07-01", "valid_to": None}
    ]


async def test_a_misspelt_name_is_corrected_without_remembering_it(small: RegistryCaller) -> None:
    answer = await small.patch(OFFICE, {"name": "미래산업국", "former_names": []})

    assert answer.json()["name"] == "미래산업국"
    assert "former_names" not in answer.json()


async def test_a_changed_code_is_kept_with_its_days(small: RegistryCaller) -> None:
    await small.patch(PROVINCE, {"institution_code": "6430000", "valid_from": "1970-01-01"})
    answer = await small.patch(
        PROVINCE, {"institution_code": "6430001", "effective_from": "2023-06-11"}
    )

    assert answer.json()["institution_code"] == "6430001"
    assert answer.json()["codes"] == [
        {
            "system": "institution", "code": "6430000",
            "valid_from": None, "valid_to": "2023-06-10",
        },
        {"system": "institution", "code": "6430001", "valid_from": "2023-06-11", "valid_to": None},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"name": None}, [("/name", "missing")]),
        ({"code": "other"}, [("/code", "unknown_field")]),
        ({"terms": []}, [("/terms", "unknown_field")]),
        ({"effective_from": "2020-01-01"}, [("/effective_from", "unused")]),
        ({"name": "새", "effective_from": "2020"}, [("/effective_from", "invalid_date")]),
        ({"name": "새", "effective_from": "2018-06-30"}, [("/effective_from", "period_order")]),
        ({"parent": "office"}, [("/parent", "cycle")]),
        ({"parent": "nowhere"}, [("/parent", "unknown_reference")]),
    ],
)
async def test_a_patch_that_breaks_a_rule(
    small: RegistryCaller, patch: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert errors(await small.patch(OFFICE, patch)) == expected


async def test_organizations_in_a_circle_are_refused(small: RegistryCaller) -> None:
    await small.post(LIST, organization("team", "office"))

    moved = await small.patch(OFFICE, {"parent": "team"})
    fine = await small.patch(f"{LIST}/team", {"parent": "province"})

    assert errors(moved) == [("/parent", "cycle")]
    assert fine.json()["parent"] == "province"


async def test_a_tree_has_a_bottom(small: RegistryCaller) -> None:
    above = "office"
    for level in range(3, 21):
        answer = await small.post(LIST, organization(f"level-{level}", above))
        assert answer.status_code == 201
        above = f"level-{level}"

    deeper = await small.post(LIST, organization("level-21", above))
    moved = await small.patch(OFFICE, {"parent": "other"})
    await small.post(LIST, organization("other"))
    below = await small.patch(OFFICE, {"parent": "other"})

    assert errors(deeper) == errors(below) == [("/parent", "too_deep")]
    assert errors(moved) == [("/parent", "unknown_reference")]


async def test_a_patch_that_changes_nothing_makes_no_version(small: RegistryCaller) -> None:
    answer = await small.patch(OFFICE, {"name": "미래산업과", "effective_from": "2020-01-01"})

    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert "former_names" not in answer.json()


async def test_renaming_a_department_makes_one_version_in_all(
    registry: RegistryCaller, query: Callable[..., Any]
) -> None:
    """It leads 300 projects of two plans; none of their documents holds its name."""
    for plan in ("one", "two"):
        led = [make_project(f"p{n}", lead_department="office") for n in range(150)]
        document = make_document(plan, *led)
        document["organizations"].append(organization("office"))
        await registry.imported(document)
    counts = "SELECT ARRAY[(SELECT count(*) FROM versions), (SELECT count(*) FROM events)]"
    before = await query(counts)

    answer = await registry.patch(OFFICE, {"name": "신산업과", "effective_from": "2022-07-01"})

    assert answer.status_code == 200
    assert await query(counts) == [count + 1 for count in before]
    assert await query("SELECT code FROM versions WHERE version > 1") == "office"
    bundle = await registry.get("/v1/plans/one/projects/p7/bundle")
    assert bundle.json()["labels"]["organization"]["office"]["ko"] == "신산업과"
