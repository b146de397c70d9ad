"""Grades from points: bands with their operators, Fail, coverage, quotas, ties, bonus."""

from fractions import Fraction

import pytest

from pledge_scoring.engine.grading import (
    GradeBand,
    GradeCause,
    Graded,
    GradeQuota,
    GradingRules,
    Subject,
    TieRule,
    grade_all,
)
from pledge_scoring.engine.points import ItemWeight, bonus_points, shares_of, total_points

BANDS = (
    GradeBand(0, Fraction(90), inclusive=True),
    GradeBand(1, Fraction(80), inclusive=True),
    GradeBand(2, None, inclusive=True),
)
RULES = GradingRules(grades=("s", "a", "b"), bands=BANDS)


def graded(subject: Subject, rules: GradingRules = RULES) -> Graded:
    return grade_all(rules, [subject])[subject.code]


def grades(rules: GradingRules, *points: int | Fraction) -> list[str | None]:
    subjects = [Subject(code=str(n), points=Fraction(p)) for n, p in enumerate(points)]
    found = grade_all(rules, subjects)
    return [found[subject.code].grade for subject in subjects]


def causes(found: Graded) -> list[str]:
    return [reason.cause.value for reason in found.reasons]


def with_quota(percent: int, *, limits_better: bool, ties: TieRule = TieRule.WORSE) -> GradingRules:
    quota = GradeQuota(0 if limits_better else 2, Fraction(percent), limits_better=limits_better)
    return GradingRules(grades=RULES.grades, bands=BANDS, quotas=(quota,), ties=ties)


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        (Fraction(90), "s"),
        (Fraction(8_999_999, 100_000), "a"),
        (Fraction(80), "a"),
        (Fraction(0), "b"),
        (Fraction(500), "s"),
    ],
)
def test_band_from_a_number_includes_it(points: Fraction, grade: str) -> None:
    assert graded(Subject(code="x", points=points)).grade == grade


@pytest.mark.parametrize(
    ("points", "grade"), [(Fraction(65), "a"), (Fraction(65_000_001, 10**6), "s")]
)
def test_band_over_a_number_leaves_it_out(points: Fraction, grade: str) -> None:
    bands = (GradeBand(0, Fraction(65), inclusive=False), GradeBand(1, None, inclusive=True))
    rules = GradingRules(grades=("s", "a"), bands=bands)

    assert graded(Subject(code="x", points=points), rules).grade == grade


def test_bands_see_exact_points_unless_the_scheme_rounds_first() -> None:
    almost = Subject(code="x", points=Fraction(89_996, 1000))
    rounding = GradingRules(grades=RULES.grades, bands=BANDS, places=2)

    assert graded(almost).grade == "a"
    assert graded(almost, rounding).grade == "s"


def test_fail_leads_to_its_grade_whatever_the_points() -> None:
    rules = GradingRules(grades=RULES.grades, bands=BANDS, fail=2)

    failed = graded(Subject(code="x", points=Fraction(99), failed=True), rules)
    passed = graded(Subject(code="x", points=Fraction(99)), rules)

    assert (failed.grade, causes(failed)) == ("b", ["band", "fail"])
    assert (passed.grade, causes(passed)) == ("s", ["band"])


def test_fail_never_lifts_a_grade() -> None:
    rules = GradingRules(grades=RULES.grades, bands=BANDS, fail=1)

    assert graded(Subject(code="x", points=Fraction(10), failed=True), rules).grade == "b"


def test_below_minimum_coverage_is_not_graded() -> None:
    rules = GradingRules(grades=RULES.grades, bands=BANDS, minimum_coverage=Fraction(1, 2))

    short = graded(Subject(code="x", points=Fraction(99), coverage=Fraction(499, 1000)), rules)
    enough = graded(Subject(code="x", points=Fraction(99), coverage=Fraction(1, 2)), rules)

    assert (short.grade, short.rank, causes(short)) == (None, None, ["below_minimum_coverage"])
    assert enough.grade == "s"


def test_without_points_there_is_no_grade_and_it_takes_no_place_of_a_quota() -> None:
    rules = with_quota(50, limits_better=True)
    subjects = [Subject(code="x", points=None), *_two_at(95, 94)]

    found = grade_all(rules, subjects)

    assert (found["x"].grade, causes(found["x"])) == (None, ["no_points"])
    assert [found["0"].grade, found["1"].grade] == ["s", "a"]


def test_nothing_submitted_leads_to_its_grade_only_where_the_scheme_says_so() -> None:
    silent = Subject(code="x", points=None, submitted=False)
    rules = GradingRules(grades=("s", "a", "b", "f"), bands=BANDS, unsubmitted=3)

    assert (graded(silent, rules).grade, graded(silent).grade) == ("f", None)


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (20, ["s", "a", "a", "a", "a"]),
        (39, ["s", "a", "a", "a", "a"]),
        (40, ["s", "s"] + ["a"] * 3),
    ],
)
def test_share_of_the_best_is_cut_downwards(percent: int, expected: list[str]) -> None:
    assert grades(with_quota(percent, limits_better=True), 99, 98, 97, 96, 95) == expected


@pytest.mark.parametrize(("percent", "worst"), [(0, 0), (10, 1), (20, 1), (21, 2), (100, 5)])
def test_share_of_the_worst_is_filled_upwards(percent: int, worst: int) -> None:
    found = grades(with_quota(percent, limits_better=False), 99, 98, 97, 96, 95)

    assert found == ["s"] * (5 - worst) + ["b"] * worst


