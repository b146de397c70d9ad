"""Organizations: added, listed as of any day, shown as a tree, and imported."""

from typing import Any

import pytest

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .province import LIST, OFFICE, PROVINCE, errors, organization


async def codes(registry: RegistryCaller, **parameters: Any) -> list[str]:
    return [item["code"] for item in (await registry.get(LIST, **parameters)).json()["items"]]


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
