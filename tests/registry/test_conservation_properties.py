"""The conservation check of any split: what is only handed on agrees; what is lost shows."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_registry.domain.conservation import Line, conservation, differences
from pledge_shared.contracts.budget import BudgetLine
from pledge_shared.contracts.project import ProjectFacts

QUICK = settings(max_examples=60, deadline=None)

PERIODS = ("2019", "2020", "2021")
UNITS = ("명", "개사", None)
KINDS = ("sum", "mean", "latest", "ratio")

amounts = st.one_of(st.none(), st.integers(0, 10**12))
numbers = st.decimals(0, 10**9, places=2)
places = st.tuples(
    st.sampled_from(("planned", "secured")), st.sampled_from(("national", "fund")),
    st.sampled_from((*PERIODS, "prior")),
)  # fmt: skip


@st.composite
def values(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return targets or actuals of some periods: numbers, or words."""
    said = st.one_of(
        numbers.map(lambda number: {"value": f"{number:f}"}), st.just({"text": "착수"})
    )
    periods = draw(st.sets(st.sampled_from(PERIODS)))
    return [{"period": period, **draw(said)} for period in sorted(periods)]


@st.composite
def projects(draw: st.DrawFn) -> ProjectFacts:
    """Return a project with money, and indicators of every accumulation."""
    cells = draw(st.dictionaries(places, amounts, max_size=6))
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=3))
    return ProjectFacts.model_validate(
        {
            "code": "whole",
            "kind": "project",
            "title": "사업",
            "budget": {
                "lines": [
                    {"stage": stage, "source": source, "period": period, "amount_krw": amount}
                    for (stage, source, period), amount in cells.items()
                ],
                "declared_totals": [
                    {"source": "all", "stage": "planned", "period": "total", "amount_krw": 1}
                ],
            },
            "indicators": [
                {
                    "code": f"i-{index}",
                    "name": f"지표 {index}",
                    "unit": draw(st.sampled_from(UNITS)),
                    "accumulation": kind,
                    "targets": draw(values()),
                    "actuals": draw(values()),
                }
                for index, kind in enumerate(kinds)
            ],
        }
    )


def shared_out(draw: st.DrawFn, item: Any, *, summed: bool) -> tuple[Any | None, Any | None]:
    """Divide a number that is summed; move or copy everything else."""
    if summed and item.value is not None:
        left = draw(st.decimals(0, item.value, places=2))
        rest = Decimal(item.value) - left
        return item.model_copy(update={"value": left}), item.model_copy(update={"value": rest})
    moved: tuple[Any | None, Any | None] = draw(
        st.sampled_from(((item, None), (None, item), (item, item)))
    )
    return moved


def halves(draw: st.DrawFn, items: Sequence[Any], *, summed: bool) -> list[tuple[Any, ...]]:
    pairs = [shared_out(draw, item, summed=summed) for item in items]
    return [tuple(pair[side] for pair in pairs if pair[side] is not None) for side in (0, 1)]


def divided_lines(draw: st.DrawFn, lines: Sequence[BudgetLine]) -> list[tuple[BudgetLine, ...]]:
    amounts = [
        (line, None if line.amount_krw is None else draw(st.integers(0, line.amount_krw)))
        for line in lines
    ]
    first = tuple(line.model_copy(update={"amount_krw": left}) for line, left in amounts)
    rest = [
        None if left is None or line.amount_krw is None else line.amount_krw - left
        for line, left in amounts
    ]
    pairs = zip(lines, rest, strict=True)
    return [first, tuple(line.model_copy(update={"amount_krw": left}) for line, left in pairs)]


@st.composite
def splits(draw: st.DrawFn) -> tuple[ProjectFacts, list[ProjectFacts]]:
    """Return a project and two parts that hold what it held."""
    whole = draw(projects())
    lines = divided_lines(draw, whole.budget.lines)
    indicators: list[list[Any]] = [[], []]
    for indicator in whole.indicators:
        summed = indicator.accumulation == "sum"
        targets = halves(draw, indicator.targets, summed=summed)
        actuals = halves(draw, indicator.actuals, summed=summed)
        for side in (0, 1):
            update = {"targets": targets[side], "actuals": actuals[side]}
            indicators[side].append(indicator.model_copy(update=update))
    return whole, [
        whole.model_copy(
            update={
                "budget": whole.budget.model_copy(update={"lines": lines[side]}),
                "indicators": tuple(indicators[side]),
            }
        )
        for side in (0, 1)
    ]


@QUICK
@given(splits())
def test_what_is_handed_on_agrees_in_every_line(
    made: tuple[ProjectFacts, list[ProjectFacts]],
) -> None:
    whole, parts = made

    assert differences(conservation([whole], parts)) == []
    assert differences(conservation(parts, [whole])) == []  # a merge is a split read backwards
    assert conservation([whole], parts) == conservation([whole], parts[::-1])


@QUICK
@given(splits(), st.data())
def test_what_is_lost_shows_in_its_line_only(
    made: tuple[ProjectFacts, list[ProjectFacts]], data: st.DataObject
) -> None:
    whole, parts = made
    kept = conservation([whole], parts)
    lost = [
        (f"money/{line.stage}/{line.source}/{line.period}", index)
        for index, line in enumerate(whole.budget.lines)
        if line.amount_krw is not None
    ]
    if not lost:
        assert not [line for line in kept if line.key.startswith("money/")]
        return
    key, index = data.draw(st.sampled_from(lost))
    lines = whole.budget.lines[:index] + whole.budget.lines[index + 1 :]
    poorer = whole.model_copy(update={"budget": whole.budget.model_copy(update={"lines": lines})})

    (line,) = differences(conservation([whole], [poorer]))

    assert line == Line(key, str(whole.budget.lines[index].amount_krw), None)
