"""Calls to a gateway; every failure is one sentence."""

import re
from pathlib import Path
from typing import Any, Self

import httpx

from .errors import LocalError
from .folder import DataFolder

__all__ = ["Client", "Refusal"]

_SECONDS = 60.0


class Refusal(LocalError):  # noqa: N818 - a refused request, as the API calls it
    """The service answered with a problem document."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        detail = problem.get("detail") or problem.get("title") or f"The answer was {status}."
        if status == httpx.codes.UNAUTHORIZED:
            detail = "The gateway takes no such request without a valid key: give one with --key."
        super().__init__("\n".join([str(detail), *_each_error(problem)]))
        self.status = status


def _each_error(problem: dict[str, Any]) -> list[str]:
    return [
        f"  {error['pointer']}: {error.get('message', '')}"
        for error in problem.get("errors") or []
        if error.get("pointer")  # of the whole document the detail speaks already
    ]


def _checked_key(key: str) -> str:
    if not re.fullmatch(r"[!-~]+", key):
        raise LocalError("This is no key: a key begins with pk_ and has no spaces; copy it again.")
    return key


def _checked_url(url: str) -> str:
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        parts = httpx.URL()
    if parts.scheme not in {"http", "https"} or not parts.host:
        raise LocalError(f"{url} is no address; write it like http://127.0.0.1:8000.")
    return url


class Client:
    """A caller of one gateway, with or without a key."""

    def __init__(self, url: str, key: str | None = None, *, language: str = "en") -> None:
        headers = {"Accept-Language": language}
        if key:
            headers["Authorization"] = f"Bearer {_checked_key(key)}"
        self.url = _checked_url(url).rstrip("/")
        self._http = httpx.Client(
            base_url=self.url, headers=headers, timeout=_SECONDS, trust_env=False
        )

    @classmethod
    def reader(cls, data: Path, url: str | None, *, language: str = "en") -> Self:
        """Return a caller without a key of the gateway at `url`, or of the stack on `data`."""
        return cls(url or DataFolder(data).running().gateway_url, language=language)

    @classmethod
    def writer(cls, data: Path, url: str | None, key: str | None, *, language: str = "en") -> Self:
        """Return a caller with a key; the one in the data folder goes to its own stack only."""
        if url:
            return cls(url, key, language=language)
        folder = DataFolder(data)
        own = key or folder.administrator_key()
        return cls(folder.running().gateway_url, own, language=language)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **params: str) -> Any:
        """Return the JSON of a path."""
        return self._answer("GET", path, params=params)

    def find(self, path: str, **params: str) -> Any | None:
        """Return the JSON of a path; None when there is nothing there."""
        try:
            return self.get(path, **params)
        except Refusal as refusal:
            if refusal.status == httpx.codes.NOT_FOUND:
                return None
            raise

    def send(
        self, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Any:
        """Send a JSON body and return the JSON of the answer."""
        typed = {"Content-Type": "application/json"} if body else {}
        return self._answer(method, path, content=body, headers={**typed, **(headers or {})})

    def _answer(self, method: str, path: str, **options: Any) -> Any:
        try:
            response = self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise LocalError(
                f"{self.url} does not answer ({type(error).__name__}); is the stack up?"
            ) from error
        try:
            document = response.json() if response.content else {}
        except ValueError:
            raise LocalError(f"{self.url}{path} did not answer with JSON.") from None
        if response.is_success:
            return document
        raise Refusal(response.status_code, document)
