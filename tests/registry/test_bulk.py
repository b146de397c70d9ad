"""Many rows in one request: one commit, each row answered for itself."""

from typing import Any

import pytest
import pytest_asyncio

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

PLAN = "/v1/plans/plan"
ACTUALS, TARGETS, PATCHES = f"{PLAN}/actuals", f"{PLAN}/targets", f"{PLAN}/project-patches"
A, B = f"{PLAN}/projects/a", f"{PLAN}/projects/b"


def _row(project: str, period: str, indicator: str = "reached", **fields: Any) -> dict[str, Any]:
    return {"project": project, "indicator": indicator, "period": period, **fields}


GOOD, OTHER = _row("a", "2021", value="19"), _row("b", "2021", value="20")
BAD = _row("a", "2021-Q1", value="1")


@pytest_asyncio.fixture(loop_scope="session")
async def plan(registry: RegistryCaller) -> RegistryCaller:
    """Run a registry that holds a plan of two projects."""
    await registry.imported(make_document("plan", make_project("a"), make_project("b")))
    return registry


async def _post(registry: RegistryCaller, path: str, *rows: Any, **more: Any) -> Any:
    return await registry.write("POST", path, {"rows": list(rows)}, **more)


def _states(answer: Any) -> list[tuple[int, str, int | None]]:
    return [(r["row"], r["state"], r["project_version"]) for r in answer.json()["rows"]]


def _errors(answer: Any) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def test_many_actuals_are_one_commit(plan: RegistryCaller) -> None:
    answer = await _post(
        plan, ACTUALS, GOOD, OTHER, _row("a", "2020", value="9", reported_rate="90"), reason="마감"
    )

    assert answer.status_code == 200, answer.text
    assert answer.json()["sequence"] == 2
    assert _states(answer) == [(1, "written", 2), (2, "written", 2), (3, "unchanged", 2)]
    for path, value in ((A, "19"), (B, "20")):
        actual = (await plan.get(f"{path}/indicators/reached/actuals/2021")).json()
        assert actual["value"] == value
        newest = (await plan.get(f"{path}/versions")).json()["items"][0]
        assert (newest["version"], newest["sequence"], newest["reason"]) == (2, 2, "마감")


async def test_many_targets_and_patches_too(plan: RegistryCaller) -> None:
    targets = await _post(
        plan, TARGETS, _row("a", "2022", value="30"), _row("b", "2022", ends=True)
    )
    rename = {"project": "a", "patch": {"title": "새 이름"}}
    aim = {"project": "b", "patch": {"goal": "goal"}}
    patches = await _post(plan, PATCHES, rename, aim)

    assert (_states(targets), targets.json()["sequence"]) == (
        [(1, "written", 2), (2, "written", 2)], 2,
    )  # fmt: skip
    assert (_states(patches), patches.json()["sequence"]) == (
        [(1, "written", 3), (2, "written", 3)], 3,
    )  # fmt: skip
    a, b = [(await plan.get(path)).json() for path in (A, B)]
    assert (a["title"], a["indicators"][0]["targets"][-1]["value"]) == ("새 이름", "30")
    assert (b["goal"], b["indicators"][0]["targets"][-1]["ends"]) == ("goal", True)


async def test_one_bad_row_keeps_all_out(plan: RegistryCaller) -> None:
    answer = await _post(plan, ACTUALS, GOOD, BAD, OTHER)

    assert (answer.status_code, answer.json()["code"]) == (422, "rows_refused")
    assert _errors(answer) == [("/rows/1", "mixed_granularity")]
    assert [(await plan.get(path)).json()["version"] for path in (A, B)] == [1, 1]


async def test_partial_writes_the_rest(plan: RegistryCaller) -> None:
    answer = await _post(plan, ACTUALS, GOOD, BAD, OTHER, partial="true")

    assert _states(answer) == [(1, "written", 2), (2, "refused", None), (3, "written", 2)]
    assert [[e["pointer"] for e in row["errors"]] for row in answer.json()["rows"]] == [
        [], ["/rows/1"], [],
    ]  # fmt: skip
    assert [(await plan.get(path)).json()["version"] for path in (A, B)] == [2, 2]


