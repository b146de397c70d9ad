"""Organizations: added, renamed, recoded, moved, listed as of any day, and shown as a tree."""

from collections.abc import Callable
from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

LIST = "/v1/organizations"
PROVINCE, OFFICE = f"{LIST}/province", f"{LIST}/office"


def organization(code: str, parent: str | None = "province", **fields: Any) -> dict[str, Any]:
    return {"code": code, "kind": "department", "name": "미래산업과", "parent": parent, **fields}


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds a province and one department of it."""
    document = make_document("plan", make_project("a", lead_department="office"))
    document["organizations"].append(organization("office", valid_from="2018-07-01"))
    await registry.imported(document)
    return registry


async def codes(registry: RegistryCaller, **parameters: Any) -> list[str]:
    return [item["code"] for item in (await registry.get(LIST, **parameters)).json()["items"]]


def errors(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def test_adding_an_organization(small: RegistryCaller) -> None:
    wanted = organization("team", "office", institution_code="6470000")

    answer = await small.post(LIST, wanted, key="once", reason="신설")
    again = await small.post(LIST, wanted, key="once", reason="신설")

    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{LIST}/team"
    stored = await small.get(answer.headers["location"])
    assert answer.json() == stored.json()
    assert answer.headers["etag"] == stored.headers["etag"] == again.headers["etag"]
    assert (again.status_code, again.content) == (201, answer.content)
    (version,) = (await small.get(f"{LIST}/team/versions")).json()["items"]
    assert (version["version"], version["reason"]) == (1, "신설")


async def test_a_code_is_given_once(small: RegistryCaller) -> None:
    answer = await small.post(LIST, organization("office"))

    assert (answer.status_code, answer.json()["code"]) == (409, "code_taken")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"parent": "nowhere"}, [("/parent", "unknown_reference")]),
        ({"parent": "new"}, [("/parent", "cycle")]),
        ({"name": ""}, [("/name", "string_too_short")]),
        ({"kind": "committee"}, [("/kind", "enum")]),
        ({"version": 3}, [("/version", "unknown_field")]),
        ({"valid_from": "2020-01-02", "valid_to": "2020-01-01"}, [("", "period_order")]),
        ({"codes": [{"system": "district", "code": "6470000"}]}, [("/codes/0", "code_length")]),
    ],
)
async def test_an_organization_that_breaks_a_rule(
    samples: RegistryCaller, fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    answer = await samples.post(LIST, organization("new", "gyeongbuk") | fields)

    assert errors(answer) == expected


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


async def test_lists_filter_by_what_is_above_by_kind_and_by_day(small: RegistryCaller) -> None:
    await small.post(LIST, organization("closed", valid_from="2010-01-01", valid_to="2018-06-30"))
    await small.post(LIST, organization("team", "office"))
    await small.post(LIST, {"code": "city", "kind": "municipality", "name": "어느시"})

    assert await codes(small) == ["city", "closed", "office", "province", "team"]
    assert await codes(small, parent="province") == ["closed", "office"]
    assert await codes(small, kind="municipality") == ["city"]
    assert await codes(small, parent="province", on="2018-06-30") == ["closed"]
    assert await codes(small, parent="province", on="2018-07-01") == ["office"]
    assert await codes(small, parent="province", on="2018-07-01", as_of=1) == ["office"]
    assert await codes(small, as_of=1) == ["office", "province"]


async def test_pages_of_organizations_join(small: RegistryCaller) -> None:
    for number in range(5):
        await small.post(LIST, organization(f"team-{number}", "office"))
    page = (await small.get(LIST, limit=2)).json()
    found = [item["code"] for item in page["items"]]
    while page["next"]:
        page = (await small.get(LIST, limit=2, cursor=page["next"])).json()
        found += [item["code"] for item in page["items"]]

    assert found == await codes(small)
    assert len(found) == 7
    first = (await small.get(LIST, limit=2)).json()["next"]
    assert (await small.get(LIST, limit=2, cursor=first, kind="province")).status_code == 400


@pytest.mark.parametrize("wrong", [{"on": "2020"}, {"kind": "x"}, {"limit": 0}, {"name": "x"}])
async def test_a_list_that_cannot_be(samples: RegistryCaller, wrong: dict[str, Any]) -> None:
    assert (await samples.get(LIST, **wrong)).status_code == 400


async def test_the_tree_of_an_organization(small: RegistryCaller) -> None:
    await small.post(LIST, organization("team", "office"))
    await small.post(LIST, organization("closed", valid_to="2018-06-30"))
    before = await small.get(f"{PROVINCE}/tree")

    now = (await small.get(f"{PROVINCE}/tree", on="2020-01-01")).json()
    then = (await small.get(f"{PROVINCE}/tree", as_of=1)).json()

    assert [each["code"] for each in before.json()["organizations"]] == ["closed", "office"]
    (office,) = now.pop("organizations")
    assert now == {
        "code": "province", "kind": "province", "name": "어느도", "name_en": None,
        "valid_from": None, "valid_to": None,
    }  # fmt: skip
    assert [each["code"] for each in office["organizations"]] == ["team"]
    assert [each["organizations"] for each in then["organizations"]] == [[]]
    assert (await small.get(f"{OFFICE}/tree", on="2018-06-30")).status_code == 404
    headers = {"If-None-Match": before.headers["etag"]}
    assert (await small.client.get(f"{PROVINCE}/tree", headers=headers)).status_code == 304


async def test_an_import_keeps_what_it_does_not_say(small: RegistryCaller) -> None:
    """Names of the past, codes and terms come from elsewhere; a plan document seldom has them."""
    await small.patch(OFFICE, {"name": "신산업과", "effective_from": "2022-07-01"})
    term = {"name": "민선8기", "start": "2022-07-01", "end": "2026-06-30"}
    await small.put(f"{PROVINCE}/terms/m8", term, of=PROVINCE)
    document = make_document("plan", make_project("a", lead_department="office"))
    renamed = organization("office", name="첨단산업과", valid_from="2018-07-01")
    document["organizations"].append(renamed)

    result = await small.imported(document)

    assert [item["code"] for item in result["versions"]] == ["office"]
    office = (await small.get(OFFICE)).json()
    assert (office["name"], len(office["former_names"])) == ("첨단산업과", 1)
    assert (await small.get(PROVINCE)).json()["terms"] == [{"code": "m8", **term}]
