"""From what is given of each item of a scheme to the points of a subject."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_scoring.engine.items import ItemRule, ItemRules, Stated, SubjectScore, score
from pledge_scoring.engine.measures import Range
from pledge_scoring.engine.methods import METHODS, Observation
from pledge_scoring.engine.named_rates import NamedRate
from pledge_scoring.engine.points import ItemWeight

CAP = Fraction(100)


def item(code: str, weight: int | None = 1, **fields: Any) -> ItemRule:
    method = METHODS[fields.pop("method", "reported/1" if weight is not None else "pass-fail/1")]
    weights = None if weight is None else ItemWeight(code, code, Fraction(weight), Fraction(weight))
    rule = method.read_parameters(fields.pop("parameters", {}))
    return ItemRule(code=code, rule=rule, weight=weights, **fields)


def rules(*items: ItemRule, **fields: Any) -> ItemRules:
    return replace(ItemRules(items=items, bonuses={}, cap=CAP, renormalise=True), **fields)


def stated(points: Mapping[str, str | None], **fields: Any) -> Stated:
    seen = {
        code: Observation(reported_rate=Decimal(each))
        for code, each in points.items()
        if each is not None
    }
    return Stated(items={**seen, **fields.pop("items", {})}, **fields)


def brought(scored: SubjectScore) -> Fraction:
    return sum((each.contribution or Fraction(0) for each in scored.items), Fraction(0))


TWO = rules(item("a", 3), item("b", 1))


def test_points_are_the_weighted_mean_of_the_items() -> None:
    found = score(TWO, stated({"a": "80", "b": "40"}), {})

    assert (found.points, found.reason) == (Fraction(70), None)
    assert [(each.share, each.contribution) for each in found.items] == [
        (Fraction(3, 4), Fraction(60)),
        (Fraction(1, 4), Fraction(10)),
    ]


def test_missing_item_lowers_the_coverage_and_not_the_points() -> None:
    found = score(TWO, stated({"a": "80"}), {})

    assert (found.points, found.coverage.share) == (Fraction(80), Fraction(3, 4))
    assert (found.coverage.with_value, found.coverage.due) == (1, 2)
    assert (found.items[1].points, found.items[1].outcome.reason) == (None, "not_reported")
    assert [each.effective_share for each in found.items] == [1, 0]
    assert found.range == Range(Fraction(60), Fraction(85))


def test_given_zero_is_no_missing_one() -> None:
    found = score(TWO, stated({"a": "80", "b": "0"}), {})

    assert (found.points, found.coverage.share) == (Fraction(60), Fraction(1))


def test_one_missing_item_leaves_no_points_where_the_scheme_says_so() -> None:
    strict = replace(TWO, renormalise=False)

    some = score(strict, stated({"a": "80"}), {})
    every = score(strict, stated({"a": "80", "b": "40"}), {})

    assert (some.points, some.reason, some.bonus) == (None, "not_reported", None)
    assert [each.contribution for each in some.items] == [None, None]
    assert every.points == 70


def test_nothing_given_leaves_no_points_and_says_why() -> None:
    found = score(TWO, Stated(), {})

    assert (found.points, found.reason, found.coverage.share) == (None, "not_reported", Fraction(0))
    assert found.range == Range(Fraction(0), CAP)


def test_who_submitted_nothing_has_no_points_whatever_the_record_says() -> None:
    recorded = rules(item("a", source="mean_progress"))
    figure = {"mean_progress": NamedRate(name="mean_progress", percent=CAP, reason=None)}

    silent = score(recorded, Stated(submitted=False), figure)

    assert (silent.points, silent.submitted, silent.range) == (None, False, None)
    assert score(recorded, Stated(), figure).points == 100


def test_method_of_the_item_makes_its_points_with_its_parameters() -> None:
    judged = item("a", method="nine-grade/1")
    line = item("b", method="assigned-target/1", parameters={"upper": "1.2", "lower": "0.8"})
    past = tuple(Fraction(each) for each in (100, 105, 110, 115, 120))
    seen = {
        "a": Observation(judgement="B+"),
        "b": Observation(actual=Fraction(126), history=past),
    }

    found = score(rules(judged, line), Stated(items=seen), {})

    assert [each.points for each in found.items] == [80, 70]
    assert dict(found.items[1].outcome.values)["H"] == 144
    assert found.items[1].outcome.substitution == "20 + 80 × (126 - 96) / (144 - 96), 20 to 100"


def test_method_that_cannot_say_anything_gives_its_reason() -> None:
    divided = rules(item("a", method="target-vs-actual/1"))

    found = score(
        divided, Stated(items={"a": Observation(target=Fraction(0), actual=Fraction(5))}), {}
    )

    assert (found.points, found.reason) == (None, "target_zero")


def test_points_above_the_cap_are_held_to_it_and_both_are_kept() -> None:
    over = rules(item("a", method="target-vs-actual/1"))
    seen = Observation(target=Fraction(4), actual=Fraction(5))

    found = score(over, Stated(items={"a": seen}), {})

    assert (found.items[0].points, found.items[0].outcome.raw_rate) == (
        Fraction(100),
        Fraction(125),
    )


def test_verdict_gives_no_points_and_only_a_fail_fails() -> None:
    judged = rules(item("a"), item("web", None))
    half = Observation(reported_rate=Decimal(50))

    for word, failed in (("Pass", False), ("Fail", True)):
        found = score(judged, Stated(items={"a": half, "web": Observation(judgement=word)}), {})
        assert (found.points, found.failed, found.items[1].points) == (Fraction(50), failed, None)
        assert found.items[1].verdict == word.lower()
        assert found.coverage.with_value == 2

    unknown = score(judged, Stated(items={"a": half}), {})
    assert (unknown.failed, unknown.items[1].verdict) == (False, None)
    assert (unknown.coverage.with_value, unknown.coverage.share) == (1, Fraction(1))


@pytest.mark.parametrize(
    ("bonus", "counted", "points"), [("3", "3", "73"), ("7", "5", "75"), (None, None, "70")]
)
def test_bonus_counts_up_to_the_most_there_is(
    bonus: str | None, counted: str | None, points: str
) -> None:
    kind = replace(TWO, bonuses={"best-case": Fraction(5)})
    extra = {} if bonus is None else {"best-case": Fraction(bonus)}

    found = score(kind, stated({"a": "80", "b": "40"}, bonuses=extra), {})

    assert found.points == Fraction(points)
    assert dict(found.bonuses) == ({} if counted is None else {"best-case": Fraction(counted)})


def test_bonus_beyond_the_cap_adds_only_what_there_is_room_for() -> None:
    kind = replace(TWO, bonuses={"best-case": Fraction(5)})

    found = score(kind, stated({"a": "98", "b": "98"}, bonuses={"best-case": Fraction(5)}), {})

    assert (found.points, found.bonus) == (Fraction(100), Fraction(2))


def test_bonus_alone_makes_no_points() -> None:
    kind = replace(TWO, bonuses={"best-case": Fraction(5)})

    assert score(kind, Stated(bonuses={"best-case": Fraction(5)}), {}).points is None


def test_item_of_the_record_takes_its_figure_with_coverage_and_range() -> None:
    recorded = rules(item("a", 1, source="completion_rate"), item("b", 1))
    figure = NamedRate(
        name="completion_rate",
        percent=Fraction(200, 3),
        reason=None,
        numerator=Fraction(2),
        denominator=Fraction(3),
        coverage=Fraction(3, 4),
        range=Range(Fraction(50), Fraction(75)),
    )

    found = score(recorded, stated({"b": "50"}), {"completion_rate": figure})

    assert found.items[0].points == Fraction(200, 3)
    assert found.items[0].outcome.substitution == "100 × 2 / 3"
    assert found.coverage.share == Fraction(7, 8)
    assert found.range == Range(Fraction(50), Fraction(125, 2))


def test_item_of_the_record_takes_nothing_that_is_given() -> None:
    recorded = rules(item("a", source="completion_rate"))
    none = NamedRate(name="completion_rate", percent=None, reason="not_reported")

    for figures in ({"completion_rate": none}, {}):
        found = score(recorded, stated({"a": "99"}), figures)
        assert (found.points, found.reason) == (None, "not_reported")


_points = st.none() | st.decimals(0, 100, places=2).map(str)
_weights = st.integers(1, 9)
_codes = st.sampled_from("abcde")


@st.composite
def _rules(draw: st.DrawFn) -> ItemRules:
    codes = draw(st.lists(_codes, min_size=1, unique=True))
    return rules(
        *(item(code, draw(_weights)) for code in codes),
        item("verdict", None),
        bonuses={"extra": Fraction(draw(st.integers(0, 20)))},
        renormalise=draw(st.booleans()),
    )


_stated = st.builds(
    stated,
    st.dictionaries(_codes, _points),
    bonuses=st.dictionaries(st.just("extra"), st.fractions(0, 30)),
)


@settings(max_examples=100, deadline=None)
@given(_rules(), _stated)
def test_contributions_and_bonus_add_up_exactly_within_the_cap(
    made: ItemRules, given_: Stated
) -> None:
    found = score(made, given_, {})

    if found.points is None:
        assert brought(found) == 0
        return
    assert brought(found) + (found.bonus or 0) == found.points
    assert 0 <= found.points <= CAP
    assert sum(each.effective_share for each in found.items) == 1
    assert found.range is not None
    assert found.range.low <= found.points <= found.range.high


@settings(max_examples=100, deadline=None)
@given(_rules(), _stated, st.randoms(use_true_random=False))
def test_order_is_no_matter(made: ItemRules, given_: Stated, random: Any) -> None:
    items = list(made.items)
    random.shuffle(items)
    seen = dict(sorted(given_.items.items(), reverse=True))

    one = score(made, given_, {})
    other = score(replace(made, items=tuple(items)), replace(given_, items=seen), {})

    assert (one.points, one.coverage, one.range) == (other.points, other.coverage, other.range)
    assert {each.code: each for each in one.items} == {each.code: each for each in other.items}


@settings(max_examples=100, deadline=None)
@given(_rules(), _stated, st.dictionaries(_codes, st.decimals(0, 100, places=2).map(str)))
def test_every_completion_of_what_is_missing_lies_in_the_range(
    made: ItemRules, given_: Stated, rest: dict[str, str]
) -> None:
    some = score(replace(made, renormalise=True), given_, {})
    every = dict.fromkeys((each.code for each in made.items), "50")
    filled = {**stated({**every, **rest}).items, **given_.items}

    whole = score(made, replace(given_, items=filled), {})

    assert some.range is not None
    assert whole.points is not None
    assert some.range.low <= whole.points <= some.range.high
