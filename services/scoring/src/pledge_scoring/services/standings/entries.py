"""Who takes part in a ranking: plans, organizations or projects that the filters leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Literal

from pledge_shared.database.connections import ReadConnection

from ...engine.named_rates import MONEY_RATES, NamedRate, own_rate, rate_of_project
from ...engine.peer_groups import PeerGroup, peer_group
from ...storage.organizations import KnownOrganization
from ...storage.standings import PlanStanding, ProjectStanding, project_standings
from .tallies import PlanSet, Tallies

__all__ = ["Entry", "Of", "RankingAsked", "entries_of", "groups_by_code", "plans_asked_for"]

Of = Literal["plans", "organizations", "projects"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingAsked:
    """What to rank, by which rate, and who takes part; None asks nothing.

    ``minimum_coverage`` and ``top`` are percentages.
    """

    of: Of
    rate: str
    minimum_coverage: Fraction
    groups: tuple[PeerGroup, ...] | None = None
    under: str | None = None
    organization: str | None = None
    plan: str | None = None
    plan_kind: str | None = None
    term: str | None = None
    status: str | None = None
    top: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Somebody who takes part; ``dates`` are the days of which the scores are."""

    key: tuple[str, ...]
    plan: str | None
    code: str
    organization: str
    title: tuple[str, str | None] | None
    group: PeerGroup
    dates: tuple[date, date]
    version: int | None
    digest: str
    rate: NamedRate


def groups_by_code(known: Mapping[str, KnownOrganization]) -> dict[str, PeerGroup]:
    """Return the group of every organization."""
    return {
        code: peer_group(each.kind, name=each.name, district_code=each.district_code)
        for code, each in known.items()
    }


def plans_asked_for(
    asked: RankingAsked,
    plans: Sequence[PlanStanding],
    known: Mapping[str, KnownOrganization],
    groups: Mapping[str, PeerGroup],
) -> list[PlanStanding]:
    """Return the plans that every filter leaves."""

    def is_under(code: str) -> bool:
        above = known[code].parent if code in known else None
        return asked.under in {None, code, above}

    return [
        plan
        for plan in plans
        if asked.plan in {None, plan.code}
        and asked.organization in {None, plan.organization}
        and asked.plan_kind in {None, plan.kind}
        and asked.term in {None, plan.term}
        and is_under(plan.organization)
        and (asked.groups is None or _group(groups, plan.organization) in asked.groups)
    ]


async def entries_of(
    connection: ReadConnection,
    tallies: Tallies,
    asked: RankingAsked,
    plans: Sequence[PlanStanding],
    known: Mapping[str, KnownOrganization],
) -> list[Entry]:
    """Return who takes part, with the rate that is ranked."""
    groups = groups_by_code(known)
    taking_part = plans_asked_for(asked, plans, known, groups)
    if asked.of == "projects":
        return await _projects(connection, asked, taking_part, groups)
    sets = _sets(asked.of, taking_part)
    rates = await tallies.of(connection, sets)
    return [_entry(asked, each, rates[each.code][asked.rate], known, groups) for each in sets]


def _group(groups: Mapping[str, PeerGroup], organization: str) -> PeerGroup:
    return groups.get(organization, PeerGroup.UNKNOWN)


def _sets(of: Of, plans: Sequence[PlanStanding]) -> list[PlanSet]:
    together: dict[str, list[PlanStanding]] = {}
    for plan in plans:
        together.setdefault(plan.code if of == "plans" else plan.organization, []).append(plan)
    return [PlanSet(code, tuple(theirs)) for code, theirs in together.items()]


def _entry(
    asked: RankingAsked,
    each: PlanSet,
    rate: NamedRate,
    known: Mapping[str, KnownOrganization],
    groups: Mapping[str, PeerGroup],
) -> Entry:
    first, organization = each.plans[0], each.plans[0].organization
    dates = [plan.reporting_date for plan in each.plans]
    is_plan, named = asked.of == "plans", known.get(organization)
    title = (named.name, named.name_en) if named else None
    return Entry(
        key=(each.code,),
        plan=first.code if is_plan else None,
        code=each.code,
        organization=organization,
        title=(first.title, first.title_en) if is_plan else title,
        group=_group(groups, organization),
        dates=(min(dates), max(dates)),
        version=first.version if is_plan else None,
        digest=first.digest if is_plan else _joined([plan.digest for plan in each.plans]),
        rate=rate,
    )


def _joined(digests: Sequence[str]) -> str:
    return sha256("".join(digests).encode()).hexdigest()


async def _projects(
    connection: ReadConnection,
    asked: RankingAsked,
    plans: Sequence[PlanStanding],
    groups: Mapping[str, PeerGroup],
) -> list[Entry]:
    owners = {plan.code: plan.organization for plan in plans}
    money = asked.rate in MONEY_RATES
    found = await project_standings(connection, owners, status=asked.status, money=money)
    return [_of_project(asked, each, owners[each.plan], groups) for each in found]


def _of_project(
    asked: RankingAsked,
    each: ProjectStanding,
    organization: str,
    groups: Mapping[str, PeerGroup],
) -> Entry:
    own = own_rate(each.rate, reason=each.reason, coverage=each.coverage, spread=each.range)
    return Entry(
        key=(each.plan, each.code),
        plan=each.plan,
        code=each.code,
        organization=organization,
        title=None,
        group=_group(groups, organization),
        dates=(each.scored_on, each.scored_on),
        version=each.version,
        digest=each.digest,
        rate=rate_of_project(asked.rate, own, each.funding),
    )
