"""Verification: what is kept is computed again, and whatever differs is named by its place."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pledge_scoring.services.evaluation.evaluating import evaluate
from pledge_scoring.services.evaluation.snapshot import Snapshot
from pledge_scoring.services.evaluation.verifying import Kept, verify
from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.evaluations import EvaluationPins

from .made import DEFAULT, GRADES, manifesto, project, scheme, snapshot

MADE = snapshot({"made": [project("a", "95"), project("b", "80.5")]}, GRADES)


@pytest.fixture
def kept() -> Kept:
    return _kept(MADE)


def _kept(made: Snapshot) -> Kept:
    pins, results = canonical_bytes(made.pins), canonical_bytes(evaluate(made))
    return Kept(
        pins=pins,
        pins_digest=digest_of(pins),
        results=results,
        results_digest=digest_of(results),
        documents=made.documents,
    )


def _places(kept: Kept) -> list[str]:
    found = verify(kept)
    assert found.verified is (not found.differences)
    return [each.place for each in found.differences]


def test_what_was_kept_whole_is_verified(kept: Kept) -> None:
    found = verify(kept)

    assert (found.verified, found.more) == (True, 0)
    assert found.results == kept.results_digest


def test_changed_points_are_named(kept: Kept) -> None:
    forged = kept.results.replace(b'"points":"80.50"', b'"points":"90.50"')

    found = verify(replace(kept, results=forged, results_digest=digest_of(forged)))

    place, was, now = (
        found.differences[0].place,
        found.differences[0].kept,
        found.differences[0].found,
    )
    assert (place, was, now) == ("results/projects/made/b/points", "90.50", "80.50")
    assert len(found.differences) == 1


def test_results_that_do_not_match_their_digest_are_named(kept: Kept) -> None:
    forged = kept.results.replace(b'"rank":2', b'"rank":3')

    assert _places(replace(kept, results=forged)) == ["results", "results/projects/made/b/rank"]


def test_changed_given_points_are_named_with_what_they_move() -> None:
    made = snapshot(
        {"made": [project("a", "95")]},
        scheme("manifesto-2020-1"),
        given=[manifesto("made", "80", "70", "60")],
    )
    sound = _kept(made)
    forged = sound.pins.replace(b'"points":"80"', b'"points":"95"')

    assert verify(sound).verified
    places = _places(replace(sound, pins=forged))
    assert places[0] == "pins"
    assert "results/plans/made/items/completion-points/contribution" in places
    assert "results/plans/made/points" in places


def _changed(content: bytes) -> bytes:
    return content.replace(b'"value":"80.5"', b'"value":"81.5"')


def test_changed_copy_is_named_with_everything_it_moves(kept: Kept) -> None:
    documents = {digest: _changed(content) for digest, content in kept.documents.items()}

    places = _places(replace(kept, documents=documents))

    assert places[0] == "plans/made/projects/b"
    assert "results/projects/made/b/points" in places
    assert "results/whole/points" in places
    assert not any("made/a/points" in place for place in places)


@pytest.mark.parametrize(
    ("missing", "place"),
    [
        (lambda pins: pins.scheme.input, "schemes/invested-institution/1"),
        (lambda pins: pins.plans[0].input, "plans/made"),
        (lambda pins: pins.plans[0].projects[0].input, "plans/made/projects/a"),
    ],
)
def test_missing_copy_is_named(
    kept: Kept, missing: Callable[[EvaluationPins], str], place: str
) -> None:
    gone = missing(MADE.pins)
    documents = {key: each for key, each in kept.documents.items() if key != gone}

    found = verify(replace(kept, documents=documents))

    assert [(each.place, each.kept, each.found) for each in found.differences] == [
        (place, gone, None)
    ]


@pytest.mark.parametrize(
    ("field", "value", "places"),
    [
        ("engine", "pledge-engine/0", {"pins", "engine", "results/pins"}),
        ("snapshot", "0" * 64, {"pins", "snapshot", "results/pins", "results/snapshot"}),
    ],
)
def test_changed_pin_is_named(kept: Kept, field: str, value: str, places: set[str]) -> None:
    pins = canonical_bytes(MADE.pins.model_copy(update={field: value}))

    assert set(_places(replace(kept, pins=pins))) == places


def test_results_of_another_scheme_are_not_verified(kept: Kept) -> None:
    other = snapshot({"made": [project("a", "95"), project("b", "80.5")]}, DEFAULT)
    pins = canonical_bytes(other.pins)

    found = verify(replace(kept, pins=pins, pins_digest=digest_of(pins), documents=other.documents))

    assert "results/scheme" in [each.place for each in found.differences]
