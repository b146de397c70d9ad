"""A running stack's rates are explained from the command line."""

import json

import pytest

from pledge_local.__main__ import main

from .conftest import ONE_STACK, Client

pytestmark = ONE_STACK


def _explain(client: Client, *arguments: str) -> int:
    command = ["explain", "gb-7", "bigdata", "--url", client.stack.running.gateway_url, *arguments]
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def _scored(client: Client) -> None:
    for _ in range(30):
        if client.get("/v1/plans/gb-7/projects/bigdata/card").status_code == 200:
            return


def test_the_golden_card_is_explained_in_korean_words(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    _scored(client)

    assert _explain(client) == 0

    told = capsys.readouterr().out.splitlines()
    assert told[0] == "bigdata: 기간별 달성률의 지표 평균: 277.5 / 3 = 92.50%"
    assert told[1].startswith("│  충족도 88.89% = 8 / 9 (도래한 8개 기간 가운데 7개)")


def test_another_date_state_view_and_form_are_passed_on(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    _scored(client)
    sequence = client.get("/v1/audit/head").json()["sequence"]
    key = client.key["Authorization"].removeprefix("Bearer ")
    asked = ["--on", "2022-12-31", "--as-of", str(sequence), "--view", "head", "--key", key]

    assert _explain(client, *asked, "--lang", "en", "--format", "json") == 0

    tree = json.loads(capsys.readouterr().out)
    assert (tree["subject"], tree["coverage"]["due"]) == ("bigdata", 10)
    assert tree["text"].startswith("mean over indicators")


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        (["--as-of", "1.5"], "as_of"),
        (["--view", "head", "--key", "pk_none"], "without a valid key"),
    ],
)
def test_what_the_gateway_refuses_is_told(
    client: Client, capsys: pytest.CaptureFixture[str], asked: list[str], complaint: str
) -> None:
    url = client.stack.running.gateway_url

    assert main(["explain", "gb-7", "bigdata", "--url", url, *asked]) == 1
    assert complaint in capsys.readouterr().err
