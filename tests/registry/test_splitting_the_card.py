"""The pledge card, split in two and merged again: the conservation table agrees line by line."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from pledge_shared.testing.registry_caller import RegistryCaller

PROJECTS = "/v1/plans/gb-7/projects"
PEOPLE = {"training"}
RESOLUTION = {"committee": "공약 조정 심의회", "number": "제2021-2호", "date": "2021-07-15"}
STEP = {"date": "2021-08-01", "reason": "인력양성을 따로 관리", "resolution": RESOLUTION}


def part(card: dict[str, Any], code: str, *, people: bool) -> dict[str, Any]:
    """Return the card's part that trains people, or the other: 시군비 goes with the first."""
    indicators = [item for item in card["indicators"] if (item["code"] in PEOPLE) is people]
    known = {item["code"] for item in indicators}
    lines = [line for line in card["budget"]["lines"] if (line["source"] == "municipal") is people]
    milestones = [
        item
        for item in card["milestones"]
        if {quantity.get("indicator") for quantity in item.get("quantities", ())} <= {*known, None}
    ]
    return card | {
        "code": code, "title": f"{card['title']} {code}", "indicators": indicators,
        "budget": {"lines": lines}, "milestones": milestones, "reported_values": [],
    }  # fmt: skip


async def post(registry: RegistryCaller, path: str, body: Any, **headers: str) -> Response:
    answer = await registry.client.post(
        path, json=body, headers={**registry.bearer, "Idempotency-Key": uuid4().hex, **headers}
    )
    assert answer.status_code == 201, answer.text
    return answer


def table(lines: list[dict[str, Any]], parts: list[dict[str, Any]]) -> str:
    """Return the money of the conservation table, with what each part takes of it, in 백만원."""
    taken = [
        {
            f"money/{line['stage']}/{line['source']}/{line['period']}": line.get("amount_krw")
            for line in part["budget"]["lines"]
        }
        for part in parts
    ]
    heads = ("line (백만원)", "before", *(part["code"] for part in parts), "after")
    rows = [
        (line["key"], line["before"], *(each.get(line["key"]) for each in taken), line["after"])
        for line in lines
        if line["key"].startswith("money/")
    ]
    shown = [heads, *((key, *map(_millions, amounts)) for key, *amounts in rows)]
    return "\n".join(f"{row[0]:<32}" + "".join(f"{cell:>16}" for cell in row[1:]) for row in shown)


def _millions(amount: str | int | None) -> str:
    return "" if amount is None else f"{int(amount) // 1_000_000:,}"


def held(lines: list[dict[str, Any]], of: str) -> list[str]:
    return [line["after"] for line in lines if line["key"].startswith(of)]


async def test_the_card_is_split_and_merged_without_loss(
    registry: RegistryCaller,
    sample: Callable[[str], dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = sample("gb-7")
    (card,) = document["projects"]
    await registry.imported(document)
    funding = (await registry.get("/v1/plans/gb-7/funding")).json()["items"]
    parts = [part(card, "bigdata-centre", people=False), part(card, "bigdata-people", people=True)]
    etag = await registry.etag(f"{PROJECTS}/bigdata")

    split = await post(
        registry, f"{PROJECTS}/bigdata/split", STEP | {"parts": parts}, **{"If-Match": etag}
    )
    split_funding = (await registry.get("/v1/plans/gb-7/funding")).json()["items"]
    read = [{"code": item["code"], "etag": item["etag"]} for item in split.json()["successors"]]
    whole = card | {"code": "bigdata-again"}
    merge = await post(
        registry, "/v1/plans/gb-7/merges", STEP | {"predecessors": read, "project": whole}
    )

    lines = split.json()["conserved"]
    with capsys.disabled():
        print(f"\n{table(lines, parts)}")  # noqa: T201 - the figure
    assert [len(held(lines, of)) for of in ("money/", "target/", "actual/")] == [32, 14, 11]
    assert [line for line in lines if line["before"] != line["after"]] == []
    assert merge.json()["conserved"] == lines
    assert split_funding == funding
    assert sum(map(int, held(lines, "money/planned/"))) == 18_800_000_000
    assert sum(map(int, held(lines, "money/secured/"))) == 3_380_000_000
    again = (await registry.get(f"{PROJECTS}/bigdata-again")).json()
    first = (await registry.get(f"{PROJECTS}/bigdata", as_of=1)).json()
    own = {"id", "code", "version", "lineage"}
    assert {k: v for k, v in again.items() if k not in own} == {
        k: v for k, v in first.items() if k not in own
    }
    steps = (await registry.get(f"{PROJECTS}/bigdata/lineage")).json()["steps"]
    assert [step["kind"] for step in steps] == ["merge", "split"]
    assert [step["conserved"] for step in steps] == [lines, lines]
