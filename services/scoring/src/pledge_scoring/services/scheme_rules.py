"""What has to hang together in a scheme: each broken rule with its place and what to write."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from pledge_shared.contracts.schemes import Area, Grading, SchemeEdition
from pledge_shared.errors import FieldError, json_pointer

from ..engine.figures import SOURCES_OF_PLANS, SOURCES_OF_PROJECTS
from .scheme_bands import band_errors

__all__ = ["VERDICT", "rule_errors"]

VERDICT = "pass-fail/1"
"""The method that says Pass or Fail, and gives no points."""

_PERCENT = 100
_COUNTED, _AS_IT_IS = "share-met/1", "reported/1"


def rule_errors(edition: SchemeEdition) -> Iterator[FieldError]:
    """Yield every rule that a well-formed scheme breaks, but those of methods and parameters."""
    yield from _repeated("/sources", edition.sources)
    yield from _repeated("/areas", edition.areas)
    yield from _repeated("/bonuses", edition.bonuses)
    yield from _repeated_items(edition.areas)
    yield from _unknown_sources(edition)
    yield from _weights(edition)
    yield from _sources(edition)
    yield from _figures(edition)
    if edition.grading is not None:
        yield from _grading(edition.grading, has_fail=bool(_verdict_places(edition)))


def _repeated(pointer: str, parts: Sequence[Any]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for place, part in enumerate(parts):
        if part.code in seen:
            yield FieldError(
                f"{pointer}/{place}/code", "duplicate_code", "Give each part a code of its own."
            )
        seen.add(part.code)


def _repeated_items(areas: Sequence[Area]) -> Iterator[FieldError]:
    """Look for codes given twice; items are known by their codes in the whole scheme."""
    seen: set[str] = set()
    for area_place, area in enumerate(areas):
        for place, item in enumerate(area.items):
            if item.code in seen:
                yield FieldError(
                    f"/areas/{area_place}/items/{place}/code",
                    "duplicate_code",
                    "Give each item a code of its own, in whichever area it stands.",
                )
            seen.add(item.code)


def _unknown_sources(edition: SchemeEdition) -> Iterator[FieldError]:
    known = {source.code for source in edition.sources}
    for path, reference in _references(edition, ()):
        if reference not in known:
            yield FieldError(
                json_pointer(path),
                "unknown_source",
                "Write the code of an entry of `sources`, or add the source there.",
            )


def _references(part: Any, path: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str]]:
    """Yield every reference of a scheme with its path; the parameters of methods hold none."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if name == "reference":
                yield (*path, name), value
            else:
                yield from _references(value, (*path, name))
    elif isinstance(part, tuple):
        for place, entry in enumerate(part):
            yield from _references(entry, (*path, place))


def _verdict_places(edition: SchemeEdition) -> list[str]:
    return [
        f"/areas/{area_place}/items/{place}"
        for area_place, area in enumerate(edition.areas)
        for place, item in enumerate(area.items)
        if item.method == VERDICT
    ]


def _weights(edition: SchemeEdition) -> Iterator[FieldError]:
    """Weights stand where points come from, nowhere else, and are not all 0."""
    for area_place, area in enumerate(edition.areas):
        pointer, scored = f"/areas/{area_place}", False
        for place, item in enumerate(area.items):
            gives_points = item.method != VERDICT
            scored = scored or gives_points
            yield from _weight(f"{pointer}/items/{place}/weight", item.weight, needed=gives_points)
        yield from _weight(f"{pointer}/weight", area.weight, needed=scored)
        weights = [item.weight for item in area.items if item.weight is not None]
        yield from _not_all_zero(f"{pointer}/items", weights)
    weights = [area.weight for area in edition.areas if area.weight is not None]
    yield from _not_all_zero("/areas", weights)


