"""What the terminal shows of a card's past."""

from typing import Any

from rich.console import Console

from pledge_local.report.card import CardReport

RESOLUTION = {"committee": "공약 조정 심의회", "number": "제3호", "date": "2026-11-20"}
HEAD = (
    "사업 (a)\n계획 (plan), reporting date 2021-12-31\n계획 (planned), version 2, answer partial\n"
)
END = "No score: scoring does not answer. What is shown are the registry's facts.\n"


def shown(**past: Any) -> str:
    """Return the report of a card that is not scored, and of whose project this is the past."""
    card = {
        "plan": {"code": "plan", "title": "계획", "reporting_date": "2021-12-31"},
        "project": {"code": "a", "title": "사업", "status": "planned", "version": 2, **past},
        "completeness": "partial",
        "score": None,
    }
    console = Console(width=200)
    with console.capture() as capture:
        console.print(CardReport(card))
    return capture.get()


def entry(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "date": "2026-11-22", "predecessors": [], "differences": [], **fields}


def test_a_project_without_a_past_shows_none() -> None:
    assert shown() == f"{HEAD}\n{END}"


def test_adjustments_name_the_resolution_and_what_changed() -> None:
    fields = [{"field": "title", "before": "가", "after": "나"}, {"field": "targets"}]
    adjustment = {"number": 1, "resolution": RESOLUTION, "reason": "사유", "fields": fields}

    line = "Adjusted (No. 1, 공약 조정 심의회 제3호, 2026-11-20): title, targets\n"
    assert shown(adjustments=[adjustment]) == f"{HEAD}\n{line}\n{END}"


def test_the_lineage_is_told_step_by_step() -> None:
    accepted = ["money/planned/fund/2020: 5 → 4"]
    lineage = [
        entry("split", predecessors=["whole"], differences=accepted),
        entry("rename", title_before="옛 사업", title_after="사업"),
        entry("merge", predecessors=["b", "c"]),
    ]

    assert shown(lineage=lineage) == (
        f"{HEAD}\n"
        "Split from whole on 2026-11-22; accepted: money/planned/fund/2020: 5 → 4\n"
        "Renamed on 2026-11-22: 옛 사업 → 사업\n"
        f"Merged from b, c on 2026-11-22\n\n{END}"
    )
