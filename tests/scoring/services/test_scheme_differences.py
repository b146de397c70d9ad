"""What differs between two schemes, found by codes and never by places."""

from typing import Any

from pledge_scoring.services.scheme_differences import changes

OLD: dict[str, Any] = {
    "name": "made/1",
    "sources": [{"code": "book", "title": "편람", "authority": "unconfirmed"}],
    "areas": [
        {"code": "web", "weight": "10", "reference": "book"},
        {"code": "rate", "weight": "90", "reference": "book"},
    ],
}


def changed(after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(each.pointer, each.before, each.after) for each in changes(OLD, {**OLD, **after})]


def test_order_of_areas_and_where_numbers_come_from_are_no_change() -> None:
    other = [{**area, "reference": "page"} for area in reversed(OLD["areas"])]

    assert changed({"areas": other}) == []


def test_field_that_changed_is_named_by_codes() -> None:
    areas = [OLD["areas"][0], {**OLD["areas"][1], "weight": "80"}]

    assert changed({"areas": areas}) == [("/areas/rate/weight", "90", "80")]


def test_what_came_and_what_went_have_nothing_on_the_other_side() -> None:
    areas = [OLD["areas"][1], {"code": "plan", "weight": "10", "reference": "book"}]

    assert changed({"areas": areas}) == [
        ("/areas/plan/code", None, "plan"),
        ("/areas/plan/weight", None, "10"),
        ("/areas/web/code", "web", None),
        ("/areas/web/weight", "10", None),
    ]


def test_source_stands_beside_each_value() -> None:
    areas = [{**OLD["areas"][0], "weight": "20", "reference": "unknown"}, OLD["areas"][1]]

    [change] = changes(OLD, {**OLD, "areas": areas})

    assert change.source_before is not None
    assert (change.source_before.code, change.source_after) == ("book", None)
