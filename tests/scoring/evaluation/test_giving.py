"""What evaluators give, over HTTP: pinned, counted, and refused where it is of another scheme."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from httpx import AsyncClient

from pledge_scoring.services.evaluation.giving import check_given
from pledge_shared.contracts.evaluation_items import GivenSubject
from pledge_shared.errors import InvalidInputError
from pledge_shared.testing.registry import FakeRegistry

from .made import Facts, family, manifesto, project, scheme, snapshot
from .test_runs import RUNS, Header, ended, published, start

ASKED = {"scheme": "manifesto-2020/1", "as_of": 1}
GIVEN = manifesto("made", "80", "70", "60")
MANIFESTO = scheme("manifesto-2020-1")
BONUS = {"code": "best", "title": "우수", "title_en": "Best", "most": "3", "reference": "year"}

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True)
def plan(registry: FakeRegistry) -> int:
    return registry.record.load(family())


async def test_given_points_are_pinned_and_counted(service: AsyncClient, evaluator: Header) -> None:
    address = await start(service, evaluator, given=[GIVEN], **ASKED)
    run = await ended(service, evaluator, address)

    results = (await service.get(f"{address}/results?view=head", headers=evaluator)).json()
    pins = (await service.get(f"{address}/pins?view=head", headers=evaluator)).json()
    assert run["state"] == "succeeded", run
    assert (results["plans"][0]["points"], results["plans"][0]["grade"]) == ("70.00", "sa")
    assert {each["item"]: each for each in pins["given"][0]["items"]} == {
        each["item"]: each for each in GIVEN["items"]
    }


async def test_same_given_in_another_order_is_the_same_run_and_other_points_are_another(
    service: AsyncClient, evaluator: Header
) -> None:
    turned = {**GIVEN, "items": GIVEN["items"][::-1]}
    first = await start(service, evaluator, given=[GIVEN], **ASKED)
    again = await start(service, evaluator, given=[turned], **ASKED)
    other = await start(service, evaluator, given=[manifesto("made", "81", "70", "60")], **ASKED)
    none = await start(service, evaluator, **ASKED)

    assert first == again
    assert len({first, other, none}) == 3


async def test_run_with_given_points_is_verified_and_compared(
    service: AsyncClient, evaluator: Header, publisher: Header
) -> None:
    first = await published(service, evaluator, publisher, given=[GIVEN], **ASKED)
    higher = [manifesto("made", "95", "70", "60")]
    second = await published(service, evaluator, publisher, given=higher, **ASKED)

    sound = (await service.get(f"{second}/verify")).json()
    found = (await service.get(f"{second}/compare?with={first.rpartition('/')[2]}")).json()

    assert sound["verified"]
    assert (found["effects"]["data"], found["effects"]["difference"]) == ("5", "5")
    assert [each["plan"] for each in found["plans"]] == ["made"]


async def test_run_of_a_scheme_with_items_needs_nothing_given(
    service: AsyncClient, evaluator: Header
) -> None:
    address = await start(service, evaluator, **ASKED)
    await ended(service, evaluator, address)

    results = (await service.get(f"{address}/results?view=head", headers=evaluator)).json()
    whole = results["whole"]
    assert (whole["points"], whole["reason"], whole["grade"]) == (None, "not_reported", None)


async def test_schedule_of_a_scheme_with_items_is_one(
    service: AsyncClient, evaluator: Header
) -> None:
    schedule = {
        "code": "yearly",
        "subject": {"kind": "plan", "code": "made"},
        "scheme": "manifesto-2020/1",
        "cadence": "yearly",
        "day_offset": 0,
    }

    made = await service.post("/v1/evaluation-schedules", json=schedule, headers=evaluator)

    assert (made.status_code, made.json()["scheme"]) == (201, "manifesto-2020/1")


def put(*path: Any, **fields: Any) -> Change:
    """Set fields of what is given, at a place."""

    def change(given: Any) -> None:
        for part in path:
            given = given[part]
        given.update(fields)

    return change


def add(*path: Any, entry: Facts) -> Change:
    def change(given: Any) -> None:
        for part in path:
            given = given[part]
        given.append(entry)

    return change


REFUSED: list[tuple[Change, str, str]] = [
    (put(plan="other"), "/given/0/plan", "unknown_subject"),
    (put(project="beside"), "/given/0/project", "wrong_subject"),
    (put(unsubmitted=True), "/given/0/unsubmitted", "submitted_all_the_same"),
    (put("items", 0, item="other"), "/given/0/items/0/item", "unknown_item"),
    (put("items", 0, grade="A+"), "/given/0/items/0/grade", "not_of_method"),
    (put("items", 0, points="100.01"), "/given/0/items/0/points", "points_over_cap"),
    (put("items", 0, points="-1"), "/given/0/items/0/points", "negative_value"),
    (put("items", 0, points=80), "/given/0/items/0/points", "decimal_string"),
    (put("items", 3, passed="yes"), "/given/0/items/3/passed", "bool_type"),
    (put("items", 0, points=None), "/given/0/items/0", "method_cannot_use"),
    (put("items", 3, passed=None, points="1"), "/given/0/items/3/points", "not_of_method"),
    (put("items", 0, colour="red"), "/given/0/items/0/colour", "unknown_field"),
    (
        add("items", entry={"item": "completion-points", "points": "1"}),
        "/given/0/items/5/item",
        "given_twice",
    ),
    (
        put(bonuses=[{"bonus": "best", "points": "1"}]),
        "/given/0/bonuses/0/bonus",
        "unknown_bonus",
    ),
]


@pytest.mark.parametrize(("change", "pointer", "code"), REFUSED)
async def test_what_the_scheme_cannot_count_is_refused(
    service: AsyncClient, evaluator: Header, change: Change, pointer: str, code: str
) -> None:
    given = deepcopy(dict(GIVEN))
    change(given)
    asked = {"subject": {"kind": "plan", "code": "made"}, **ASKED, "given": [given]}

    answer = await service.post(RUNS, json=asked, headers=evaluator)

    assert answer.status_code == 422, answer.text
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        (pointer, code)
    ]
    assert (await service.get(f"{RUNS}?view=head", headers=evaluator)).json()["items"] == []


def errors(by: Any, *given: Facts) -> list[tuple[str, str]]:
    two = {"made": [project("a", "90"), project("b", "90", parent="a")]}
    subjects = [GivenSubject.model_validate(each) for each in given]
    try:
        check_given(subjects, snapshot(two, by))
    except InvalidInputError as error:
        return [(each.pointer, each.code) for each in error.errors]
    return []


def test_scheme_without_items_takes_nothing() -> None:
    for stem in ("invested-institution-1", "pledge-default-1"):
        assert errors(scheme(stem), GIVEN) == [("/given", "scheme_without_items")]


def test_subject_is_given_once() -> None:
    assert errors(MANIFESTO, GIVEN) == []
    assert errors(MANIFESTO, GIVEN, GIVEN) == [("/given/1", "given_twice")]


def test_known_bonus_is_given_once() -> None:
    by = scheme("manifesto-2020-1", bonuses=[BONUS])
    one = {"bonus": "best", "points": "1"}

    assert errors(by, {**GIVEN, "bonuses": [one]}) == []
    assert errors(by, {**GIVEN, "bonuses": [one, one]}) == [
        ("/given/0/bonuses/1/bonus", "given_twice")
    ]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ({"project": "a"}, []),
        ({"project": "b"}, [("/given/0/project", "unknown_subject")]),
        ({"project": "c"}, [("/given/0/project", "unknown_subject")]),
        ({}, [("/given/0/project", "wrong_subject")]),
    ],
)
def test_scheme_of_projects_takes_projects_that_count(
    subject: Facts, expected: list[tuple[str, str]]
) -> None:
    assert errors(scheme("fiscal-project-2021-1"), {"plan": "made", **subject}) == expected


def test_item_of_the_record_is_not_given() -> None:
    given = {"plan": "made", "items": [{"item": "targets-met", "met": "1", "of": "1"}]}

    assert errors(scheme("joint-evaluation-2024-1"), given) == [
        ("/given/0/items/0/item", "item_of_record")
    ]


@pytest.mark.parametrize(
    ("method", "parameters", "words", "expected"),
    [
        ("nine-grade/1", {}, {"grade": "B+"}, None),
        ("nine-grade/1", {}, {"grade": "B-"}, "/grade"),
        ("share-met/1", {}, {"met": "3", "of": "4"}, None),
        ("share-met/1", {}, {"met": "3"}, "/met"),
        ("target-vs-actual/1", {}, {"target": "4", "actual": "5", "direction": "up"}, None),
        ("target-vs-actual/1", {}, {"actual": "5", "direction": "up"}, ""),
        ("assigned-target/1", {}, {"actual": "5", "history": ["1", "2", "3"]}, None),
        ("assigned-target/1", {}, {"actual": "5", "history": ["1", "2", None]}, ""),
        ("assigned-target/1", {"best": "9", "worst": "1"}, {"actual": "5"}, None),
        ("status/1", {"completed": "100"}, {"status": "completed"}, None),
        ("milestone/1", {}, {"stage": "착공"}, "/stage"),
    ],
)
def test_item_takes_what_its_method_looks_at(
    method: str, parameters: Any, words: Facts, expected: str | None
) -> None:
    areas = MANIFESTO.model_dump(mode="json")["areas"]
    areas[0]["items"][0] |= {"method": method, "parameters": parameters}
    given = {"plan": "made", "items": [{"item": "completion-points", **words}]}

    found = errors(scheme("manifesto-2020-1", areas=areas), given)

    wanted = [] if expected is None else [(f"/given/0/items/0{expected}", "method_cannot_use")]
    assert found == wanted
