"""A plan whose parent scores from its parts, and what the service made of it."""

from collections.abc import Callable
from typing import Any

from pledge_scoring.storage.feed import ScoreEvent, events_after
from pledge_scoring.storage.scores import Score, scores_of
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.database.connections import Database


async def scores(database: Database) -> dict[str, Score]:
    async with database.read() as connection:
        return {score.row.code: score for score in await scores_of(connection)}


async def events(database: Database) -> list[ScoreEvent]:
    async with database.read() as connection:
        return await events_after(connection, 0, 0, 1_000)


async def changed_since(database: Database, before: int) -> list[tuple[str, str]]:
    return [(each.change, each.code) for each in (await events(database))[before:]]


def family(parts: int = 2) -> PlanDocument:
    """Return a plan with a parent that scores from its parts, and a project beside them."""
    codes = ["parent", "beside", *(f"part-{number}" for number in range(parts))]
    return PlanDocument.model_validate(
        {
            "plan": {
                "code": "made",
                "kind": "pledge",
                "title": "계획",
                "organization": "province",
                "reporting_date": "2021-12-31",
            },
            "projects": [
                {
                    "code": code,
                    "kind": "pledge",
                    "title": "사업",
                    "parent": "parent" if code.startswith("part-") else None,
                    "indicators": [] if code == "parent" else [indicator("50")],
                }
                for code in codes
            ],
        }
    )


def indicator(rate: str) -> dict[str, Any]:
    return {
        "code": "indicator",
        "name": "지표",
        "targets": [{"period": "2021", "value": "100"}],
        "actuals": [{"period": "2021", "value": rate}],
    }


def reporting(rate: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda facts: {**facts, "indicators": [indicator(rate)]}
