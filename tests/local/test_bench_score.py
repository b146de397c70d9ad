"""What the scoring measurement holds results against, and that it measures what it says."""

import asyncio
from fractions import Fraction
from uuid import UUID

import asyncpg
import pytest

from pledge_local.bench.contenders import by_decimal, by_sql
from pledge_local.bench.nation import Extent, documents
from pledge_local.bench.oracle import expected_rates
from pledge_local.bench.rescoring import Compared, _by, _compare, _incremental, _score_again
from pledge_local.bench.scored import ScoredNation
from pledge_local.errors import LocalError
from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services.inputs import score_project
from pledge_shared.contracts.plan import Plan, PlanDocument
from pledge_shared.contracts.project import Project
from pledge_shared.database.connections import Database

_IDENTITY = {"id": UUID(int=1), "version": 1}


def indicator(*values: tuple[str, str | None], **fields: str) -> dict[str, object]:
    """Return an indicator of the data set: by year what was promised and what was reached."""
    years = [str(2022 + number) for number, _ in enumerate(values)]
    actuals = [
        {"period": year, **({"text": "집계 중"} if reached is None else {"value": reached})}
        for year, (_, reached) in zip(years, values, strict=True)
    ]
    targets = [
        {"period": year, "value": promised}
        for year, (promised, _) in zip(years, values, strict=True)
    ]
    made = {"direction": "up", "weight": "1", **fields}
    return {**made, "targets": targets, "actuals": actuals}


def test_the_oracle_caps_averages_weighs_and_leaves_out_what_is_missing() -> None:
    rising = indicator(("10", "12"), ("10", "5"), ("10", None), weight="3")
    falling = indicator(("3", "9"), direction="down")

    found = expected_rates({"indicators": [rising, falling]})

    assert found.exact == Fraction("64.583333333333")
    assert (found.printed, found.by_float, found.by_rounded_float) == ("64.58", "64.58", "64.58")


def test_rounding_at_every_level_prints_another_figure() -> None:
    third = indicator(("3", "1"), ("3", "2"), ("3", "2"))

    found = expected_rates({"indicators": [third]})

    assert (found.printed, found.by_rounded_float) == ("55.56", "55.56")
    half = expected_rates({"indicators": [indicator(("800", "1"))]})
    assert (half.printed, half.by_float) == ("0.13", "0.12")


def test_the_engine_says_what_the_oracle_says() -> None:
    [document] = documents(Extent(plans=1, projects=40))
    content = PlanDocument.model_validate(document)
    plan = Plan.model_validate({**content.plan.model_dump(), **_IDENTITY})

    for raw, facts in zip(document["projects"], content.projects, strict=True):
        project = Project.model_validate({**facts.model_dump(), **_IDENTITY, "plan": plan.code})
        scored = score_project(plan, project).score

        assert scored.rate_exact == expected_rates(raw).exact


def test_other_means_that_find_other_rates_are_not_compared(
    scoring_database: ThrowawayDatabase,
) -> None:
    async def other_rates() -> None:
        database = Database(scoring_database.app_url, pool_size=2)
        admin = await asyncpg.connect(scoring_database.superuser_url)
        nation = ScoredNation(database)
        [document] = documents(Extent(plans=1, projects=3))
        await nation.add(document)
        for rates in (by_decimal, by_sql):
            await _by(rates, admin, nation.plans)
        await admin.execute("UPDATE scores SET rate_exact = 1 WHERE code = 'p-0002'")
        try:
            for rates in (by_decimal, by_sql):
                with pytest.raises(LocalError, match="other ones"):
                    await _by(rates, admin, nation.plans)
        finally:
            await admin.close()
            await database.close()

    asyncio.run(other_rates())


def test_what_is_measured_scores_compares_and_writes(scoring_database: ThrowawayDatabase) -> None:
    async def measure() -> tuple[Compared, Compared, int]:
        database = Database(scoring_database.app_url, pool_size=2)
        admin = await asyncpg.connect(scoring_database.superuser_url)
        nation, sound, wrong = ScoredNation(database), Compared(), Compared()
        [document] = documents(Extent(plans=1, projects=3))
        await nation.add(document)
        await _compare(database, document, sound)
        facts = """jsonb_set(facts, '{rate}', '"1"')"""
        await admin.execute(f"UPDATE scores SET facts = {facts} WHERE code = 'p-0001'")  # noqa: S608 - a constant
        await _compare(database, document, wrong)
        changed = await _incremental(nation, 20, 3)
        assert 0 < changed.transaction_p99 <= changed.p99
        before = await admin.fetchval("SELECT count(*) FROM score_history")
        found = await _score_again(scoring_database, nation.plans, 1)
        assert min(found[f"{name}_seconds"] for name in ("decimal", "sql", "memory")) > 0
        assert found["rewritten_seconds"] > 0
        written = await admin.fetchval("SELECT count(*) FROM score_history") - before
        await admin.close()
        await database.close()
        return sound, wrong, written

    sound, wrong, written = asyncio.run(measure())

    assert (sound.projects, sound.differing) == (3, 0)
    assert (wrong.projects, wrong.differing) == (3, 1)
    assert written == 3
