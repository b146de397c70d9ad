"""Methods of installed packages: one of a made-up distribution, and those that are refused."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.app import create_app
from pledge_scoring.engine.methods import METHODS
from pledge_scoring.engine.methods.registry import MethodRefusedError, _all
from pledge_scoring.engine.scheme import DEFAULT_SCHEME
from pledge_scoring.services.inputs import score_project
from pledge_scoring.services.installed_methods import add_installed_methods
from pledge_scoring.settings import Settings
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.testing.asgi import transport_to
from pledge_shared.testing.registry import FakeRegistry

Install = Callable[..., None]

_PAGE = Path(__file__).parents[3] / "docs" / "methods" / "README.md"
_NAME = "half-credit/1"


def _of_the_page(language: str, place: int = 0) -> str:
    page = _PAGE.read_text(encoding="utf-8")
    blocks = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    return str(blocks[place])


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a package whose module holds this code, with an entry point to one of its names."""
    before = dict(_all)

    def run(code: str, attribute: str = "HALF_CREDIT", package: str = "pledge_half_credit") -> None:
        (tmp_path / f"{package}.py").write_text(code, encoding="utf-8")
        described = tmp_path / f"{package}-1.0.dist-info"
        described.mkdir()
        (described / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8"
        )
        (described / "entry_points.txt").write_text(
            f"[pledge.methods]\nhalf-credit = {package}:{attribute}\n", encoding="utf-8"
        )
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, package, raising=False)

    yield run
    for name in _all.keys() - before.keys():
        del _all[name]


def test_the_method_of_the_page_is_installed_and_scores(
    install: Install,
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
) -> None:
    install(_of_the_page("python"))
    indicator = make_indicator({2021: {"target": {"value": "10"}, "actual": {"value": "9"}}})
    scheme = replace(DEFAULT_SCHEME, methods=(_NAME,))

    add_installed_methods()

    assert "pledge_half_credit:HALF_CREDIT" in _of_the_page("toml")
    assert score_project(plan, make_project(indicators=[indicator]), scheme=scheme).score.rate == (
        Fraction(50)
    )


def test_to_find_the_same_method_again_changes_nothing(install: Install) -> None:
    install(_of_the_page("python"))
    add_installed_methods()
    first = METHODS[_NAME]

    add_installed_methods()

    assert METHODS[_NAME] is first


def test_without_installed_packages_the_methods_are_ours() -> None:
    before = dict(METHODS)

    add_installed_methods()

    assert dict(METHODS) == before
    assert _NAME not in METHODS


REFUSED: dict[str, tuple[Callable[[str], str], str]] = {
    "a name of ours": (
        lambda code: code.replace("half-credit/1", "target-vs-actual/1"),
        "there is already a method target-vs-actual/1",
    ),
    "a name without version": (
        lambda code: code.replace("half-credit/1", "half-credit"),
        "not of the form name/1",
    ),
    "parameters that would not be checked": (
        lambda code: code.replace('"type": "object"', '"type": "object", "oneOf": []'),
        "its parameters use oneOf",
    ),
    "a reason that is not on the list": (
        lambda code: code.replace("(Reason.NO_ACTUAL,)", '("no_luck",)'),
        "a reason for null that is not on the list",
    ),
    "a module that breaks": (lambda _: "1 / 0", "cannot be loaded: division by zero"),
    "a module without the method": (lambda _: "", "cannot be loaded: module"),
    "something that is no method": (
        lambda _: "HALF_CREDIT = 50",
        "it is not a pledge_scoring.engine.methods.Method",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_used_is_refused_by_the_name_of_its_package(
    what: str, install: Install
) -> None:
    changed, message = REFUSED[what]
    before = dict(METHODS)
    install(changed(_of_the_page("python")))

    with pytest.raises(MethodRefusedError, match=re.escape(message)) as refused:
        add_installed_methods()

    assert "half-credit of pledge_half_credit" in str(refused.value)
    assert dict(METHODS) == before


def test_two_packages_cannot_bring_one_name(install: Install) -> None:
    install(_of_the_page("python"))
    install(_of_the_page("python"), package="pledge_other")

    with pytest.raises(MethodRefusedError, match="there is already a method half-credit/1"):
        add_installed_methods()


async def test_a_service_serves_what_is_installed(install: Install, service: AsyncClient) -> None:
    assert (await service.get(f"/v1/methods/{_NAME}")).status_code == 404
    install(_of_the_page("python"))

    add_installed_methods()

    assert (await service.get(f"/v1/methods/{_NAME}")).json()["label_ko"] == "절반 인정"
    vectors = (await service.get(f"/v1/methods/{_NAME}/vectors")).json()
    assert (vectors["method"], vectors["cases"]) == (_NAME, [])


async def test_a_service_does_not_start_with_a_broken_package(
    install: Install, scoring_database: ThrowawayDatabase, registry: FakeRegistry
) -> None:
    install("1 / 0")
    settings = Settings(database_url=scoring_database.app_url, registry_url="http://registry")
    app = create_app(settings, registry=transport_to(registry.app))

    with pytest.raises(MethodRefusedError, match="pledge_half_credit"):
        await app.router.lifespan_context(app).__aenter__()
