"""``./pledge`` and its bootstrap, in small clones whose lock is empty."""

import ast
import errno
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from pledge_local.project import ROOT, SOURCES

BOOTSTRAP = ROOT / "deploy" / "local" / "bootstrap.py"
STUB = "import os, sys\nprint(os.getcwd(), *sys.argv[1:], sep='|')\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone that needs no packages, in a folder whose name is no identifier."""
    clone = tmp_path / "공약 이행 (1)"
    (clone / "requirements").mkdir(parents=True)
    for lock in ("runtime.lock", "dev.lock"):
        (clone / "requirements" / lock).touch()
    stub = clone / "deploy" / "local" / "pledge_local" / "__main__.py"
    stub.parent.mkdir(parents=True)
    stub.write_text(STUB)
    shutil.copy(ROOT / "pledge", clone)
    shutil.copy(BOOTSTRAP, clone / "deploy" / "local")
    return clone


@pytest.fixture
def bootstrap(clone: Path) -> ModuleType:
    """Return the bootstrap of a clone as a module."""
    file = clone / "deploy" / "local" / "bootstrap.py"
    spec = importlib.util.spec_from_file_location("bootstrap", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _start(
    door: Path, *arguments: str, cwd: Path, path: str | None = None
) -> "subprocess.Popen[str]":
    # The door looks for python3; this test's own interpreter has to be the one it finds.
    base = str(Path(sys.executable).resolve().parent)
    return subprocess.Popen(  # noqa: S603 - the program is ours
        [door, *arguments],
        cwd=cwd,
        env={**os.environ, "PATH": path or f"{base}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(door: Path, *arguments: str, cwd: Path, path: str | None = None) -> tuple[int, str, str]:
    process = _start(door, *arguments, cwd=cwd, path=path)
    printed, complained = process.communicate(timeout=120)
    return process.returncode, printed, complained


def test_two_first_starts_at_once_then_a_link_then_a_moved_clone(
    clone: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(clone / "pledge")
    both = [_start(clone / "pledge", "demo", "--exit", cwd=clone) for _ in range(2)]
    answers = [process.communicate(timeout=120) for process in both]

    assert [process.returncode for process in both] == [0, 0], answers
    assert {printed for printed, _ in answers} == {f"{clone}|demo|--exit\n"}
    assert sum("Setting up" in complained for _, complained in answers) == 1

    assert _run(link, "up", "a b", cwd=tmp_path) == (0, f"{tmp_path}|up|a b\n", "")

    moved = clone.rename(tmp_path / "moved")
    assert _run(moved / "pledge", cwd=tmp_path) == (0, f"{tmp_path}\n", "")


def test_a_machine_with_only_an_old_python_gets_one_sentence(clone: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "dirname", "readlink"):
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    old = tools / "python3"
    old.write_text(
        '#!/bin/sh\ncase $2 in *platform*) echo ", found only 3.9.18";; *) exit 1;; esac\n'
    )
    old.chmod(0o755)

    code, printed, complained = _run(clone / "pledge", cwd=tmp_path, path=str(tools))

    assert (code, printed) == (1, "")
    assert complained.startswith("Pledge needs CPython 3.11 or newer, found only 3.9.18: install")
    assert complained.count("\n") == 1


def test_the_bootstrap_parses_where_python_is_old() -> None:
    ast.parse(BOOTSTRAP.read_text(), feature_version=(3, 6))

    with pytest.raises(SyntaxError):
        ast.parse("if (n := 1): pass", feature_version=(3, 6))


def test_the_folders_on_the_path_are_those_of_the_command_line(bootstrap: ModuleType) -> None:
    assert bootstrap.SOURCES == SOURCES


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("Error: No module named venv", "NO_VENV"),
        ("ensurepip is not available", "NO_VENV"),
        ("OSError: [Errno 28] No space left on device", "DISK_FULL"),
        ("[Errno 13] Permission denied: '/clone/.venv'", "NOT_WRITABLE"),
        ("Temporary failure in name resolution", "NO_NETWORK"),
        ("ERROR: Could not find a version that satisfies the requirement x==1", "NO_NETWORK"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "WRONG_HASH"),
    ],
)
def test_what_an_installer_prints_becomes_one_sentence(
    bootstrap: ModuleType, printed: str, sentence: str
) -> None:
    failed = subprocess.CompletedProcess([], 1, printed)

    with pytest.raises(bootstrap.SetupError) as raised:
        bootstrap.check(failed, bootstrap.NO_VENV)
    assert str(raised.value) == getattr(bootstrap, sentence)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "DISK_FULL"), (errno.EACCES, "NOT_WRITABLE"), (errno.EROFS, "NOT_WRITABLE")],
)
def test_a_failing_disk_becomes_one_sentence(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def fail(_: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(bootstrap, "prepare", fail)

    with pytest.raises(SystemExit) as raised:
        bootstrap.main(["demo"])
    assert raised.value.code == getattr(bootstrap, sentence)


def test_a_changed_lock_is_installed_again(bootstrap: ModuleType) -> None:
    lock: Path = bootstrap.lock_for("demo")
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.touch()
    bootstrap.stamp_of(lock).write_text(bootstrap.digest(lock))
    assert bootstrap.is_installed(lock)

    lock.write_text("more")

    assert not bootstrap.is_installed(lock)


def test_what_the_tests_need_is_enough_for_everything_but_not_the_reverse(
    bootstrap: ModuleType,
) -> None:
    runtime, dev = bootstrap.lock_for("demo"), bootstrap.lock_for("test")
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.touch()
    bootstrap.stamp_of(runtime).write_text(bootstrap.digest(runtime))
    assert not bootstrap.is_installed(dev)

    bootstrap.stamp_of(runtime).unlink()
    bootstrap.stamp_of(dev).write_text(bootstrap.digest(dev))

    assert bootstrap.is_installed(runtime)


def test_a_second_start_waits_for_the_first(bootstrap: ModuleType) -> None:
    entered = threading.Event()

    def second() -> None:
        with bootstrap.one_at_a_time():
            entered.set()

    waiting = threading.Thread(target=second)
    with bootstrap.one_at_a_time():
        waiting.start()
        assert not entered.wait(0.2)
    waiting.join(10)
    assert entered.is_set()