def _sources(edition: SchemeEdition) -> Iterator[FieldError]:
    """Figures of the record suit what is evaluated, and a method that counts them as they are."""
    of_projects = edition.evaluates == "project"
    known = SOURCES_OF_PROJECTS if of_projects else SOURCES_OF_PLANS
    for area_place, area in enumerate(edition.areas):
        for place, item in enumerate(area.items):
            pointer = f"/areas/{area_place}/items/{place}/source"
            if item.source is None:
                continue
            if item.source not in known:
                yield FieldError(
                    pointer,
                    "source_of_another",
                    "Write a figure of what this scheme evaluates: a plan, or a project.",
                )
            if item.method != (_COUNTED if item.source == "targets_met" else _AS_IT_IS):
                yield FieldError(
                    pointer,
                    "source_of_method",
                    "Take `targets_met` with share-met/1, and every rate with reported/1.",
                )


def _weight(pointer: str, weight: object, *, needed: bool) -> Iterator[FieldError]:
    if needed and weight is None:
        yield FieldError(
            pointer, "weight_missing", 'Write the declared weight (배점), such as "20".'
        )
    if not needed and weight is not None:
        yield FieldError(
            pointer, "weight_not_allowed", "Leave the weight out: Pass or Fail gives no points."
        )


def _not_all_zero(pointer: str, weights: Iterable[Any]) -> Iterator[FieldError]:
    found = list(weights)
    if found and not any(found):
        yield FieldError(
            pointer, "weights_all_zero", "Give at least one part a weight greater than 0."
        )


def _figures(edition: SchemeEdition) -> Iterator[FieldError]:
    if not edition.cap.value:
        yield FieldError("/cap/value", "cap_zero", 'Write the full points, such as "100".')
    least = edition.minimum_coverage
    if least is not None and least.value > _PERCENT:
        yield FieldError(
            "/minimum_coverage/value", "percent_over_100", "Write a percentage from 0 to 100."
        )
    days = edition.validity
    if days is not None and days.start and days.end and days.end < days.start:
        yield FieldError(
            "/validity/end", "validity_order", "Write a last day that is not before the first."
        )


def _grading(grading: Grading, *, has_fail: bool) -> Iterator[FieldError]:
    yield from _repeated("/grading/grades", grading.grades)
    order = {grade.code: place for place, grade in enumerate(grading.grades)}
    yield from _unknown_grades(grading, order)
    yield from band_errors(grading, order)
    yield from _quotas(grading, order)
    if has_fail and grading.fail is None:
        yield FieldError(
            "/grading/fail",
            "fail_without_consequence",
            "Write which grade a Fail leads to: an item of this scheme is Pass or Fail.",
        )


def _unknown_grades(grading: Grading, order: dict[str, int]) -> Iterator[FieldError]:
    named = [
        *((f"/grading/bands/{place}", band.grade) for place, band in enumerate(grading.bands)),
        *((f"/grading/quotas/{place}", quota.grade) for place, quota in enumerate(grading.quotas)),
        *(
            (f"/grading/{name}", given.grade)
            for name in ("fail", "unsubmitted")
            if (given := getattr(grading, name)) is not None
        ),
    ]
    for pointer, grade in named:
        if grade not in order:
            yield FieldError(
                f"{pointer}/grade", "unknown_grade", "Write the code of an entry of `grades`."
            )


def _quotas(grading: Grading, order: dict[str, int]) -> Iterator[FieldError]:
    seen: set[tuple[str, str]] = set()
    for place, quota in enumerate(grading.quotas):
        pointer = f"/grading/quotas/{place}"
        if quota.percent > _PERCENT:
            yield FieldError(
                f"{pointer}/percent", "quota_over_100", "Write a percentage from 0 to 100."
            )
        if (quota.rule, quota.grade) in seen:
            yield FieldError(pointer, "quota_twice", "Say this of a grade only once.")
        seen.add((quota.rule, quota.grade))
        limits_better = quota.rule == "at_most_this_or_better"
        if order.get(quota.grade) == (len(order) - 1 if limits_better else 0):
            yield FieldError(
                f"{pointer}/grade",
                "quota_of_everybody",
                "Name another grade: everybody has this grade or one on that side of it.",
            )
    if grading.quotas and grading.ties is None:
        yield FieldError(
            "/grading/ties",
            "ties_missing",
            "Say what equal points at a cut get: the `better` grade or the `worse`.",
        )
