"""A reviewed plan of a test's own, with keys of the two owners who have to agree."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from httpx import Response

from pledge_shared.testing.documents import make_document
from pledge_shared.testing.registry_caller import RegistryCaller

OF_2020 = "indicators/reached/actuals/2020"
OF_2021 = "indicators/reached/actuals/2021"

Office = Callable[[str, str], Awaitable[RegistryCaller]]


@dataclass(frozen=True)
class Desk:
    """A reviewed plan of a test's own with project ``a``, and keys of two owners."""

    code: str
    admin: RegistryCaller
    reporter: RegistryCaller
    reviewer: RegistryCaller

    @property
    def plan(self) -> str:
        return f"/v1/plans/{self.code}"

    @property
    def a(self) -> str:
        return f"{self.plan}/projects/a"

    @property
    def organization(self) -> str:
        """The code of the organization whose only plan it is."""
        return f"of-{self.code}"

    def document(self, *projects: dict[str, Any], publication: str = "reviewed") -> dict[str, Any]:
        plan = {"publication": publication, "organization": self.organization}
        document = make_document(self.code, *projects, **plan)
        document["organizations"][0]["code"] = self.organization
        return document

    async def head(self, project: str = "a") -> dict[str, Any]:
        found = await self.admin.get(f"{self.plan}/projects/{project}", view="head")
        return {"etag": found.headers["etag"], **found.json()}

    async def step(
        self,
        caller: RegistryCaller,
        name: str,
        body: Any = None,
        *,
        of: str = OF_2021,
        project: str = "a",
        **sent: str,
    ) -> Response:
        """Take a step of a review, having seen the project as it is."""
        headers = {"Idempotency-Key": uuid4().hex, "If-Match": (await self.head(project))["etag"]}
        return await caller.client.post(
            f"{self.plan}/projects/{project}/{of}/{name}",
            json=body,
            headers=caller.bearer | headers | sent,
        )

    async def report(
        self,
        body: dict[str, Any],
        *,
        of: str = OF_2021,
        project: str = "a",
        caller: RegistryCaller | None = None,
    ) -> Response:
        """Report an actual, having seen the project as it is."""
        path, etag = f"{self.plan}/projects/{project}", (await self.head(project))["etag"]
        return await (caller or self.reporter).put(f"{path}/{of}", body, of=path, etag=etag)

    async def submit(self, value: str = "20", *, project: str = "a") -> None:
        """Report and submit the actual of 2021."""
        assert (await self.report({"value": value}, project=project)).status_code == 200
        assert (await self.step(self.reporter, "submit", project=project)).status_code == 200

    async def actuals(self, view: str, project: str = "a") -> dict[str, Any]:
        """Return a project's actuals by period, as who has a key sees them, or who has none."""
        headers = self.admin.bearer if view == "head" else {}
        path = f"{self.plan}/projects/{project}"
        found = await self.admin.client.get(path, params={"view": view}, headers=headers)
        return {item["period"]: item for item in found.json()["indicators"][0]["actuals"]}
