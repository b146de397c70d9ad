"""What-if questions that name what is not there, or ask for too much."""

from collections.abc import Callable
from typing import Any

from httpx import AsyncClient, Response

from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.testing.registry import FakeRegistry

from .asking import ASKED, MISSING

BREAK_EVEN = f"{ASKED}/break-even"
NOWHERE = {"rate": "95", "indicator": "adoption", "period": "1999"}
NO_GRADE = {"grade": "a", "grading": "invested-institution/1"}


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    (
        ASKED,
        {"overlay": {"actuals": [{**MISSING, "indicator": "x"}]}},
        "/overlay/actuals/0/indicator",
        "unknown_indicator",
    ),
    (
        ASKED,
        {"overlay": {"targets": [{**MISSING, "period": "1999"}]}},
        "/overlay/targets/0/period",
        "unknown_period",
    ),
    (ASKED, {"overlay": {"actuals": [MISSING, MISSING]}}, "/overlay/actuals/1", "duplicate"),
    (
        ASKED,
        {"overlay": {"actuals": [{**MISSING, "value": 1}]}},
        "/overlay/actuals/0/value",
        "decimal_string",
    ),
    (ASKED, {"overlay": {"left_out": ["x"]}}, "/overlay/left_out/0", "unknown_indicator"),
    (ASKED, {"overlay": {"parts": [{"code": "x"}]}}, "/overlay/parts/0/code", "unknown_project"),
    (
        ASKED,
        {"overlay": {"rules": {"methods": ["x/1"]}}},
        "/overlay/rules/methods/0",
        "unknown_method",
    ),
    (ASKED, {"overlay": {"rules": {"cap": "0"}}}, "/overlay/rules/cap", "greater_than"),
    (ASKED, {"overlay": {"left_out": ["x"] * 501}}, "/overlay/left_out", "too_long"),
    (ASKED, {"grading": "none/1"}, "/grading", "unknown_scheme"),
    (ASKED, {"grading": "pledge-default/1"}, "/grading", "grades_no_rates"),
    (ASKED, {"grading": "pledge-plan-2023/1"}, "/grading", "grades_no_rates"),
    (ASKED, {"rate": "95"}, "/rate", "unknown_field"),
    (BREAK_EVEN, {}, "", "one_goal"),
    (BREAK_EVEN, {"grade": "ga"}, "", "no_grading"),
    (BREAK_EVEN, {"rate": "95", "period": "2021"}, "", "no_indicator"),
    (BREAK_EVEN, NO_GRADE, "/grade", "unknown_grade"),
    (BREAK_EVEN, {"rate": "95", "indicator": "x"}, "/indicator", "unknown_indicator"),
    (BREAK_EVEN, NOWHERE, "/period", "unknown_period"),
    (BREAK_EVEN, {"rate": "95", "places": 13}, "/places", "less_than_equal"),
    (f"{ASKED}/sensitivity", {"indicators": ["x"]}, "/indicators/0", "unknown_indicator"),
]


async def test_what_does_not_fit_is_refused_with_its_place(card: AsyncClient) -> None:
    for path, body, pointer, code in WRONG:
        refused = await card.post(path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input"), body
        errors = [(each["pointer"], each["code"]) for each in refused.json()["errors"]]
        assert (pointer, code) in errors, body


async def test_unknown_projects_and_parameters_are_refused(card: AsyncClient) -> None:
    async def status(path: str, **sent: Any) -> int:
        answer: Response = await card.post(path, **{"json": {}, **sent})
        assert answer.headers["content-type"] == "application/problem+json"
        return answer.status_code

    assert await status(f"{ASKED}x") == 404
    assert await status(f"{ASKED}x", params={"as_of": "1"}) == 404
    assert await status("/v1/simulations/plans/none") == 404
    assert await status("/v1/simulations/organizations/none") == 404
    assert await status(ASKED, params={"limit": "1"}) == 400
    assert await status(ASKED, params={"view": "head"}) == 401
    assert await status(ASKED, json=None, content=b"x") == 415
    assert (await card.get(ASKED)).status_code == 405


async def test_too_much_to_try_is_refused_until_less_is_asked(
    service: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> None:
    indicators = [
        {
            "code": f"i-{number}",
            "name": "지표",
            "targets": [{"period": str(year), "value": "10"} for year in range(2018, 2022)],
            "actuals": [{"period": str(year), "value": "5"} for year in range(2018, 2022)],
        }
        for number in range(50)
    ]
    head = {"code": "made", "kind": "pledge", "title": "계획", "organization": "province"}
    project = {"code": "a", "kind": "pledge", "title": "사업", "indicators": indicators}
    loaded = registry.record.load(
        PlanDocument.model_validate(
            {"plan": {**head, "reporting_date": "2021-12-31"}, "projects": [project]}
        )
    )
    await known("/v1/achievements/plans/made/projects/a", loaded)
    path = "/v1/simulations/plans/made/projects/a/break-even"

    much = await service.post(path, json={"rate": "50.1"})
    less = await service.post(path, json={"rate": "50.1", "indicator": "i-0"})

    assert [(each["pointer"], each["code"]) for each in much.json()["errors"]] == [
        ("/indicator", "too_much")
    ]
    assert [each["found"]["value"] for each in less.json()["values"]] == ["7"] * 4
