"""The conservation check: a split or merge neither makes nor loses money, targets or actuals.

Money is summed by stage, source and period; declared totals are evidence and are not compared. Of
indicators with the same name, unit and accumulation, what accumulates by `sum` is summed by period;
everything else must reappear as it was, moved or copied.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

from pydantic import BaseModel

from pledge_shared.contracts.codes import Accumulation
from pledge_shared.contracts.indicator import Indicator
from pledge_shared.contracts.project import ProjectFacts

__all__ = ["Line", "conservation", "differences"]

_EXACT = Context(prec=60)
"""Sums of many numbers of 27 digits are not rounded."""

_NUMBERS = ("value", "numerator", "denominator")
_NOT_ADDED = {"reported_rate", "reported_text"}
"""The authority's own judgement of one number; of a sum's parts it says nothing."""
_NOT_HELD = {"period", "approval", "printed"}
"""Where an item stands, and how a document printed it."""


@dataclass(frozen=True, slots=True)
class Line:
    """What stood under one key before and after; None is nothing, which is not 0."""

    key: str
    before: str | None
    after: str | None

    @property
    def text(self) -> str:
        """The line as a lineage records it."""
        return f"{self.key}: {self.before or 'nothing'} → {self.after or 'nothing'}"


def conservation(before: Iterable[ProjectFacts], after: Iterable[ProjectFacts]) -> list[Line]:
    """Compare what some projects hold with what comes after them, line by line."""
    held, kept = _holdings(before), _holdings(after)
    return [Line(key, held.get(key), kept.get(key)) for key in sorted(held.keys() | kept.keys())]


def differences(lines: Iterable[Line]) -> list[Line]:
    """Return the lines in which something was made or lost."""
    return [line for line in lines if line.before != line.after]


def _holdings(projects: Iterable[ProjectFacts]) -> dict[str, str]:
    listed = list(projects)
    return {**_money(listed), **_promises(listed)}


def _money(projects: Iterable[ProjectFacts]) -> dict[str, str]:
    sums: dict[str, int] = defaultdict(int)
    for project in projects:
        for line in project.budget.lines:
            if line.amount_krw is not None:
                sums[f"money/{line.stage}/{line.source}/{line.period}"] += line.amount_krw
    return {key: str(amount) for key, amount in sums.items()}


def _promises(projects: Iterable[ProjectFacts]) -> dict[str, str]:
    summed: dict[str, list[BaseModel]] = defaultdict(list)
    moved: dict[str, list[BaseModel]] = defaultdict(list)
    for project in projects:
        for indicator in project.indicators:
            group = summed if indicator.accumulation is Accumulation.SUM else moved
            for key, item in _cells(indicator):
                group[key].append(item)
    found = {key: _sum_of(items) for key, items in summed.items()}
    found |= {key: " + ".join(_each(items)) for key, items in moved.items()}
    return {key: text for key, text in found.items() if text}


def _cells(indicator: Indicator) -> Iterator[tuple[str, BaseModel]]:
    unit = f" ({indicator.unit})" if indicator.unit else ""
    name = f"{indicator.name}{unit}/{indicator.accumulation}"
    for target in indicator.targets:
        yield f"target/{name}/{target.period}", target
    for actual in indicator.actuals:
        yield f"actual/{name}/{actual.period}/{actual.approval}", actual
    if indicator.term_target is not None:
        yield f"target/{name}/term", indicator.term_target
    if indicator.term_actual is not None:
        yield f"actual/{name}/term", indicator.term_actual


def _each(items: Iterable[BaseModel], without: Iterable[str] = ()) -> list[str]:
    """Return what each item states, once."""
    return sorted({_stated(_fields(item, without)) for item in items} - {"{}"})


def _sum_of(items: list[BaseModel]) -> str:
    sums: dict[str, Decimal] = {}
    for item in items:
        for name in _NUMBERS:
            number = getattr(item, name, None)
            if number is not None:
                sums[name] = _EXACT.add(sums.get(name, Decimal(0)), number)
    added = [_stated(sums)] if sums else []
    return " + ".join(added + _each(items, {*_NUMBERS, *_NOT_ADDED}))


def _fields(item: BaseModel, without: Iterable[str] = ()) -> dict[str, object]:
    """Return what an item says of itself."""
    known = type(item).model_fields
    unsaid = {*_NOT_HELD, *without}
    return {
        name: value for name, value in item if name not in unsaid and value != known[name].default
    }


def _stated(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    """Write equal numbers alike: 1.50 as 1.5."""
    if isinstance(value, Decimal):
        return format(_EXACT.normalize(value), "f")
    return _fields(value) if isinstance(value, BaseModel) else str(value)
