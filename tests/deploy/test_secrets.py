"""deploy/compose/make-secrets.sh: the passwords that the compose file asks for."""

import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pledge_local.project import ROOT

SCRIPT = Path("deploy/compose/make-secrets.sh")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Lend a clone with a space in its name and nothing but the script."""
    clone = tmp_path / "a clone 복제"
    (clone / SCRIPT).parent.mkdir(parents=True)
    shutil.copy(ROOT / SCRIPT, clone / SCRIPT)
    return clone


def _make(clone: Path) -> dict[str, str]:
    subprocess.run([clone / SCRIPT], check=True, capture_output=True)  # noqa: S603 - our own script
    made = sorted((clone / "secrets").iterdir())
    return {file.name: file.read_text() for file in made if not file.name.startswith(".")}


def test_makes_a_password_for_each_secret_of_the_compose_file(
    clone: Path, compose: dict[str, Any]
) -> None:
    made = _make(clone)
    assert made.keys() == compose["secrets"].keys()
    assert len(set(made.values())) == len(made)
    assert all(len(bytes.fromhex(password)) == 32 for password in made.values())


def test_a_second_run_keeps_what_the_database_knows_and_adds_what_is_missing(clone: Path) -> None:
    first = _make(clone)
    (clone / "secrets" / "read_password").unlink()
    second = _make(clone)
    assert second.keys() == first.keys()
    assert {name for name in first if first[name] != second[name]} == {"read_password"}


def test_others_are_kept_out_by_the_folder_and_containers_can_read(clone: Path) -> None:
    _make(clone)
    folder = clone / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "app_password").stat().st_mode) == 0o444


def test_git_never_sees_them(clone: Path) -> None:
    _make(clone)
    git = ["git", "-C", str(clone)]
    subprocess.run([*git, "init", "-q"], check=True)  # noqa: S603 - git on a folder of this test
    listed = subprocess.run(  # noqa: S603 - git on a folder of this test
        [*git, "ls-files", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert listed.split() == [SCRIPT.as_posix()]
