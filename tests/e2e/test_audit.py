"""The record of a running stack is verified from the command line, against heads that are held."""

import json

import pytest

from pledge_local.__main__ import main

from .conftest import ONE_STACK, Client, sample

pytestmark = ONE_STACK


def _audit(client: Client, *arguments: str) -> int:
    key = client.key["Authorization"].removeprefix("Bearer ")
    command = ["audit", "--url", client.stack.running.gateway_url, "--key", key, *arguments]
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def _held_since(client: Client, sequence: int) -> list[dict[str, object]]:
    """Wait until scoring holds the head of a commit; return what it holds."""
    for _ in range(30):
        answer = client.get("/v1/score-events", wait=1)
        held: list[dict[str, object]] = client.get("/v1/audit-heads").json()["items"]
        if held and int(str(held[0]["sequence"])) >= sequence:
            return held
    pytest.fail(f"scoring holds no head of commit {sequence}: {answer.text}")


def test_a_record_is_intact_and_every_head_that_is_held_agrees(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    sequence = client.import_document(sample("cb-cluster", "audited"))["result"]["sequence"]
    held = _held_since(client, sequence)

    assert _audit(client) == 0

    told = capsys.readouterr().out
    assert f"Heads held by scoring or given here: {min(len(held), 50)} agree." in told
    assert "Heads held by the registry's file:" in told
    head = client.get("/v1/audit/head").json()
    assert f"{head['sequence']} commits: intact. Head: {head['sequence']}.{head['hash']}" in told


def test_a_head_that_does_not_agree_ends_with_1(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _audit(client, "--head", f"1.{'a' * 64}", "--head", f"999999.{'b' * 64}") == 1

    told = capsys.readouterr().out
    assert "head_mismatch at commit 1: " in told


def test_the_gateway_passes_the_head_and_the_log_on(client: Client) -> None:
    head = client.get("/v1/audit/head").json()
    refused = client.get("/v1/audit")
    log = client.http.get("/v1/audit", headers=client.key).json()

    assert refused.status_code == 401
    assert (log["items"][0]["sequence"], log["items"][0]["hash"]) == (
        head["sequence"],
        head["hash"],
    )
    assert json.dumps(log).count("pk_") == 0
