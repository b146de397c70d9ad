"""A project, its part and what stands around them, and how a test reads what became of them."""

from typing import Any

from pledge_shared.testing.registry_caller import RegistryCaller

PLAN = "/v1/plans/plan"
PROJECTS = f"{PLAN}/projects"
A, B = f"{PROJECTS}/a", f"{PROJECTS}/b"
OFFICE = {"code": "office", "kind": "department", "name": "미래산업과", "parent": "province"}


def errors(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def changes(registry: RegistryCaller, after: int = 0) -> list[tuple[str, str, int]]:
    events = (await registry.get("/v1/events", limit=200)).json()["items"]
    return [
        (event["type"], event["data"]["code"], event["data"]["version"])
        for event in events
        if event["data"]["sequence"] > after
    ]
