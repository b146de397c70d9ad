"""Whether a kept evaluation is what its pins give: computed again, and compared byte for byte."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.evaluations import (
    EvaluationDifference,
    EvaluationPins,
    EvaluationVerification,
)
from pledge_shared.strict_json import parse_json

from ...engine.version import ENGINE_VERSION
from .evaluating import evaluate
from .snapshot import Snapshot, places_of, set_digest

__all__ = ["Kept", "verify"]

_MOST = 100
"""Differences that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is stored of an evaluation, with the digests stored beside it."""

    pins: bytes
    pins_digest: str
    results: bytes
    results_digest: str
    documents: Mapping[str, bytes]


def verify(kept: Kept) -> EvaluationVerification:
    """Compute an evaluation again from what was pinned, and name everything that differs."""
    found = list(_differences(kept))
    return EvaluationVerification(
        verified=not found,
        engine=ENGINE_VERSION,
        results=digest_of(kept.results),
        differences=tuple(found[:_MOST]),
        more=max(0, len(found) - _MOST),
    )


def _differences(kept: Kept) -> Iterator[EvaluationDifference]:
    yield from _unlike("pins", kept.pins_digest, digest_of(kept.pins))
    yield from _unlike("results", kept.results_digest, digest_of(kept.results))
    pins = EvaluationPins.model_validate_json(kept.pins)
    yield from _unlike("engine", pins.engine, ENGINE_VERSION)
    unsound = [
        difference
        for place, digest in places_of(pins)
        for difference in _unlike(place, digest, _digest(kept.documents.get(digest)))
    ]
    yield from unsound
    yield from _unlike("snapshot", pins.snapshot, set_digest(pins.plans))
    if any(difference.found is None for difference in unsound):
        return  # without a document there is nothing to compute again
    results = canonical_bytes(evaluate(Snapshot(pins, kept.documents)))
    if results != kept.results:
        yield from _fields("results", parse_json(kept.results), parse_json(results))


def _digest(document: bytes | None) -> str | None:
    return None if document is None else digest_of(document)


def _unlike(place: str, kept: str, found: str | None) -> Iterator[EvaluationDifference]:
    if kept != found:
        yield EvaluationDifference(place=place, kept=kept, found=found)


def _fields(place: str, kept: Any, found: Any) -> Iterator[EvaluationDifference]:
    """Yield the innermost places in which two JSON documents differ."""
    if kept == found:
        return
    if isinstance(kept, dict) and isinstance(found, dict):
        for name in sorted({*kept, *found}):
            yield from _fields(f"{place}/{name}", kept.get(name), found.get(name))
    elif isinstance(kept, list) and isinstance(found, list) and len(kept) == len(found):
        for number, (was, now) in enumerate(zip(kept, found, strict=True)):
            yield from _fields(f"{place}/{_name(was, number)}", was, now)
    else:
        yield EvaluationDifference(place=place, kept=_text(kept), found=_text(found))


def _name(part: Any, number: int) -> str:
    """Name a plan, goal, project or item of the results by its codes."""
    if not isinstance(part, dict):
        return str(number)
    if "plan" not in part:
        return str(part.get("item", number))
    inner = part.get("project") or part.get("goal")
    return f"{part['plan']}/{inner}" if inner else str(part["plan"])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
