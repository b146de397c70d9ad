"""Versions of a document, and points of the record at which it is read."""

from datetime import UTC, datetime, timedelta

import pytest

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

GB_7, CBIST = "/v1/plans/gb-7", "/v1/plans/cbist-2021"
BIGDATA = f"{GB_7}/projects/bigdata"
A = "/v1/plans/plan/projects/a"


async def test_every_version_can_be_read_again(registry: RegistryCaller) -> None:
    seen = []
    for number in range(4):
        project = make_project("a", title=f"사업 {number}")
        await registry.imported(make_document("plan", project))
        seen.append(await registry.get(A))

    for number, answer in enumerate(seen, start=1):
        version = await registry.get(f"{A}/versions/{number}")
        assert version.content == answer.content
        assert version.headers["etag"] == answer.headers["etag"]
        assert (await registry.get(A, as_of=number)).content == answer.content
    unknown = await registry.get(f"{A}/versions/5")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_version")


async def test_versions_are_listed_newest_first(registry: RegistryCaller) -> None:
    for number in range(5):
        project = make_project("a", title=f"사업 {number}")
        await registry.imported(make_document("plan", project), reason=f"이유 {number}")
    owner = (await registry.get("/v1/keys/self")).json()["id"]

    first = (await registry.get(f"{A}/versions", limit=2)).json()
    second = (await registry.get(f"{A}/versions", limit=3, cursor=first["next"])).json()

    items = first["items"] + second["items"]
    assert [item["version"] for item in items] == [5, 4, 3, 2, 1]
    assert [item["reason"] for item in items] == [f"이유 {n}" for n in (4, 3, 2, 1, 0)]
    assert {item["actor"] for item in items} == {owner}
    assert second["next"] is None
    for path in ("/v1/plans/plan/versions", "/v1/organizations/province/versions"):
        assert [item["version"] for item in (await registry.get(path)).json()["items"]] == [1]
        assert (await registry.get(f"{path}/1")).json()["version"] == 1


async def test_points_of_the_record(registry: RegistryCaller) -> None:
    await registry.imported(make_document("plan", make_project("a")))
    old = await registry.get(A)
    between = datetime.now(tz=UTC)
    await registry.patch(A, {"title": "새 이름"})
    new = await registry.get(A)

    seoul = between.astimezone().isoformat()
    now = (datetime.now(tz=UTC) - timedelta(milliseconds=1)).isoformat()
    for as_of, expected in (
        ("1", old), ("2", new), (between.isoformat(), old), (seoul, old), (now, new),
    ):  # fmt: skip
        assert (await registry.get(A, as_of=as_of)).content == expected.content
    for as_of in ("0", "2018-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"):
        answer = await registry.get(A, as_of=as_of)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_plan")


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2021-06-30", 400),
        ("2021-06-30T00:00:00", 400),
        ("", 400),
        ("-1", 400),
        ("1.5", 400),
        ("yesterday", 400),
        ("2021-13-01T00:00:00Z", 400),
        ("2021-06-30T00:00:00+25:00", 400),
        ("2021-06-30T23:59:60Z", 400),
        ("１２", 400),
        ("9" * 19, 400),
        ("9" * 18, 422),
        ("2999-01-01T00:00:00Z", 422),
        ("9999-12-31T23:59:59-23:59", 422),
    ],
)
async def test_a_point_that_is_none(samples: RegistryCaller, as_of: str, status: int) -> None:
    for path in (BIGDATA, GB_7, "/v1/plans", "/v1/projects", f"{CBIST}/tree", f"{GB_7}/documents"):
        answer = await samples.get(path, as_of=as_of)
        assert answer.status_code == status, (path, answer.text)


async def test_the_sequence_of_a_project_covers_what_stands_around_it(
    registry: RegistryCaller,
) -> None:
    await registry.imported(make_document("plan", make_project("a"), make_project("b", parent="a")))

    async def sequence() -> int:
        return int((await registry.get(A)).headers["pledge-sequence"])

    assert await sequence() == 1
    await registry.patch("/v1/plans/plan/projects/b", {"title": "부분"})
    assert await sequence() == 2
    only_head = make_document("plan", title="새 계획")
    await registry.imported(only_head)
    assert await sequence() == 3
    await registry.imported(make_document("other", make_project("a")))
    assert await sequence() == 3
    assert (await registry.get(A)).headers["pledge-version"] == "1"


async def test_documents_since_a_point(registry: RegistryCaller) -> None:
    path = "/v1/plans/plan/documents"
    await registry.imported(make_document("plan", *(make_project(f"p{n}") for n in range(5))))
    await registry.patch("/v1/plans/plan/projects/p3", {"title": "새 이름"})

    everything, newer = await registry.get(path), await registry.get(path, since=1)

    assert [item["code"] for item in everything.json()["items"]] == [f"p{n}" for n in range(5)]
    assert [item["code"] for item in newer.json()["items"]] == ["p3"]
    assert everything.headers["pledge-sequence"] == "2"
    then = (await registry.get(path, as_of=1)).json()["items"]
    assert then[3]["title"] == "사업"
    codes: list[str] = []
    page = (await registry.get(path, limit=2)).json()
    codes += [item["code"] for item in page["items"]]
    while page["next"]:
        page = (await registry.get(path, limit=2, cursor=page["next"])).json()
        codes += [item["code"] for item in page["items"]]
    assert codes == [f"p{n}" for n in range(5)]
