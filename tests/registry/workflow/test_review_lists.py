"""Many reviews at once: the work list, and decisions in one commit."""

from typing import Any
from uuid import uuid4

import pytest

from pledge_shared.testing.documents import make_project
from pledge_shared.testing.registry_caller import RegistryCaller

from .desk import OF_2020, Desk, Office


async def add_projects(desk: Desk, *codes: str) -> None:
    await desk.admin.imported(desk.document(*(make_project(code) for code in codes)))


def decision(project: str, what: str = "approve", **fields: Any) -> dict[str, Any]:
    place = {"project": project, "indicator": "reached", "period": "2021"}
    return {**place, "decision": what, **fields}


async def waiting(caller: RegistryCaller, desk: Desk, **asked: Any) -> dict[str, Any]:
    answer = await caller.get(f"{desk.plan}/reviews", **asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_work_list_says_what_waits_and_for_whom(desk: Desk, office: Office) -> None:
    await desk.submit("20.50")
    version = (await desk.head())["version"]

    (item,) = (await waiting(desk.reviewer, desk))["items"]

    at, sequence = item.pop("at"), item.pop("sequence")
    assert (at > "2026", sequence > 0, version) == (True, True, 3)
    own = await desk.reporter.get("/v1/keys/self")
    assert item == {
        "project": "a",
        "indicator": "reached",
        "period": "2021",
        "approval": "submitted",
        "value": "20.5",
        "text": None,
        "reported_rate": None,
        "revision": 2,
        "actor": own.json()["id"],
        "permitted": ["approve", "send-back"],
    }
    colleague = await office("reviewer", "주관부서")
    for caller in (desk.reporter, colleague, await office("auditor", "감사관")):
        assert (await waiting(caller, desk))["items"][0]["permitted"] == []


async def test_the_work_list_of_every_state(desk: Desk) -> None:
    async def listed(state: str) -> list[tuple[str, list[str]]]:
        found = await waiting(desk.reporter, desk, state=state)
        return [(item["period"], item["permitted"]) for item in found["items"]]

    await desk.submit()
    assert await listed("approved") == [("2020", ["report"])]
    assert await listed("draft") == []
    back = await desk.step(desk.reviewer, "send-back", {"note": "다시"})
    assert await listed("sent_back") == [("2021", ["report", "submit"])]
    assert await listed("submitted") == []
    before = str(back.json()["sequence"] - 1)
    at_that_time = await waiting(desk.reporter, desk, state="submitted", as_of=before)
    assert [item["period"] for item in at_that_time["items"]] == ["2021"]


async def test_a_withdrawn_draft_waits_for_nothing(desk: Desk) -> None:
    await desk.report({"value": "20"})
    await desk.admin.imported(desk.document(make_project("a")))

    assert (await waiting(desk.reporter, desk, state="draft"))["items"] == []
    approved = (await waiting(desk.reporter, desk, state="approved"))["items"]
    assert [item["period"] for item in approved] == ["2020"]


async def test_the_work_list_comes_in_pages(desk: Desk) -> None:
    codes = ["a", "b", "c"]
    await add_projects(desk, *codes)
    for code in codes:
        await desk.submit(project=code)
    seen: list[str] = []
    asked: dict[str, Any] = {"limit": 2}

    while True:
        page = await waiting(desk.reviewer, desk, **asked)
        seen += [item["project"] for item in page["items"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]

    assert seen == codes
    elsewhere = await desk.reviewer.get(f"{desk.plan}/reviews", state="draft", cursor="x")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "invalid_parameter")


async def test_the_work_list_is_not_for_everyone(desk: Desk) -> None:
    anonymous = await desk.admin.client.get(f"{desk.plan}/reviews")
    nowhere = await desk.reviewer.get("/v1/plans/nowhere/reviews")

    assert (anonymous.status_code, nowhere.status_code) == (401, 404)
    answer = await desk.reviewer.get(f"{desk.plan}/reviews")
    assert answer.headers["cache-control"] == "private, no-store"


async def test_many_decisions_are_one_commit(desk: Desk) -> None:
    await add_projects(desk, "a", "b")
    for code in ("a", "b"):
        await desk.submit(project=code)
    rows = [decision("b"), decision("a", "send-back", note="근거자료가 없습니다")]

    made = await desk.reviewer.post(f"{desk.plan}/reviews", {"rows": rows})

    assert made.status_code == 200, made.text
    sequence = made.json()["sequence"]
    assert [(row["row"], row["approval"], row["code"]) for row in made.json()["items"]] == [
        (0, "approved", None),
        (1, "sent_back", None),
    ]
    for code, approval in (("a", "sent_back"), ("b", "approved")):
        path = f"{desk.plan}/projects/{code}"
        assert (await desk.actuals("head", code))["2021"]["approval"] == approval
        newest = (await desk.admin.get(f"{path}/versions")).json()["items"][0]
        assert newest["sequence"] == sequence


async def refused_rows(desk: Desk, **asked: str) -> Any:
    """Decide about four rows, of which the first is right."""
    await add_projects(desk, "a", "b")
    await desk.submit()
    rows = [
        decision("a"),
        decision("a", "send-back", note="늦었음"),
        decision("b"),
        decision("nowhere"),
    ]
    return await desk.reviewer.post(f"{desk.plan}/reviews", {"rows": rows}, **asked)


REFUSED = ["not_submitted", "not_submitted", "unknown_project"]


@pytest.mark.parametrize("asked", [{}, {"validate_only": "true"}])
async def test_one_refused_row_keeps_the_others_back(desk: Desk, asked: dict[str, str]) -> None:
    refused = await refused_rows(desk, **asked)

    assert (refused.status_code, refused.json()["code"]) == (422, "rows_refused")
    errors = [(error["pointer"], error["code"]) for error in refused.json()["errors"]]
    assert errors == [(f"/rows/{row}", code) for row, code in enumerate(REFUSED, start=1)]
    assert (await desk.actuals("head"))["2021"]["approval"] == "submitted"


async def test_partial_decisions_take_what_can_be_taken(desk: Desk) -> None:
    made = await refused_rows(desk, partial="true")

    assert made.status_code == 200, made.text
    assert [row["code"] for row in made.json()["items"]] == [None, *REFUSED]
    assert (await desk.actuals("head"))["2021"]["approval"] == "approved"


async def test_a_verdict_changes_nothing(desk: Desk) -> None:
    await desk.submit()

    verdict = await desk.reviewer.post(
        f"{desk.plan}/reviews", {"rows": [decision("a")]}, validate_only="true"
    )

    assert (verdict.status_code, verdict.json()["sequence"]) == (200, None)
    assert verdict.json()["items"][0]["approval"] == "approved"
    assert (await desk.actuals("head"))["2021"]["approval"] == "submitted"


async def test_own_submissions_are_refused_row_by_row(desk: Desk, office: Office) -> None:
    await desk.submit()
    colleague = await office("reviewer", "주관부서")

    refused = await colleague.post(
        f"{desk.plan}/reviews", {"rows": [decision("a")]}, partial="true"
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "rows_refused")
    assert refused.json()["errors"][0]["code"] == "same_owner"


async def test_repeated_decisions_are_made_once(desk: Desk) -> None:
    await desk.submit()
    sent: dict[str, Any] = {"body": {"rows": [decision("a")]}, "key": uuid4().hex}

    first, again = [await desk.reviewer.post(f"{desk.plan}/reviews", **sent) for _ in range(2)]

    assert first.content == again.content
    assert (await desk.head())["version"] == 4


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"project": "a"}],
        [decision("a", "submit")],
        [decision("a", period="2021-13")],
        [decision("a", more="x")],
    ],
)
async def test_decisions_that_say_nothing(desk: Desk, rows: list[Any]) -> None:
    refused = await desk.reviewer.post(f"{desk.plan}/reviews", {"rows": rows})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")


async def test_an_approved_correction_can_be_corrected_again(desk: Desk) -> None:
    for value in ("8", "7"):
        await desk.report({"value": value}, of=OF_2020)
        await desk.step(desk.reporter, "submit", of=OF_2020)
        rows = [decision("a", period="2020")]
        made = await desk.reviewer.post(f"{desk.plan}/reviews", {"rows": rows})
        assert made.status_code == 200, made.text
        assert (await desk.actuals("published"))["2020"]["value"] == value
