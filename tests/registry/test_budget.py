"""The budget of a project: sent in any unit, stored in 원, replaced as one table."""

from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

BIGDATA = "/v1/plans/gb-7/projects/bigdata"
A = "/v1/plans/plan/projects/a"
BUDGET = f"{A}/budget"
SUPPLEMENT = {"kind": "supplementary", "date": "2021-05-01", "document_number": "예산담당관-11"}


@pytest_asyncio.fixture(loop_scope="session")
async def small(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds one small project."""
    await registry.imported(make_document("plan", make_project("a")))
    return registry


def _line(source: str, period: str, stage: str = "planned", **amount: Any) -> dict[str, Any]:
    return {"source": source, "stage": stage, "period": period, **amount}


async def _put(registry: RegistryCaller, body: Any, project: str = A, **more: Any) -> Any:
    etag = await registry.etag(project)
    return await registry.write("PUT", f"{project}/budget", body, etag=etag, **more)


UNITS: list[tuple[str, Any, int]] = [
    ("krw", 480_000_000, 480_000_000),
    ("원", "480000000", 480_000_000),
    ("thousand_krw", "0.001", 1),
    ("천원", "480000.001", 480_000_001),
    ("million_krw", "0.000001", 1),
    ("백만원", 480, 480_000_000),
    ("억원", "4.8", 480_000_000),
    ("hundred_million_krw", "0.00000001", 1),
    ("조원", "0.000000000001", 1),
    ("trillion_krw", 1_000, 10**15),
]


async def test_amounts_in_any_unit_are_stored_in_won(small: RegistryCaller) -> None:
    for unit, amount, krw in UNITS:
        body = {
            "unit": unit,
            "lines": [_line("national", "2021", amount=amount)],
            "declared_totals": [_line("all", "total", amount=amount)],
            "stated": [{"amount": amount, "parts": [{"source": "national", "amount": amount}]}],
        }

        answer = await _put(small, body)

        assert answer.status_code == 200, answer.text
        stored = (await small.get(A)).json()["budget"]
        assert answer.json()["budget"] == stored
        assert stored["lines"][0]["amount_krw"] == krw
        assert stored["declared_totals"][0]["amount_krw"] == krw
        assert stored["stated"][0]["amount_krw"] == krw
        assert stored["stated"][0]["parts"][0]["amount_krw"] == krw


@pytest.mark.parametrize(
    ("unit", "given", "pointer", "code"),
    [
        ("krw", {"amount": "0.5"}, "/lines/0/amount", "not_whole_won"),
        ("천원", {"amount": "1.0001"}, "/lines/0/amount", "not_whole_won"),
        ("조원", {"amount": "1000.000000000001"}, "/lines/0/amount", "out_of_range"),
        ("krw", {"amount_krw": 10**15 + 1}, "/lines/0/amount_krw", "less_than_equal"),
        ("억원", {"amount": 4.8}, "/lines/0/amount", "decimal_string"),
        ("억원", {"amount": "4,8"}, "/lines/0/amount", "decimal_string"),
        ("억원", {"amount": True}, "/lines/0/amount", "decimal_string"),
        ("억원", {"amount": "-1"}, "/lines/0/amount", "negative_value"),
        ("krw", {"amount": 1, "amount_krw": 1}, "/lines/0", "amount_twice"),
        ("만원", {"amount": 1}, "/unit", "enum"),
        ("krw", {"period": "2021-Q1"}, "/lines/0/period", "invalid_period"),
    ],
)
async def test_an_amount_that_is_no_whole_won(
    samples: RegistryCaller, unit: str, given: dict[str, Any], pointer: str, code: str
) -> None:
    body = {"unit": unit, "lines": [_line("national", "2021") | given]}

    answer = await _put(samples, body, BIGDATA)

    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]


async def test_every_wrong_amount_is_told_at_once(samples: RegistryCaller) -> None:
    half = {"amount": "0.5"}
    body = {
        "lines": [_line("national", "2021", amount=1), _line("fund", "2021", **half)],
        "declared_totals": [_line("all", "total", **half)],
        "stated": [{"amount": 1, "parts": [{"source": "fund", **half}]}],
    }

    answer = await _put(samples, body, BIGDATA)

    assert [e["pointer"] for e in answer.json()["errors"]] == [
        "/lines/1/amount",
        "/declared_totals/0/amount",
        "/stated/0/parts/0/amount",
    ]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/lines", "missing"),
        ({"lines": [_line("national", "2021")] * 2}, "/lines", "duplicate"),
        ({"lines": [], "stated": [{}]}, "/stated/0", "missing"),
        ({"lines": [], "revision": {"kind": "original"}}, "/revision/date", "missing"),
        ({"lines": [], "revisions": []}, "/revisions", "unknown_field"),
        ([], "", "model_type"),
    ],
)
async def test_a_budget_that_breaks_a_rule(
    samples: RegistryCaller, body: Any, pointer: str, code: str
) -> None:
    answer = await _put(samples, body, BIGDATA)

    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]


async def test_totals_and_stated_amounts_that_are_left_out_stay(small: RegistryCaller) -> None:
    await _put(small, {
        "lines": [_line("national", "2021", amount_krw=5)],
        "declared_totals": [_line("all", "total", amount_krw=5)],
        "stated": [{"amount_krw": 5}],
    })  # fmt: skip

    kept = (await _put(small, {"lines": []})).json()["budget"]
    gone = (await _put(small, {"lines": [], "declared_totals": [], "stated": []})).json()["budget"]

    assert (kept["lines"], len(kept["declared_totals"]), len(kept["stated"])) == ([], 1, 1)
    assert gone == {"lines": [], "declared_totals": [], "stated": []}


async def test_a_revision_notes_what_it_changes(small: RegistryCaller) -> None:
    original = {"kind": "original", "date": "2020-12-20"}
    await _put(small, {
        "unit": "억원", "revision": original,
        "lines": [_line("national", "2021", amount=3), _line("fund", "2021", amount=1)],
    })  # fmt: skip
    await _put(small, {
        "unit": "억원", "revision": SUPPLEMENT,
        "lines": [
            _line("national", "2021", amount=5),
            _line("provincial", "2021"),  # blank, as it was: no change
            _line("private", "prior", amount=0),
        ],
    }, reason="추경")  # fmt: skip

    revisions = (await small.get(f"{BUDGET}/revisions")).json()
    first, second = revisions["items"]

    assert revisions["next"] is None
    assert [change["after_krw"] for change in first["changes"]] == [100_000_000, 300_000_000]
    assert {name: second[name] for name in SUPPLEMENT} == SUPPLEMENT
    cells = [(c["source"], c["period"], c["before_krw"], c["after_krw"]) for c in second["changes"]]
    assert cells == [
        ("fund", "2021", 100_000_000, None),
        ("national", "2021", 300_000_000, 500_000_000),
        ("private", "prior", None, 0),
    ]
    assert (await small.get(BUDGET)).json()["revisions"] == revisions["items"]
    assert (await small.get(f"{BUDGET}/revisions", as_of=2)).json()["items"] == [first]


async def test_without_a_revision_the_revisions_stay(small: RegistryCaller) -> None:
    line = _line("national", "2021", amount_krw=1)
    await _put(small, {"lines": [line], "revision": SUPPLEMENT})

    await _put(small, {"lines": []})

    assert len((await small.get(f"{BUDGET}/revisions")).json()["items"]) == 1


async def test_the_same_budget_again_makes_no_version(small: RegistryCaller) -> None:
    body = {"lines": [_line("national", "2021", amount_krw=1)], "revision": SUPPLEMENT}

    first, again = [await _put(small, body) for _ in range(2)]

    assert again.status_code == 200
    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]


async def test_an_act_without_changes_is_noted_once(small: RegistryCaller) -> None:
    body = {"lines": [_line("national", "2021", amount_krw=1)]}
    await _put(small, body)

    for _ in range(2):
        await _put(small, body | {"revision": SUPPLEMENT})

    revisions = (await small.get(f"{BUDGET}/revisions")).json()["items"]
    assert [revision["changes"] for revision in revisions] == [[]]


async def test_the_card_s_budget_adds_up_as_printed(samples: RegistryCaller) -> None:
    table = (await samples.get(f"{BIGDATA}/budget")).json()

    total = {item["stage"]: item["amount_krw"] for item in table["sums"]["total"]}
    assert (total["planned"], total["secured"]) == (18_800_000_000, 3_380_000_000)
    rows = {
        item["source"]: item["amount_krw"]
        for item in table["sums"]["by_source"]
        if item["stage"] == "planned"
    }
    stated = {part["source"]: part["amount_krw"] for part in table["stated"][0]["parts"]}
    assert rows == stated
    columns = [item for item in table["sums"]["by_period"] if item["stage"] == "planned"]
    assert sum(item["amount_krw"] or 0 for item in columns) == total["planned"]
    assert len(table["checks"]) == 32
    assert all(check["passed"] for check in table["checks"])


async def test_a_total_that_does_not_add_up_is_shown(small: RegistryCaller) -> None:
    await _put(small, {
        "lines": [_line("national", "2021", amount_krw=3), _line("fund", "2021", amount_krw=4)],
        "declared_totals": [_line("all", "total", amount_krw=8)],
    })  # fmt: skip

    checks = (await small.get(BUDGET)).json()["checks"]

    assert {(c["subject"], c["printed_krw"], c["sum_krw"], c["passed"]) for c in checks} == {
        ("budget/planned/all/total", 8, 7, False)
    }


async def test_a_sum_of_blanks_is_not_nothing(small: RegistryCaller) -> None:
    await _put(small, {
        "lines": [
            _line("national", "2021"),
            _line("fund", "2021", amount_krw=0),
            _line("fund", "2022", amount_krw=2, approximate=True),
            _line("fund", "2022", "secured", amount_krw=1),
        ]
    })  # fmt: skip

    sums = (await small.get(BUDGET)).json()["sums"]

    assert [(s["stage"], s["source"], s["amount_krw"]) for s in sums["by_source"]] == [
        ("planned", "fund", 2),
        ("planned", "national", None),
        ("secured", "fund", 1),
    ]
    assert [(s["stage"], s["period"], s["amount_krw"]) for s in sums["by_period"]] == [
        ("planned", "2021", 0),
        ("planned", "2022", 2),
        ("secured", "2022", 1),
    ]
    assert [(s["stage"], s["amount_krw"], s["approximate"]) for s in sums["total"]] == [
        ("planned", 2, True),
        ("secured", 1, False),
    ]


async def test_a_budget_s_etag_is_the_project_s_and_it_is_not_kept(samples: RegistryCaller) -> None:
    answer = await samples.get(f"{BIGDATA}/budget")

    assert answer.headers["etag"] == await samples.etag(BIGDATA)
    assert answer.headers["cache-control"] == "no-store"
    assert (await samples.get(f"{BIGDATA}/budget", as_of=0)).status_code == 404


async def test_a_budget_is_replaced_in_the_state_it_was_read_in(small: RegistryCaller) -> None:
    etag = await small.etag(A)
    body = {"lines": [_line("national", "2021", amount_krw=1)]}

    statuses = [
        (await small.write("PUT", BUDGET, body)).status_code,
        (await small.write("PUT", BUDGET, body, etag='"stale"')).status_code,
        (await small.write("PUT", BUDGET, body, etag=etag)).status_code,
        (await small.write("PUT", BUDGET, body, etag=etag)).status_code,
    ]

    assert statuses == [428, 412, 200, 412]
