"""An explanation in the terminal: the golden card's, and what its pictures must not break on."""

from typing import Any
from uuid import UUID

import pytest

from pledge_local.project import ROOT
from pledge_local.report.explanation import Language, as_mermaid, as_text
from pledge_scoring.services.inputs import score_project
from pledge_scoring.services.rendering import render_explanation
from pledge_shared.contracts.explanation import Explanation
from pledge_shared.contracts.plan import Plan, PlanDocument
from pledge_shared.contracts.project import Project

_ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def golden(language: Language) -> Explanation:
    document = PlanDocument.model_validate_json((ROOT / "data/samples/gb-7.json").read_bytes())
    identity = {"id": _ID, "version": 1}
    plan = Plan.model_validate({**document.plan.model_dump(), **identity})
    facts = {**document.projects[0].model_dump(), **identity, "plan": plan.code}
    return render_explanation(score_project(plan, Project.model_validate(facts)), language)


def step(**fields: Any) -> Explanation:
    nothing = dict.fromkeys(set(Explanation.model_fields) - {"inputs", "policies", "children"})
    made = {"code": "project_x", "subject": "a", "text": "말", "substitution": "", **fields}
    return Explanation.model_validate(
        {**nothing, "inputs": [], "policies": [], "children": [], **made}
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ko", [
            "bigdata: 기간별 달성률의 지표 평균: 277.5 / 3 = 92.50%",
            "│  충족도 88.89% = 8 / 9 (도래한 8개 기간 가운데 7개), 범위 81.39…92.50%",
            "├─ cloud-datacenter: 기간별 달성률의 평균: 200 / 2 = 100.00% → 위 단계에 33.33점",
            "│  │  값이 없는 기간(2021)은 0으로 보지 않고 충족도에서만 뺐습니다.",
            "│  ├─ 2021년: 값 없음(서술만 있고 수치가 없음)",
            "└─ adoption: 기간별 달성률의 평균: 310 / 4 = 77.50% → 위 단계에 25.83점",
            "   ├─ 2021년: 기관 보고 달성률, 10 = 10.00%",
            "   │     실적 보고 달성률: 10 (1판)",
        ]),
        ("en", [
            "bigdata: mean over indicators of their mean period rates: 277.5 / 3 = 92.50 %",
            "│  coverage 88.89 % = 8 / 9 (7 of 8 due periods), range 81.39…92.50 %",
            "   │     actual reported rate: 10 (version 1)",
        ]),
    ],
)  # fmt: skip
def test_the_golden_card_explains_itself(language: Language, expected: list[str]) -> None:
    lines = as_text(golden(language), language).splitlines()

    assert lines[0] == expected[0]
    assert [line for line in lines if line in expected] == expected
    assert len([line for line in lines if line.lstrip("│ ")[:2] in {"├─", "└─"}]) == 3 + 3 * 5


def test_the_flowchart_has_a_box_for_each_step_and_points_on_arrows() -> None:
    lines = as_mermaid(golden("ko")).splitlines()

    assert lines[:4] == [
        "flowchart TD",
        '  n0["bigdata<br/>기간별 달성률의 지표 평균: 277.5 / 3 = 92.50%"]',
        '  n1["cloud-datacenter<br/>기간별 달성률의 평균: 200 / 2 = 100.00%"]',
        "  n0 -->|33.33| n1",
    ]
    assert sum("[" in line for line in lines) == sum("-->" in line for line in lines) + 1 == 19


def test_what_a_flowchart_would_take_for_its_own_is_escaped() -> None:
    chart = as_mermaid(step(text='"끝"]\n <b>`#1`\\'))

    assert chart.splitlines()[1:] == [
        '  n0["a<br/>#34;끝#34;] #60;b#62;#96;#35;1#96;#92;"]'
    ]  # fmt: skip


def test_an_input_without_words_here_stands_as_it_is() -> None:
    used = {"name": "history.value", "subject": "a", "value": "1\n2", "version": 4}

    assert as_text(step(inputs=[used]), "en").splitlines()[1] == "   history: 1 2 (version 4)"
