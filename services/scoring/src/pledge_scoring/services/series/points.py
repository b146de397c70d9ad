"""A point of a series: the rates of one date, what they stand on, and what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from ...engine.named_rates import PROJECT_RATES, NamedRate, own_rate, rate_of_project, rates_of_set
from ...engine.scheme import DEFAULT_SCHEME, SCHEMES, Scheme
from ...storage.series import KnownPoint, KnownScore

__all__ = ["Foundation", "Point", "State", "changes_between", "rates_then", "state_foundation"]

State = Mapping[str, KnownScore]
"""The scores of a plan by project, or of one project alone, as they stood at a commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """The versions behind a point."""

    known: KnownPoint | None
    registry_sequence: int
    plan_version: int
    version: int | None
    schemes: tuple[str, ...]
    engines: tuple[str, ...]
    digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Rates of a date, or the reason there are none; ``key`` is its place in the series."""

    key: str
    period: str | None
    on: date | None
    reason: str | None = None
    changed: tuple[str, ...] = ()
    foundation: Foundation | None = None
    rates: Sequence[NamedRate] | None = None


def rates_then(state: State, code: str | None) -> tuple[Sequence[NamedRate] | None, str | None]:
    """Return the rates of a state, or why there are none."""
    if not state:
        return None, "deleted"
    if code is not None:
        return _rates_of_project(state[code])
    rows = [each.row for each in state.values() if each.row is not None]
    if len(rows) < len(state):
        return None, "not_kept"
    return rates_of_set(rows, _scheme({each.scheme for each in state.values()})), None


def _rates_of_project(score: KnownScore) -> tuple[Sequence[NamedRate], str | None]:
    """Return all rates of a project, or what a first release kept: its own, without a range."""
    row = score.row
    own = own_rate(
        score.rate,
        reason=score.reason,
        coverage=score.coverage,
        spread=row.range if row else None,
    )
    if row is None:
        return [own], "not_kept"
    return [rate_of_project(name, own, row.funding) for name in PROJECT_RATES], None


def _scheme(names: set[str]) -> Scheme:
    """Return the one scheme of all scores, else the default one."""
    return SCHEMES.get(names.pop(), DEFAULT_SCHEME) if len(names) == 1 else DEFAULT_SCHEME


def state_foundation(known: KnownPoint, state: State, code: str | None) -> Foundation | None:
    """Return what a state stands on; None where everything ended."""
    if not state:
        return None
    scores = [state[each] for each in sorted(state)]
    digests = "".join(each.digest for each in scores)
    return Foundation(
        known=known,
        registry_sequence=max(each.registry_sequence for each in scores),
        plan_version=max(each.plan_version for each in scores),
        version=None if code is None else scores[0].version,
        schemes=tuple(sorted({each.scheme for each in scores})),
        engines=tuple(sorted({each.engine_version for each in scores})),
        digest=sha256(digests.encode()).hexdigest() if code is None else scores[0].digest,
    )


def changes_between(
    before: tuple[KnownPoint, State] | None, now: tuple[KnownPoint, State]
) -> tuple[str, ...]:
    """Name what a point stands on otherwise than the one before."""
    if before is None:
        return ("first",)
    (known_then, then), (known, state) = before, now
    pairs = {
        "data": (_facts(then), _facts(state)),
        "reporting_date": (known_then.on, known.on),
        "scheme": tuple({each.scheme_digest for each in some.values()} for some in (then, state)),
        "engine": tuple({each.engine_version for each in some.values()} for some in (then, state)),
    }
    found = tuple(name for name, (old, new) in pairs.items() if old != new)
    versions = [{each.plan_version for each in some.values()} for some in (then, state)]
    return found if found or versions[0] == versions[1] else ("plan",)


def _facts(state: State) -> dict[str, tuple[str, tuple[tuple[str, int], ...]]]:
    return {
        code: (each.input, tuple(sorted(each.part_versions.items())))
        for code, each in state.items()
    }
