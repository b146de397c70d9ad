"""Facts and score of one state: read beside each other, and again until they belong together."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from ..errors import NotScoredError, StaleScoreError
from .joining import Completeness
from .parts import Missing, Outcome, Part, Reply
from .reading import RETRY, WAIT_SECONDS, ReadOptions

__all__ = ["AskFacts", "AskScore", "Pair", "read_pair"]

AskFacts = Callable[[], Awaitable[Outcome]]
AskScore = Callable[[Mapping[str, str]], Awaitable[Outcome]]
"""Asks scoring, with parameters that may make it wait."""

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Facts with their score, or with the reason there is none."""

    facts: Part
    score: Part | Missing
    completeness: Completeness


async def read_pair(
    ask_facts: AskFacts, ask_score: AskScore, options: ReadOptions, *, of_one: bool = True
) -> Pair | Reply:
    """Return facts and score of one state as far as they can be had, or a service's refusal.

    Parameters
    ----------
    of_one
        The score is of the one document that the facts are, and names its version.

    Raises
    ------
    UnavailableError
        503: the facts cannot be had, or no score the caller would take.
    """
    facts, score = await _consistent(ask_facts, ask_score, of_one=of_one)
    if isinstance(facts, Missing):
        raise facts.error
    if isinstance(facts, Reply):
        return facts
    if isinstance(score, Reply):
        if not score.nothing_there:
            return score
        # The registry knows it, so scoring's 404 says only that it does not know it yet.
        score = Missing(NotScoredError("Scoring has not judged this yet.", headers=RETRY))
    return Pair(facts, score, _completeness(facts, score, options, of_one=of_one))


async def _consistent(
    ask_facts: AskFacts, ask_score: AskScore, *, of_one: bool
) -> tuple[Outcome, Outcome]:
    facts, score = await asyncio.gather(ask_facts(), ask_score({}))
    waited = False
    for _ in range(_ROUNDS):
        if not isinstance(facts, Part):
            break
        if isinstance(score, Part) and _is_newer(score, facts, of_one=of_one):
            facts = await ask_facts()
        elif not waited and _may_catch_up(score, facts, of_one=of_one):
            waited = True
            score = await _later(ask_score, facts, score)
        else:
            break
    return facts, score


async def _later(ask_score: AskScore, facts: Part, score: Outcome) -> Outcome:
    """Ask again, letting scoring wait until it has read what the facts are of."""
    later = await ask_score({"at_least": str(facts.sequence), "wait": str(WAIT_SECONDS)})
    return score if isinstance(score, Part) and isinstance(later, Missing) else later


def _is_newer(score: Part, facts: Part, *, of_one: bool) -> bool:
    return score.sequence > facts.sequence or (of_one and score.version > facts.version)


def _is_current(score: Part, facts: Part, *, of_one: bool) -> bool:
    """Tell whether a score knows all that the facts are of.

    What scoring has read of the feed says so; so does a score that was made of that very state,
    as one for an earlier ``as_of`` is.
    """
    known = max(score.position, score.sequence)
    return known >= facts.sequence and (not of_one or score.version == facts.version)


def _may_catch_up(score: Outcome, facts: Part, *, of_one: bool) -> bool:
    if isinstance(score, Reply):
        return score.nothing_there
    return isinstance(score, Part) and not _is_current(score, facts, of_one=of_one)


def _completeness(
    facts: Part, score: Part | Missing, options: ReadOptions, *, of_one: bool
) -> Completeness:
    if isinstance(score, Missing):
        if not options.allow_partial:
            raise score.error
        return "partial"
    if _is_current(score, facts, of_one=of_one):
        return "full"
    if not options.allow_stale:
        raise StaleScoreError("The score is of an older state; ask again.", headers=RETRY)
    return "stale"
