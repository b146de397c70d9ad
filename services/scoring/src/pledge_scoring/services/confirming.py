"""Works stored rates out again, so that only scores that came out otherwise are made anew.

Every period rate, every indicator and the project's rate are computed from the document once
more, exactly, and so is the coverage. A score that has the same inputs, rules, engine, rate and
coverage as before is left alone: the rest of it, from the range to the findings, is a function of
the same. What whole numbers cannot tell (see `plain_rates`), the engine has to judge in full.
"""

from collections.abc import Iterable
from datetime import date

from pledge_shared.contracts.plan import Plan

from ..engine.numbers import EXACT_PLACES
from ..engine.scheme import Scheme
from ..engine.version import ENGINE_VERSION
from ..storage.confirming import MadeBy, StoredRate
from .plain_projects import rate_of_plain
from .schemes import scheme_digest, scheme_named

__all__ = ["doubtful", "made_now"]


def made_now(plan: Plan) -> MadeBy:
    """Return what the plan's scores would be made by now."""
    scheme = scheme_named(plan.scheme)
    return MadeBy(
        organization=plan.organization,
        on=plan.reporting_date,
        scheme=scheme.name,
        scheme_digest=scheme_digest(scheme),
        engine_version=ENGINE_VERSION,
    )


def doubtful(plan: Plan, stored: Iterable[StoredRate]) -> frozenset[str]:
    """Return the projects whose stored score is not, or may not be, what it would be now."""
    on, scheme = plan.reporting_date, scheme_named(plan.scheme)
    return frozenset(each.code for each in stored if not _comes_out_again(each, on, scheme))


def _comes_out_again(stored: StoredRate, on: date, scheme: Scheme) -> bool:
    if stored.document is None:
        return False
    found = rate_of_plain(stored.document, on=on, scheme=scheme)
    if found is None or stored.rate is None or stored.covered is None or stored.whole is None:
        return False
    covered, whole = found.coverage
    return (
        found.units == int(stored.rate.scaleb(EXACT_PLACES))
        and covered * int(stored.whole) == whole * int(stored.covered)
        and (found.with_value, found.due) == (stored.with_value, stored.due)
    )
