"""Plans made of a few figures and of rows of given statuses, for the tests of their checks."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pledge_scoring.engine.aggregate import ProjectRow
from pledge_scoring.engine.facts import Kind, Status
from pledge_scoring.engine.funding import Funding, Sums
from pledge_scoring.engine.reported_figures import CheckedFigure, Figure, PlanCase, check_figures
from pledge_scoring.engine.scheme import DEFAULT_SCHEME, Scheme

NO_MONEY = Funding(Sums(), Sums(), Sums(), approximate=False)

Found = dict[str, CheckedFigure]


def rows(number: int = 1, status: str = "on_track", **fields: Any) -> list[ProjectRow]:
    """Return some rows that are alike."""
    given: dict[str, Any] = {
        "plan": "plan",
        "kind": Kind.PLEDGE,
        "parent": None,
        "rate": None,
        "weight": None,
        "funding": NO_MONEY,
        **fields,
    }
    return [
        ProjectRow(code=f"{status}-{place}", status=Status(status), **given)
        for place in range(number)
    ]


def money(**sums: int | None) -> Funding:
    """Return the same sums in each window."""
    each = Sums(**{f"{stage}_krw": krw for stage, krw in sums.items()})
    return Funding(each, each, each, approximate=False)


def check(
    printed: Mapping[str, str | int] | Sequence[Figure],
    projects: Sequence[ProjectRow] = (),
    *,
    goals: Mapping[str, int] | None = None,
    scheme: Scheme = DEFAULT_SCHEME,
) -> Found:
    """Check figures given by name: text for counts and rates, whole numbers for 원."""
    figures = (
        printed if isinstance(printed, Sequence) else [_figure(*pair) for pair in printed.items()]
    )
    case = PlanCase(figures=tuple(figures), rows=tuple(projects), goals=goals or {}, scheme=scheme)
    return {checked.figure.name: checked for checked in check_figures(case)}


def codes(checked: CheckedFigure) -> list[str]:
    """Return the codes of a figure's findings."""
    return [finding.code.value for finding in checked.findings]


def hints(checked: CheckedFigure, code: str = "") -> dict[str, dict[str, str]]:
    """Return the hints of a figure's findings (of one code) with their values, by code."""
    return {
        hint.code: dict(hint.values)
        for finding in checked.findings
        if finding.code.value.endswith(code)
        for hint in finding.hints
    }


def _figure(name: str, printed: str | int) -> Figure:
    if isinstance(printed, int):
        return Figure(name=name, amount_krw=printed)
    return Figure(name=name, value=Decimal(printed))


def rated(*rates: str | None, **fields: Any) -> list[ProjectRow]:
    """Return a row for each rate."""
    return [
        row
        for rate in rates
        for row in rows(rate=None if rate is None else Fraction(rate), **fields)
    ]
