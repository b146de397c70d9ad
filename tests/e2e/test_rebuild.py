"""The scores of a running stack are built anew from the command line, and compared."""

import asyncio

import asyncpg
import pytest

from pledge_local.__main__ import main

from .conftest import ONE_STACK, Client, sample

pytestmark = ONE_STACK


@pytest.fixture
def scored(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return a stack that has scored all it holds, its databases named in the environment."""
    client.import_document(sample("gb-7", "rebuilt"))
    for _ in range(30):
        if client.get("/v1/plans/rebuilt/projects/bigdata/card").status_code == 200:
            break
    running = client.stack.running
    monkeypatch.setenv("REGISTRY_DATABASE_URL", running.registry_database_url)
    monkeypatch.setenv("SCORING_DATABASE_URL", running.scoring_database_url)
    return client


def _rebuild(client: Client) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["rebuild", "scoring", "--registry", client.stack.running.registry_url])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_scores_that_the_record_leads_to_are_byte_equal(
    scored: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _rebuild(scored) == 0

    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "byte-equal"
    assert told[-3].split()[1] == told[-2].split()[1]


def test_a_score_changed_by_hand_is_named_and_put_right(
    scored: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    change = "UPDATE scores SET rate_exact = 100 WHERE plan = 'rebuilt' AND code = 'bigdata'"
    asyncio.run(_execute(scored.stack.running.scoring_database_url, change))

    assert _rebuild(scored) == 1

    told = capsys.readouterr().out
    assert (
        "scores/rebuilt/bigdata/head rate_exact: 100.0 is there, the record leads to 92.5\n" in told
    )
    assert "Rows: 1 differed, 1 put right." in told
    assert _rebuild(scored) == 0


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()
