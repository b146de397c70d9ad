"""How many questions lists ask the database: each has a budget, and more rows ask no more."""

from collections.abc import Iterator

import pytest

from pledge_registry.app import create_app
from pledge_shared.testing.registry_caller import RegistryCaller
from pledge_shared.testing.statements import asked_statements

LARGE = {"organization": "cbist", "plan": "cbist-2021", "name": "status"}
CARD = {"plan": "gb-7", "code": "bigdata", "indicator": "training", "period": "2019"}
PARTS = (
    "budget/revisions",
    "challenges",
    "contents",
    "facts",
    "indicators",
    "indicators/{indicator}/actuals",
    "indicators/{indicator}/actuals/{period}/revisions",
    "indicators/{indicator}/targets",
    "milestones",
    "ordinances",
    "partners",
    "regions",
    "reported-values",
)
ONE, MANY, PAST, COUNTED = {"limit": "1"}, {"limit": "200"}, {"as_of": "4"}, {"count": "true"}
WORDS = {"q": "충북"}
Tries = tuple[dict[str, str], ...]
BUDGETS: dict[str, tuple[int, Tries]] = {
    "/v1/access-log": (2, (ONE, MANY)),
    "/v1/audit": (3, (ONE, MANY)),
    "/v1/codes": (0, ({},)),
    "/v1/codes/{name}": (0, ({},)),
    "/v1/events": (3, (ONE, MANY)),
    "/v1/institutions": (1, (ONE, MANY, WORDS)),
    "/v1/keys": (2, ({},)),
    "/v1/limits": (0, ({},)),
    "/v1/organizations": (2, (ONE, MANY, PAST)),
    "/v1/organizations/{organization}/periods": (4, ({},)),
    "/v1/organizations/{organization}/terms": (4, (ONE, MANY, PAST)),
    "/v1/organizations/{organization}/versions": (3, (ONE, MANY)),
    "/v1/plans": (2, (ONE, MANY, PAST)),
    "/v1/plans/{plan}/adjustments": (5, (ONE, MANY)),
    "/v1/plans/{plan}/documents": (5, (ONE, MANY, PAST)),
    "/v1/plans/{plan}/facts": (3, ({}, PAST)),
    "/v1/plans/{plan}/funding": (5, ({}, PAST)),
    "/v1/plans/{plan}/goals": (3, ({}, PAST)),
    "/v1/plans/{plan}/locks": (7, ({},)),
    "/v1/plans/{plan}/projects": (
        5,
        (ONE, MANY, COUNTED, PAST, MANY | WORDS, MANY | WORDS | PAST, {"goal.under": "1"}),
    ),
    "/v1/plans/{plan}/projects/{code}/versions": (3, (ONE, MANY)),
    **{f"/v1/plans/{{plan}}/projects/{{code}}/{part}": (6, ({}, PAST)) for part in PARTS},
    "/v1/plans/{plan}/reported-values": (3, ({}, PAST)),
    "/v1/plans/{plan}/reviews": (4, (ONE, MANY)),
    "/v1/plans/{plan}/versions": (3, (ONE, MANY)),
    "/v1/projects": (
        3,
        (
            ONE,
            MANY,
            MANY | COUNTED,
            MANY | PAST,
            MANY | PAST | COUNTED,
            MANY | WORDS,
            MANY | WORDS | PAST,
            {"organization.under": "chungbuk"},
        ),
    ),
    "/v1/regions": (1, (ONE, MANY, WORDS)),
    "/v1/schemas": (0, ({},)),
    "/v1/search": (3, (ONE | WORDS, MANY | WORDS, {"q": "4차산업기반과"} | PAST)),
    "/v1/terms": (2, (ONE, MANY, PAST)),
    "/v1/webhooks": (2, ({},)),
    "/v1/webhooks/{webhook_id}/deliveries": (5, (ONE, MANY)),
}
"""A list's path: the most statements it may ask, and the parameters it is tried with."""


def _lists() -> Iterator[str]:
    """Yield the path of every list: what answers GET with `items`."""
    document = create_app().openapi()
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        answer = operations.get("get", {}).get("responses", {}).get("200", {})
        shown = answer.get("content", {}).get("application/json", {}).get("schema", {})
        name = shown.get("$ref", "").rpartition("/")[2]
        if "items" in schemas.get(name, {}).get("properties", {}):
            yield path


def test_every_list_has_a_budget() -> None:
    assert set(BUDGETS) == set(_lists())


async def _asked(registry: RegistryCaller, path: str, parameters: dict[str, str]) -> int:
    """Return how many statements a request asks once its connection and its key are known."""
    await registry.get(path, **parameters)
    with asked_statements() as asked:
        answer = await registry.get(path, **parameters)
    assert answer.status_code == 200, (path, parameters, answer.text)
    return len(asked)


@pytest.mark.parametrize("path", [path for path in BUDGETS if "webhook_id" not in path])
async def test_a_list_stays_within_its_budget(samples: RegistryCaller, path: str) -> None:
    most, tries = BUDGETS[path]
    real = path.format(**(CARD if "{code}" in path else LARGE))

    asked = [await _asked(samples, real, parameters) for parameters in tries]

    assert max(asked) == most, list(zip(tries, asked, strict=True))
    if ONE in tries:
        assert asked[tries.index(ONE)] == asked[tries.index(MANY)]


async def test_the_deliveries_of_a_webhook_stay_within_their_budget(
    registry: RegistryCaller,
) -> None:
    path = "/v1/webhooks/{webhook_id}/deliveries"
    made = await registry.post("/v1/webhooks", {"url": "https://hooks.example/hook"})
    assert made.status_code == 201, made.text
    most, tries = BUDGETS[path]

    for parameters in tries:
        assert await _asked(registry, path.format(webhook_id=made.json()["id"]), parameters) == most
