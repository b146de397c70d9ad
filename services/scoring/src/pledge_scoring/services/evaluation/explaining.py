"""How the points of a plan or a project came about by items, as a tree in words.

It is made of the results as they were kept; nothing is computed again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from pledge_shared.contracts.evaluation_items import EvaluatedItem
from pledge_shared.contracts.evaluations import EvaluatedSubject, EvaluationPins, EvaluationResults
from pledge_shared.contracts.explanation import (
    Explanation,
    ExplanationInput,
    ExplanationMethod,
    ExplanationPolicy,
)
from pledge_shared.contracts.schemes import Area, Grade, Item, SchemeEdition
from pledge_shared.errors import NotFoundError

from ...engine.methods import METHODS
from ...engine.numbers import exact_text, fixed
from ..wording import Language, sentence
from .stated import Key

__all__ = ["explain_subject"]

_FORMULA = "Σ points × effective share + bonus points, held to 0…cap"
_FORMULA_OF_AREA = "Σ points × weight / Σ weight, over the items that have points"


def explain_subject(
    pins: EvaluationPins, scheme: bytes, results: bytes, key: Key, language: Language
) -> Explanation:
    """Explain the points of who was evaluated by items.

    Parameters
    ----------
    key
        Code of a plan, with that of a project where projects were evaluated.

    Raises
    ------
    NotFoundError
        404: nobody of that name was evaluated by items in the run.
    """
    found = _row(EvaluationResults.model_validate_json(results), key)
    version = next(plan.version for plan in pins.plans if plan.code == key[0])
    edition = SchemeEdition.model_validate_json(scheme)
    return _Telling(edition, found, version, language).subject("/".join(key))


def _row(results: EvaluationResults, key: Key) -> EvaluatedSubject:
    rows: dict[Key, EvaluatedSubject] = {
        **{(each.plan,): each for each in results.plans},
        **{(each.plan, each.project): each for each in results.projects},
    }
    if key not in rows or not rows[key].items:
        raise NotFoundError("Nothing of that name was evaluated by items; see the results.")
    return rows[key]


class _Telling:
    """Tells of one row of the results, in one language."""

    def __init__(
        self, edition: SchemeEdition, row: EvaluatedSubject, version: int, language: Language
    ) -> None:
        self._edition = edition
        self._row = row
        self._version = version
        self._language: Language = language
        self._items = {each.item: each for each in row.items}

    def subject(self, name: str) -> Explanation:
        """Return the whole tree."""
        row = self._row
        brought = [each.contribution for each in row.items if each.contribution is not None]
        bonus = [row.bonus_points] if row.bonus_points not in {None, "0"} else []
        substitution = " + ".join([*brought, *(each for each in bonus if each)])
        values = {"substitution": substitution, "points": row.points or ""}
        if row.points is None:
            values = {"reason": row.reason or "not_reported"}
        return self._step(
            "subject" if row.points is not None else "subject_null",
            name,
            values,
            rate=row.points,
            rate_exact=row.points_exact,
            reason=row.reason,
            formula=_FORMULA,
            substitution=substitution,
            coverage=row.coverage,
            range=row.range,
            contribution=_shown(row.contribution),
            policies=(*self._policies(), *self._grading()),
            children=tuple(self._area(area) for area in self._edition.areas),
        )

    def _area(self, area: Area) -> Explanation:
        items = [(item, self._items[item.code]) for item in area.items]
        counted = [(item, each) for item, each in items if each.contribution is not None]
        brought = sum((Fraction(each.contribution or 0) for _, each in counted), Fraction(0))
        share = sum((Fraction(each.effective_share) for _, each in counted), Fraction(0))
        points = brought / share if share else None
        substitution = _mean(counted) if points is not None else ""
        title = {"title": self._titled(area)}
        code = "area_verdicts" if area.weight is None else "area_null"
        if points is not None:
            code = "area"
            title |= {"substitution": substitution, "points": fixed(points)}
        return self._step(
            code,
            area.code,
            title,
            rate=None if points is None else fixed(points),
            rate_exact=None if points is None else exact_text(points),
            formula=_FORMULA_OF_AREA if points is not None else None,
            substitution=substitution,
            contribution=fixed(brought) if points is not None else None,
            children=tuple(self._item(item, each) for item, each in items),
        )

    def _item(self, item: Item, row: EvaluatedItem) -> Explanation:
        method = METHODS[item.method]
        label = method.label_ko if self._language == "ko" else method.label_en
        values = {"title": self._titled(item), "label": label, "reason": row.reason or ""}
        if row.points is not None:
            values |= {"substitution": row.substitution, "points": row.points}
        known = "item" if row.points is not None else f"item_{row.verdict or 'null'}"
        if known != "item_null":
            del values["reason"]
        return self._step(
            known,
            f"{row.area}/{row.item}",
            values,
            rate=row.points,
            rate_exact=row.points_exact,
            raw_rate=_shown(row.raw_points),
            reason=row.reason,
            method=ExplanationMethod(name=item.method, label=label, authority=method.authority),
            formula=row.formula,
            substitution=row.substitution,
            range=row.range,
            contribution=_shown(row.contribution),
            inputs=tuple(self._inputs(row)),
            policies=tuple(self._held(row)),
        )

    def _inputs(self, row: EvaluatedItem) -> Iterator[ExplanationInput]:
        given = row.given.model_dump(mode="json", exclude={"item"}) if row.given else {}
        found = {f"given.{word}": value for word, value in given.items()}
        if row.source is not None and row.points_exact is not None:
            found[f"record.{row.source}"] = row.points_exact
        for name, value in found.items():
            yield ExplanationInput(
                name=name, subject=row.item, value=_words(value), version=self._version
            )

    def _held(self, row: EvaluatedItem) -> Iterator[ExplanationPolicy]:
        if row.raw_points != row.points_exact and row.raw_points is not None:
            cap = f"{self._edition.cap.value:f}"
            yield self._policy("held_to_cap", {"raw": row.raw_points, "cap": cap})

    def _policies(self) -> Iterator[ExplanationPolicy]:
        missing = [each.item for each in self._row.items if each.reason is not None]
        counted = [each for each in self._row.items if each.contribution is not None]
        if missing:
            yield self._policy("items_missing", {"codes": ", ".join(missing)})
        if any(each.share != each.effective_share for each in counted):
            weights = ", ".join(f"{each.item} {each.effective_share}" for each in counted)
            yield self._policy("items_renormalised", {"weights": weights})
        for bonus in self._row.bonuses:
            yield self._policy("bonus", bonus.model_dump())

    def _grading(self) -> Iterator[ExplanationPolicy]:
        grading = self._edition.grading
        titles = {each.code: self._titled(each) for each in grading.grades} if grading else {}
        for step in self._row.grading:
            values = dict(step.values)
            if "grade" in values:
                values["grade"] = titles[values["grade"]]
            bound = next((f"_{name}" for name in ("at_least", "over") if name in values), "")
            text = sentence(self._language, f"policy.{step.cause}{bound}", values)
            yield ExplanationPolicy(code=step.cause, values=dict(step.values), text=text)

    def _policy(self, code: str, values: Mapping[str, str]) -> ExplanationPolicy:
        text = sentence(self._language, f"policy.{code}", values)
        return ExplanationPolicy(code=code, values=dict(values), text=text)

    def _step(
        self, code: str, subject: str, values: Mapping[str, str], **fields: object
    ) -> Explanation:
        return Explanation.model_validate(
            {
                **dict.fromkeys(Explanation.model_fields),
                **dict.fromkeys(("inputs", "policies", "children"), ()),
                "code": code,
                "subject": subject,
                "text": sentence(self._language, f"node.{code}", values),
                "substitution": "",
                **fields,
            }
        )

    def _titled(self, part: Area | Item | Grade) -> str:
        return part.title if self._language == "ko" else part.title_en


def _mean(counted: Sequence[tuple[Item, EvaluatedItem]]) -> str:
    """Write the weighted mean of an area's items; one alone is it."""
    if len(counted) == 1:
        return str(counted[0][1].points_exact)
    above = " + ".join(f"{each.points_exact} × {item.weight:f}" for item, each in counted)
    whole = sum((Fraction(item.weight or 0) for item, _ in counted), Fraction(0))
    return f"({above}) / {exact_text(whole)}"


def _shown(exact: str | None) -> str | None:
    return None if exact is None else fixed(Fraction(exact))


def _words(value: object) -> str:
    """Write a value that was given; one that is missing from a history is a dash."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join("-" if each is None else str(each) for each in value)
    return str(value)
