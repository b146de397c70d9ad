"""The conservation check: each kind of difference shows, and other words for the same do not."""

from typing import Any

import pytest

from pledge_registry.domain.conservation import Line, conservation, differences
from pledge_shared.contracts.project import ProjectFacts


def project(code: str = "a", **fields: Any) -> ProjectFacts:
    return ProjectFacts.model_validate({"code": code, "kind": "project", "title": "사업", **fields})


def money(amount: int | None) -> ProjectFacts:
    line = {"source": "fund", "stage": "planned", "period": "2020", "amount_krw": amount}
    return project(budget={"lines": [line]})


def indicator(accumulation: str, *targets: Any, **fields: Any) -> ProjectFacts:
    items = [{"period": f"{2019 + n}", **target} for n, target in enumerate(targets)]
    return project(
        indicators=[
            {"code": "i", "name": "지표", "unit": "명", "accumulation": accumulation,
             "targets": items, **fields},
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (money(0), money(None), Line("money/planned/fund/2020", "0", None)),
        (money(None), money(0), Line("money/planned/fund/2020", None, "0")),
        (money(5), money(4), Line("money/planned/fund/2020", "5", "4")),
        (
            indicator("sum", {"value": "9"}),
            indicator("sum", {"value": "8.5"}),
            Line("target/지표 (명)/sum/2019", '{"value":"9"}', '{"value":"8.5"}'),
        ),
        (
            indicator("sum", {"value": "9", "text": "이상"}),
            indicator("sum", {"value": "9"}),
            Line("target/지표 (명)/sum/2019", '{"value":"9"} + {"text":"이상"}', '{"value":"9"}'),
        ),
        (
            indicator("mean", {"value": "9"}),
            indicator("mean", {"value": "4"}),
            Line("target/지표 (명)/mean/2019", '{"value":"9"}', '{"value":"4"}'),
        ),
        (
            indicator("mean", {"value": "9"}),
            indicator("mean"),
            Line("target/지표 (명)/mean/2019", '{"value":"9"}', None),
        ),
        (
            indicator("mean"),
            indicator("mean", {"value": "9"}),
            Line("target/지표 (명)/mean/2019", None, '{"value":"9"}'),
        ),
        (
            indicator("mean", term_target={"text": "완공"}),
            indicator("mean"),
            Line("target/지표 (명)/mean/term", '{"text":"완공"}', None),
        ),
        (
            indicator("mean", actuals=[{"period": "2019", "value": "9", "reported_rate": "70"}]),
            indicator("mean", actuals=[{"period": "2019", "value": "9"}]),
            Line(
                "actual/지표 (명)/mean/2019/approved",
                '{"value":"9","reported_rate":"70"}',
                '{"value":"9"}',
            ),
        ),
        (
            indicator("mean", actuals=[{"period": "2019", "text": "착수"}]),
            indicator("mean"),
            Line("actual/지표 (명)/mean/2019/approved", '{"text":"착수"}', None),
        ),
    ],
)
def test_each_kind_of_difference_is_shown(
    before: ProjectFacts, after: ProjectFacts, line: Line
) -> None:
    assert differences(conservation([before], [after])) == [line]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([money(None)], [project()]),  # blank is nothing
        ([money(7)], [money(3), money(4)]),
        ([indicator("mean", {"value": "9.50"})], [indicator("mean", {"value": "9.5"})]),
        ([indicator("mean", {"value": "9"})], [indicator("mean", {"value": "9"})] * 2),
        ([indicator("sum", {"value": "9"})], [indicator("sum", {"value": "4.5"})] * 2),
        (
            [indicator("sum", {"value": "999999999999999.999999999999"})] * 2,
            [indicator("sum", {"value": "999999999999999.999999999998"}),
             indicator("sum", {"value": "999999999999999.999999999999"}),
             indicator("sum", {"value": "0.000000000001"})],
        ),
    ],
)  # fmt: skip
def test_what_is_the_same_in_other_words_agrees(
    before: list[ProjectFacts], after: list[ProjectFacts]
) -> None:
    assert differences(conservation(before, after)) == []


def test_a_copied_sum_is_counted_twice() -> None:
    (line,) = differences(
        conservation([indicator("sum", {"value": "9"})], [indicator("sum", {"value": "9"})] * 2)
    )

    assert line.after == '{"value":"18"}'


def test_an_indicator_that_accumulates_otherwise_is_another() -> None:
    lines = differences(
        conservation([indicator("mean", {"value": "9"})], [indicator("sum", {"value": "9"})])
    )

    assert [line.key for line in lines] == [
        "target/지표 (명)/mean/2019",
        "target/지표 (명)/sum/2019",
    ]
