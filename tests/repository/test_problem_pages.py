"""Every error code is one thing, and has a page that explains it."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import pledge_gateway
import pledge_registry
import pledge_scoring
import pledge_shared
from pledge_shared.errors import ServiceError

PAGES = Path(__file__).parents[2] / "docs" / "problems"
NOT_IMPORTED = {"__main__"}


def _import_everything() -> None:
    for package in (pledge_shared, pledge_registry, pledge_scoring, pledge_gateway):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if module.name.rpartition(".")[2] not in NOT_IMPORTED:
                importlib.import_module(module.name)


def _below(kind: type[ServiceError]) -> Iterator[type[ServiceError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


@pytest.fixture(scope="module")
def kinds() -> list[type[ServiceError]]:
    _import_everything()
    return [ServiceError, *_below(ServiceError)]


def test_every_code_has_a_page(kinds: list[type[ServiceError]]) -> None:
    missing = {kind.code for kind in kinds} - {page.stem for page in PAGES.glob("*.md")}

    assert missing == set()


def test_every_page_is_of_a_code_and_names_its_status(kinds: list[type[ServiceError]]) -> None:
    statuses = {kind.code: kind.status for kind in kinds}

    for page in PAGES.glob("*.md"):
        if page.stem != "README":
            assert f"`{page.stem}` · HTTP {statuses[page.stem]}\n" in page.read_text("utf-8")


def test_one_code_has_one_status(kinds: list[type[ServiceError]]) -> None:
    statuses: dict[str, set[int]] = {}
    for kind in kinds:
        statuses.setdefault(kind.code, set()).add(kind.status)

    assert {code: found for code, found in statuses.items() if len(found) > 1} == {}


def test_every_error_speaks_korean(kinds: list[type[ServiceError]]) -> None:
    silent = [
        kind.code for kind in kinds if not any("가" <= char <= "힣" for char in kind.title_ko)
    ]

    assert silent == []
