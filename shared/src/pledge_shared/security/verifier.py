"""Finding out whose key a caller shows."""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Protocol

from ..errors import UnauthorizedError
from .keys import hash_key, is_key
from .policy import Actor

__all__ = ["CachedVerifier", "KeyVerifier", "bearer_key"]

_WWW_AUTHENTICATE = {"WWW-Authenticate": 'Bearer realm="pledge"'}


class KeyVerifier(Protocol):
    """Tells whose key it is, or None."""

    async def find_actor(self, key: str) -> Actor | None:
        """Return the holder of a key that is known and not revoked."""


def bearer_key(authorization: str | None) -> str:
    """Return the key of an Authorization header.

    Raises
    ------
    UnauthorizedError
        401 without a header or with one that holds no key.
    """
    scheme, _, key = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not is_key(key):
        raise UnauthorizedError(
            "Send a key as 'Authorization: Bearer pk_…'.", headers=_WWW_AUTHENTICATE
        )
    return key


def unknown_key() -> UnauthorizedError:
    """Return the refusal of a key that is unknown or revoked."""
    return UnauthorizedError("The key is unknown or revoked.", headers=_WWW_AUTHENTICATE)


class CachedVerifier:
    """Asks another service, and remembers its answer for at most 30 seconds.

    Only hashes of keys are kept. A revoked key therefore works for 30 seconds more at the most.
    """

    _SECONDS = 30.0
    _MOST = 10_000

    def __init__(self, ask: Callable[[str], Awaitable[Actor | None]]) -> None:
        self._ask = ask
        self._known: dict[str, tuple[float, Actor]] = {}

    async def find_actor(self, key: str) -> Actor | None:
        """Return the holder of a key that is known and not revoked."""
        digest = hash_key(key)
        until, actor = self._known.get(digest, (0.0, None))
        if actor is not None and monotonic() < until:
            return actor
        self._known.pop(digest, None)
        actor = await self._ask(key)
        if actor is not None:
            if len(self._known) >= self._MOST:
                self._known.clear()
            self._known[digest] = (monotonic() + self._SECONDS, actor)
        return actor
