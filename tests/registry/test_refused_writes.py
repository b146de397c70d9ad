"""Writes of one project that are refused, and in which order."""

from typing import Any

import pytest

from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller

BIGDATA = "/v1/plans/gb-7/projects/bigdata"
ACTUAL = f"{BIGDATA}/indicators/cloud-datacenter/actuals/2021"


@pytest.mark.parametrize("etag", ['W/"1"', "*", '"x", "y"'])
async def test_only_the_strong_etag_of_the_project_matches(
    samples: RegistryCaller, etag: str
) -> None:
    answer = await samples.put_actual(BIGDATA, "training/2019", {}, etag=etag)

    assert answer.status_code == 412


async def test_an_etag_without_quotes_is_malformed(samples: RegistryCaller) -> None:
    answer = await samples.put_actual(BIGDATA, "training/2019", {}, etag="1-abc")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


async def test_the_order_of_refusals(samples: RegistryCaller) -> None:
    """Each request is wrong in every way that a later one is."""
    wrong = {"value": "much"}
    unknown = ACTUAL.replace("bigdata", "unknown")
    made = await samples.client.post(
        "/v1/keys",
        json={"name": "auditor", "role": "auditor"},
        headers=samples.bearer | {"Idempotency-Key": "order"},
    )
    auditor = {"Authorization": f"Bearer {made.json()['key']}"}
    stale, present = {"If-Match": '"stale"'}, {"If-Match": await samples.etag(BIGDATA)}

    async def status(path: str, **headers: str) -> int:
        return (await samples.client.put(path, json=wrong, headers=headers)).status_code

    assert await status(unknown) == 401
    assert await status(unknown, **auditor) == 403
    assert await status(unknown, **samples.bearer) == 404
    assert await status(ACTUAL, **samples.bearer) == 428
    assert await status(ACTUAL, **samples.bearer | stale) == 412
    assert await status(ACTUAL, **samples.bearer | present) == 422


@pytest.mark.parametrize(
    ("patch", "pointer", "code"),
    [
        ({"title": None}, "/title", "missing"),
        ({"unknown": 1}, "/unknown", "unknown_field"),
        ({"indicators": []}, "/indicators", "unknown_field"),
        ({"code": "b"}, "/code", "unknown_field"),
        ({"version": 9}, "/version", "unknown_field"),
        ({"a/b~c": 1}, "/a~1b~0c", "unknown_field"),
        ({"status": "done"}, "/status", "enum"),
        ({"weight": "-1"}, "/weight", "negative_value"),
        ({"goal": "nowhere"}, "/goal", "unknown_reference"),
        ({"lead_department": "nowhere"}, "/lead_department", "unknown_reference"),
        ({"period": {"start": "2022-01-01", "end": "2021-01-01"}}, "/period", "period_order"),
        ([], "", "dict_type"),
        ("title", "", "dict_type"),
    ],
)
async def test_a_patch_that_breaks_a_rule(
    samples: RegistryCaller, patch: Any, pointer: str, code: str
) -> None:
    answer = await samples.patch(BIGDATA, patch)

    assert answer.status_code == 422, answer.text
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]


async def test_a_patch_is_a_merge_patch(samples: RegistryCaller) -> None:
    headers = samples.bearer | {"If-Match": await samples.etag(BIGDATA)}

    for content_type in ("application/json", "application/json-patch+json", ""):
        answer = await samples.client.patch(
            BIGDATA, content=b"{}", headers=headers | {"Content-Type": content_type}
        )
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
        assert MERGE_PATCH in answer.json()["detail"]
