"""Reference data: code lists, regions and institutions by day, level and name, limits, schemas."""

from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter

from pledge_shared.contracts.limits import MAX_INDICATORS
from pledge_shared.contracts.scalars import Code
from pledge_shared.testing.registry_caller import RegistryCaller

REGIONS, INSTITUTIONS = "/v1/regions", "/v1/institutions"


async def _codes(registry: RegistryCaller, path: str, key: str, **parameters: Any) -> list[str]:
    return [item[key] for item in (await registry.get(path, **parameters)).json()["items"]]


async def test_one_code_list_is_the_same_as_in_all(samples: RegistryCaller) -> None:
    every = (await samples.get("/v1/codes")).json()["items"]

    for name, codes in every.items():
        assert (await samples.get(f"/v1/codes/{name}")).json()["items"] == codes


async def test_an_unknown_code_list_or_schema(samples: RegistryCaller) -> None:
    for path, code in (("codes", "unknown_code_list"), ("schemas", "unknown_schema")):
        answer = await samples.get(f"/v1/{path}/nonsense")
        assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.parametrize(
    ("parameters", "codes"),
    [
        ({"parent": "2700000000", "on": "2023-06-30"}, []),
        ({"parent": "2700000000", "on": "2023-07-01"}, ["2772000000"]),
        ({"parent": "2700000000"}, ["2772000000"]),
        ({"level": "province"}, ["2700000000", "4300000000", "4700000000"]),
        ({"parent": "4311000000", "level": "province"}, []),
        ({"q": "ㅊㅈㅅ ㅅㄷ"}, ["4311100000"]),
        ({"q": "청주시상당"}, ["4311100000"]),
        ({"q": "울릉"}, ["4794000000"]),
        ({"q": "평양"}, []),
    ],
)
async def test_regions(
    samples: RegistryCaller, parameters: dict[str, str], codes: list[str]
) -> None:
    assert await _codes(samples, REGIONS, "code", **parameters) == codes


async def test_institutions(samples: RegistryCaller) -> None:
    for parameters, codes in (
        ({"district_code": "4794000000"}, ["5260000"]),
        ({"level": "province", "q": "경북"}, []),
        ({"level": "province", "q": "경상북도"}, ["6470000"]),
        ({"parent": "6470000", "q": "울릉"}, ["5260000"]),
    ):
        assert await _codes(samples, INSTITUTIONS, "institution_code", **parameters) == codes


async def test_reference_data_comes_in_pages(samples: RegistryCaller) -> None:
    for path, key in ((REGIONS, "code"), (INSTITUTIONS, "institution_code")):
        whole = await _codes(samples, path, key, limit=200)
        page = (await samples.get(path, limit=7)).json()
        walked = list(page["items"])
        while page["next"]:
            page = (await samples.get(path, limit=7, cursor=page["next"])).json()
            walked += page["items"]
        assert [item[key] for item in walked] == whole


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        (REGIONS, {"on": "2023-02-30"}),
        (REGIONS, {"level": "village"}),
        (REGIONS, {"parent": "43"}),
        (REGIONS, {"q": "·"}),
        (INSTITUTIONS, {"parent": "2700000000"}),
        (INSTITUTIONS, {"district_code": "x"}),
    ],
)
async def test_a_question_that_cannot_be_meant(
    samples: RegistryCaller, path: str, parameters: dict[str, str]
) -> None:
    assert (await samples.get(path, **parameters)).status_code == 400


async def test_limits_are_those_in_force(samples: RegistryCaller) -> None:
    limits = (await samples.get("/v1/limits")).json()["items"]

    values = {limit["name"]: limit["value"] for limit in limits}
    assert list(values) == sorted(values)
    assert (values["indicators"], values["amount"]) == (MAX_INDICATORS, 10**15)
    longest = TypeAdapter(Code)
    assert longest.validate_python("x" * values["code"])
    with pytest.raises(ValueError, match="pattern"):
        longest.validate_python("x" * (values["code"] + 1))


async def test_every_schema_is_valid_and_fits_what_is_served(samples: RegistryCaller) -> None:
    listed = (await samples.get("/v1/schemas")).json()["items"]
    schemas = {item["name"]: (await samples.get(item["url"])).json() for item in listed}

    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    served = {
        "organization": "/v1/organizations/gyeongbuk",
        "plan": "/v1/plans/gb-7",
        "project": "/v1/plans/gb-7/projects/bigdata",
    }
    for name, path in served.items():
        document = (await samples.get(path)).json()
        jsonschema.validate(document, schemas[name])
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document | {"code": "Not A Code"}, schemas[name])
    for event in (await samples.get("/v1/events", limit=5)).json()["items"]:
        jsonschema.validate(event, schemas["event"])
        jsonschema.validate(event["data"], schemas["event-data"])
