"""Changing one project: reported actuals and patched scalars."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

BIGDATA = "/v1/plans/gb-7/projects/bigdata"
REPORTED: dict[str, Any] = {
    "value": None,
    "text": "인프라구축",
    "reported_rate": "10",
    "evidence": [],
}
A = "/v1/plans/plan/projects/a"
REVISIONS = """SELECT array_agg(ROW(revision, value, withdrawn)::text ORDER BY revision)
    FROM actuals WHERE indicator = 'reached' AND period = $1"""


@pytest_asyncio.fixture(loop_scope="session")
async def bigdata(
    registry: RegistryCaller, sample: Callable[[str], dict[str, Any]]
) -> RegistryCaller:
    """Run a registry that holds the pledge card only."""
    await registry.imported(sample("gb-7"))
    return registry


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds one small project."""
    await registry.imported(make_document("plan", make_project("a", goal="goal", executor="도")))
    return registry


async def test_reporting_an_actual(bigdata: RegistryCaller) -> None:
    before = await bigdata.get(BIGDATA)

    answer = await bigdata.put_actual(BIGDATA, "cloud-datacenter/2021", REPORTED, reason="정정")

    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["project_version"] == 2
    assert body["sequence"] == 2
    assert body["actual"]["text"] == "인프라구축"
    assert body["actual"]["reported_rate"] == "10"
    after = await bigdata.get(BIGDATA)
    assert answer.headers["etag"] == after.headers["etag"] != before.headers["etag"]
    cloud = after.json()["indicators"][0]
    assert body["actual"] in cloud["actuals"]
    assert [item["period"] for item in cloud["actuals"]] == sorted(
        item["period"] for item in cloud["actuals"]
    )
    assert (await bigdata.get(BIGDATA, as_of=1)).content == before.content
    assert (await bigdata.get(f"{BIGDATA}/versions/1")).content == before.content
    newest = (await bigdata.get(f"{BIGDATA}/versions")).json()["items"][0]
    assert (newest["version"], newest["reason"], newest["sequence"]) == (2, "정정", 2)


async def test_reporting_the_same_again_makes_no_version(bigdata: RegistryCaller) -> None:
    first = await bigdata.put_actual(BIGDATA, "cloud-datacenter/2021", REPORTED)
    again = await bigdata.put_actual(BIGDATA, "cloud-datacenter/2021", REPORTED)

    assert again.status_code == 200
    assert again.json()["project_version"] == first.json()["project_version"]
    assert again.headers["etag"] == first.headers["etag"]
    assert len((await bigdata.get(f"{BIGDATA}/versions")).json()["items"]) == 2


async def test_each_report_is_a_revision(small: RegistryCaller, query: Callable[..., Any]) -> None:
    for value in ("9", "9.5", "9.5", "10"):
        await small.put_actual(A, "reached/2020", {"value": value})

    rows = await query(REVISIONS, "2020")

    assert rows == [
        "(1,9.000000000000,f)",
        "(2,9.000000000000,f)",  # the printed rate went
        "(3,9.500000000000,f)",
        "(4,10.000000000000,f)",
    ]


async def test_an_actual_that_is_taken_out_is_withdrawn(
    small: RegistryCaller, query: Callable[..., Any]
) -> None:
    project = make_project("a", goal="goal", executor="도")
    project["indicators"][0]["actuals"] = []

    await small.imported(make_document("plan", project))

    assert await query(REVISIONS, "2020") == ["(1,9.000000000000,f)", "(2,,t)"]
    assert (await small.get(A)).json()["indicators"][0]["actuals"] == []


async def test_two_reports_at_once_cannot_both_win(small: RegistryCaller) -> None:
    etag = await small.etag(A)

    answers = await asyncio.gather(
        *(small.put_actual(A, "reached/2021", {"value": str(n)}, etag=etag) for n in range(8))
    )

    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 7]
    assert (await small.get(A)).json()["version"] == 2


async def test_a_stale_write_is_told_the_present_state(small: RegistryCaller) -> None:
    stale = await small.etag(A)
    await small.put_actual(A, "reached/2021", {"value": "1"})

    answer = await small.put_actual(A, "reached/2021", {"value": "2"}, etag=stale)

    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert answer.json()["current"] == {"version": 2, "etag": await small.etag(A)}


async def test_one_of_several_etags_matches(small: RegistryCaller) -> None:
    etags = f'"x", {await small.etag(A)}'

    assert (await small.put_actual(A, "reached/2021", {}, etag=etags)).status_code == 200


@pytest.mark.parametrize(
    ("place", "status", "code"),
    [
        ("unknown/2021", 404, "unknown_indicator"),
        ("cloud-datacenter/2021-13", 422, "invalid_input"),
        ("cloud-datacenter/2021-H1", 422, "invalid_input"),  # its other periods are years
        ("cloud-datacenter/prior", 422, "invalid_input"),
    ],
)
async def test_reporting_where_nothing_can_be_reported(
    samples: RegistryCaller, place: str, status: int, code: str
) -> None:
    answer = await samples.put_actual(BIGDATA, place, REPORTED)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_patching_scalars(small: RegistryCaller) -> None:
    before = (await small.get(A)).json()
    patch = {"title": "새 이름", "executor": None, "period": {"start": "2021-01-01"}, "goal": None}

    answer = await small.patch(A, patch, reason="명칭 변경")

    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert after == (await small.get(A)).json()
    assert after == before | {
        "version": 2, "title": "새 이름", "executor": None, "goal": None,
        "period": {"start": "2021-01-01", "end": None, "printed": None},
    }  # fmt: skip
    assert answer.headers["pledge-version"] == "2"
    newest = (await small.get(f"{A}/versions")).json()["items"][0]
    assert newest["reason"] == "명칭 변경"


async def test_a_patch_merges_objects(small: RegistryCaller) -> None:
    await small.patch(A, {"period": {"start": "2021-01-01", "printed": "2021. 1."}})

    answer = await small.patch(A, {"period": {"end": "2021-12-31", "printed": None}})

    assert answer.json()["period"] == {"start": "2021-01-01", "end": "2021-12-31", "printed": None}


async def test_a_patch_that_changes_nothing_makes_no_version(small: RegistryCaller) -> None:
    for patch in ({}, {"executor": "도"}, {"novelty": None}):
        answer = await small.patch(A, patch)
        assert (answer.status_code, answer.json()["version"]) == (200, 1)


async def test_writes_to_different_projects_do_not_disturb_each_other(
    registry: RegistryCaller,
) -> None:
    codes = [f"p{n}" for n in range(8)]
    await registry.imported(make_document("plan", *map(make_project, codes)))

    answers = await asyncio.gather(
        *(
            registry.patch(f"/v1/plans/plan/projects/{code}", {"title": f"사업 {code}"})
            for code in codes
        )
    )

    assert [answer.status_code for answer in answers] == [200] * 8
    assert sorted(int(answer.headers["pledge-sequence"]) for answer in answers) == list(
        range(2, 10)
    )
