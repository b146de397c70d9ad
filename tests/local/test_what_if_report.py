"""``./pledge what-if``: what it asks, and how the golden card's answers read."""

import json
from typing import Any
from uuid import UUID

import pytest

from pledge_local.__main__ import main
from pledge_local.client import Client
from pledge_local.project import ROOT
from pledge_scoring.services.simulation.projects import (
    Question,
    answer_break_even,
    simulate_project,
)
from pledge_scoring.services.states import state_of
from pledge_shared.contracts.plan import Plan, PlanDocument
from pledge_shared.contracts.project import Project
from pledge_shared.contracts.simulations import BreakEvenRequest, SimulationRequest

_ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
COMMAND = ["what-if", "gb-7", "bigdata", "--url", "http://127.0.0.1:1"]


def golden() -> Question:
    document = PlanDocument.model_validate_json((ROOT / "data/samples/gb-7.json").read_bytes())
    identity = {"id": _ID, "version": 1}
    plan = Plan.model_validate({**document.plan.model_dump(), **identity})
    facts = {**document.projects[0].model_dump(), **identity, "plan": plan.code}
    state = state_of(plan, [Project.model_validate(facts)])
    return Question(state=state, code="bigdata", on=None, grading=None, language="ko")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer as scoring does, and keep the paths that were asked."""
    paths: list[str] = []

    def send(_: Client, method: str, path: str, *, body: bytes) -> Any:
        paths.append(f"{method} {path}")
        said = json.loads(body)
        if path.endswith("/break-even"):
            solved = answer_break_even(golden(), BreakEvenRequest.model_validate(said))
            return solved.model_dump(mode="json")
        simulated = simulate_project(golden(), SimulationRequest.model_validate(said))
        return simulated.model_dump(mode="json")

    monkeypatch.setattr(Client, "send", send)
    return paths


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*COMMAND, *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_missing_rate_put_in(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--rate", "cloud-datacenter/2021=10") == 0

    told = capsys.readouterr().out.splitlines()
    assert told[:4] == [
        "bigdata: 92.50 % → 82.50 % (-10.00)",
        "  projects/bigdata",
        "    - 기간별 달성률의 지표 평균: 277.5 / 3 = 92.50%",
        "    + 기간별 달성률의 지표 평균: 247.5 / 3 = 82.50%",
    ]
    assert asked == ["POST /v1/simulations/plans/gb-7/projects/bigdata"]


def test_an_indicator_left_out(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--without", "adoption") == 0

    told = capsys.readouterr().out
    assert told.startswith("bigdata: 92.50 % → 100.00 % (+7.50)")
    assert "    + 기간별 달성률의 평균: 310 / 4" not in told
    assert len(asked) == 1


def test_what_reaches_a_rate(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--reach", "95") == 0

    assert capsys.readouterr().out.splitlines() == [
        "bigdata: 92.50 % → 95 %",
        "adoption 2021: 보고 달성률 40 이상이면 목표(95 %)에 이릅니다. 달성률은 95.00%입니다.",
    ]
    assert asked == ["POST /v1/simulations/plans/gb-7/projects/bigdata/break-even"]


def test_what_nothing_reaches_is_told_of_each_number(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--reach", "100.5") == 0

    told = capsys.readouterr().out.splitlines()
    assert len(told) == 9
    assert all("이르지 못합니다" in line for line in told[1:])
    assert len(asked) == 1


def test_a_number_without_its_place_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*COMMAND, "--actual", "adoption=10"]) == 1

    assert "INDICATOR/PERIOD=NUMBER" in capsys.readouterr().err
