"""Projects: created by the rules that imports keep, and once each."""

import asyncio
from typing import Any

import pytest

from pledge_shared.testing.documents import make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .surroundings import PROJECTS, B, changes, errors


async def test_creating_a_project(small: RegistryCaller) -> None:
    wanted = make_project("c", parent="a", goal="goal", lead_department="office", title="신규")

    answer = await small.post(PROJECTS, wanted, key="once", reason="추가")
    again = await small.post(PROJECTS, wanted, key="once", reason="추가")

    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{PROJECTS}/c"
    stored = await small.get(f"{PROJECTS}/c")
    assert (answer.content, answer.headers["etag"]) == (stored.content, stored.headers["etag"])
    assert (again.status_code, again.content) == (201, answer.content)
    assert again.headers["etag"] == answer.headers["etag"]
    assert await changes(small, after=1) == [("pledge.project.created", "c", 1)]
    (version,) = (await small.get(f"{PROJECTS}/c/versions")).json()["items"]
    assert version["reason"] == "추가"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"goal": "nowhere"}, [("/goal", "unknown_reference")]),
        ({"parent": "nowhere"}, [("/parent", "unknown_reference")]),
        ({"parent": "b"}, [("/parent", "too_deep")]),
        ({"lead_department": "nobody"}, [("/lead_department", "unknown_reference")]),
        ({"parent": "c"}, [("", "own_parent")]),
        ({"title": ""}, [("/title", "string_too_short")]),
        (
            {"goal": "no", "parent": "no", "lead_department": "no"},
            [
                ("/lead_department", "unknown_reference"),
                ("/goal", "unknown_reference"),
                ("/parent", "unknown_reference"),
            ],
        ),
    ],
)
async def test_a_project_that_breaks_a_rule(
    small: RegistryCaller, fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    answer = await small.post(PROJECTS, make_project("c", **fields))

    assert errors(answer) == expected
    assert (await small.get(f"{PROJECTS}/c")).status_code == 404


async def test_a_project_that_begins_as_scrapped_names_its_resolution(
    small: RegistryCaller,
) -> None:
    resolution = {"committee": "공약평가위원회", "number": "2021-3", "date": "2021-06-30"}
    scrapped = make_project("c", status="scrapped")

    without = await small.post(PROJECTS, scrapped)
    named = await small.post(PROJECTS, {**scrapped, "status_resolution": resolution})

    assert (without.status_code, without.json()["code"]) == (422, "resolution_required")
    assert named.status_code == 201, named.text


async def test_a_region_nobody_knows_is_accepted_as_in_an_import(small: RegistryCaller) -> None:
    answer = await small.post(PROJECTS, make_project("c", regions=["9999900000"]))

    assert answer.status_code == 201


async def test_a_code_is_given_once(small: RegistryCaller) -> None:
    await small.delete(B)

    for code in ("a", "b"):
        answer = await small.post(PROJECTS, make_project(code))
        assert (answer.status_code, answer.json()["code"]) == (409, "code_taken")


async def test_many_who_create_the_same_make_one(small: RegistryCaller) -> None:
    answers = await asyncio.gather(
        *(small.post(PROJECTS, make_project("c", title=f"사업 {n}")) for n in range(8))
    )

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]