@pytest.mark.parametrize("partial", ["true", "false"])
async def test_when_every_row_is_refused_nothing_is_written(
    plan: RegistryCaller, partial: str
) -> None:
    answer = await _post(plan, ACTUALS, BAD, {}, partial=partial)

    assert (answer.status_code, answer.json()["code"]) == (422, "rows_refused")
    assert {pointer for pointer, _ in _errors(answer)} == {
        "/rows/0", "/rows/1/project", "/rows/1/indicator", "/rows/1/period",
    }  # fmt: skip


@pytest.mark.parametrize("rows", [[GOOD, OTHER], [GOOD, BAD], [BAD], [GOOD, GOOD]])
@pytest.mark.parametrize("partial", ["true", "false"])
async def test_validating_gives_the_verdict_without_effect(
    plan: RegistryCaller, rows: list[Any], partial: str
) -> None:
    verdict = await _post(plan, ACTUALS, *rows, partial=partial, validate_only="true")
    assert [(await plan.get(path)).json()["version"] for path in (A, B)] == [1, 1]

    real = await _post(plan, ACTUALS, *rows, partial=partial)

    assert verdict.status_code == real.status_code
    if real.status_code == 200:
        assert verdict.json() == real.json() | {"sequence": None}
    else:
        assert _errors(verdict) == _errors(real)


REFUSED: dict[str, tuple[str, list[Any], list[tuple[str, str]]]] = {
    "an unknown project": (ACTUALS, [_row("c", "2021")], [("/rows/0", "unknown_project")]),
    "an unknown indicator": (
        TARGETS, [_row("a", "2021", "c")], [("/rows/0", "unknown_indicator")],
    ),
    "the same place twice": (TARGETS, [_row("b", "2021"), GOOD, GOOD], [("/rows/2", "duplicate")]),
    "a project patched twice": (
        PATCHES,
        [{"project": "a", "patch": {}}, {"project": "a", "patch": {}}],
        [("/rows/1/patch", "duplicate")],
    ),
    "a stale ETag": (
        ACTUALS, [GOOD | {"if_match": '"1-stale-r1"'}], [("/rows/0", "precondition_failed")],
    ),
    "an unknown field": (ACTUALS, [GOOD | {"rate": "1"}], [("/rows/0/rate", "unknown_field")]),
    "a float": (ACTUALS, [GOOD | {"value": 1.5}], [("/rows/0/value", "decimal_string")]),
    "no row": (ACTUALS, [None], [("/rows/0", "model_type")]),
    "a patch of a part": (
        PATCHES,
        [{"project": "a", "patch": {"budget": {}}}],
        [("/rows/0/patch/budget", "unknown_field")],
    ),
    "a patch that breaks a rule": (
        PATCHES, [{"project": "a", "patch": {"title": ""}}],
        [("/rows/0/patch/title", "string_too_short")],
    ),
    "no patch": (PATCHES, [{"project": "a", "patch": []}], [("/rows/0/patch", "dict_type")]),
    "a goal that is not there": (
        PATCHES,
        [{"project": "b", "patch": {"title": "새"}}, {"project": "a", "patch": {"goal": "c"}}],
        [("/rows/1/patch/goal", "unknown_reference")],
    ),
    "a suspension without resolution": (
        PATCHES, [{"project": "a", "patch": {"status": "suspended"}}],
        [("/rows/0/patch/status_resolution", "resolution_required")],
    ),
}  # fmt: skip


async def test_rows_that_are_refused(plan: RegistryCaller) -> None:
    for name, (path, rows, expected) in REFUSED.items():
        answer = await _post(plan, path, *rows)

        assert answer.status_code == 422, name
        assert _errors(answer) == expected, name
    assert [(await plan.get(path)).json()["version"] for path in (A, B)] == [1, 1]


