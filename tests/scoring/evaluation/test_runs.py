"""Evaluations over HTTP: started, worked off, read, published, revised; and who may not."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase
from pledge_shared.security.policy import Role
from pledge_shared.testing.registry import FakeRegistry

from .conftest import Bearer
from .made import family, reporting

RUNS = "/v1/evaluations"
PLAN = {"subject": {"kind": "plan", "code": "made"}, "scheme": "invested-institution/1"}
Header = dict[str, str]


async def start(service: AsyncClient, key: Header, **asked: Any) -> str:
    """Start a run and return its address."""
    answer = await service.post(RUNS, json={**PLAN, **asked}, headers=key)
    assert answer.status_code == 202, answer.text
    return str(answer.headers["location"].partition("?")[0])


async def ended(service: AsyncClient, key: Header, address: str) -> Any:
    """Return a run once its state is final."""
    for _ in range(100):
        run = (await service.get(f"{address}?view=head", headers=key)).json()
        if run["state"] not in {"queued", "running"}:
            return run
        await asyncio.sleep(0.05)
    pytest.fail(f"the run never ended: {run}")


async def published(service: AsyncClient, key: Header, other: Header, **asked: Any) -> str:
    address = await start(service, key, **asked)
    await ended(service, key, address)
    answer = await service.post(f"{address}/publish", headers=other)
    assert answer.json()["state"] == "published", answer.text
    return address


@pytest.fixture(autouse=True)
def plan(registry: FakeRegistry) -> int:
    return registry.record.load(family())


async def test_run_pins_works_and_gives_results(service: AsyncClient, evaluator: Header) -> None:
    address = await start(service, evaluator, as_of=1)
    run = await ended(service, evaluator, address)

    results = await service.get(f"{address}/results?view=head", headers=evaluator)
    pins = await service.get(f"{address}/pins?view=head", headers=evaluator)
    assert (run["state"], run["done"], run["total"]) == ("succeeded", 4, 4)
    assert (run["sequence"], run["view"], run["owner"]) == (1, "published", "평가팀")
    assert results.headers["etag"] == f'"{run["results"]}"'
    assert pins.headers["etag"] == f'"{run["pins"]}"'
    assert [each["project"] for each in results.json()["projects"]] == [
        "beside",
        "parent",
        "part-0",
        "part-1",
    ]
    assert results.json()["whole"]["grade"] == "ma"


async def test_same_again_is_the_same_run_and_other_facts_are_another(
    service: AsyncClient, evaluator: Header, registry: FakeRegistry
) -> None:
    first = await start(service, evaluator, as_of=1)
    again = await start(service, evaluator, as_of=1)
    registry.record.change_projects("made", ["beside"], reporting("100"))
    other = await start(service, evaluator, as_of=2)

    assert first == again != other


async def test_newest_state_is_pinned_even_before_its_scores_are_known(
    service: AsyncClient, evaluator: Header, registry: FakeRegistry
) -> None:
    await start(service, evaluator)
    newest = registry.record.change_projects("made", ["beside"], reporting("100"))

    answer = await service.post(RUNS, json=PLAN, headers=evaluator)

    assert answer.json()["sequence"] == newest == 2


async def test_all_plans_of_an_organization_are_evaluated_together(
    service: AsyncClient, evaluator: Header
) -> None:
    subject = {"kind": "organization", "code": "province"}
    address = await start(service, evaluator, subject=subject, as_of=1)
    await ended(service, evaluator, address)

    results = (await service.get(f"{address}/results?view=head", headers=evaluator)).json()
    assert [each["plan"] for each in results["plans"]] == ["made"]


async def test_run_is_published_by_another_owner_and_then_open_to_all(
    service: AsyncClient, evaluator: Header, publisher: Header, bearer: Bearer
) -> None:
    address = await start(service, evaluator, as_of=1)
    await ended(service, evaluator, address)
    same_owner = bearer(Role.ADMINISTRATOR, "평가팀")

    hidden = [
        (await service.get(f"{address}{part}")).status_code for part in ("", "/results", "/pins")
    ]
    refused = await service.post(f"{address}/publish", headers=same_owner)
    listed = (await service.get(RUNS)).json()["items"]
    done = await service.post(f"{address}/publish", headers=publisher)

    assert hidden == [404, 404, 404]
    assert (refused.status_code, refused.json()["code"]) == (403, "same_owner")
    assert listed == []
    assert (done.json()["state"], done.json()["publisher"]) == ("published", "기획실")
    assert [each["id"] for each in (await service.get(RUNS)).json()["items"]] == [done.json()["id"]]
    assert (await service.get(f"{address}/results")).status_code == 200


async def test_writing_needs_a_key_that_may(service: AsyncClient, bearer: Bearer) -> None:
    reporter = bearer(Role.REPORTER, "과")
    one = f"{RUNS}/{uuid4()}"
    for path in (RUNS, f"{one}/cancel", f"{one}/publish"):
        nobody = await service.post(path, json=PLAN)
        unknown = await service.post(path, json=PLAN, headers={"Authorization": "Bearer pk_x"})
        other = await service.post(path, json=PLAN, headers=reporter)
        assert [each.status_code for each in (nobody, unknown, other)] == [401, 401, 403]
    assert (await service.get(f"{RUNS}?view=head")).status_code == 401


@pytest.mark.parametrize(
    ("asked", "status", "pointer"),
    [
        ({"scheme": "nothing/1"}, 422, "/scheme"),
        ({"on": "2021-13-01"}, 422, "/on"),
        ({"extra": 1}, 422, "/extra"),
        ({"subject": {"kind": "plan", "code": "other"}}, 404, None),
        ({"subject": {"kind": "organization", "code": "other"}}, 404, None),
        ({"revises": str(uuid4())}, 404, None),
        ({"as_of": 999}, 422, None),
    ],
)
async def test_what_cannot_be_evaluated_is_refused(
    service: AsyncClient, evaluator: Header, asked: Any, status: int, pointer: str | None
) -> None:
    answer = await service.post(RUNS, json={**PLAN, "as_of": 1, **asked}, headers=evaluator)

    assert answer.status_code == status, answer.text
    if pointer is not None:
        assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert (await service.get(f"{RUNS}?view=head", headers=evaluator)).json()["items"] == []


async def test_correction_names_what_it_replaces(
    service: AsyncClient, evaluator: Header, publisher: Header, registry: FakeRegistry
) -> None:
    first = await published(service, evaluator, publisher, as_of=1)
    before = (await service.get(f"{first}/results")).content
    registry.record.change_projects("made", ["beside"], reporting("100"))
    old = first.rpartition("/")[2]

    second = await published(service, evaluator, publisher, as_of=2, revises=old)

    assert (await service.get(second)).json()["revises"] == old
    assert (await service.get(first)).json()["revised_by"] == second.rpartition("/")[2]
    assert (await service.get(f"{first}/results")).content == before


async def test_only_a_published_run_of_the_same_subject_is_corrected(
    service: AsyncClient, evaluator: Header, publisher: Header
) -> None:
    address = await start(service, evaluator, as_of=1)
    await ended(service, evaluator, address)
    old = address.rpartition("/")[2]
    subject = {"kind": "organization", "code": "province"}

    early = await service.post(RUNS, json={**PLAN, "as_of": 1, "revises": old}, headers=evaluator)
    await service.post(f"{address}/publish", headers=publisher)
    other = await service.post(
        RUNS, json={**PLAN, "subject": subject, "as_of": 1, "revises": old}, headers=evaluator
    )

    for refused in (early, other):
        assert (refused.status_code, refused.json()["code"]) == (409, "evaluation_state")


async def test_verification_fails_after_a_changed_row_and_says_where(
    service: AsyncClient,
    evaluator: Header,
    publisher: Header,
    scoring_database: ThrowawayDatabase,
) -> None:
    address = await published(service, evaluator, publisher, as_of=1)
    sound = (await service.get(f"{address}/verify")).json()
    owner = await asyncpg.connect(scoring_database.owner_url)
    await owner.execute("ALTER TABLE inputs DISABLE TRIGGER inputs_are_final")
    await owner.execute(
        "UPDATE inputs SET document = convert_to(replace(convert_from(document, 'UTF8'), "
        """'"value":"50"', '"value":"60"'), 'UTF8') WHERE convert_from(document, 'UTF8') """
        """LIKE '%"code":"beside"%'"""
    )
    await owner.close()

    forged = (await service.get(f"{address}/verify")).json()

    assert (sound["verified"], sound["differences"]) == (True, [])
    assert forged["verified"] is False
    places = [each["place"] for each in forged["differences"]]
    assert places[0] == "plans/made/projects/beside"
    assert "results/projects/made/beside/points" in places


async def test_two_runs_are_compared(
    service: AsyncClient, evaluator: Header, publisher: Header, registry: FakeRegistry
) -> None:
    first = await published(service, evaluator, publisher, as_of=1)
    registry.record.change_projects("made", ["beside"], reporting("100"))
    second = await published(service, evaluator, publisher, as_of=2)

    found = (await service.get(f"{second}/compare?with={first.rpartition('/')[2]}")).json()

    assert found["effects"] == {
        "before": "50",
        "after": "75",
        "difference": "25",
        "data": "25",
        "method": "0",
        "scope": "0",
    }
    assert [each["project"] for each in found["projects"]] == ["beside"]


async def test_list_goes_on_behind_its_cursor(
    service: AsyncClient, evaluator: Header, registry: FakeRegistry
) -> None:
    registry.record.change_projects("made", ["beside"], reporting("100"))
    runs = [await start(service, evaluator, as_of=number) for number in (1, 2)]
    asked = {"view": "head", "limit": "1", "subject": "made"}

    first = (await service.get(RUNS, params=asked, headers=evaluator)).json()
    second = (
        await service.get(RUNS, params={**asked, "cursor": first["next"]}, headers=evaluator)
    ).json()
    other = await service.get(
        RUNS, params={**asked, "subject": "other", "cursor": first["next"]}, headers=evaluator
    )

    found = [page["items"][0]["id"] for page in (first, second)]
    assert found == [run.rpartition("/")[2] for run in reversed(runs)]
    assert (second["next"], other.status_code) == (None, 400)
