"""The `view` parameter: anyone reads what is published, the head needs a key."""

from typing import Annotated

from fastapi import Depends, Query, Request

from ..publication import View
from ..security.policy import Action, check_allowed
from ..security.verifier import bearer_key, unknown_key
from .authentication import verifier_of

__all__ = ["ViewDep"]


async def _view(
    request: Request,
    view: Annotated[
        View,
        Query(
            description="`published`: of a reviewed plan only approved actuals; "
            "`head`: the newest state, which needs a key"
        ),
    ] = View.PUBLISHED,
) -> View:
    if view is View.HEAD:
        key = bearer_key(request.headers.get("authorization"))
        actor = await verifier_of(request).find_actor(key)
        if actor is None:
            raise unknown_key()
        check_allowed(actor, Action.READ_HEAD)
    return view


ViewDep = Annotated[View, Depends(_view)]
"""The form of the documents to answer with; 401 for the head without a valid key."""
