"""Projects that were worked on last are not parsed again."""

from pledge_registry.domain.documents import ProjectDocument
from pledge_registry.domain.recent import RecentProjects
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.testing.documents import make_project


def _document(code: str) -> ProjectDocument:
    return ProjectDocument.of(ProjectFacts.model_validate(make_project(code)))


def _read(recent: RecentProjects, document: ProjectDocument) -> ProjectFacts:
    return recent.read(document.facts, document.digest)


def test_facts_are_parsed_once() -> None:
    recent, document = RecentProjects(1_000_000), _document("a")
    assert _read(recent, document) == document.project
    assert _read(recent, document) is _read(recent, document)


def test_what_was_written_is_known_without_parsing() -> None:
    recent, document = RecentProjects(1_000_000), _document("a")
    recent.keep(document.facts, document.digest, document.project)
    assert _read(recent, document) is document.project


def test_the_oldest_is_forgotten_when_there_is_too_much() -> None:
    one, two, three = map(_document, "abc")
    recent = RecentProjects(len(one.facts) + len(two.facts))
    first, second = _read(recent, one), _read(recent, two)
    assert _read(recent, one) is first  # read again, so the other is the oldest
    _read(recent, three)
    assert _read(recent, one) is first
    assert _read(recent, two) is not second


def test_the_newest_stays_whatever_its_size() -> None:
    recent, document = RecentProjects(1), _document("a")
    assert _read(recent, document) is _read(recent, document)


def test_a_document_known_already_does_not_count_twice() -> None:
    one, two = map(_document, "ab")
    recent = RecentProjects(len(one.facts) + len(two.facts))
    first = _read(recent, one)
    for _ in range(3):
        recent.keep(two.facts, two.digest, two.project)
    assert _read(recent, one) is first
