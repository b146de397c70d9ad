"""The catalogue of bad inputs, a row a case: never a failure of ours, always the same answer."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from httpx import Response

from pledge_local.throwaway import ThrowawayDatabase
from pledge_shared.testing.bad_inputs import (
    Case,
    body_of,
    check_answer,
    json_of,
    read_catalogue,
    rows,
    text_of,
)
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller

_HERE = Path(__file__).parent
CATALOGUE = read_catalogue(_HERE / "bad_inputs.yaml", _HERE.parent / "bad_envelopes.yaml")
BIGDATA = "/v1/plans/gb-7/projects/bigdata"
ACTUAL = f"{BIGDATA}/indicators/training/actuals"

Lent = tuple[ThrowawayDatabase, str]


@pytest.fixture(scope="module")
def sampled(
    lend_samples: Callable[[], contextlib.AbstractContextManager[Lent]],
) -> Iterator[Lent]:
    """Return a database of this module's own: what is accepted changes it."""
    with lend_samples() as lent:
        yield lent


def cases(kind: str) -> pytest.MarkDecorator:
    return rows(CATALOGUE[kind])


async def _send(
    registry: RegistryCaller, method: str, path: str, body: str | bytes, *, media_type: str
) -> Response:
    headers = {
        **registry.bearer,
        "Content-Type": media_type,
        "If-Match": await registry.etag(BIGDATA),
        "Idempotency-Key": uuid4().hex,
    }
    return await registry.client.request(method, path, content=body, headers=headers)


async def _put(registry: RegistryCaller, body: str | bytes, period: str = "2019") -> Response:
    path = f"{ACTUAL}/{period}"
    return await _send(registry, "PUT", path, body, media_type="application/json")


async def _patch(registry: RegistryCaller, body: str | bytes) -> Response:
    return await _send(registry, "PATCH", BIGDATA, body, media_type=MERGE_PATCH)


async def _validate(registry: RegistryCaller, body: str | bytes) -> Response:
    path = "/v1/imports?validate_only=true"
    return await _send(registry, "POST", path, body, media_type="application/json")


@cases("envelopes")
async def test_envelope(samples: RegistryCaller, case: Case) -> None:
    body = body_of(case)

    for send in (_validate, _put, _patch):
        check_answer(await send(samples, body), case)


@cases("amounts")
async def test_amount(samples: RegistryCaller, case: Case) -> None:
    line = {"source": "national", "stage": "planned", "period": "2021", "amount_krw": "AMOUNT"}
    document = make_document("plan", make_project("a", budget={"lines": [line]}))
    body = json.dumps(document).replace('"AMOUNT"', json_of(case))

    pointer = {} if case["status"] == 200 else {"pointer": "/projects/0/budget/lines/0/amount_krw"}
    check_answer(await _validate(samples, body), case | pointer)


@cases("codes")
async def test_code(samples: RegistryCaller, case: Case) -> None:
    document = make_document("plan", make_project(case["value"]))

    pointer = {} if case["status"] == 200 else {"pointer": "/projects/0/code"}
    check_answer(await _validate(samples, json.dumps(document)), case | pointer)


@cases("numbers")
async def test_number(samples: RegistryCaller, case: Case) -> None:
    pointer = {} if case["status"] == 200 else {"pointer": "/value"}

    answer = await _put(samples, f'{{"value": {json_of(case)}}}')

    check_answer(answer, case | pointer)
    if answer.status_code == 200:
        assert answer.json()["actual"]["value"] == case.get("stored", case["value"])


@cases("days")
async def test_day(samples: RegistryCaller, case: Case) -> None:
    pointer = {} if case["status"] == 200 else {"pointer": "/period/start"}

    answer = await _patch(samples, f'{{"period": {{"start": {json_of(case)}, "end": null}}}}')

    check_answer(answer, case | pointer)


@cases("names")
async def test_name(samples: RegistryCaller, case: Case) -> None:
    pointer = {} if case["status"] == 200 else {"pointer": "/title"}

    answer = await _patch(samples, f'{{"title": {json_of(case)}}}')

    check_answer(answer, case | pointer)
    if answer.status_code == 200:
        given = text_of(case) if "repeat" in case else case["value"]
        assert answer.json()["title"] == case.get("stored", given)
        assert (await samples.get(BIGDATA)).content == answer.content
        assert (await samples.get("/v1/plans/gb-7/tree")).status_code == 200


@cases("periods")
async def test_period(samples: RegistryCaller, case: Case) -> None:
    check_answer(await _put(samples, '{"text": "실적"}', case["value"]), case)


@cases("fields")
async def test_field(samples: RegistryCaller, case: Case) -> None:
    value = case.get("value", {})
    if "text" in case:
        value = {"text": "가" * case["text"]}
    if "evidence" in case:
        value = {"evidence": [{"title": "근거"}] * case["evidence"]}

    check_answer(await _put(samples, json.dumps(value)), case)


@cases("queries")
async def test_query(samples: RegistryCaller, case: Case) -> None:
    check_answer(await samples.client.get(case["path"]), case)
