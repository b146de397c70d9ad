"""What a scheme decides about rates: statuses, coverage, points, the cap."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pledge_scoring.engine.facts import Status
from pledge_scoring.engine.project import ProjectScore
from pledge_scoring.engine.scheme import DEFAULT_SCHEME

Make = Callable[..., dict[str, Any]]


class TestPolicies:
    def test_an_excluded_status_has_no_rate(
        self, score: Callable[..., ProjectScore], one_rate: Make
    ) -> None:
        scheme = replace(DEFAULT_SCHEME, excluded_statuses=frozenset({Status.SCRAPPED}))

        result = score(one_rate("a", "50"), scheme=scheme, status="scrapped")

        assert (result.rate, result.reason) == (None, "excluded_status")
        assert score(one_rate("a", "50"), scheme=scheme, status="partial").rate == 50

    def test_a_rate_below_the_minimum_coverage_is_not_shown(
        self, score: Callable[..., ProjectScore], one_rate: Make
    ) -> None:
        half = (one_rate("a", "50"), one_rate("b", None))
        strict = replace(DEFAULT_SCHEME, minimum_coverage=Fraction(51))
        lenient = replace(DEFAULT_SCHEME, minimum_coverage=Fraction(50))

        assert score(*half, scheme=strict).reason == "below_minimum_coverage"
        assert score(*half, scheme=lenient).rate == 50

    def test_status_points_only_where_the_scheme_names_them(
        self, score: Callable[..., ProjectScore], one_rate: Make
    ) -> None:
        scheme = replace(DEFAULT_SCHEME, status_points=((Status.ON_TRACK, Fraction(80)),))

        by_status = score(one_rate("a", "50"), scheme=scheme, status="on_track")

        assert by_status.rate == 80
        assert by_status.rate_name == "status_points"
        assert score(one_rate("a", "50"), status="on_track").rate == 50
        assert score(scheme=scheme, status="partial").reason == "excluded_status"

    def test_the_cap_is_the_schemes(
        self, score: Callable[..., ProjectScore], one_rate: Make
    ) -> None:
        scheme = replace(DEFAULT_SCHEME, cap=Fraction(120))

        assert score(one_rate("a", "130"), scheme=scheme).rate == 120
        assert score(one_rate("a", "130")).rate == 100
