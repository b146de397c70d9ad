"""How much a project may hold, and that one which holds all of it can still be worked with."""

from time import process_time
from typing import Any

import pytest

from pledge_shared.contracts.indicator import TargetFields
from pledge_shared.contracts.limits import MAX_DOCUMENT_BYTES, MAX_INDICATORS, MAX_MILESTONES
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"
PERIODS = [f"{year}-Q{quarter}" for year in range(2018, 2023) for quarter in range(1, 5)]
MILESTONE = {"state": "planned", "text": "준공", "precision": "open"}
SLOWEST_PUT = 1.0
"""Seconds of this process's time that a PUT may take; it takes a fifth of that."""


def _indicator(code: str) -> dict[str, Any]:
    values = [{"period": period, "value": "12.5"} for period in PERIODS]
    return {"code": code, "name": "수혜 인원", "unit": "명", "targets": values, "actuals": values}


def _large() -> dict[str, Any]:
    return make_project("a", indicators=[_indicator(f"i-{n}") for n in range(MAX_INDICATORS)])


def _texts(size: int) -> list[dict[str, Any]]:
    """Return milestones whose texts add up to so many bytes."""
    lengths = [10_000] * (size // 10_000) + [size % 10_000]
    return [MILESTONE | {"text": "x" * length} for length in lengths]


async def test_a_project_of_200_indicators_and_20_periods(registry: RegistryCaller) -> None:
    """What is stored names every field, which takes 1.3 MB; the limit counts what is stated."""
    await registry.imported(make_document("plan", _large()))
    stored = await registry.get(A)
    assert len(stored.content) > 2 * MAX_DOCUMENT_BYTES

    started = process_time()
    put = await registry.put_actual(
        A, "i-100/2019-Q1", {"value": "13"}, etag=stored.headers["etag"]
    )
    seconds = process_time() - started

    assert put.status_code == 200, put.text
    assert seconds < SLOWEST_PUT
    target = f"{A}/indicators/i-199/targets/2022-Q4"
    for method, path, body in (
        ("PUT", target, {"value": "14"}),
        ("DELETE", target, None),
        ("PUT", f"{A}/partners", {"items": ["갑"]}),
    ):
        answer = await registry.write(method, path, body, etag=await registry.etag(A))
        assert answer.status_code == 200, answer.text
    document = (await registry.get(A)).json()
    assert document["version"] == 5
    assert sum(len(item["actuals"]) for item in document["indicators"]) == 4_000


async def test_there_is_no_indicator_too_many(registry: RegistryCaller) -> None:
    indicators = [{"code": f"i-{n}", "name": "지표"} for n in range(MAX_INDICATORS + 1)]
    most = make_project("a", indicators=indicators[:-1])
    await registry.imported(make_document("plan", most))

    one_more = await registry.write(
        "POST", f"{A}/indicators", indicators[-1], etag=await registry.etag(A)
    )
    imported = await registry.submit(
        make_document("plan", make_project("b", indicators=indicators))
    )

    for answer, pointer in ((one_more, "/indicators"), (imported, "/projects/0/indicators")):
        assert answer.status_code == 422
        errors = [(e["pointer"], e["code"]) for e in answer.json()["errors"]]
        assert errors == [(pointer, "too_long")]


async def test_there_is_no_milestone_too_many(registry: RegistryCaller) -> None:
    milestones = [MILESTONE] * (MAX_MILESTONES + 1)
    most = make_project("a", milestones=milestones[:-1])
    await registry.imported(make_document("plan", most))

    one_more = await registry.write(
        "POST", f"{A}/milestones", MILESTONE, etag=await registry.etag(A)
    )
    imported = await registry.submit(
        make_document("plan", make_project("b", milestones=milestones))
    )

    for answer, pointer in ((one_more, "/milestones"), (imported, "/projects/0/milestones")):
        assert answer.status_code == 422
        errors = [(e["pointer"], e["code"]) for e in answer.json()["errors"]]
        assert errors == [(pointer, "too_long")]


@pytest.mark.parametrize("partial", ["true", "false"])
async def test_a_document_does_not_grow_without_end(registry: RegistryCaller, partial: str) -> None:
    room = MAX_DOCUMENT_BYTES - 10_000
    await registry.imported(make_document("plan", make_project("a"), make_project("b")))
    etag = await registry.etag(A)

    fits = await registry.write("PUT", f"{A}/milestones", {"items": _texts(room)}, etag=etag)
    too_large = await registry.write(
        "POST", f"{A}/milestones", MILESTONE | {"text": "x" * 10_000},
        etag=await registry.etag(A),
    )  # fmt: skip
    imported = await registry.submit(
        make_document("plan", make_project("c"), make_project("d", milestones=_texts(600_000)))
    )
    patched = await registry.write(
        "POST", "/v1/plans/plan/project-patches",
        {"rows": [{"project": "a", "patch": {"goal_text": "x" * 10_000}},
                  {"project": "a2", "patch": {}}]},
        partial=partial,
    )  # fmt: skip

    assert fits.status_code == 200, fits.text
    for answer, pointer in ((too_large, ""), (imported, "/projects/1"), (patched, "/rows/0/patch")):
        assert answer.status_code == 422
        assert (answer.json()["errors"][0]["pointer"], answer.json()["errors"][0]["code"]) == (
            pointer, "document_too_large",
        )  # fmt: skip


async def test_a_text_cannot_pass_for_what_is_not_stated(registry: RegistryCaller) -> None:
    silence = TargetFields().model_dump_json()
    texts = [MILESTONE | {"text": silence * 60} for _ in range(100)]
    document = make_document("plan", make_project("a", milestones=texts))

    answer = await registry.submit(document)

    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == ["document_too_large"]
