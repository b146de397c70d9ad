"""Reviews of actuals: two owners, one transition table, and no way around either."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from pledge_registry.domain.workflow import Refusal, Step, next_state, permitted
from pledge_shared.contracts.codes import Approval
from pledge_shared.testing.documents import make_project

from .desk import OF_2020, OF_2021, Desk, Office


async def test_two_owners_agree_before_anyone_else_sees(desk: Desk) -> None:
    drafted = await desk.report({"value": "20"})
    sent = await desk.step(desk.reporter, "submit")

    assert drafted.json()["actual"]["approval"] == "draft"
    assert (sent.status_code, sent.json()["actual"]["approval"]) == (200, "submitted")
    assert sent.json()["permitted"] == []  # it is another's turn
    assert sent.headers["etag"] == (await desk.head())["etag"]
    assert set(await desk.actuals("published")) == {"2020"}
    approved = await desk.step(desk.reviewer, "approve")
    assert (approved.status_code, approved.json()["actual"]["approval"]) == (200, "approved")
    assert approved.json()["project_version"] == 4
    assert (await desk.actuals("published"))["2021"]["value"] == "20"
    assert await desk.actuals("published") == await desk.actuals("head")


async def test_what_is_sent_back_says_why_until_it_is_reported_again(desk: Desk) -> None:
    await desk.submit()

    back = await desk.step(desk.reviewer, "send-back", {"note": "근거자료를 붙여 주세요"})

    assert (back.status_code, back.json()["permitted"]) == (200, ["report", "submit"])
    kept = (await desk.actuals("head"))["2021"]
    assert (kept["approval"], kept["review_note"]) == ("sent_back", "근거자료를 붙여 주세요")
    assert "2021" not in await desk.actuals("published")
    await desk.submit("19")
    again = (await desk.actuals("head"))["2021"]
    assert again["approval"] == "submitted"
    assert "review_note" not in again


async def test_a_correction_leaves_what_was_approved_in_sight(desk: Desk) -> None:
    await desk.report({"value": "8"}, of=OF_2020)

    assert (await desk.actuals("published"))["2020"]["value"] == "9"
    await desk.step(desk.reporter, "submit", of=OF_2020)
    assert (await desk.actuals("published"))["2020"]["value"] == "9"
    await desk.step(desk.reviewer, "approve", of=OF_2020)
    assert (await desk.actuals("published"))["2020"]["value"] == "8"


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
@pytest.mark.parametrize(("name", "body"), [("approve", None), ("send-back", {"note": "다시"})])
async def test_who_submitted_does_not_decide(
    desk: Desk, office: Office, role: str, name: str, body: Any
) -> None:
    await desk.submit()

    refused = await desk.step(await office(role, "주관부서"), name, body)

    assert (refused.status_code, refused.json()["code"]) == (403, "same_owner")
    assert (await desk.actuals("head"))["2021"]["approval"] == "submitted"
    assert (await desk.step(await office(role, "다른 사람"), name, body)).status_code == 200


STATES: list[Approval | None] = [None, *Approval]
ALLOWED = {
    (Step.REPORT, None): Approval.DRAFT,
    (Step.REPORT, Approval.DRAFT): Approval.DRAFT,
    (Step.REPORT, Approval.APPROVED): Approval.DRAFT,
    (Step.REPORT, Approval.SENT_BACK): Approval.DRAFT,
    (Step.SUBMIT, Approval.DRAFT): Approval.SUBMITTED,
    (Step.SUBMIT, Approval.SENT_BACK): Approval.SUBMITTED,
    (Step.APPROVE, Approval.SUBMITTED): Approval.APPROVED,
    (Step.SEND_BACK, Approval.SUBMITTED): Approval.SENT_BACK,
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("taken", list(Step))
def test_every_step_from_every_state(taken: Step, state: Approval | None) -> None:
    after = next_state(state, taken)

    if (taken, state) in ALLOWED:
        assert after is ALLOWED[taken, state]
        assert taken in permitted(state)
        own = next_state(state, taken, own=True)
        assert (own is Refusal.SAME_OWNER) == (taken in {Step.APPROVE, Step.SEND_BACK})
    else:
        assert isinstance(after, Refusal)
        assert taken not in permitted(state)


@pytest.mark.parametrize(
    ("before", "name", "refusal"),
    [
        ([], "submit", (409, "nothing_to_submit")),
        ([], "approve", (409, "not_submitted")),
        (["report"], "approve", (409, "not_submitted")),
        (["report"], "send-back", (409, "not_submitted")),
        (["report", "submit"], "submit", (409, "awaiting_review")),
        (["report", "submit"], "report", (409, "awaiting_review")),
        (["report", "submit", "approve"], "submit", (409, "nothing_to_submit")),
        (["report", "submit", "approve"], "approve", (409, "not_submitted")),
        (["report", "submit", "send-back"], "approve", (409, "not_submitted")),
    ],
)
async def test_steps_that_are_refused(
    desk: Desk, before: list[str], name: str, refusal: tuple[int, str]
) -> None:
    async def take(what: str) -> Response:
        if what == "report":
            return await desk.report({"value": "20"})
        caller = desk.reporter if what == "submit" else desk.reviewer
        return await desk.step(caller, what, {"note": "다시"} if what == "send-back" else None)

    for earlier in before:
        assert (await take(earlier)).status_code == 200
    version = (await desk.head())["version"]

    refused = await take(name)

    assert (refused.status_code, refused.json()["code"]) == refusal
    assert (await desk.head())["version"] == version


@pytest.mark.parametrize("body", [{}, {"note": None}, {"note": ""}, {"note": "  "}])
async def test_sending_back_needs_a_note(desk: Desk, body: Any) -> None:
    await desk.submit()

    refused = await desk.step(desk.reviewer, "send-back", body)

    assert (refused.status_code, refused.json()["code"]) == (422, "note_needed")


@pytest.mark.parametrize("approval", ["approved", "sent_back"])
async def test_no_write_decides_in_a_reviewed_plan(desk: Desk, approval: str) -> None:
    refused = await desk.report({"value": "20", "approval": approval}, caller=desk.admin)

    assert (refused.status_code, refused.json()["code"]) == (422, "approval_needed")
    assert "2021" not in await desk.actuals("head")
    at_once = await desk.report({"value": "20", "approval": "submitted"})
    assert at_once.json()["actual"]["approval"] == "submitted"


async def test_in_an_immediate_plan_a_report_is_approved(desk: Desk) -> None:
    await desk.admin.imported(desk.document(make_project("a"), publication="immediate"))

    assert (await desk.report({"value": "20"})).status_code == 200

    assert (await desk.actuals("published"))["2021"]["approval"] == "approved"


async def test_many_reports_at_once_are_drafts_too(desk: Desk) -> None:
    place = {"project": "a", "indicator": "reached", "period": "2021"}

    def rows(**reported: str) -> dict[str, Any]:
        return {"rows": [{**place, **reported}]}

    refused = await desk.reporter.post(
        f"{desk.plan}/actuals", rows(value="20", approval="approved")
    )
    reported = await desk.reporter.post(f"{desk.plan}/actuals", rows(value="20"))

    assert (refused.status_code, refused.json()["code"]) == (422, "rows_refused")
    assert refused.json()["errors"][0]["code"] == "approval_needed"
    assert reported.status_code == 200, reported.text
    assert (await desk.actuals("head"))["2021"]["approval"] == "draft"
    assert "2021" not in await desk.actuals("published")


async def test_parts_and_revisions_keep_drafts_from_anyone(desk: Desk) -> None:
    await desk.report({"value": "8.125"}, of=OF_2020)
    indicators = f"{desk.a}/indicators"
    below = f"{indicators}/reached"

    for path in (indicators, below, f"{below}/actuals", f"{desk.a}/{OF_2020}"):
        published = await desk.admin.client.get(path)
        assert (published.status_code, "8.125" in published.text) == (200, False), path
        assert "8.125" in (await desk.reporter.get(path, view="head")).text, path
    revisions = await desk.admin.client.get(f"{desk.a}/{OF_2020}/revisions")
    assert "8.125" not in revisions.text


async def test_what_waits_for_its_review_stays_as_it_is(desk: Desk) -> None:
    await desk.submit()
    edited = await desk.admin.patch(desk.a, {"title": "새 이름"}, etag=(await desk.head())["etag"])

    refused = await desk.admin.submit(desk.document(make_project("a")))  # it has no 2021

    assert edited.status_code == 200  # what is no actual can be changed
    assert (refused.status_code, refused.json()["code"]) == (409, "awaiting_review")
    assert refused.json()["errors"][0]["pointer"] == "/projects/0/indicators/0"


def reporting(code: str, value: str, **stated: str) -> dict[str, Any]:
    """Return a project with an actual of 2020."""
    project = make_project(code)
    project["indicators"][0]["actuals"] = [{"period": "2020", "value": value, **stated}]
    return project


@pytest.mark.parametrize("validate_only", ["false", "true"])
async def test_an_import_does_not_approve_what_it_changes(desk: Desk, validate_only: str) -> None:
    changed = desk.document(make_project("b"), reporting("a", "7"))

    refused = await desk.admin.submit(changed, validate_only=validate_only)

    assert (refused.status_code, refused.json()["code"]) == (422, "approval_needed")
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/projects/1/indicators/0", "approval_needed")
    assert error["message"].startswith("2020: ")
    nothing = await desk.admin.get(f"{desk.plan}/projects/b")
    assert nothing.status_code == 404


async def test_an_import_may_bring_drafts_and_new_projects(desk: Desk) -> None:
    changed = desk.document(make_project("b"), reporting("a", "7", approval="draft"))

    result = await desk.admin.imported(changed)

    assert (result["created"], result["changed"]) == (1, 1)
    assert (await desk.actuals("published"))["2020"]["value"] == "9"
    assert (await desk.actuals("published", "b"))["2020"][
        "approval"
    ] == "approved"  # as its file says


async def test_a_project_is_not_created_around_the_review(desk: Desk) -> None:
    refused = await desk.admin.post(f"{desk.plan}/projects", make_project("b"))

    assert (refused.status_code, refused.json()["code"]) == (422, "approval_needed")
    draft = reporting("b", "7", approval="draft")
    assert (await desk.admin.post(f"{desk.plan}/projects", draft)).status_code == 201
    assert await desk.actuals("published", "b") == {}


async def test_a_step_is_of_the_head_that_was_seen(desk: Desk) -> None:
    await desk.submit()
    published = (await desk.admin.client.get(desk.a)).headers["etag"]

    stale = await desk.step(desk.reviewer, "approve", **{"If-Match": published})
    headers = desk.reviewer.bearer | {"Idempotency-Key": uuid4().hex}
    blind = await desk.admin.client.post(f"{desk.a}/{OF_2021}/approve", headers=headers)

    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition_required")


async def test_a_repeated_step_is_taken_once(desk: Desk) -> None:
    await desk.report({"value": "20"})
    sent = {"If-Match": (await desk.head())["etag"], "Idempotency-Key": uuid4().hex}

    first, again = [await desk.step(desk.reporter, "submit", **sent) for _ in range(2)]

    assert first.status_code == again.status_code == 200
    assert (first.content, first.headers["etag"]) == (again.content, again.headers["etag"])
    assert (await desk.head())["version"] == 3


@pytest.mark.parametrize(
    ("project", "indicator", "code"),
    [("x", "reached", "unknown_project"), ("a", "x", "unknown_indicator")],
)
async def test_steps_of_what_is_not_there(
    desk: Desk, project: str, indicator: str, code: str
) -> None:
    path = f"{desk.plan}/projects/{project}/indicators/{indicator}/actuals/2021/submit"
    headers = {"Idempotency-Key": uuid4().hex, "If-Match": (await desk.head())["etag"]}

    refused = await desk.admin.client.post(path, headers=desk.reporter.bearer | headers)

    assert (refused.status_code, refused.json()["code"]) == (404, code)
