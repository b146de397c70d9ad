"""Terms (임기): declared by an organization, or only named by a plan."""

from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document
from pledge_shared.testing.registry_caller import RegistryCaller

PROVINCE = "/v1/organizations/province"
TERMS = f"{PROVINCE}/terms"
M7 = {"name": "민선7기", "start": "2018-07-01", "end": "2022-06-30"}
M8 = {"name": "민선8기", "start": "2022-07-01", "end": "2026-06-30"}


@pytest_asyncio.fixture(loop_scope="session")
async def named(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry with a plan that names a term its organization does not declare."""
    await registry.imported(make_document("plan", term={"code": "m7", **M7}))
    return registry


async def put(registry: RegistryCaller, code: str, term: dict[str, Any], **more: Any) -> Any:
    return await registry.put(f"{TERMS}/{code}", term, of=PROVINCE, **more)


async def listed(registry: RegistryCaller, path: str = TERMS, **more: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await registry.get(path, **more)).json()["items"]
    return items


async def test_declaring_a_term(named: RegistryCaller) -> None:
    answer = await put(named, "m8", M8, reason="당선")

    assert (answer.status_code, answer.json()) == (200, {"code": "m8", **M8})
    assert answer.headers["etag"] == await named.etag(PROVINCE)
    assert (await named.get(f"{TERMS}/m8")).json() == answer.json()
    assert (await named.get(f"{TERMS}/m8")).headers["etag"] == answer.headers["etag"]
    document = (await named.get(PROVINCE)).json()
    assert (document["version"], document["terms"]) == (2, [{"code": "m8", **M8}])
    assert (await named.get(f"{TERMS}/m8", as_of=1)).status_code == 404


async def test_a_term_that_only_a_plan_names_is_listed(named: RegistryCaller) -> None:
    await put(named, "m8", M8)

    item = {"organization": "province", "code": "m7", **M7}
    other = {"organization": "province", "code": "m8", **M8}
    assert await listed(named) == [
        item | {"declared": False, "plans": ["plan"]},
        other | {"declared": True, "plans": []},
    ]
    assert await listed(named, as_of=1) == [item | {"declared": False, "plans": ["plan"]}]
    assert (await named.get(f"{TERMS}/m7")).json()["code"] == "unknown_term"


async def test_a_named_term_becomes_declared(named: RegistryCaller) -> None:
    answer = await put(named, "m7", M7 | {"name": "민선 7기"})

    assert answer.status_code == 200, answer.text
    (item,) = await listed(named)
    assert (item["declared"], item["plans"], item["name"]) == (True, ["plan"], "민선 7기")


async def test_terms_stand_in_the_order_of_their_days(named: RegistryCaller) -> None:
    await put(named, "m8", M8)
    await put(named, "m7", M7)

    terms = (await named.get(PROVINCE)).json()["terms"]

    assert [term["code"] for term in terms] == ["m7", "m8"]


async def test_declaring_the_same_again_makes_no_version(named: RegistryCaller) -> None:
    first = await put(named, "m8", M8)
    again = await put(named, "m8", M8)

    assert first.headers["pledge-version"] == again.headers["pledge-version"] == "2"


async def test_days_that_a_plan_names_cannot_change(named: RegistryCaller) -> None:
    later = await put(named, "m7", M7 | {"end": "2022-06-29"})
    await put(named, "m8", M8)
    free = await put(named, "m8", M8 | {"end": "2026-06-29"})

    assert (later.status_code, later.json()["code"]) == (409, "conflict")
    assert (free.status_code, free.json()["end"]) == (200, "2026-06-29")


async def test_a_plan_cannot_name_other_days_than_are_declared(named: RegistryCaller) -> None:
    await put(named, "m8", M8)
    wrong = {"code": "m8", **M8, "end": "2026-06-29"}

    imported = await named.submit(make_document("other", term=wrong))
    patched = await named.patch("/v1/plans/plan", {"term": wrong})
    right = await named.patch("/v1/plans/plan", {"term": {"code": "m8", **M8}})

    assert (imported.status_code, patched.status_code) == (409, 409)
    assert right.status_code == 200, right.text
    assert [(item["code"], item["plans"]) for item in await listed(named)] == [("m8", ["plan"])]


async def test_a_plan_that_alone_names_a_term_may_correct_its_days(named: RegistryCaller) -> None:
    corrected = {"code": "m7", **M7, "end": "2022-06-29"}

    alone = await named.patch("/v1/plans/plan", {"term": corrected})
    await named.imported(make_document("other", term=corrected))
    shared = await named.patch("/v1/plans/plan", {"term": {"code": "m7", **M7}})

    assert (alone.status_code, shared.status_code) == (200, 409)


async def test_a_term_in_use_cannot_be_taken_out(named: RegistryCaller) -> None:
    await put(named, "m7", M7)

    used = await named.delete(f"{TERMS}/m7", of=PROVINCE)
    await named.patch("/v1/plans/plan", {"term": None})
    free = await named.delete(f"{TERMS}/m7", of=PROVINCE)

    assert (used.status_code, used.json()["code"]) == (409, "in_use")
    assert used.json()["in_use"] == {"plans": {"count": 1, "codes": ["plan"]}}
    assert (free.status_code, free.content) == (204, b"")
    assert await listed(named) == []
    assert "terms" not in (await named.get(PROVINCE)).json()
    assert (await named.delete(f"{TERMS}/m7", of=PROVINCE)).json()["code"] == "unknown_term"


async def test_terms_of_all_organizations_come_in_pages(named: RegistryCaller) -> None:
    await put(named, "m8", M8)
    city = {"code": "city", "kind": "municipality", "name": "어느시"}
    await named.post("/v1/organizations", city)
    city_path = "/v1/organizations/city"
    await named.put(f"{city_path}/terms/m8", M8, of=city_path)

    first = (await named.get("/v1/terms", limit=2)).json()
    rest = (await named.get("/v1/terms", limit=2, cursor=first["next"])).json()

    places = [(item["organization"], item["code"]) for item in first["items"] + rest["items"]]
    assert places == [("city", "m8"), ("province", "m7"), ("province", "m8")]
    assert rest["next"] is None
    assert [item["code"] for item in await listed(named, f"{city_path}/terms")] == ["m8"]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("m9", {**M8, "end": "2022-06-30"}, 422, "invalid_input"),
        ("m9", {**M8, "code": "m9"}, 422, "invalid_input"),
        ("M9", M8, 422, "invalid_input"),
        ("m9", {}, 422, "invalid_input"),
    ],
)
async def test_a_term_that_breaks_a_rule(
    samples: RegistryCaller, path: str, body: Any, status: int, code: str
) -> None:
    owner = "/v1/organizations/gyeongbuk"
    answer = await samples.put(f"{owner}/terms/{path}", body, of=owner)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_terms_of_nobody(samples: RegistryCaller) -> None:
    nobody = "/v1/organizations/nobody"

    for answer in (
        await samples.get(f"{nobody}/terms"),
        await samples.get(f"{nobody}/terms/m7"),
        await samples.put(f"{nobody}/terms/m7", M7, of=nobody),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_organization")
