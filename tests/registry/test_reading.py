"""Reads of the real documents: trees, sums, bundles and lists."""

from collections.abc import Callable
from typing import Any

import pytest

from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

GB_7, CBIST = "/v1/plans/gb-7", "/v1/plans/cbist-2021"
BIGDATA = f"{GB_7}/projects/bigdata"


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
