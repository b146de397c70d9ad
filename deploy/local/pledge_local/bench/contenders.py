"""The same rates by other means, to set the engine's times beside.

A plain loop in Python's Decimal, and one SQL statement a plan. Both know one rule, for the data
set that is measured, and nothing of coverage, reasons, findings or digests.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from time import perf_counter
from typing import Any

import asyncpg

__all__ = ["by_decimal", "by_sql", "seconds_to_read"]

Rates = Mapping[str, Decimal]

_DOCUMENTS = """SELECT s.code, i.document FROM scores s JOIN inputs i ON i.digest = s.input
    WHERE s.plan = $1 ORDER BY s.code"""
_IN_SQL = """
    WITH indicators AS (
        SELECT s.code, each.value AS said, each.ordinality AS place
        FROM scores s
        JOIN inputs i ON i.digest = s.input
        CROSS JOIN LATERAL jsonb_array_elements(
            convert_from(i.document, 'UTF8')::jsonb -> 'indicators'
        ) WITH ORDINALITY AS each
        WHERE s.plan = $1
    ), pairs AS (
        SELECT code, place, (said ->> 'weight')::numeric AS weight,
            said ->> 'direction' = 'down' AS falls,
            (target ->> 'value')::numeric AS target, (actual ->> 'value')::numeric AS actual
        FROM indicators
        CROSS JOIN LATERAL jsonb_array_elements(said -> 'targets') AS target
        JOIN LATERAL jsonb_array_elements(said -> 'actuals') AS actual
            ON actual ->> 'period' = target ->> 'period'
        WHERE actual ->> 'value' IS NOT NULL
    ), means AS (
        SELECT code, weight,
            avg(least(100, (100 * CASE WHEN falls THEN target ELSE actual END)::numeric(60, 30)
                / CASE WHEN falls THEN actual ELSE target END)) AS rate
        FROM pairs GROUP BY code, place, weight
    )
    SELECT code, round(sum(weight * rate) / sum(weight), 12) AS rate FROM means GROUP BY code"""
"""Thirty decimals on the way: by itself, PostgreSQL divides to some sixteen digits."""
_PLACES = Decimal(1).scaleb(-12)
_HUNDRED = Decimal(100)
_BUFFER = 128 * 2**20


async def by_sql(connection: asyncpg.Connection, plan: str) -> Rates:
    """Let PostgreSQL read the documents and divide."""
    return {row["code"]: row["rate"] for row in await connection.fetch(_IN_SQL, plan)}


async def by_decimal(connection: asyncpg.Connection, plan: str) -> Rates:
    """Fetch the documents and divide with 28 digits."""
    rows = await connection.fetch(_DOCUMENTS, plan)
    return {row["code"]: _rate(json.loads(row["document"])["indicators"]) for row in rows}


def _rate(indicators: Sequence[Mapping[str, Any]]) -> Decimal:
    above, below = Decimal(0), Decimal(0)
    for indicator in indicators:
        rates = list(_rates(indicator))
        if rates:
            weight = Decimal(indicator["weight"])
            above += weight * sum(rates) / len(rates)
            below += weight
    return (above / below).quantize(_PLACES, ROUND_HALF_UP)


def _rates(indicator: Mapping[str, Any]) -> Iterator[Decimal]:
    targets = {each["period"]: Decimal(each["value"]) for each in indicator["targets"]}
    for actual in indicator["actuals"]:
        if actual["value"] is None:
            continue
        target, reached = targets[actual["period"]], Decimal(actual["value"])
        part = target / reached if indicator["direction"] == "down" else reached / target
        yield min(_HUNDRED, _HUNDRED * part)


def seconds_to_read(size: int) -> float:
    """Return how long one core takes to go over so many bytes of memory once."""
    buffer = b"a" * _BUFFER
    began = perf_counter()
    buffer.count(b"b")
    return (perf_counter() - began) * size / _BUFFER
