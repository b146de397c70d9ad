"""``./pledge check`` reports everything, and the OpenAPI documents say what the code says."""

from pathlib import Path

import pytest

from pledge_local.__main__ import main
from pledge_local.checks import openapi
from pledge_local.checks.outcome import Outcome
from pledge_local.checks.tools import run_tool
from pledge_local.commands import run_checks


def test_every_failure_is_reported_not_only_the_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        run_checks,
        "_all_checks",
        lambda: {
            "one": lambda: Outcome(passed=False, output="the first reason"),
            "two": lambda: Outcome(passed=True, output="a figure"),
            "three": lambda: Outcome(passed=False, output="the second reason"),
        },
    )

    with pytest.raises(SystemExit) as raised:
        main(["check"])

    printed = capsys.readouterr().out
    assert raised.value.code == 1
    for words in ("the first reason", "the second reason", "2 of 3 checks failed: one, three."):
        assert words in printed


def test_checks_that_pass_end_with_zero(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        run_checks, "_all_checks", lambda: {"one": lambda: Outcome(passed=True, output="figure")}
    )

    with pytest.raises(SystemExit) as raised:
        main(["check"])

    assert raised.value.code == 0
    assert "passed  one" in capsys.readouterr().out


def test_a_failing_tool_shows_what_it_printed(tmp_path: Path) -> None:
    failed = run_tool(tmp_path, ("-c", "print('why'); raise SystemExit(3)"))
    passed = run_tool(tmp_path, ("-c", "print('much'); print('last')"))

    assert (failed.passed, failed.output) == (False, "why")
    assert (passed.passed, passed.output) == (True, "last")


def test_a_stale_document_is_named_and_then_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for service in ("gateway", "registry", "scoring"):
        (tmp_path / "services" / service).mkdir(parents=True)
    monkeypatch.setattr(openapi, "current_document", lambda service: f'{{"of": "{service}"}}\n')
    assert len(openapi.stale_documents(tmp_path)) == 3

    assert openapi.write_documents(tmp_path) == ["registry", "scoring", "gateway"]
    assert openapi.write_documents(tmp_path) == []
    assert openapi.stale_documents(tmp_path) == []

    openapi.document_path(tmp_path, "scoring").write_text("{}\n")
    assert openapi.stale_documents(tmp_path) == [
        "services/scoring/openapi.json is not what the code gives; ./pledge openapi writes it"
    ]