async def test_of_one_project_only_the_rows_to_blame_are_refused(plan: RegistryCaller) -> None:
    """The goal is found out when it is written, together with rows of other projects."""
    rows = [{"project": "a", "patch": {"goal": "c"}}, {"project": "b", "patch": {"title": "새"}}]

    answer = await _post(plan, PATCHES, *rows, partial="true")

    assert _states(answer) == [(1, "refused", None), (2, "written", 2)]
    assert answer.json()["rows"][0]["errors"][0]["pointer"] == "/rows/0/patch/goal"
    assert [(await plan.get(path)).json()["version"] for path in (A, B)] == [1, 2]
    assert (await plan.get(f"{B}/versions")).json()["items"][0]["sequence"] == 2


async def test_of_one_project_only_the_rows_of_a_closed_period_are_refused(
    plan: RegistryCaller,
) -> None:
    periods = "/v1/organizations/province/periods"
    etag = (await plan.get(periods)).headers["etag"]
    window = {"opens": "2021-01-01", "closes": "2022-01-31"}
    closed = await plan.write("PUT", f"{periods}/2021", window, etag=etag)
    assert closed.status_code == 200, closed.text
    rows = [GOOD, _row("a", "2020", value="10"), _row("b", "2020", value="11"), OTHER]

    whole = await _post(plan, ACTUALS, *rows)
    rest = await _post(plan, ACTUALS, *rows, partial="true")

    assert _errors(whole) == [("/rows/0", "period_closed"), ("/rows/3", "period_closed")]
    assert _states(rest) == [
        (1, "refused", None), (2, "written", 2), (3, "written", 2), (4, "refused", None),
    ]  # fmt: skip


async def test_each_row_may_name_the_state_it_was_read_in(plan: RegistryCaller) -> None:
    etag = await plan.etag(A)
    rows = [_row("a", str(year), value="1", if_match=etag) for year in (2021, 2022)]

    first, again = [await _post(plan, ACTUALS, *rows) for _ in range(2)]

    assert _states(first) == [(1, "written", 2), (2, "written", 2)]
    assert _errors(again) == [(f"/rows/{n}", "precondition_failed") for n in range(2)]


async def test_rows_that_change_nothing_make_no_commit(plan: RegistryCaller) -> None:
    answer = await _post(plan, ACTUALS, _row("a", "2020", value="9", reported_rate="90"))

    assert answer.json() == {
        "sequence": None,
        "rows": [{"row": 1, "state": "unchanged", "project_version": 1, "errors": []}],
    }


async def test_a_repeated_bulk_write_is_done_once(plan: RegistryCaller) -> None:
    first, again = [await _post(plan, ACTUALS, GOOD, OTHER, key="once") for _ in range(2)]
    other = await _post(plan, ACTUALS, GOOD, key="once")

    assert again.content == first.content
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (await plan.get(A)).json()["version"] == 2


async def test_a_thousand_rows_are_the_most(plan: RegistryCaller) -> None:
    rows = [_row("a", f"{1950 + n % 200}", f"i{n // 200}", value="1") for n in range(1_001)]
    indicators = [{"code": f"i{n}", "name": "지표"} for n in range(6)]
    await plan.imported(
        make_document("plan", make_project("a", indicators=indicators), make_project("b"))
    )

    most = await _post(plan, TARGETS, *rows[:1_000])
    more = await _post(plan, TARGETS, *rows)
    none = await _post(plan, TARGETS)

    assert {state for _, state, _ in _states(most)} == {"written"}
    assert _errors(more) == [("/rows", "too_long")]
    assert _errors(none) == [("/rows", "too_short")]
    indicators = (await plan.get(A)).json()["indicators"]
    assert sum(len(indicator["targets"]) for indicator in indicators) == 1_000


async def test_a_bulk_write_needs_its_plan(plan: RegistryCaller) -> None:
    answer = await _post(plan, "/v1/plans/unknown/actuals", GOOD)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_plan")
