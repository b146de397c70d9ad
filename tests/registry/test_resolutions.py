"""A project is suspended or scrapped only by a resolution, which stands for nothing else."""

from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

BIGDATA = "/v1/plans/gb-7/projects/bigdata"
A = "/v1/plans/plan/projects/a"
RESOLUTION = {"committee": "공약이행평가위원회", "number": "2021-3", "date": "2021-05-20"}
REQUIRED = ("/status_resolution", "resolution_required")


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds one small project."""
    await registry.imported(make_document("plan", make_project("a")))
    return registry


def _errors(answer: Any) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize("status", ["suspended", "scrapped"])
async def test_no_project_is_stopped_without_a_resolution(
    samples: RegistryCaller, status: str
) -> None:
    answer = await samples.patch(BIGDATA, {"status": status})

    assert (answer.status_code, answer.json()["code"]) == (422, "resolution_required")
    assert _errors(answer) == [REQUIRED]


async def test_a_resolution_stays_while_its_status_does(small: RegistryCaller) -> None:
    stopped = await small.patch(A, {"status": "suspended", "status_resolution": RESOLUTION})
    titled = await small.patch(A, {"title": "새 이름"})
    scrapped = await small.patch(A, {"status": "scrapped"})
    taken = await small.patch(A, {"status_resolution": None})
    resumed = await small.patch(A, {"status": "on_track"})

    assert stopped.status_code == 200, stopped.text
    for answer in (stopped, titled, scrapped):
        assert answer.json()["status_resolution"] == RESOLUTION
    assert (taken.status_code, taken.json()["code"]) == (422, "resolution_required")
    assert "status_resolution" not in resumed.json()
    assert (await small.get(A)).json()["status"] == "on_track"


@pytest.mark.parametrize(
    ("patch", "pointer", "code"),
    [
        ({"status": "on_track"}, "/status_resolution", "unexpected_resolution"),
        ({}, "/status_resolution", "unexpected_resolution"),
        ({"status": "done"}, "/status", "enum"),
    ],
)
async def test_a_resolution_for_another_status(
    samples: RegistryCaller, patch: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await samples.patch(BIGDATA, patch | {"status_resolution": RESOLUTION})

    assert answer.status_code == 422
    assert _errors(answer) == [(pointer, code)]


@pytest.mark.parametrize("field", ["committee", "number", "date"])
async def test_a_resolution_is_whole(samples: RegistryCaller, field: str) -> None:
    part = {name: value for name, value in RESOLUTION.items() if name != field}

    answer = await samples.patch(BIGDATA, {"status": "suspended", "status_resolution": part})

    assert _errors(answer) == [(f"/status_resolution/{field}", "missing")]


async def test_an_import_that_stops_a_project_needs_a_resolution(small: RegistryCaller) -> None:
    stopped = make_project("a", status="scrapped")

    refused = await small.submit(make_document("plan", make_project("b"), stopped))
    verdict = await small.submit(make_document("plan", stopped), validate_only=True)
    resolved = await small.submit(
        make_document("plan", stopped | {"status_resolution": RESOLUTION})
    )
    forgotten = await small.submit(make_document("plan", stopped))

    assert refused.status_code == 422
    assert _errors(refused) == [("/projects/1/status_resolution", "resolution_required")]
    assert _errors(verdict) == [("/projects/0/status_resolution", "resolution_required")]
    assert resolved.json()["result"]["changed"] == 1
    assert resolved.json()["issues"] == []
    assert _errors(forgotten) == _errors(verdict)
    assert (await small.get("/v1/plans/plan/projects/b")).status_code == 404


async def test_a_project_that_was_stopped_before_is_imported_with_a_warning(
    registry: RegistryCaller,
) -> None:
    stopped = make_document("plan", make_project("a", status="suspended"))

    created = await registry.submit(stopped)
    again = await registry.submit(stopped)
    stopped["projects"][0]["title"] = "새 이름"
    changed = await registry.submit(stopped)

    assert [(i["severity"], i["pointer"], i["code"]) for i in created.json()["issues"]] == [
        ("warning", "/projects/0/status_resolution", "resolution_required")
    ]
    assert (again.json()["issues"], again.json()["result"]["unchanged"]) == ([], 1)
    assert (changed.json()["issues"], changed.json()["result"]["changed"]) == ([], 1)