def test_equal_points_at_a_cut_are_never_parted() -> None:
    assert grades(with_quota(50, limits_better=True), 99, 95, 95, 91) == ["s", "a", "a", "a"]
    better = with_quota(50, limits_better=True, ties=TieRule.BETTER)
    assert grades(better, 99, 95, 95, 91) == ["s", "s", "s", "a"]


def test_tie_is_named_among_the_reasons_of_those_it_holds() -> None:
    found = grade_all(with_quota(50, limits_better=True), [*_two_at(95, 95), *_two_at(90, 80, "y")])

    assert "tie" not in causes(found["0"])  # both fit: nothing was cut between them

    found = grade_all(with_quota(25, limits_better=True), [*_two_at(95, 95), *_two_at(90, 80, "y")])

    assert causes(found["0"]) == causes(found["1"]) == ["band", "quota", "tie"]
    assert "tie" not in causes(found["y0"])


def test_a_fail_takes_no_place_among_the_best() -> None:
    quota = GradeQuota(0, Fraction(50), limits_better=True)
    rules = GradingRules(grades=RULES.grades, bands=BANDS, fail=2, quotas=(quota,))
    subjects = [
        Subject(code="f", points=Fraction(100), failed=True),
        Subject(code="x", points=Fraction(91)),
    ]

    found = grade_all(rules, subjects)

    assert (found["f"].grade, found["x"].grade) == ("b", "s")
    assert (found["f"].rank, found["x"].rank) == (1, 2)


def test_equal_points_share_a_rank() -> None:
    found = grade_all(RULES, [*_two_at(95, 95), *_two_at(94, 93, "y")])

    assert [found[code].rank for code in ("0", "1", "y0", "y1")] == [1, 1, 3, 4]


def test_reason_of_a_quota_says_how_many_stay_better() -> None:
    found = grade_all(with_quota(50, limits_better=True), _two_at(99, 98))["1"]

    reason = next(each for each in found.reasons if each.cause is GradeCause.QUOTA)
    assert dict(reason.values) == {"grade": "a", "percent": Fraction(50), "better": 1, "of": 2}


def test_one_code_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        grade_all(
            RULES, [Subject(code="x", points=Fraction(1)), Subject(code="x", points=Fraction(2))]
        )


def test_weights_are_normalised_inside_areas_and_among_them() -> None:
    items = [item("a", "one", 30, 100), item("b", "one", 10, 100), item("c", "two", 7, 300)]

    assert shares_of(items) == {"a": Fraction(3, 16), "b": Fraction(1, 16), "c": Fraction(3, 4)}


def test_area_that_weighs_nothing_inside_counts_for_nothing() -> None:
    items = [item("a", "one", 0, 100), item("b", "two", 10, 100)]

    assert shares_of(items) == {"a": Fraction(0), "b": Fraction(1)}


def test_missing_points_lower_the_coverage_and_renormalise_the_weights() -> None:
    items = [item(code, code, weight, weight) for code, weight in (("a", 20), ("b", 50), ("c", 30))]

    found = total_points(
        items, {"a": Fraction(100), "b": None, "c": Fraction(50)}, cap=Fraction(100)
    )

    assert (found.points, found.coverage) == (Fraction(70), Fraction(1, 2))
    assert [each.effective_share for each in found.contributions] == [
        Fraction(2, 5),
        Fraction(0),
        Fraction(3, 5),
    ]


def test_scheme_without_renormalising_has_no_points_while_one_is_missing() -> None:
    items = [item("a", "a", 20, 20), item("b", "b", 80, 80)]

    missing = total_points(items, {"a": Fraction(100)}, cap=Fraction(100), renormalise=False)
    whole = total_points(
        items, {"a": Fraction(100), "b": Fraction(0)}, cap=Fraction(100), renormalise=False
    )

    assert (missing.points, missing.coverage, whole.points) == (None, Fraction(1, 5), Fraction(20))


@pytest.mark.parametrize(
    ("bonus", "points"), [(Fraction(3, 10), Fraction(8_599, 100)), (Fraction(50), Fraction(100))]
)
def test_bonus_is_added_and_held_to_the_cap(bonus: Fraction, points: Fraction) -> None:
    items = [item("a", "a", 50, 50), item("b", "b", 50, 50)]

    found = total_points(
        items,
        {"a": Fraction(8_562, 100), "b": Fraction(8_576, 100)},
        cap=Fraction(100),
        bonus=bonus,
    )

    assert found.points == points


def test_bonus_is_held_to_the_most_of_each_kind() -> None:
    most = {"award": Fraction(1), "idea": Fraction(2)}
    given = {"award": Fraction(3), "idea": Fraction(1, 2), "unheard-of": Fraction(9)}

    assert bonus_points(given, most) == Fraction(3, 2)
    assert bonus_points({"award": Fraction(-1)}, most) == 0


def item(code: str, area: str, weight: int, area_weight: int) -> ItemWeight:
    return ItemWeight(code, area, Fraction(weight), Fraction(area_weight))


def _two_at(first: int, second: int, name: str = "") -> list[Subject]:
    return [
        Subject(code=f"{name}0", points=Fraction(first)),
        Subject(code=f"{name}1", points=Fraction(second)),
    ]
