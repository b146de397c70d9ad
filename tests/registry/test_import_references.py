"""References inside a plan document, and from it into the registry: each wrong one is named."""

from typing import Any

import pytest

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

PROVINCE = {"code": "province", "kind": "province", "name": "어느도"}


def _goal(code: str, parent: str | None = None) -> dict[str, Any]:
    return {"code": code, "kind": "goal", "title": "목표", "parent": parent}


def _department(code: str, parent: str | None) -> dict[str, Any]:
    return {"code": code, "kind": "department", "name": "부서", "parent": parent}


def _with_organizations(*organizations: dict[str, Any]) -> dict[str, Any]:
    return {**make_document("plan"), "organizations": [PROVINCE, *organizations]}


WRONG = {
    "a project's goal": (
        make_document("plan", make_project("a"), make_project("b", goal="nowhere")),
        [("/projects/1/goal", "unknown_reference")],
    ),
    "a project's parent": (
        make_document("plan", make_project("a", parent="nowhere")),
        [("/projects/0/parent", "unknown_reference")],
    ),
    "a project's department": (
        make_document("plan", make_project("a", lead_department="nowhere")),
        [("/projects/0/lead_department", "unknown_reference")],
    ),
    "the plan's organization": (
        make_document("plan", organization="nowhere"),
        [("/plan/organization", "unknown_reference")],
    ),
    "a goal's parent": (
        make_document("plan", goals=[_goal("a", "nowhere")]),
        [("/plan/goals/0/parent", "unknown_reference")],
    ),
    "an organization's parent": (
        _with_organizations(_department("a", "nowhere")),
        [("/organizations/1/parent", "unknown_reference")],
    ),
    "goals in a circle": (
        make_document("plan", goals=[_goal("a", "b"), _goal("b", "a"), _goal("c")]),
        [("/plan/goals/0/parent", "cycle"), ("/plan/goals/1/parent", "cycle")],
    ),
    "organizations in a circle": (
        _with_organizations(_department("a", "b"), _department("b", "a")),
        [("/organizations/1/parent", "cycle"), ("/organizations/2/parent", "cycle")],
    ),
    "a goal that is its own parent": (
        make_document("plan", goals=[_goal("a", "a")]),
        [("/plan/goals/0/parent", "cycle")],
    ),
    "one code for two projects": (
        make_document("plan", make_project("a"), make_project("b"), make_project("a")),
        [("/projects/2/code", "duplicate")],
    ),
    "one code for two goals": (
        make_document("plan", goals=[_goal("a"), _goal("a")]),
        [("/plan/goals/1/code", "duplicate")],
    ),
    "one code for two organizations": (
        _with_organizations(PROVINCE),
        [("/organizations/1/code", "duplicate")],
    ),
    "a part of a part": (
        make_document(
            "plan", make_project("a"), make_project("b", parent="a"), make_project("c", parent="b")
        ),
        [("/projects/2/parent", "too_deep")],
    ),
    "a project that is its own part": (
        make_document("plan", make_project("a", parent="a")),
        [("/projects/0", "own_parent")],
    ),
    "an organization that ends before it begins": (
        _with_organizations(
            _department("a", "province") | {"valid_from": "2021-01-01", "valid_to": "2020-12-31"}
        ),
        [("/organizations/1", "period_order")],
    ),
}


@pytest.mark.parametrize("case", WRONG)
async def test_wrong_reference(samples: RegistryCaller, case: str) -> None:
    document, expected = WRONG[case]

    answer = await samples.submit(document, validate_only=True)

    assert answer.status_code == 422, answer.text
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == expected


async def test_every_wrong_reference_is_told_at_once(samples: RegistryCaller) -> None:
    document = make_document(
        "plan", make_project("a", goal="nowhere", parent="nowhere", lead_department="nowhere")
    )

    answer = await samples.submit(document, validate_only=True)

    assert [e["pointer"] for e in answer.json()["errors"]] == [
        "/projects/0/lead_department",
        "/projects/0/goal",
        "/projects/0/parent",
    ]


async def test_right_references_are_accepted(samples: RegistryCaller) -> None:
    document = make_document(
        "plan",
        make_project("c", parent="a", goal="below"),  # before what it refers to
        make_project("a", goal="goal", lead_department="department"),
        goals=[_goal("below", "goal"), _goal("goal")],
    )
    document["organizations"] = [_department("department", "province"), PROVINCE]

    assert (await samples.submit(document, validate_only=True)).status_code == 200


async def test_references_may_lead_to_what_is_stored(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan", make_project("a")))
    part = make_document("plan", make_project("b", parent="a", lead_department="province"))

    result = await registry.imported({**part, "organizations": []})

    assert result["created"] == 1


async def test_a_goal_of_kept_projects_cannot_go(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan", make_project("a", goal="goal")))
    without = make_document("plan", make_project("b"), goals=[])

    kept = await registry.submit(without)
    pruned = await registry.submit(without, prune=True)

    assert [(e["pointer"], e["code"]) for e in kept.json()["errors"]] == [
        ("/plan/goals", "goal_in_use")
    ]
    assert pruned.status_code == 200, pruned.text


async def test_a_part_of_a_stored_part_is_too_deep(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan", make_project("a"), make_project("b", parent="a")))

    below = await registry.submit(make_document("plan", make_project("c", parent="b")))
    above = await registry.submit(
        make_document("plan", make_project("top"), make_project("a", parent="top"))
    )

    assert [(e["pointer"], e["code"]) for e in below.json()["errors"]] == [
        ("/projects/0/parent", "too_deep")
    ]
    assert [(e["pointer"], e["code"]) for e in above.json()["errors"]] == [
        ("/projects/1/parent", "too_deep")
    ]


async def test_organizations_cannot_close_a_circle_over_two_imports(
    registry: RegistryCaller,
) -> None:
    await registry.imported(_with_organizations(_department("a", None), _department("b", "a")))

    answer = await registry.submit(_with_organizations(_department("a", "b")))

    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/organizations/1/parent", "cycle")
    ]
