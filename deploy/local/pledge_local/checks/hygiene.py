"""What must not be in the project: addresses of one machine or network, people, secrets."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from .outcome import Outcome

__all__ = ["check_hygiene"]

# Written so that this file does not contain what it looks for.
_INDEX_HOSTS = ("pypi[.]org", "pythonhosted[.]org", "npmjs[.](?:org|com)", "yarnpkg[.]com")
_EVERYWHERE = {
    "address of a package index": re.compile("|".join(_INDEX_HOSTS), re.IGNORECASE),
    "path of one machine": re.compile(r"(?<![\w.$}-])/(?:root|work|home/\w+)/\w"),
    "telephone number": re.compile(r"(?<![\d-])0\d{1,2}-(?!0{3,4}-)\d{3,4}-\d{4}(?![\d-])"),
    "API key": re.compile(r"pk_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"),
    "private key": re.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "suppression without a reason": re.compile(
        r"# (?:noqa(?::[ A-Z0-9,]+)?|type: ignore(?:\[[\w, -]+\])?)\s*$", re.MULTILINE
    ),
}
_CONFIGURATION = {
    "option that names a package index": re.compile(
        r"--(?:extra-)?index-url|--find-links|^\s*(?:extra-)?index-url\s*=|^\s*registry\s*=",
        re.MULTILINE,
    )
}
_LOCKS = {"address in a lock file": re.compile("://")}
_CONFIGURATION_NAMES = frozenset({"Dockerfile", ".npmrc", "pip.conf", "uv.toml", "run"})
_CONFIGURATION_SUFFIXES = frozenset({".toml", ".cfg", ".ini", ".yaml", ".yml", ".in", ".lock"})
_EMPTY_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "misc"})


def check_hygiene(root: Path, files: Sequence[Path]) -> Outcome:
    """Look through every text file of the project."""
    findings = [
        f"{file}: the name says nothing about what is in it"
        for file in files
        if file.stem in _EMPTY_NAMES
    ]
    for file in files:
        findings += _findings(root, file)
    return Outcome.of(findings, f"{len(files)} files")


def _findings(root: Path, file: Path) -> Iterator[str]:
    try:
        text = (root / file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for what, pattern in _patterns(file).items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{file}:{line}: {what}: {match.group().strip()}"


def _patterns(file: Path) -> dict[str, re.Pattern[str]]:
    patterns = dict(_EVERYWHERE)
    if file.name in _CONFIGURATION_NAMES or file.suffix in _CONFIGURATION_SUFFIXES:
        patterns |= _CONFIGURATION
    if file.suffix == ".lock" or file.name.endswith("-lock.json"):
        patterns |= _LOCKS
    return patterns
