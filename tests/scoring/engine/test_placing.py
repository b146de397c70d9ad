"""Ranks: ties are exact, what is missing makes them uncertain, order of input is no matter."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledge_scoring.engine.measures import Range
from pledge_scoring.engine.named_rates import NamedRate
from pledge_scoring.engine.placing import Contender, Placed, RankRange, place_all

HALF = Fraction(1, 2)


def contender(
    code: str,
    percent: Fraction | int | None,
    *,
    spread: tuple[int, int] | None = None,
    coverage: Fraction | None = Fraction(1),
    group: str = "city",
    reason: str | None = None,
) -> Contender:
    known = None if percent is None else Fraction(percent)
    limits = None if known is None else Range(known, known)
    if spread is not None:
        limits = Range(Fraction(spread[0]), Fraction(spread[1]))
    rate = NamedRate(name="rate", percent=known, reason=reason, coverage=coverage, range=limits)
    return Contender((code,), group, rate)


def placed(*contenders: Contender, least: Fraction = HALF) -> dict[str, Placed]:
    return {each.contender.key[0]: each for each in place_all(contenders, minimum_coverage=least)}


def test_equal_rates_share_a_rank_and_the_next_is_left_out() -> None:
    found = placed(contender("a", 90), contender("b", 80), contender("c", 80), contender("d", 70))

    places = {code: each.place for code, each in found.items()}
    assert [(p.rank, p.tied, p.of) for p in places.values() if p] == [
        (1, 1, 4),
        (2, 2, 4),
        (2, 2, 4),
        (4, 1, 4),
    ]
    assert [p.top_percent for p in places.values() if p] == [25, 50, 50, 100]


def test_rates_that_print_alike_are_no_tie() -> None:
    found = placed(contender("a", Fraction(200, 3)), contender("b", Fraction("66.67")))

    assert [(code, each.place.rank) for code, each in found.items() if each.place] == [
        ("b", 1),
        ("a", 2),
    ]


def test_equal_fractions_of_other_numbers_are_a_tie() -> None:
    found = placed(contender("a", Fraction(200, 3)), contender("b", Fraction(20000, 300)))

    assert {each.place.rank for each in found.values() if each.place} == {1}


def test_who_covers_too_little_is_listed_without_a_rank_and_moves_nobody() -> None:
    found = placed(
        contender("a", 70),
        contender("b", 100, coverage=Fraction(49, 100)),
        contender("c", None, coverage=Fraction(0), reason="no_plan"),
        contender("d", 60, coverage=HALF),
    )

    assert list(found) == ["a", "d", "b", "c"]
    assert [each.reason for each in found.values()] == [
        None,
        None,
        "below_minimum_coverage",
        "no_plan",
    ]
    assert [each.place and (each.place.rank, each.place.of) for each in found.values()] == [
        (1, 2),
        (2, 2),
        None,
        None,
    ]


def test_groups_have_ranks_of_their_own() -> None:
    found = placed(
        contender("a", 90, group="city"),
        contender("b", 80, group="county"),
        contender("c", 70, group="county"),
    )

    in_group = {code: each.place_in_group for code, each in found.items()}
    assert {code: (p.rank, p.of) for code, p in in_group.items() if p} == {
        "a": (1, 1),
        "b": (1, 2),
        "c": (2, 2),
    }


@pytest.mark.parametrize(
    ("own", "following", "apart"),
    [((85, 95), (60, 84), True), ((85, 95), (60, 85), False), ((85, 95), (60, 100), False)],
)
def test_overlapping_ranges_cannot_be_told_apart(
    own: tuple[int, int], following: tuple[int, int], *, apart: bool
) -> None:
    found = placed(contender("a", 90, spread=own), contender("b", 80, spread=following))

    assert found["a"].apart_from_next is apart
    assert found["b"].apart_from_next is None


def test_every_holder_of_the_next_rank_is_looked_at() -> None:
    found = placed(
        contender("a", 90),
        contender("b", 80),
        contender("c", 80, spread=(70, 95)),
    )

    assert found["a"].apart_from_next is False


def test_rank_range_counts_who_is_surely_and_who_is_perhaps_above() -> None:
    found = placed(
        contender("a", 90, spread=(80, 95)),
        contender("b", 70, spread=(60, 85)),
        contender("c", 50),
    )

    assert [each.rank_range for each in found.values()] == [
        RankRange(1, 2),
        RankRange(1, 2),
        RankRange(3, 3),
    ]


PERCENTS = st.fractions(min_value=0, max_value=100, max_denominator=7)


@st.composite
def contenders(draw: st.DrawFn) -> list[Contender]:
    found = []
    for number in range(draw(st.integers(0, 9))):
        percent = draw(st.none() | PERCENTS)
        low, high = draw(PERCENTS), draw(PERCENTS)
        spread = None
        if percent is not None and draw(st.booleans()):
            spread = Range(min(low, percent), max(high, percent))
        rate = NamedRate(
            name="rate",
            percent=percent,
            reason=None if percent is not None else "not_reported",
            coverage=draw(st.sampled_from([None, Fraction(0), HALF, Fraction(1)])),
            range=spread,
        )
        found.append(Contender((str(number),), draw(st.sampled_from(["city", "county"])), rate))
    return found


@given(contenders(), st.randoms(use_true_random=False))
def test_order_of_input_is_no_matter(given_order: list[Contender], dice: Random) -> None:
    other = list(given_order)
    dice.shuffle(other)

    assert place_all(other, minimum_coverage=HALF) == place_all(given_order, minimum_coverage=HALF)


@given(contenders())
def test_ranks_are_what_counting_the_better_gives(given_contenders: list[Contender]) -> None:
    found = place_all(given_contenders, minimum_coverage=HALF)
    ranked = [each for each in found if each.place]

    assert {each.contender.key for each in found} == {each.key for each in given_contenders}
    for each in ranked:
        own = each.contender.rate.percent
        assert own is not None
        others = [other.contender.rate.percent for other in ranked]
        assert each.place is not None
        assert each.place.rank == 1 + sum(other > own for other in others if other is not None)
        assert each.place.tied == others.count(own)
        assert each.place.of == len(ranked)
    for each in found:
        assert (each.place is None) == (each.reason is not None)


@given(contenders())
def test_rank_lies_in_its_range_and_the_range_counts_pair_by_pair(
    given_contenders: list[Contender],
) -> None:
    ranked = [e for e in place_all(given_contenders, minimum_coverage=HALF) if e.place]

    for each in ranked:
        own = each.contender.rate.range
        if own is None:
            assert each.rank_range is None
            continue
        others = [other.contender.rate.range for other in ranked if other is not each]
        above = [other for other in others if other is not None and other.low > own.high]
        perhaps = [other for other in others if other is None or other.high > own.low]
        assert each.rank_range == RankRange(1 + len(above), 1 + len(perhaps))
        assert each.place is not None
        assert each.rank_range.best <= each.place.rank <= each.rank_range.worst
