"""The explanation of points by items: a tree in words, made of the results as they were kept."""

from typing import Any

import pytest
from httpx import AsyncClient

from pledge_scoring.engine.grading import GradeCause
from pledge_scoring.services.evaluation.evaluating import evaluate
from pledge_scoring.services.evaluation.explaining import explain_subject
from pledge_scoring.services.wording import Language
from pledge_scoring.services.wording_items import ITEMS_EN, ITEMS_KO
from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.explanation import Explanation
from pledge_shared.errors import NotFoundError
from pledge_shared.testing.registry import FakeRegistry

from .made import Facts, family, manifesto, points, project, scheme, snapshot
from .test_runs import Header, ended, start

SHARES = "completion-points 0.5, communication-points 0.5"
ONE = {"one": [project("a", "100"), project("b", "50")]}
FULL = manifesto("one", "80", "70", "60")
BONUS = {"code": "best", "title": "우수", "title_en": "Best", "most": "3", "reference": "year"}


def told(
    *given: Facts,
    stem: str = "manifesto-2020-1",
    language: Language = "en",
    key: tuple[str, ...] = ("one",),
    **changed: Any,
) -> Explanation:
    by = scheme(stem, **changed)
    made = snapshot(ONE, by, given=given)
    results = canonical_bytes(evaluate(made))
    return explain_subject(made.pins, canonical_bytes(by), results, key, language)


def policies(step: Explanation) -> list[str]:
    return [each.text for each in step.policies]


def test_points_are_told_down_to_what_was_given() -> None:
    tree = told(FULL)

    area = tree.children[0]
    item = area.children[0]
    assert tree.text == "sum of what the items bring: 80/3 + 70/3 + 20 = 70.00 points"
    assert policies(tree) == ["70 points are over 65: the band of SA."]
    assert [step.contribution for step in tree.children] == ["26.67", "23.33", "20.00", None, None]
    assert area.text == "Pledges completed: 80 = 80.00 points"
    assert item.text == "Pledges completed: rate reported by the authority, 80 = 80.00 points"
    assert [(each.name, each.value) for each in item.inputs] == [("given.points", "80")]
    assert tree.children[3].children[0].text == "Communication on the web: Pass"


def test_korean_words_are_korean() -> None:
    tree = told(manifesto("one", "80", None, "60", failed="web"), language="ko")

    assert tree.text == "항목별 기여 점수의 합: 40 + 30 = 70.00점"
    assert policies(tree) == [
        "값이 없는 항목(yearly-targets-points)은 0점으로 보지 않고 충족도에서만 뺐습니다.",
        f"점수가 있는 항목의 비중을 합이 1이 되게 다시 맞췄습니다: {SHARES}.",
        "70점은 65점 초과이므로 SA 구간입니다.",
        "기준 이하(Fail) 항목이 있어 점수와 관계없이 A 미만 (구분점 비공개) 이하입니다.",
    ]
    assert tree.children[1].children[0].text == "연차별 목표달성: 값 없음(보고되지 않음)"
    assert tree.children[3].children[0].text == "웹소통: 기준 이하(Fail)"


def test_bonus_stands_in_the_sum_and_is_told() -> None:
    given = {**FULL, "bonuses": [{"bonus": "best", "points": "5"}]}

    tree = told(given, bonuses=[BONUS])

    assert tree.substitution == "80/3 + 70/3 + 20 + 3"
    assert policies(tree)[0] == "Of 5 bonus points (best) 3 count."


def test_nothing_given_and_nothing_submitted_are_told_apart() -> None:
    nothing, silent = told(), told({"plan": "one", "unsubmitted": True})

    assert nothing.text == silent.text == "no points: nothing was reported"
    assert policies(nothing)[-1] == "There are no points to grade."
    assert policies(silent)[-1] == "Nothing was submitted: F."
    assert nothing.children[0].text == "Pledges completed: no points"


def test_item_of_the_record_names_its_figure() -> None:
    item = told(stem="joint-evaluation-2024-1").children[0].children[0]

    assert (item.substitution, item.rate) == ("100 × 1 / 2", "50.00")
    assert [(each.name, each.value) for each in item.inputs] == [("record.targets_met", "50")]


def test_several_items_of_an_area_are_weighed_and_one_is_held_to_the_cap() -> None:
    areas = scheme("manifesto-2020-1").model_dump(mode="json")["areas"]
    first = areas[0]["items"][0]
    areas[0]["items"] = [
        {**first, "weight": "30", "method": "target-vs-actual/1"},
        {**first, "code": "second", "weight": "10"},
    ]
    over = {"item": "completion-points", "target": "4", "actual": "5"}
    given = {"plan": "one", "items": [over, points("second", "40")]}

    area = told(given, areas=areas).children[0]

    assert (area.substitution, area.rate) == ("(100 × 30 + 40 × 10) / 40", "85.00")
    assert policies(area.children[0]) == ["125 points were held to 0 to 100."]
    assert policies(area.children[1]) == []


def test_quota_is_told_of_the_project_it_lowers() -> None:
    given = [
        {"plan": "one", "project": code, "items": [points("planning-points", each)]}
        for code, each in (("a", "95"), ("b", "85"))
    ]

    tree = told(*given, stem="fiscal-project-2021-1", key=("one", "a"))

    assert policies(tree)[-2:] == [
        "95 points are at least 90: the band of Excellent.",
        "Quota: of 2 at most 0 get a better grade, so Fair (20 percent).",
    ]


@pytest.mark.parametrize("cause", list(GradeCause))
def test_everything_that_acts_on_a_grade_has_words(cause: GradeCause) -> None:
    assert f"policy.{cause}" in ITEMS_KO


def test_who_was_not_evaluated_by_items_has_no_such_tree() -> None:
    by = scheme("manifesto-2020-1")
    made = snapshot(ONE, by, given=[FULL])
    results = canonical_bytes(evaluate(made))

    for key in (("two",), ("one", "a")):
        with pytest.raises(NotFoundError):
            explain_subject(made.pins, canonical_bytes(by), results, key, "en")


def test_both_languages_know_the_same_sentences() -> None:
    assert ITEMS_KO.keys() == ITEMS_EN.keys()


async def test_tree_is_served_in_the_language_asked_for(
    service: AsyncClient, evaluator: Header, registry: FakeRegistry
) -> None:
    registry.record.load(family())
    given = [manifesto("made", "80", "70", "60")]
    address = await start(service, evaluator, scheme="manifesto-2020/1", as_of=1, given=given)
    await ended(service, evaluator, address)
    tree, korean = f"{address}/explanations/made", {**evaluator, "Accept-Language": "ko"}

    head = await service.get(f"{tree}?view=head", headers=korean)
    again = {**korean, "If-None-Match": head.headers["etag"]}

    assert head.json()["text"].endswith("= 70.00점")
    assert (await service.get(f"{tree}?view=head", headers=again)).status_code == 304
    assert (await service.get(tree)).status_code == 404
    for other in (f"{address}/explanations/other?view=head", f"{tree}?view=head&project=beside"):
        assert (await service.get(other, headers=evaluator)).status_code == 404
