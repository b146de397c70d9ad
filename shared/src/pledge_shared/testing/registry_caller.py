"""Talking to a registry over HTTP the way its clients do, as the holder of one key."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response

__all__ = ["RegistryCaller"]

MERGE_PATCH = "application/merge-patch+json"


class RegistryCaller:
    """Writes and reads of tests; every answer is returned as it came."""

    def __init__(self, client: AsyncClient, key: str) -> None:
        self.client = client
        self.key = key

    @property
    def bearer(self) -> dict[str, str]:
        """The header that shows the key."""
        return {"Authorization": f"Bearer {self.key}"}

    async def get(self, path: str, **parameters: Any) -> Response:
        """Read with the key; what is published needs none."""
        return await self.client.get(path, params=parameters, headers=self.bearer)

    async def submit(
        self,
        content: Any,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: Any,
    ) -> Response:
        """Import; ``content`` is a JSON value or ready bytes, ``key`` the idempotency key."""
        sent = {
            "Content-Type": "application/json",
            "Idempotency-Key": key or uuid4().hex,
            **self.bearer,
            **(headers or {}),
        }
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return await self.client.post(
            "/v1/imports", content=body, headers=sent, params=parameters, timeout=60
        )

    async def imported(self, content: Any, **parameters: Any) -> dict[str, Any]:
        """Import what must be accepted; return the counts and the new versions."""
        answer = await self.submit(content, **parameters)
        if answer.status_code != 200:  # noqa: PLR2004 - HTTP's own number
            raise AssertionError(answer.text)
        result: dict[str, Any] = answer.json()["result"]
        return result

    async def patch(
        self, project: str, patch: Any, *, etag: str | None = None, **parameters: Any
    ) -> Response:
        """Patch a project, with its present ETag unless another is given."""
        headers = {"If-Match": etag or await self.etag(project), "Content-Type": MERGE_PATCH}
        return await self.client.patch(
            project, content=json.dumps(patch), headers=self.bearer | headers, params=parameters
        )

    async def put_actual(
        self, project: str, place: str, actual: Any, *, etag: str | None = None, **parameters: Any
    ) -> Response:
        """Report an actual; ``place`` is ``{indicator}/{period}``."""
        indicator, _, period = place.partition("/")
        return await self.client.put(
            f"{project}/indicators/{indicator}/actuals/{period}",
            json=actual,
            headers=self.bearer | {"If-Match": etag or await self.etag(project)},
            params=parameters,
        )

    async def post(
        self, path: str, body: Any = None, *, key: str | None = None, **parameters: Any
    ) -> Response:
        """Post a JSON body, or nothing, under an idempotency key."""
        headers = {"Idempotency-Key": key or uuid4().hex}
        return await self.client.post(
            path, json=body, headers=self.bearer | headers, params=parameters
        )

    async def put(
        self, path: str, body: Any, *, of: str, etag: str | None = None, **parameters: Any
    ) -> Response:
        """Put a part of the document at ``of``, with its present ETag unless another is given."""
        headers = {"If-Match": etag or await self.etag(of)}
        return await self.client.put(
            path, json=body, headers=self.bearer | headers, params=parameters
        )

    async def delete(
        self, path: str, *, of: str | None = None, etag: str | None = None, **parameters: Any
    ) -> Response:
        """Delete a document, or a part of the document at ``of``."""
        headers = {"If-Match": etag or await self.etag(of or path)}
        return await self.client.delete(path, headers=self.bearer | headers, params=parameters)

    async def write(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        etag: str | None = None,
        key: str | None = None,
        **parameters: Any,
    ) -> Response:
        """Send any write as it is; ``etag`` for If-Match, ``key`` the idempotency key of a POST."""
        headers = {"Content-Type": "application/json"} | self.bearer
        if etag is not None:
            headers["If-Match"] = etag
        if method == "POST":
            headers["Idempotency-Key"] = key or uuid4().hex
        return await self.client.request(
            method, path, content=json.dumps(body), headers=headers, params=parameters, timeout=60
        )

    async def etag(self, path: str) -> str:
        """Return a document's present ETag; one that matches nothing when there is no document."""
        answer = await self.client.get(path)
        return str(answer.headers.get("etag", '"none"'))
