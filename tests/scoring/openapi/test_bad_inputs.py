"""The catalogue of bad inputs, a row a case: never a failure of ours, always the same answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from pledge_shared.testing.bad_inputs import Case, body_of, check_answer, read_catalogue, rows
from pledge_shared.testing.invented_requests import Served

HERE = Path(__file__).parent
TESTS, DATA = HERE.parents[1], HERE.parents[2] / "data"
CATALOGUE = read_catalogue(HERE / "bad_inputs.yaml", TESTS / "bad_envelopes.yaml")
EVALUATION = {"subject": {"kind": "plan", "code": "gb-7"}, "scheme": "invested-institution/1"}
SCHEDULE = {**EVALUATION, "code": "quarterly", "cadence": "quarterly", "day_offset": 20}
SCHEME = json.loads((DATA / "schemes" / "invested-institution-1.json").read_bytes())
BIGDATA = "/v1/simulations/plans/gb-7/projects/bigdata"
BODIES = (
    "/v1/evaluations",
    "/v1/evaluation-schedules",
    "/v1/schemes",
    "/v1/schemes/validate",
    BIGDATA,
    f"{BIGDATA}/break-even",
    f"{BIGDATA}/sensitivity",
    "/v1/simulations/plans/gb-7",
    "/v1/simulations/organizations/gyeongbuk",
)


@pytest.fixture(scope="module")
def scoring(served: Served) -> Iterator[httpx.Client]:
    """Call the service as an administrator."""
    address, headers = served
    with httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=60) as client:
        yield client


def cases(kind: str) -> pytest.MarkDecorator:
    return rows(CATALOGUE[kind])


def changed(body: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (body | change).items() if value is not None}


@cases("envelopes")
@pytest.mark.parametrize("path", BODIES)
def test_envelope(scoring: httpx.Client, path: str, case: Case) -> None:
    headers = {"Content-Type": "application/json"}

    answer = scoring.post(path, content=body_of(case), headers=headers)

    if path.endswith("/validate") and answer.status_code == httpx.codes.OK:
        assert case["status"] == 422  # JSON, but no scheme: that is what was asked
        assert not answer.json()["valid"]
    else:
        check_answer(answer, case)


@cases("evaluations")
def test_evaluation(scoring: httpx.Client, case: Case) -> None:
    check_answer(scoring.post("/v1/evaluations", json=changed(EVALUATION, case["change"])), case)


@cases("schedules")
def test_schedule(scoring: httpx.Client, case: Case) -> None:
    body = changed(SCHEDULE, case["change"])

    check_answer(scoring.post("/v1/evaluation-schedules", json=body), case)


@cases("schemes")
def test_scheme(scoring: httpx.Client, case: Case) -> None:
    body = changed(SCHEME | {"name": "another"}, case["change"])

    check_answer(scoring.post("/v1/schemes", json=body), case)


@cases("overlays")
def test_overlay(scoring: httpx.Client, case: Case) -> None:
    body = json.dumps({"overlay": case["overlay"]})

    check_answer(_posted(scoring, BIGDATA, body), case)


@cases("set_overlays")
def test_set_overlay(scoring: httpx.Client, case: Case) -> None:
    body = json.dumps({"overlay": case["overlay"]})

    check_answer(_posted(scoring, "/v1/simulations/plans/gb-7", body), case)


@cases("goals")
def test_goal(scoring: httpx.Client, case: Case) -> None:
    check_answer(_posted(scoring, f"{BIGDATA}/break-even", json.dumps(case["goal"])), case)


@cases("queries")
def test_query(scoring: httpx.Client, case: Case) -> None:
    check_answer(scoring.get(case["path"]), case)


def _posted(scoring: httpx.Client, path: str, body: str) -> httpx.Response:
    return scoring.post(path, content=body, headers={"Content-Type": "application/json"})
