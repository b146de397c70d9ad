"""A contact of nobody, and how tests add and change it."""

from typing import Any
from uuid import uuid4

from httpx import Response

from pledge_shared.testing.registry_caller import MERGE_PATCH, RegistryCaller

NAME, TELEPHONE = "담당자 가나다", "000-0000-0000"


async def add(registry: RegistryCaller, body: Any, key: str | None = None) -> Response:
    return await registry.client.post(
        "/v1/contacts",
        json=body,
        headers=registry.bearer | {"Idempotency-Key": key or uuid4().hex},
    )


async def added(registry: RegistryCaller) -> str:
    answer = await add(registry, {"name": NAME, "telephone": TELEPHONE})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def send(
    registry: RegistryCaller, method: str, path: str, body: Any = None, etag: str | None = None
) -> Response:
    present = etag or (await registry.get(path.removesuffix("/contact"))).headers["etag"]
    headers = registry.bearer | {"If-Match": present}
    if method == "PATCH":
        headers |= {"Content-Type": MERGE_PATCH}
    return await registry.client.request(method, path, json=body, headers=headers)
