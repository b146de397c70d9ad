"""Part of the feed: by plan, kind or type, with a cursor that moves past what is not wanted."""

from typing import Any

import pytest

from pledge_registry.services import feed as service
from pledge_registry.storage import feed as storage
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

EVENTS = "/v1/events"


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"plan": "gb-7"}, 2),
        ({"plan": "none"}, 0),
        ({"kind": "plan"}, 4),
        ({"type": "pledge.plan.created"}, 4),
        ({"type": "pledge.plan.deleted"}, 0),
        ({"plan": "gb-7", "kind": "project", "type": "pledge.project.created"}, 1),
        ({"plan": "gb-7", "kind": "organization"}, 0),
    ],
)
async def test_a_reader_may_ask_for_part_of_the_feed(
    samples: RegistryCaller, wanted: dict[str, str], count: int
) -> None:
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = (await samples.get(EVENTS, limit=1, **wanted, **after)).json()
        found += page["items"]
        if not page["items"]:
            break
        after = {"after": page["next"]}

    head = (await samples.get(EVENTS)).headers["pledge-sequence"]
    assert len(found) == count
    assert page["next"].split(".")[1:] == [head, "999999999"]  # what is not wanted is behind it
    assert (await samples.get(EVENTS, after=page["next"])).json()["items"] == []


async def test_what_is_not_wanted_is_passed_over_piece_by_piece(
    registry: RegistryCaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_AT_ONCE", 2)
    await registry.imported(make_document("plan", make_project("a")))
    for number in range(6):
        await registry.patch("/v1/plans/plan/projects/a", {"title": f"이름 {number}"})
    await registry.imported(make_document("other"))

    found = (await registry.get(EVENTS, plan="other")).json()
    assert [event["subject"] for event in found["items"]] == ["plans/other"]
    monkeypatch.setattr(service, "_LOOKING_SECONDS", -1)
    looks = 0
    after: dict[str, str] = {}
    while True:
        page = (await registry.get(EVENTS, plan="other", **after)).json()
        looks, after = looks + 1, {"after": page["next"]}
        if page["items"]:
            break
    assert (page["items"], looks) == (found["items"], 4)


@pytest.mark.parametrize("wanted", [{"kind": "goal"}, {"type": "created"}, {"change": "created"}])
async def test_a_part_that_there_cannot_be_is_refused(
    samples: RegistryCaller, wanted: dict[str, str]
) -> None:
    for path in (EVENTS, f"{EVENTS}/stream"):
        assert (await samples.get(path, **wanted)).status_code == 400
