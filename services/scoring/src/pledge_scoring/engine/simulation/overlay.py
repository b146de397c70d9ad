"""What is assumed in place of the record: changed facts and rules, put in without writing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Generic, TypeVar

from ..facts import Actual, Indicator, Project, Status, Target
from ..project import ProjectScore, score_facts
from ..scheme import Scheme

__all__ = ["Assumed", "Case", "Misplaced", "MisplacedError", "Overlay", "assume", "misplaced"]

Path = tuple[str | int, ...]
Said = TypeVar("Said", Actual, Target)


@dataclass(frozen=True, slots=True)
class Assumed(Generic[Said]):
    """What an indicator is assumed to say of one period, whole, in place of what it says."""

    indicator: str
    period: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What is assumed of one project; what is not named stays as it is recorded."""

    actuals: tuple[Assumed[Actual], ...] = ()
    targets: tuple[Assumed[Target], ...] = ()
    weights: tuple[tuple[str, Fraction], ...] = ()
    """Declared weights of indicators, by code."""
    left_out: tuple[str, ...] = ()
    """Codes of indicators."""
    weight: Fraction | None = None
    """Declared weight of the project; None keeps what is declared."""
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A place of an overlay that names what is not there, or names it twice."""

    path: Path
    code: str


class MisplacedError(Exception):
    """An overlay names what the project does not have."""

    def __init__(self, found: Sequence[Misplaced]) -> None:
        super().__init__("the overlay does not fit the project")
        self.found = tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A project with everything its score depends on."""

    project: Project
    parts: tuple[Project, ...] = ()
    on: date
    scheme: Scheme

    def score(self) -> ProjectScore:
        """Score it as the engine scores any project."""
        return score_facts(self.project, self.parts, on=self.on, scheme=self.scheme)

    def without(self, indicator: str, period: str | None = None) -> "Case":
        """Return the case without an indicator, or without one period of it."""
        if period is None:
            overlay = Overlay(left_out=(indicator,))
            return replace(self, project=assume(self.project, overlay))
        changed = tuple(
            replace(
                each,
                periods=tuple(facts for facts in each.periods if facts.period.text != period),
            )
            if each.code == indicator
            else each
            for each in self.project.indicators
        )
        return replace(self, project=replace(self.project, indicators=changed))

    def without_part(self, code: str) -> "Case":
        """Return the case without a sub-project."""
        return replace(self, parts=tuple(part for part in self.parts if part.code != code))


def assume(project: Project, overlay: Overlay) -> Project:
    """Return a project with an overlay put in.

    Raises
    ------
    MisplacedError
        The overlay names an indicator or period that the project does not have, or one twice.
    """
    if found := tuple(misplaced(project, overlay)):
        raise MisplacedError(found)
    return replace(
        project,
        weight=project.weight if overlay.weight is None else overlay.weight,
        status=overlay.status or project.status,
        indicators=tuple(
            _assumed(indicator, overlay)
            for indicator in project.indicators
            if indicator.code not in overlay.left_out
        ),
    )


def _assumed(indicator: Indicator, overlay: Overlay) -> Indicator:
    actuals = _by_period(indicator.code, overlay.actuals)
    targets = _by_period(indicator.code, overlay.targets)
    return replace(
        indicator,
        weight=dict(overlay.weights).get(indicator.code, indicator.weight),
        periods=tuple(
            replace(
                facts,
                actual=actuals.get(facts.period.text, facts.actual),
                target=targets.get(facts.period.text, facts.target),
            )
            for facts in indicator.periods
        ),
    )


def misplaced(project: Project, overlay: Overlay) -> Iterator[Misplaced]:
    """Yield each place of an overlay that does not fit a project."""
    known = {indicator.code: indicator for indicator in project.indicators}
    for name, said in (("actuals", overlay.actuals), ("targets", overlay.targets)):
        yield from _places(known, name, [(each.indicator, each.period) for each in said])
    named = [((place, "indicator"), code) for place, (code, _) in enumerate(overlay.weights)]
    yield from _codes(known, "weights", named)
    yield from _codes(
        known, "left_out", [((place,), code) for place, code in enumerate(overlay.left_out)]
    )


def _places(
    known: Mapping[str, Indicator], name: str, given: Sequence[tuple[str, str]]
) -> Iterator[Misplaced]:
    seen: set[tuple[str, str]] = set()
    for place, (code, period) in enumerate(given):
        indicator = known.get(code)
        if indicator is None:
            yield Misplaced((name, place, "indicator"), "unknown_indicator")
        elif all(facts.period.text != period for facts in indicator.periods):
            yield Misplaced((name, place, "period"), "unknown_period")
        if (code, period) in seen:
            yield Misplaced((name, place), "duplicate")
        seen.add((code, period))


def _codes(
    known: Collection[str], name: str, given: Sequence[tuple[Path, str]]
) -> Iterator[Misplaced]:
    seen: set[str] = set()
    for path, code in given:
        if code not in known:
            yield Misplaced((name, *path), "unknown_indicator")
        if code in seen:
            yield Misplaced((name, *path), "duplicate")
        seen.add(code)


def _by_period(indicator: str, said: Sequence[Assumed[Said]]) -> dict[str, Said]:
    return {each.period: each.said for each in said if each.indicator == indicator}
