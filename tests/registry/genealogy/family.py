"""A project and its two parts, and the steps that make one of the other."""

from typing import Any
from uuid import uuid4

from httpx import Response

from pledge_shared.testing.documents import make_project
from pledge_shared.testing.registry_caller import RegistryCaller

PLAN = "/v1/plans/plan"
A, B = f"{PLAN}/projects/a", f"{PLAN}/projects/b"
RESOLUTION = {"committee": "공약 조정 심의회", "number": "제2026-3호", "date": "2026-11-20"}
STEP = {"date": "2026-11-22", "reason": "조직 개편"}


def line(amount: int | None, source: str = "national", period: str = "2020") -> dict[str, Any]:
    return {"source": source, "stage": "planned", "period": period, "amount_krw": amount}


def counted(*values: str | None, **fields: Any) -> dict[str, Any]:
    """Return an indicator whose numbers are summed, with a target and an actual a year."""
    years = [str(2019 + n) for n in range(len(values))]
    items = [{"period": year, "value": value} for year, value in zip(years, values, strict=True)]
    return {
        "code": "people", "name": "수혜 인원", "unit": "명", "accumulation": "sum",
        "targets": items, "actuals": items[:1], **fields,
    }  # fmt: skip


def make(code: str, amounts: list[dict[str, Any]], *indicators: Any, **more: Any) -> dict[str, Any]:
    """Return a project with money, and the indicator every project of these tests has."""
    made = make_project(code, budget={"lines": amounts}, **more)
    return made | {"indicators": [*made["indicators"], *indicators]}


WHOLE = make("a", [line(10), line(5, "fund"), line(None, "other")], counted("10", "20"))
LEFT = make("left", [line(7), line(None, "other")], counted("4", "20"), parent=None)
RIGHT = make("right", [line(3), line(5, "fund")], counted("6", "0"))


async def post(
    registry: RegistryCaller, path: str, body: Any, *, etag: str | None = None, key: str = ""
) -> Response:
    """Post a step; those of one project with its ETag."""
    headers = registry.bearer | {"Idempotency-Key": key or uuid4().hex}
    if not path.endswith("/merges"):
        headers["If-Match"] = etag or await registry.etag(path.rpartition("/")[0])
    return await registry.client.post(path, json=body, headers=headers)


async def split(registry: RegistryCaller, *parts: Any, **more: Any) -> Response:
    return await post(registry, f"{A}/split", STEP | {"parts": list(parts)} | more)


async def merge(registry: RegistryCaller, project: Any, *codes: str, **more: Any) -> Response:
    read = [
        {"code": code, "etag": await registry.etag(f"{PLAN}/projects/{code}")} for code in codes
    ]
    body = STEP | {"predecessors": read, "project": project}
    return await post(registry, f"{PLAN}/merges", body | more)
