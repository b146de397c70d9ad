"""Dependencies that tell a route who is asking and whether they may."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from ..security.policy import Action, Actor, check_allowed
from ..security.verifier import KeyVerifier, bearer_key, unknown_key

__all__ = ["actor_for", "verifier_of"]

_documented = HTTPBearer(auto_error=False, description="A key made by `./pledge keys create`")


def verifier_of(request: Request) -> KeyVerifier:
    """Return the verifier the application's lifespan opened."""
    verifier: KeyVerifier = request.state.verifier
    return verifier


def actor_for(action: Action) -> Any:
    """Return the dependency that gives a route its caller, allowed to do ``action``.

    Write ``Annotated[Actor, actor_for(Action.…)]``.
    """
    return Depends(_required(action))


def _required(action: Action) -> Callable[..., Awaitable[Actor]]:
    async def actor(
        request: Request,
        _: Annotated[object, Depends(_documented)],
    ) -> Actor:
        key = bearer_key(request.headers.get("authorization"))
        found = await verifier_of(request).find_actor(key)
        if found is None:
            raise unknown_key()
        check_allowed(found, action)
        return found

    return actor
