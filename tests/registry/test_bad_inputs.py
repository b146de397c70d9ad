"""The catalogue of bad inputs, a row a case: never a failure of ours, always the same answer."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from httpx import Response

from pledge_local.throwaway import ThrowawayDatabase
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller

CATALOGUE = yaml.safe_load((Path(__file__).parent / "bad_inputs.yaml").read_text(encoding="utf-8"))
BIGDATA = "/v1/plans/gb-7/projects/bigdata"
ACTUAL = f"{BIGDATA}/indicators/training/actuals"

Case = dict[str, Any]
Lent = tuple[ThrowawayDatabase, str]


@pytest.fixture(scope="module")
def sampled(
    lend_samples: Callable[[], contextlib.AbstractContextManager[Lent]],
) -> Iterator[Lent]:
    """Return a database of this module's own: what is accepted changes it."""
    with lend_samples() as lent:
        yield lent


def cases(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=str(case["name"])) for case in CATALOGUE[kind]]
    )


def _text(case: Case) -> str:
    repeated = str(case.get("repeat", ""))
    middle = "".join(repeated.replace("@", str(n)) for n in range(case.get("times", 0)))
    return f"{case.get('body', '')}{middle}{case.get('end', '')}"


def _json(case: Case) -> str:
    """Return the JSON of a case's value."""
    if "body" in case:
        return str(case["body"])
    return json.dumps(_text(case) if "repeat" in case else case["value"])


def _is_answered(answer: Response, case: Case) -> None:
    assert answer.status_code == case["status"], answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        if "code" in case:
            assert problem["code"] == case["code"]
        if "pointer" in case:
            assert case["pointer"] in [error["pointer"] for error in problem["errors"]]


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
    body = bytes.fromhex(case["bytes"]) if "bytes" in case else _text(case).encode()

    for send in (_validate, _put, _patch):
        _is_answered(await send(samples, body), case)


@cases("amounts")
async def test_amount(samples: RegistryCaller, case: Case) -> None:
    line = {"source": "national", "stage": "planned", "period": "2021", "amount_krw": "AMOUNT"}
    document = make_document("plan", make_project("a", budget={"lines": [line]}))
    body = json.dumps(document).replace('"AMOUNT"', _json(case))

    pointer = {} if case["status"] == 200 else {"pointer": "/projects/0/budget/lines/0/amount_krw"}
    _is_answered(await _validate(samples, body), case | pointer)


@cases("codes")
async def test_code(samples: RegistryCaller, case: Case) -> None:
    document = make_document("plan", make_project(case["value"]))

    pointer = {} if case["status"] == 200 else {"pointer": "/projects/0/code"}
    _is_answered(await _validate(samples, json.dumps(document)), case | pointer)


@cases("numbers")
async def test_number(samples: RegistryCaller, case: Case) -> None:
    pointer = {} if case["status"] == 200 else {"pointer": "/value"}

    answer = await _put(samples, f'{{"value": {_json(case)}}}')

    _is_answered(answer, case | pointer)
    if answer.status_code == 200:
        assert answer.json()["actual"]["value"] == case.get("stored", case["value"])


@cases("days")
async def test_day(samples: RegistryCaller, case: Case) -> None:
    pointer = {} if case["status"] == 200 else {"pointer": "/period/start"}

    answer = await _patch(samples, f'{{"period": {{"start": {_json(case)}, "end": null}}}}')

    _is_answered(answer, case | pointer)


@cases("names")
async def test_name(samples: RegistryCaller, case: Case) -> None:
    pointer = {} if case["status"] == 200 else {"pointer": "/title"}

    answer = await _patch(samples, f'{{"title": {_json(case)}}}')

    _is_answered(answer, case | pointer)
    if answer.status_code == 200:
        given = _text(case) if "repeat" in case else case["value"]
        assert answer.json()["title"] == case.get("stored", given)
        assert (await samples.get(BIGDATA)).content == answer.content
        assert (await samples.get("/v1/plans/gb-7/tree")).status_code == 200


@cases("periods")
async def test_period(samples: RegistryCaller, case: Case) -> None:
    _is_answered(await _put(samples, '{"text": "실적"}', case["value"]), case)


@cases("fields")
async def test_field(samples: RegistryCaller, case: Case) -> None:
    value = case.get("value", {})
    if "text" in case:
        value = {"text": "가" * case["text"]}
    if "evidence" in case:
        value = {"evidence": [{"title": "근거"}] * case["evidence"]}

    _is_answered(await _put(samples, json.dumps(value)), case)


@cases("queries")
async def test_query(samples: RegistryCaller, case: Case) -> None:
    _is_answered(await samples.client.get(case["path"]), case)
