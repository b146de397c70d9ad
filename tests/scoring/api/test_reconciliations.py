"""A plan's reconciliation over HTTP: figures, their checks, and the findings of its projects."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient

from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.testing.registry import FakeRegistry

PATH = "/v1/reconciliations/plans/printed"


def _project(number: int) -> dict[str, Any]:
    """Return one of four: two completed, the second with a rate of 80 that contradicts it."""
    rate = ["100", "80", "60", "40"][number]
    return {
        "code": f"p-{number}",
        "kind": "pledge",
        "title": "사업",
        "status": ["completed", "completed", "on_track", "partial"][number],
        "indicators": [
            {
                "code": "indicator",
                "name": "지표",
                "targets": [{"period": "2021", "text": "목표"}],
                "actuals": [{"period": "2021", "reported_rate": rate, "text": "실적"}],
            }
        ],
    }


def _plan(**fields: Any) -> PlanDocument:
    return PlanDocument.model_validate(
        {
            "plan": {
                "code": "printed",
                "kind": "pledge",
                "title": "계획",
                "organization": "province",
                "reporting_date": "2021-12-31",
                "reported_values": [
                    {"name": "project_count", "value": "4", "label": "전체", "printed": "4개"},
                    {"name": "completion_rate", "value": "75", "label": "달성률", "unit": "%"},
                    {"name": "mean_progress", "value": "70.0", "label": "평균진행률"},
                    {"name": "citizen_score", "value": "4.5", "label": "도민 만족도"},
                ],
                **fields,
            },
            "projects": [_project(number) for number in range(4)],
        }
    )


@pytest.fixture
async def reconciled(
    service: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> AsyncClient:
    imported = registry.record.load(_plan())
    answer = await known(PATH, imported)
    assert answer.status_code == 200, answer.text
    return service


async def test_every_reported_value_stands_beside_the_computed_one(reconciled: AsyncClient) -> None:
    answer = (await reconciled.get(PATH)).json()

    shown = {
        value["name"]: (value["computed"], value["status"], value["reason"])
        for value in answer["reported_values"]
    }
    assert shown == {
        "project_count": ("4", "agrees", None),
        "completion_rate": ("50.00", "differs", None),
        "mean_progress": ("70.00", "agrees", None),
        "citizen_score": (None, "not_checked", "unknown_name"),
    }
    assert answer["checked"] == {"agrees": 2, "differs": 1, "not_checked": 1}
    assert answer["finding_counts"] == {"REPORTED_RATE_MISMATCH": 1}
    assert answer["counted"] == {"top_level": 4, "sub": 0, "pending": 0}


async def test_a_difference_has_its_cause_and_hints_in_words(reconciled: AsyncClient) -> None:
    korean = (await reconciled.get(PATH, headers={"Accept-Language": "ko"})).json()
    english = (await reconciled.get(PATH, headers={"Accept-Language": "en"})).json()

    [finding] = korean["reported_values"][1]["findings"]
    assert (finding["cause"], finding["difference"]) == ("different_basis", "-25.00")
    assert finding["subject"] == "reported_values/completion_rate"
    assert korean["reported_values"][1]["label"] == "달성률"
    assert [hint["text"] for hint in finding["hints"]] == [
        "보고된 값은 '정상추진 이상 비율'의 값과 같습니다(3 / 4 = 75.00).",
        "4 가운데 3이면 보고된 값이 나옵니다.",
    ]
    hints = english["reported_values"][1]["findings"][0]["hints"]
    assert hints[0]["text"] == "The reported value is another: on-track rate (3 / 4 = 75.00)."


async def test_findings_of_projects_are_counted_and_linked(reconciled: AsyncClient) -> None:
    [tally] = (await reconciled.get(PATH)).json()["project_findings"]

    assert (tally["code"], tally["findings"], tally["project_count"]) == (
        "STATUS_RATE_CONFLICT",
        1,
        1,
    )
    [link] = tally["projects"]
    assert link["code"] == "p-1"
    linked = (await reconciled.get(link["href"])).json()
    assert [finding["code"] for finding in linked["findings"]] == ["STATUS_RATE_CONFLICT"]


async def test_another_date_is_computed_and_so_is_the_same_state(reconciled: AsyncClient) -> None:
    now = await reconciled.get(PATH)
    then = await reconciled.get(PATH, params={"as_of": "1"})
    earlier = (await reconciled.get(PATH, params={"on": "2020-12-31"})).json()

    assert then.content == now.content
    assert then.headers["etag"] == now.headers["etag"]
    assert earlier["on"] == "2020-12-31"


async def test_answers_are_conditional_and_say_what_they_stand_on(reconciled: AsyncClient) -> None:
    answer = await reconciled.get(PATH)
    etag = answer.headers["etag"]

    again = await reconciled.get(PATH, headers={"If-None-Match": etag})
    other = await reconciled.get(PATH, headers={"If-None-Match": etag, "Accept-Language": "ko"})

    assert (again.status_code, other.status_code) == (304, 200)
    assert answer.headers["pledge-version"] == "1"
    assert answer.headers["pledge-sequence"] == "1"


async def test_a_changed_figure_is_another_answer(
    reconciled: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> None:
    before = await reconciled.get(PATH)
    right = [{"name": "completion_rate", "value": "50"}]
    changed = registry.record.load(_plan(reported_values=right))

    after = await known(PATH, changed)

    assert after.headers["etag"] != before.headers["etag"]
    assert after.json()["finding_counts"] == {}
    assert (await reconciled.get(PATH, params={"as_of": "1"})).content == before.content


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("/v1/reconciliations/plans/nothing", {}, 404),
        (PATH, {"on": "2021"}, 400),
        (PATH, {"as_of": "yesterday"}, 400),
        (PATH, {"date": "2021-12-31"}, 400),
    ],
)
async def test_what_cannot_be_answered_is_refused(
    reconciled: AsyncClient, path: str, params: dict[str, str], status: int
) -> None:
    answer = await reconciled.get(path, params=params)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_sample_with_eighty_printed_projects_says_that_one_is_recorded(
    registry: FakeRegistry, document: Callable[[str], PlanDocument], known: Callable[..., Any]
) -> None:
    imported = registry.record.load(document("cb-switch"))

    answer = (await known("/v1/reconciliations/plans/cb-switch", imported)).json()

    values = {value["name"]: value for value in answer["reported_values"]}
    assert values["field_count"]["status"] == "agrees"
    assert values["strategy_count"]["reason"] == "none_recorded"
    assert values["company_share_rate"]["reason"] == "unknown_name"
    [finding] = values["project_count"]["findings"]
    assert (finding["reported"], finding["computed"], finding["cause"]) == (
        "80",
        "1",
        "missing_values",
    )
