"""Reads of the real documents: trees, sums, versions, and points of the record."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

GB_7, CBIST = "/v1/plans/gb-7", "/v1/plans/cbist-2021"
BIGDATA = f"{GB_7}/projects/bigdata"
A = "/v1/plans/plan/projects/a"


async def test_the_tree_holds_every_node_of_a_plan(samples: RegistryCaller) -> None:
    tree = (await samples.get(f"{CBIST}/tree")).json()

    assert tree["counts"] == {
        "goal": 4, "task": 12, "heading": 35, "project": 94, "sub": 99, "pending": 3,
    }  # fmt: skip
    assert len(tree["goals"]) == 4
    assert len(tree["projects"]) == 3
    parts = [
        part
        for goal in tree["goals"]
        for task in goal["goals"]
        for heading in task["goals"]
        for project in heading["projects"]
        for part in project["parts"]
    ]
    assert len(parts) == 99


async def test_the_money_of_a_plan(samples: RegistryCaller) -> None:
    funding = (await samples.get(f"{GB_7}/funding")).json()

    sums: dict[str, int] = {}
    for item in funding["items"]:
        sums[item["stage"]] = sums.get(item["stage"], 0) + item["amount_krw"]
    assert (sums["planned"], sums["secured"]) == (18_800_000_000, 3_380_000_000)
    nobody = await samples.get("/v1/plans/nowhere/funding")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "unknown_plan")


async def test_money_of_parts_is_not_added_twice(registry: RegistryCaller) -> None:
    def budget(amount: int) -> dict[str, Any]:
        line = {"source": "national", "stage": "planned", "period": "2021", "amount_krw": amount}
        return {"lines": [line]}

    await registry.imported(
        make_document(
            "plan",
            make_project("whole", budget=budget(100)),
            make_project("of-which", parent="whole", budget=budget(60)),
            make_project("bare"),
            make_project("part", parent="bare", budget=budget(7)),
            make_project("pending", kind="pending", budget=budget(1_000)),
        )
    )

    items = (await registry.get("/v1/plans/plan/funding")).json()["items"]

    assert [item["amount_krw"] for item in items] == [107]


async def test_documents_are_what_their_contracts_say(samples: RegistryCaller) -> None:
    plan, project = await samples.get(GB_7), await samples.get(BIGDATA)

    assert Plan.model_validate_json(plan.content).model_dump(mode="json") == plan.json()
    assert Project.model_validate_json(project.content).model_dump(mode="json") == project.json()
    by_id = await samples.get(f"/v1/projects/{project.json()['id']}")
    assert by_id.content == project.content


async def test_a_bundle_is_made_of_the_documents(samples: RegistryCaller) -> None:
    plan, project = await samples.get(GB_7), await samples.get(BIGDATA)

    bundle = await samples.get(f"{BIGDATA}/bundle")

    start = b'{"plan":' + plan.content + b',"project":' + project.content + b',"labels":{'
    assert bundle.content.startswith(start)
    assert bundle.headers["etag"] == project.headers["etag"]
    labels = bundle.json()["labels"]
    assert labels["organization"]["gyeongbuk"] == {"ko": "경상북도", "en": "Gyeongsangbuk-do"}
    assert labels["status"]["continuing"]["ko"] == "이행후 계속추진"


async def test_a_document_that_is_known_is_not_sent_again(samples: RegistryCaller) -> None:
    for path in (GB_7, BIGDATA, f"{CBIST}/tree", f"{GB_7}/funding", "/v1/plans", "/v1/codes"):
        first = await samples.client.get(path)
        etag = first.headers["etag"]
        for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
            again = await samples.client.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == etag
        other = await samples.client.get(path, headers={"If-None-Match": '"other"'})
        assert (other.status_code, other.content) == (200, first.content)


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


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/plans/nowhere", "unknown_plan"),
        ("/v1/plans/nowhere/projects", "unknown_plan"),
        ("/v1/plans/nowhere/tree", "unknown_plan"),
        ("/v1/plans/nowhere/documents", "unknown_plan"),
        ("/v1/plans/nowhere/projects/bigdata", "unknown_plan"),
        (f"{GB_7}/projects/nothing", "unknown_project"),
        (f"{GB_7}/projects/nothing/bundle", "unknown_project"),
        (f"{GB_7}/projects/nothing/versions", "unknown_project"),
        ("/v1/organizations/nobody", "unknown_organization"),
        ("/v1/projects/01890a5d-ac96-774b-bcce-b302099a8057", "unknown_project"),
        ("/v1/nothing", "not_found"),
        ("/v1/plans/", "not_found"),
        ("//v1/plans", "not_found"),
        (f"{GB_7}/projects/..%2f..%2fcbist-2021", "not_found"),
    ],
)
async def test_what_is_not_there(samples: RegistryCaller, path: str, code: str) -> None:
    answer = await samples.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, code)


async def test_reference_data(samples: RegistryCaller, sample: Callable[..., Any]) -> None:
    codes = (await samples.get("/v1/codes")).json()["items"]
    regions = (await samples.get("/v1/regions")).json()["items"]
    institutions = (await samples.get("/v1/institutions")).json()["items"]

    assert codes["status"]["on_track"] == {"ko": "정상추진", "en": "on track"}
    assert {"4700000000", "4300000000"} <= {item["code"] for item in regions}
    organization = sample("gb-7")["organizations"][0]
    assert organization["institution_code"] in {i["institution_code"] for i in institutions}


async def test_organizations_and_plans_are_listed(samples: RegistryCaller) -> None:
    plans = (await samples.get("/v1/plans")).json()["items"]
    ours = (await samples.get("/v1/plans", organization="gyeongbuk")).json()["items"]
    organizations = (await samples.get("/v1/organizations")).json()["items"]

    assert [plan["code"] for plan in plans] == ["cb-cluster", "cb-switch", "cbist-2021", "gb-7"]
    assert [plan["code"] for plan in ours] == ["gb-7"]
    codes = [organization["code"] for organization in organizations]
    assert codes == sorted(codes)
    one = await samples.get("/v1/organizations/gyeongbuk")
    assert one.json() == organizations[codes.index("gyeongbuk")]
    assert (await samples.get("/v1/plans", as_of=0)).json()["items"] == []
