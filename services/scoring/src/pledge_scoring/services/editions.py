"""What the engine needs of a scheme edition, and the digest that seals it."""

from fractions import Fraction

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.schemes import Grading, SchemeEdition, SchemeShare

from ..engine.grading import GradeBand, GradeQuota, GradingRules, TieRule
from ..engine.items import ItemRule, ItemRules
from ..engine.methods import METHODS
from ..engine.numbers import fixed
from ..engine.points import ItemWeight, shares_of
from .scheme_bands import lower_bound

__all__ = ["edition_digest", "grading_rules", "item_rules", "item_weights", "shares"]

_PERCENT = 100


def edition_digest(edition: SchemeEdition) -> str:
    """Return the SHA-256 (hex) of a scheme edition's canonical bytes."""
    return digest_of(canonical_bytes(edition))


def item_weights(edition: SchemeEdition) -> tuple[ItemWeight, ...]:
    """Return the items that give points, with both weights as declared."""
    return tuple(
        ItemWeight(item.code, area.code, Fraction(item.weight), Fraction(area.weight))
        for area in edition.areas
        if area.weight is not None
        for item in area.items
        if item.weight is not None
    )


def item_rules(edition: SchemeEdition) -> ItemRules:
    """Return how the edition's items make points."""
    weights = {weight.code: weight for weight in item_weights(edition)}
    return ItemRules(
        items=tuple(
            ItemRule(
                code=item.code,
                rule=METHODS[item.method].read_parameters(item.parameters),
                weight=weights.get(item.code),
                source=item.source,
            )
            for area in edition.areas
            for item in area.items
        ),
        bonuses={bonus.code: Fraction(bonus.most) for bonus in edition.bonuses},
        cap=Fraction(edition.cap.value),
        renormalise=edition.missing == "renormalise",
        of_projects=edition.evaluates == "project",
    )


def shares(edition: SchemeEdition) -> tuple[SchemeShare, ...]:
    """Return each item's weights as declared and its normalised share of all points."""
    share = shares_of(item_weights(edition))
    return tuple(
        SchemeShare(
            area=area.code,
            item=item.code,
            declared_area=f"{area.weight:f}",
            declared_item=f"{item.weight:f}",
            numerator=str(share[item.code].numerator),
            denominator=str(share[item.code].denominator),
            percent=fixed(share[item.code] * _PERCENT),
        )
        for area in edition.areas
        for item in area.items
        if item.code in share
    )


def grading_rules(edition: SchemeEdition) -> GradingRules | None:
    """Return how the edition's points become grades, or None where it gives no grades."""
    grading = edition.grading
    if grading is None:
        return None
    order = {grade.code: place for place, grade in enumerate(grading.grades)}
    least, rounding = edition.minimum_coverage, edition.rounding
    return GradingRules(
        grades=tuple(order),
        bands=_bands(grading, order),
        fail=order[grading.fail.grade] if grading.fail else None,
        unsubmitted=order[grading.unsubmitted.grade] if grading.unsubmitted else None,
        quotas=_quotas(grading, order),
        ties=TieRule(grading.ties.rule) if grading.ties else TieRule.WORSE,
        minimum_coverage=Fraction(least.value) / _PERCENT if least else None,
        places=rounding.places if rounding.before_grading else None,
    )


def _bands(grading: Grading, order: dict[str, int]) -> tuple[GradeBand, ...]:
    made = []
    for band in grading.bands:
        low = lower_bound(band)
        lower = Fraction(low[0]) if low else None
        made.append(GradeBand(order[band.grade], lower, inclusive=low is None or low[1]))
    return tuple(made)


def _quotas(grading: Grading, order: dict[str, int]) -> tuple[GradeQuota, ...]:
    return tuple(
        GradeQuota(
            order[quota.grade],
            Fraction(quota.percent),
            limits_better=quota.rule == "at_most_this_or_better",
        )
        for quota in grading.quotas
    )
