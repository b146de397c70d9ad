"""What holds of every set of subjects and every scheme that passes its check."""

from collections import Counter
from fractions import Fraction
from math import ceil
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pledge_scoring.engine.grading import (
    GradeBand,
    GradeQuota,
    GradingRules,
    Subject,
    TieRule,
    grade_all,
)
from pledge_scoring.engine.points import ItemWeight, shares_of, total_points

POINTS = st.fractions(min_value=0, max_value=100, max_denominator=6)
PERCENTS = st.fractions(min_value=0, max_value=100, max_denominator=4)


@st.composite
def rules(draw: st.DrawFn) -> GradingRules:
    cuts = sorted(draw(st.sets(POINTS, min_size=1, max_size=5)), reverse=True)
    bands = [GradeBand(place, cut, inclusive=draw(st.booleans())) for place, cut in enumerate(cuts)]
    worst, better, not_better = len(cuts), st.sampled_from([True]), st.sampled_from([False])
    at_most = st.builds(GradeQuota, st.integers(0, worst - 1), PERCENTS, limits_better=better)
    at_least = st.builds(GradeQuota, st.integers(1, worst), PERCENTS, limits_better=not_better)
    return GradingRules(
        grades=tuple(f"g{place}" for place in range(worst + 1)),
        bands=(*bands, GradeBand(worst, None, inclusive=True)),
        fail=draw(st.one_of(st.none(), st.just(worst))),
        quotas=tuple(draw(st.lists(at_most | at_least, max_size=3))),
        ties=draw(st.sampled_from(TieRule)),
        minimum_coverage=draw(st.one_of(st.none(), st.just(Fraction(1, 2)))),
        places=draw(st.one_of(st.none(), st.just(0))),
    )


@st.composite
def sets_of_subjects(draw: st.DrawFn) -> list[Subject]:
    given_points = draw(st.lists(st.one_of(st.none(), POINTS), max_size=12))
    return [
        Subject(
            code=str(place),
            points=points,
            coverage=draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)])),
            failed=draw(st.booleans()),
        )
        for place, points in enumerate(given_points)
    ]


@given(rules(), sets_of_subjects(), st.randoms(use_true_random=False))
def test_order_of_subjects_is_no_matter(
    rules: GradingRules, subjects: list[Subject], dice: Random
) -> None:
    shuffled = list(subjects)
    dice.shuffle(shuffled)

    assert grade_all(rules, shuffled) == grade_all(rules, subjects)


@given(rules(), sets_of_subjects())
def test_whoever_has_points_and_coverage_has_a_grade(
    rules: GradingRules, subjects: list[Subject]
) -> None:
    found = grade_all(rules, subjects)

    for subject in subjects:
        least = rules.minimum_coverage
        expected = subject.points is not None and (least is None or subject.coverage >= least)
        assert (found[subject.code].grade in rules.grades) is expected


@given(rules(), sets_of_subjects())
def test_quota_is_exceeded_by_ties_alone_and_only_where_they_get_the_better_grade(
    rules: GradingRules, subjects: list[Subject]
) -> None:
    found = grade_all(rules, subjects)
    placed = [each for each in found.values() if each.grade is not None]
    failed = {subject.code for subject in subjects if subject.failed and rules.fail is not None}
    for quota in rules.quotas:
        better = [
            (code in failed, each.points)
            for code, each in found.items()
            if each.grade is not None and rules.grades.index(each.grade) < quota.below
        ]
        most = (
            quota.percent * len(placed) // 100
            if quota.limits_better
            else len(placed) - ceil(quota.percent * len(placed) / 100)
        )
        if rules.ties is TieRule.WORSE:
            assert len(better) <= most
        elif better:
            lowest = max(better, key=lambda key: (key[0], -(key[1] or 0)))
            assert len(better) - Counter(better)[lowest] < most


@given(rules(), sets_of_subjects())
def test_more_points_never_mean_a_worse_grade(rules: GradingRules, subjects: list[Subject]) -> None:
    found = grade_all(rules, subjects)
    passed = [
        (each.points, -rules.grades.index(each.grade))
        for subject in subjects
        if (each := found[subject.code]).grade is not None
        and each.points is not None
        and not subject.failed
    ]

    for points, grade in passed:
        assert all(other >= grade for more, other in passed if more >= points)


@given(rules(), sets_of_subjects())
def test_equal_points_get_equal_grades(rules: GradingRules, subjects: list[Subject]) -> None:
    found = grade_all(rules, subjects)
    by_points: dict[object, set[str | None]] = {}
    for subject in subjects:
        each = found[subject.code]
        if each.grade is not None:
            by_points.setdefault((subject.failed, each.points), set()).add(each.grade)

    assert all(len(grades) == 1 for grades in by_points.values())


ITEMS = st.lists(
    st.tuples(st.integers(0, 4), st.fractions(0, 100), st.one_of(st.none(), POINTS)), max_size=8
)


@given(ITEMS, st.dictionaries(st.integers(0, 4), st.fractions(0, 100)), st.fractions(1, 9))
def test_points_lie_between_those_of_the_items_and_scaling_weights_changes_nothing(
    drawn: list[tuple[int, Fraction, Fraction | None]], areas: dict[int, Fraction], scale: Fraction
) -> None:
    weights = [
        ItemWeight(str(place), str(area), weight, areas.get(area, Fraction(1)))
        for place, (area, weight, _) in enumerate(drawn)
    ]
    known = {str(place): points for place, (_, _, points) in enumerate(drawn)}
    scaled = [ItemWeight(w.code, w.area, w.weight * scale, w.area_weight * scale) for w in weights]

    found = total_points(weights, known, cap=Fraction(100))

    shares = shares_of(weights)
    assert sum(shares.values()) in {0, 1}
    assert found == total_points(scaled, known, cap=Fraction(100))
    assert found.coverage == sum(shares[code] for code in known if known[code] is not None)
    counted = [p for code, p in known.items() if p is not None and shares[code]]
    if found.points is not None:
        assert min(counted) <= found.points <= max(counted)
    assert (found.points is None) is (not counted)
