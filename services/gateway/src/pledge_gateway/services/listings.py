"""Lists of the two services, read so that they can be joined item by item."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Never

from pydantic import BaseModel

from pledge_shared.clients._http import BrokenContractError, Upstream

from .parts import Missing, Part, Reply, fetch_part

__all__ = ["Item", "Listing", "fetch_listing", "members_of"]

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a service's list."""

    items: list[Item]
    next: str | None
    total: int | None
    part: Part


async def fetch_listing(
    upstream: Upstream,
    path: str,
    params: Mapping[str, str],
    model: type[BaseModel],
    *,
    seconds: float,
) -> Listing | Reply:
    """Return one page, or the service's refusal.

    Raises
    ------
    UnavailableError
        503: it does not answer.
    BrokenContractError
        502: it answers something else than the model says.
    """
    outcome = await fetch_part(
        upstream,
        path,
        opening=b'{"items":',
        seconds=seconds,
        params=params,
        headers={"Accept-Language": "en"},
        stated=False,
    )
    if isinstance(outcome, Missing):
        raise outcome.error
    if isinstance(outcome, Reply):
        return outcome
    page = members_of(outcome, model, upstream.name)
    return Listing(page["items"], page.get("next"), page.get("total"), outcome)


def members_of(part: Part, model: type[BaseModel], name: str) -> dict[str, Any]:
    """Return a document's members as they were sent, once they are what the model says.

    Raises
    ------
    BrokenContractError
        502: they are not, or a number is a binary fraction.
    """
    try:
        model.model_validate_json(part.body)
        members: dict[str, Any] = json.loads(part.body, parse_float=_refuse)
    except ValueError:
        raise BrokenContractError(
            f"The {name} service answered in a form it never should."
        ) from None
    return members


def _refuse(_: str) -> Never:
    raise ValueError
