"""Rates in whole numbers: equal to the engine's to the last digit, or left to the engine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_local.bench.nation import Extent, documents
from pledge_scoring.engine.facts import Status
from pledge_scoring.engine.numbers import EXACT_PLACES
from pledge_scoring.engine.plain_rates import PlainRate
from pledge_scoring.engine.project import ProjectScore, score_facts
from pledge_scoring.engine.scheme import DEFAULT_SCHEME, Scheme
from pledge_scoring.services.plain_projects import rate_of_plain
from pledge_scoring.services.project_facts import read_project
from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.contracts.project import Project

_ON = date(2022, 12, 31)
_IDENTITY = {"id": UUID(int=1), "version": 1, "plan": "plan"}
_CAPPED = replace(DEFAULT_SCHEME, cap=Fraction(1201, 10))

_decimals = st.decimals(0, 10**6, places=3).map(lambda value: f"{value.normalize():f}")
_numbers = _decimals | st.sampled_from(["0", "1", "-2", "0.5", "123456789012345"])
_spoken = st.sampled_from([None, "", "-", "집계 중"])
_targets = st.fixed_dictionaries({"value": _numbers})
_unusual_targets = st.fixed_dictionaries(
    {"text": _spoken}, optional={"value": _numbers, "ends": st.booleans(), "denominator": _decimals}
)
_actuals = st.fixed_dictionaries({"value": st.none() | _numbers, "text": _spoken})
_unusual_actuals = st.fixed_dictionaries(
    {"reported_text": _spoken},
    optional={"numerator": _numbers, "reported_rate": _decimals, "stage": st.just("착공")},
)
_periods = st.dictionaries(
    st.sampled_from(["2020", "2021", "2022", "2023"]),
    st.tuples(
        _targets | _targets | _targets | st.none() | _unusual_targets,
        _actuals | _actuals | _actuals | st.none() | _unusual_actuals,
    ),
    max_size=4,
)
_indicators = st.tuples(
    _periods,
    st.fixed_dictionaries(
        {"weight": st.none() | st.sampled_from(["0", "1", "12.5", "30"])},
        optional={
            "direction": st.sampled_from(["up", "down", "down", "maintain"]),
            "accumulation": st.sampled_from(["mean", "mean", "mean", "sum", "latest"]),
        },
    ),
)
_unusual = st.tuples(
    st.lists(_indicators, max_size=4), st.sampled_from(["planned", "on_track", "scrapped"])
)
_positive = st.decimals("0.001", 10**6, places=3).map(lambda value: f"{value.normalize():f}")
_plain_periods = st.dictionaries(
    st.sampled_from(["2020", "2021", "2022", "2023"]),
    st.tuples(
        st.fixed_dictionaries({"value": _positive}),
        st.none() | st.fixed_dictionaries({"value": st.none() | _positive, "text": _spoken}),
    ),
    max_size=4,
)
_plain_fields = st.fixed_dictionaries(
    {"weight": st.none() | _positive, "direction": st.sampled_from(["up", "down"])}
)
_usual = st.tuples(
    st.lists(st.tuples(_plain_periods, _plain_fields), min_size=1, max_size=4), st.just("on_track")
)


def project_of(made: tuple[list[Any], str]) -> bytes:
    """Return the bytes of a project with such indicators."""
    indicators = [
        {
            "code": f"i{number}",
            "name": "지표",
            "targets": [{"period": each, **said[0]} for each, said in periods.items() if said[0]],
            "actuals": [{"period": each, **said[1]} for each, said in periods.items() if said[1]],
            **fields,
        }
        for number, (periods, fields) in enumerate(made[0])
    ]
    given = {"code": "p", "kind": "pledge", "title": "사업", "status": made[1]}
    return canonical_bytes(Project.model_validate({**given, **_IDENTITY, "indicators": indicators}))


def by_the_engine(document: bytes, *, on: date, scheme: Scheme) -> ProjectScore:
    return score_facts(read_project(document, None).facts, (), on=on, scheme=scheme)


def same(plain: PlainRate, score: ProjectScore) -> bool:
    """Tell whether both say the same, and nothing is left open."""
    assert score.rate_exact is not None
    assert score.coverage is not None
    return (
        plain.units == score.rate_exact * 10**EXACT_PLACES
        and Fraction(*plain.coverage) == score.coverage.share
        and (plain.with_value, plain.due) == (score.coverage.with_value, score.coverage.due)
    )


@given(_usual, st.sampled_from([DEFAULT_SCHEME, _CAPPED]))
@settings(max_examples=300, deadline=None)
def test_whole_numbers_say_what_the_engine_says(
    made: tuple[list[Any], str], scheme: Scheme
) -> None:
    document = project_of(made)

    plain = rate_of_plain(document, on=_ON, scheme=scheme)
    score = by_the_engine(document, on=_ON, scheme=scheme)

    # Numbers are enough where there are any; else the engine has to say why there is no rate.
    assert (plain is None) == (score.rate is None)
    assert plain is None or same(plain, score)


@given(_unusual)
@settings(max_examples=300, deadline=None)
def test_of_any_project_whole_numbers_say_what_the_engine_says_or_nothing(
    made: tuple[list[Any], str],
) -> None:
    document = project_of(made)

    plain = rate_of_plain(document, on=_ON, scheme=DEFAULT_SCHEME)

    assert plain is None or same(plain, by_the_engine(document, on=_ON, scheme=DEFAULT_SCHEME))


def test_the_national_data_set_is_plain() -> None:
    [document] = documents(Extent(plans=1, projects=30))
    content, on = PlanDocument.model_validate(document), date(2025, 12, 31)
    projects = [
        canonical_bytes(Project.model_validate({**each.model_dump(), **_IDENTITY}))
        for each in content.projects
    ]

    for project in projects:
        plain = rate_of_plain(project, on=on, scheme=DEFAULT_SCHEME)
        assert plain is not None
        assert same(plain, by_the_engine(project, on=on, scheme=DEFAULT_SCHEME))


@pytest.mark.parametrize(
    "fields",
    [
        {"direction": "maintain"},
        {"accumulation": "sum"},
        {"targets": [{"period": "2021", "text": "완료"}]},
        {"targets": [{"period": "2021", "value": "0"}]},
        {"targets": [{"period": "2021", "value": "5", "ends": True}]},
        {"targets": []},
        {"actuals": [{"period": "2021", "reported_rate": "50"}]},
        {"weight": "0"},
    ],
)
def test_what_takes_more_than_plain_numbers_is_left_to_the_engine(
    make_project: Callable[..., Project], fields: dict[str, Any]
) -> None:
    plain = {
        "code": "i",
        "name": "지표",
        "targets": [{"period": "2021", "value": "5"}],
        "actuals": [{"period": "2021", "value": "4"}],
    }
    usual, unusual = (
        canonical_bytes(make_project(indicators=[each])) for each in (plain, {**plain, **fields})
    )

    assert rate_of_plain(usual, on=_ON, scheme=DEFAULT_SCHEME) is not None
    assert rate_of_plain(unusual, on=_ON, scheme=DEFAULT_SCHEME) is None


@pytest.mark.parametrize(
    "policy",
    [
        {"methods": ("reported/1", "target-vs-actual/1")},
        {"minimum_coverage": Fraction(50)},
        {"excluded_statuses": frozenset({Status.PLANNED})},
        {"status_points": ((Status.PLANNED, Fraction(10)),)},
    ],
)
def test_schemes_with_other_policies_are_left_to_the_engine(policy: dict[str, Any]) -> None:
    one = [({"2021": ({"value": "5"}, {"value": "4"})}, {"weight": None})]
    scheme = replace(DEFAULT_SCHEME, **policy)

    assert rate_of_plain(project_of((one, "planned")), on=_ON, scheme=scheme) is None
