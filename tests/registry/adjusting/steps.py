"""A proposed adjustment and the steps that tests take with it."""

from typing import Any
from uuid import uuid4

from httpx import Response

from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"
ADJUSTMENTS = "/v1/plans/plan/adjustments"
FIRST = f"{ADJUSTMENTS}/1"
RESOLUTION = {"committee": "공약 조정 심의회", "number": "제2026-4호", "date": "2026-11-20"}
CHANGE: dict[str, Any] = {
    "project": "a",
    "reason": "국비 공모에서 탈락",
    "patch": {
        "title": "새 사업",
        "goal_text": "2년 연장",
        "period": {"end": "2023-12-31"},
        "contents": [{"text": "규모를 줄여 추진"}],
    },
    "targets": [
        {"indicator": "reached", "period": "2021", "value": "15"},
        {"indicator": "reached", "period": "2022", "text": "연장분"},
    ],
}


async def with_role(registry: RegistryCaller, role: str, owner: str) -> RegistryCaller:
    made = await registry.client.post(
        "/v1/keys",
        json={"name": f"{role} {owner}", "role": role, "owner": owner},
        headers=registry.bearer | {"Idempotency-Key": uuid4().hex},
    )
    return RegistryCaller(registry.client, made.json()["key"])


async def post(caller: RegistryCaller, path: str, body: Any, key: str = "") -> Response:
    headers = caller.bearer | {"Idempotency-Key": key or uuid4().hex}
    return await caller.client.post(path, json=body, headers=headers)


async def propose(caller: RegistryCaller, **change: Any) -> Response:
    return await post(caller, ADJUSTMENTS, CHANGE | change)


async def consult(caller: RegistryCaller, case: str = FIRST) -> Response:
    return await post(caller, f"{case}/consult", {"departments": ["province"], "note": "이견 없음"})


async def decide(caller: RegistryCaller, decision: str = "approved", case: str = FIRST) -> Response:
    return await post(caller, f"{case}/decide", {"decision": decision, "resolution": RESOLUTION})
