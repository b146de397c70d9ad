"""공약 조정 심의: the steps each state permits, taken once, sealed, and edited by nobody."""

from collections.abc import Callable, Coroutine
from typing import Any

import asyncpg
import pytest
from httpx import Response

from pledge_local.throwaway import ThrowawayDatabase
from pledge_registry.domain.adjusting import PERMITTED
from pledge_shared.contracts.codes import AdjustmentState
from pledge_shared.testing.registry_caller import RegistryCaller

from .steps import ADJUSTMENTS, CHANGE, FIRST, RESOLUTION, A, consult, decide, post, propose


@pytest.mark.parametrize("state", list(AdjustmentState))
async def test_each_state_permits_its_steps_and_no_other(
    desk: RegistryCaller, board: RegistryCaller, state: AdjustmentState
) -> None:
    await propose(desk)
    if state in {"consulted", "approved", "rejected"}:
        await consult(desk)
    if state in {"approved", "rejected"}:
        await decide(board, state)
    if state == "withdrawn":
        await post(desk, f"{FIRST}/withdraw", {"note": "다시 검토"})
    steps: dict[str, Callable[[], Coroutine[Any, Any, Response]]] = {
        "consult": lambda: consult(desk),
        "decide": lambda: decide(board, "rejected"),
        "withdraw": lambda: post(desk, f"{FIRST}/withdraw", {}),
    }

    refused = [await take() for name, take in steps.items() if name not in PERMITTED[state]]

    assert (await desk.get(FIRST)).json()["permitted"] == [*PERMITTED[state]]
    for answer in refused:
        assert (answer.status_code, answer.json()["code"]) == (409, "step_not_permitted")
        assert answer.json()["permitted"] == [*PERMITTED[state]]
        assert answer.json()["state"] == state
    for name in PERMITTED[state][:1]:
        assert (await steps[name]()).status_code == 200


async def test_a_step_is_taken_once(desk: RegistryCaller, board: RegistryCaller) -> None:
    first, again = [await post(desk, ADJUSTMENTS, CHANGE, "one") for _ in range(2)]
    await consult(desk)
    body = {"decision": "approved", "resolution": RESOLUTION}
    done, repeated = [await post(board, f"{FIRST}/decide", body, "two") for _ in range(2)]

    assert first.content == again.content
    assert done.content == repeated.content
    assert (await desk.get(A)).json()["version"] == 2


async def test_steps_are_sealed_in_the_audit_chain(
    desk: RegistryCaller, board: RegistryCaller, query: Callable[..., Any]
) -> None:
    await propose(desk)
    await consult(desk)
    await decide(board)

    sealed = await query(
        "SELECT array_agg(actions -> 0 ->> 'action' ORDER BY sequence) FROM commits"
        " WHERE actions -> 0 ->> 'subject' = $1",
        FIRST,
    )

    assert sealed == ["adjustment_proposed", "adjustment_consulted", "adjustment_approved"]


@pytest.mark.parametrize(
    "statement", ["DELETE FROM adjustment_steps", "UPDATE adjustments SET number = 2"]
)
async def test_nobody_edits_what_was_proposed_or_decided(
    desk: RegistryCaller, registry_database: ThrowawayDatabase, statement: str
) -> None:
    await propose(desk)

    for url in (registry_database.app_url, registry_database.owner_url):
        connection = await asyncpg.connect(url)
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError)):
            await connection.execute(statement)
        await connection.close()
