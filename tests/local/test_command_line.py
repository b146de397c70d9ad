"""The command line: commands are listed, and errors are one sentence."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from typing_extensions import override

from pledge_local.__main__ import COMMANDS, main
from pledge_local.client import Client, Refusal
from pledge_local.errors import LocalError
from pledge_local.given import DatabaseUrls
from pledge_local.imports import import_document, summary_of
from pledge_local.report.words import percent, won

PROBLEM = {
    "detail": "The document breaks a rule.",
    "errors": [{"pointer": "/projects/0/code", "message": "Use lower-case letters."}],
}


@contextmanager
def _answering(*answers: tuple[int, Any]) -> Iterator[tuple[str, list[str]]]:
    """Answer requests in turn; the gateway's border is the only thing that is imitated."""
    left, asked = list(answers), []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            asked.append(f"{self.command} {self.path} {self.headers['Authorization']}")
            status, document = left.pop(0)
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer  # noqa: N815 - names the standard library asks for

        @override
        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def test_without_a_command_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0

    printed = capsys.readouterr().out
    assert all(f"./pledge {name}" in printed for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_listed_command_explains_itself(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_module(f"pledge_local.commands.{COMMANDS[name].module}").app

    with pytest.raises(SystemExit) as raised:
        main([name, "--help"])

    assert raised.value.code == 0
    assert f"./pledge {name}" in capsys.readouterr().out


def test_an_unknown_command_is_refused_with_the_likely_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["chek"]) == 2
    assert capsys.readouterr().err == "There is no command chek, did you mean check?\n"


def test_an_error_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "gb-7", "bigdata", "--data", str(tmp_path / "none")]) == 1

    complaint = capsys.readouterr().err
    assert complaint.startswith("No stack runs on ")
    assert complaint.count("\n") == 1


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "/nowhere/plan.json", "--url", "http://127.0.0.1:9"]) == 1
    assert (
        capsys.readouterr().err == "/nowhere/plan.json cannot be read: No such file or directory.\n"
    )


def test_an_empty_file_is_named_before_anybody_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.json"
    file.write_text("\n")

    assert main(["import", str(file), "--url", "http://127.0.0.1:9"]) == 1
    assert capsys.readouterr().err.startswith(f"{file} is empty: ")


def test_a_file_that_is_refused_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.json"
    file.write_text("{}")

    with _answering((422, PROBLEM)) as (url, _):
        assert main(["import", str(file), "--url", url]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{file} was not imported: The document breaks a rule.",
        "  /projects/0/code: Use lower-case letters.",
    ]


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1", "http://", "http://[::1"])
def test_what_is_no_address_is_refused_with_an_example(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["card", "gb-7", "bigdata", "--url", url]) == 1
    assert capsys.readouterr().err == f"{url} is no address; write it like http://127.0.0.1:8000.\n"


@pytest.mark.parametrize("key", ["열쇠", "pk_a b", "pk_a\n"])
def test_what_cannot_be_a_key_is_not_sent(key: str) -> None:
    with pytest.raises(LocalError, match="no key"):
        Client("http://127.0.0.1:9", key)


def test_a_missing_key_is_answered_with_the_option_to_use() -> None:
    with (
        _answering((401, {"detail": "Send a key as 'Authorization: Bearer pk_…'."})) as (url, _),
        Client(url) as client,
        pytest.raises(Refusal, match="--key"),
    ):
        client.get("/v1/keys")


def test_a_code_is_one_part_of_the_path_whatever_is_in_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with _answering((404, PROBLEM)) as (url, asked):
        assert main(["card", "gb-7", "a/b?c\td", "--url", url]) == 1

    assert asked == ["GET /v1/plans/gb-7/projects/a%2Fb%3Fc%09d/card None"]
    assert "Traceback" not in capsys.readouterr().err


def test_a_refusal_of_the_whole_document_is_said_once() -> None:
    sentence = "Send between 1 and 1000 plan documents."
    problem = {"detail": sentence, "errors": [{"pointer": "", "message": sentence}]}

    assert str(Refusal(422, problem)) == sentence


def test_a_refusal_shows_what_the_service_says() -> None:
    with (
        _answering((422, PROBLEM)) as (url, _),
        Client(url) as client,
        pytest.raises(Refusal) as raised,
    ):
        client.get("/v1/plans")

    assert str(raised.value).splitlines() == [
        "The document breaks a rule.",
        "  /projects/0/code: Use lower-case letters.",
    ]


def test_what_is_not_there_is_none_but_another_refusal_is_not() -> None:
    with _answering((404, PROBLEM), (503, PROBLEM)) as (url, _), Client(url) as client:
        assert client.find("/v1/plans/none") is None
        with pytest.raises(Refusal):
            client.find("/v1/plans/none")


def test_a_gateway_that_is_not_there_is_named() -> None:
    with Client("http://127.0.0.1:9") as client, pytest.raises(LocalError, match="is the stack up"):
        client.get("/v1/plans")


def test_the_key_of_the_data_folder_goes_to_no_other_address(tmp_path: Path) -> None:
    (tmp_path / "administrator.key").write_text("pk_secret")

    with _answering((200, {})) as (url, asked), Client.writer(tmp_path, url, None) as client:
        client.get("/v1/plans")

    assert asked == ["GET /v1/plans None"]


def test_a_queued_import_is_followed_to_its_end() -> None:
    queued: dict[str, Any] = {"id": "1", "state": "queued", "result": None, "issues": []}
    done = {**queued, "state": "succeeded", "result": {"created": 2, "unchanged": 1, "changed": 0}}

    with (
        _answering((202, queued), (200, queued), (200, done)) as (url, asked),
        Client(url, "pk_key") as client,
    ):
        finished = import_document(client, b"{}", prune=True)

    assert summary_of(finished) == "succeeded: projects 2 created, 1 unchanged"
    assert asked[0] == "POST /v1/imports?prune=true Bearer pk_key"
    assert asked[1:] == ["GET /v1/imports/1 Bearer pk_key"] * 2


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (3_380_000_000, "33.8억원"),
        (2_550_000_000_000, "25,500억원"),
        (123_456_789, "1.23456789억원"),
        (99_999_999, "9,999.9999만원"),
        (9_999, "9,999원"),
        (0, "0원"),
        (None, "–"),
    ],
)
def test_won_are_shown_exactly_and_a_missing_amount_is_not_zero(
    amount: int | None, shown: str
) -> None:
    assert won(amount) == shown


def test_a_missing_rate_is_shown_with_its_reason() -> None:
    assert percent("92.50") == "92.50 %"
    assert percent(None, "not_reported") == "– (not_reported)"


def test_databases_are_given_both_or_not_at_all() -> None:
    both = {"REGISTRY_DATABASE_URL": "postgres://r", "SCORING_DATABASE_URL": "postgres://s"}

    assert DatabaseUrls.given({}) is None
    given = DatabaseUrls.given({**both, "SCORING_OWNER_DATABASE_URL": "postgres://o"})
    assert given
    assert (given.registry_owner, given.scoring_owner) == ("postgres://r", "postgres://o")
    with pytest.raises(LocalError, match="Set both"):
        DatabaseUrls.given({"SCORING_DATABASE_URL": "postgres://s"})
