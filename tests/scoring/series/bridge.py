"""A bridge reported on quarter by quarter, and its series as the service tells it."""

from collections.abc import Callable
from typing import Any

from httpx import AsyncClient

from pledge_shared.contracts.plan import PlanDocument

PLAN = "/v1/achievements/plans/made"
PROJECT = f"{PLAN}/projects/bridge"

Facts = dict[str, Any]


def bridge(**rates: str) -> Facts:
    """Return an indicator of 100 a quarter, with what was reported so far."""
    quarters = [f"2021-Q{number}" for number in (1, 2, 3, 4)]
    return {
        "code": "indicator",
        "name": "지표",
        "targets": [{"period": quarter, "value": "100"} for quarter in quarters],
        "actuals": [
            {"period": f"2021-{quarter.upper()}", "value": rate} for quarter, rate in rates.items()
        ],
    }


def first_quarter() -> PlanDocument:
    return PlanDocument.model_validate(
        {
            "plan": {
                "code": "made",
                "kind": "pledge",
                "title": "계획",
                "organization": "province",
                "reporting_date": "2021-03-31",
            },
            "projects": [
                {
                    "code": code,
                    "kind": "pledge",
                    "title": "사업",
                    "status": "on_track",
                    "indicators": [bridge(q1="50") if code == "bridge" else bridge(q1="100")],
                    "budget": {"lines": [{"source": "provincial", "stage": "planned",
                                          "period": "2021", "amount_krw": 100}]},
                }
                for code in ("bridge", "road")
            ],
        }
    )  # fmt: skip


def reported(**rates: str) -> Callable[[Facts], Facts]:
    return lambda facts: {**facts, "indicators": [bridge(**rates)]}


def on(day: str) -> Callable[[Facts], Facts]:
    return lambda facts: {**facts, "reporting_date": day}


async def series(service: AsyncClient, path: str, **asked: Any) -> list[dict[str, Any]]:
    answer = await service.get(f"{path}/series", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def rates(points: list[dict[str, Any]], name: str) -> list[tuple[str | None, str | None]]:
    return [(p["on"], p["rates"] and p["rates"][name]["percent"]) for p in points]
