"""The lock files fit each other and the inputs they were made from."""

import re

from pledge_local.project import ROOT

REQUIREMENTS = ROOT / "requirements"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def _pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((REQUIREMENTS / name).read_text()))


def _wanted(name: str) -> set[str]:
    lines = (REQUIREMENTS / name).read_text().splitlines()
    return {re.split(r"[\[<>=!~; ]", line)[0] for line in lines if re.match(r"[a-z]", line)}


def test_the_tools_lock_contains_the_runtime_lock() -> None:
    assert _pins("runtime.lock").items() <= _pins("dev.lock").items()


def test_every_wanted_package_is_locked() -> None:
    assert _wanted("runtime.in") <= _pins("runtime.lock").keys()
    assert _wanted("dev.in") <= _pins("dev.lock").keys()


def test_every_pin_has_hashes() -> None:
    for lock in ("runtime.lock", "dev.lock"):
        blocks = re.split(r"\n(?=\S)", (REQUIREMENTS / lock).read_text().strip())
        assert all("--hash=sha256:" in block for block in blocks), lock
