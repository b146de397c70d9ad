"""Dashboards (현황판): a plan or an organization with everything that is counted of it."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pledge_shared.canonical import dump_json
from pledge_shared.contracts.achievement_set import SetAchievement
from pledge_shared.contracts.funding import PlanFunding
from pledge_shared.contracts.plan import Organization, Plan
from pledge_shared.contracts.registry import PlanList
from pledge_shared.errors import ServiceError
from pledge_shared.pagination import MAX_LIMIT

from .behind import find_behind
from .joining import Completeness, Joined, joined, member
from .labels import Labels, labels_of, words
from .listings import Item, Listing, members_of
from .pairs import Pair, read_pair
from .parts import Missing, Outcome, Part, Reply
from .reading import ReadOptions
from .sources import HeadReader, Sources
from .upstreams import Upstreams

__all__ = ["Dashboards"]

_LISTS = ("plan_kind", "goal_kind", "project_kind", "status", "funding_source", "stage")
_NO_SCORE = (
    b'"counted":null,"status_counts":null,"rates":null,"funding":null,'
    b'"checks":[],"finding_counts":null'
)
_NO_SUMMARY: Mapping[str, Any] = {"counted": None, "rates": None}


class Dashboards:
    """Reads dashboards from the two services."""

    def __init__(self, upstreams: Upstreams) -> None:
        self._upstreams = upstreams

    async def of_plan(self, plan: str, options: ReadOptions) -> Joined | Reply:
        """Return a plan's dashboard, or a service's refusal.

        Raises
        ------
        UnavailableError
            503: the facts cannot be had, or no scores the caller would take.
        """
        sources = Sources(self._upstreams, options)
        reader = HeadReader(sources, f"/v1/plans/{plan}")
        pair = await _pair(sources, reader, f"/plans/{plan}")
        if isinstance(pair, Reply):
            return pair
        head = members_of(pair.facts, Plan, "registry")
        goals = [goal for goal in head["goals"] if goal["parent"] is None]
        budget, behind, *rates = await asyncio.gather(
            sources.facts(f"/v1/plans/{plan}/funding", b'{"plan":', stated=False),
            find_behind(sources, {"plan": plan}),
            *(_summary(sources, f"/plans/{plan}/goals/{goal['code']}") for goal in goals),
        )
        if not isinstance(budget, Part):
            return _refused(budget)
        titles = {goal["code"]: words(goal["title"], goal["title_en"]) for goal in goals}
        return _Contents(
            pair=pair,
            registry=reader.document,
            facts=[
                member("plan", pair.facts.body),
                member("goal_counts", dump_json(Counter(goal["kind"] for goal in head["goals"]))),
                member("goals", dump_json(_rows(goals, rates, ("code", "kind", "title")))),
                member("budget", dump_json(members_of(budget, PlanFunding, "registry")["items"])),
            ],
            rates=rates,
            behind=behind,
            labels={**labels_of(*_LISTS), "goal": titles},
        ).joined(options)

    async def of_organization(self, code: str, options: ReadOptions) -> Joined | Reply:
        """Return an organization's dashboard, or a service's refusal.

        Raises
        ------
        UnavailableError
            503: the facts cannot be had, or no scores the caller would take.
        """
        sources = Sources(self._upstreams, options)
        reader = HeadReader(sources, f"/v1/organizations/{code}")
        pair = await _pair(sources, reader, f"/organizations/{code}")
        if isinstance(pair, Reply):
            return pair
        plans = await _plans_of(sources, code)
        if isinstance(plans, Reply):
            return plans
        behind, *rates = await asyncio.gather(
            find_behind(sources, {"organization": code}),
            *(_summary(sources, f"/plans/{plan['code']}") for plan in plans),
        )
        head = members_of(pair.facts, Organization, "registry")
        fields = ("code", "title", "kind", "reporting_date")
        return _Contents(
            pair=pair,
            registry=reader.document,
            facts=[
                member("organization", pair.facts.body),
                member("plans", dump_json(_rows(plans, rates, fields))),
            ],
            rates=rates,
            behind=behind,
            labels={**labels_of(*_LISTS), "organization": {code: _name(head)}},
        ).joined(options)


async def _plans_of(sources: Sources, organization: str) -> list[Item] | Reply:
    """Return every plan of an organization, page by page, or the registry's refusal."""
    plans: list[Item] = []
    params = {"organization": organization, "limit": str(MAX_LIMIT)}
    while True:
        page = await sources.listed_facts("/v1/plans", params, PlanList)
        if not isinstance(page, Listing):
            return page
        plans += page.items
        if page.next is None:
            return plans
        params["cursor"] = page.next


async def _pair(sources: Sources, reader: HeadReader, address: str) -> Pair | Reply:
    async def score(more: Mapping[str, str]) -> Outcome:
        return await sources.score(address, b'{"subject":', more)

    return await read_pair(reader.read, score, sources.options, of_one=False)


async def _summary(sources: Sources, address: str) -> Mapping[str, Any] | Missing:
    """Return what is counted of a smaller set, and its rates."""
    found = await sources.score(address, b'{"subject":')
    if isinstance(found, Missing):
        return found
    if isinstance(found, Reply):
        return _NO_SUMMARY
    try:
        members = members_of(found, SetAchievement, "scoring")
    except ServiceError as error:
        return Missing(error)
    return {key: members[key] for key in _NO_SUMMARY}


def _rows(
    items: Sequence[Item], rates: Sequence[Mapping[str, Any] | Missing], fields: Sequence[str]
) -> list[Item]:
    return [
        {**{field: item[field] for field in fields}, **_present(rate)}
        for item, rate in zip(items, rates, strict=True)
    ]


def _name(organization: Item) -> dict[str, str]:
    return words(organization["name"], organization["name_en"])


def _present(rate: Mapping[str, Any] | Missing) -> Mapping[str, Any]:
    return _NO_SUMMARY if isinstance(rate, Missing) else rate


def _refused(outcome: Missing | Reply) -> Reply:
    if isinstance(outcome, Missing):
        raise outcome.error
    return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contents:
    """What a dashboard is joined from."""

    pair: Pair
    registry: Part
    facts: Sequence[bytes]
    rates: Sequence[Mapping[str, Any] | Missing]
    behind: Sequence[Item] | Missing | None
    labels: Labels

    def joined(self, options: ReadOptions) -> Joined:
        """Join the members; one score that is missing makes the whole partial."""
        completeness: Completeness = self.pair.completeness
        parts = (self.behind, *self.rates)
        missing = next((part for part in parts if isinstance(part, Missing)), None)
        if missing is not None:
            if not options.allow_partial:
                raise missing.error
            completeness = "partial"
        score = self.pair.score
        behind = None if isinstance(self.behind, Missing) else self.behind
        members = [
            *self.facts,
            _NO_SCORE if isinstance(score, Missing) else score.body[1:-1],
            member("behind_schedule", dump_json(behind)),
            member("labels", dump_json(self.labels)),
        ]
        return joined(members, completeness, self.registry, score)
