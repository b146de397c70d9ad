"""Database URLs completed with passwords from files, as containers are given secrets."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

__all__ = ["PasswordError", "complete_urls"]

_URL = "_DATABASE_URL"
_FILE = "_DATABASE_PASSWORD_FILE"


class PasswordError(Exception):
    """A password or the URL that it belongs to is not as it should be."""


def complete_urls(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the password of each ``X_DATABASE_PASSWORD_FILE`` in its URL.

    Raises
    ------
    PasswordError
        A file is missing or empty, or its URL names no user or has a password already.
    """
    completed = dict(environment)
    for variable, file in environment.items():
        if variable.endswith(_FILE):
            url = variable.removesuffix(_FILE) + _URL
            completed[url] = _with_password(url, environment.get(url, ""), _read(variable, file))
    return completed


def _read(variable: str, file: str) -> str:
    try:
        password = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise PasswordError(
            f"{variable} names {file}, which cannot be read: {error.strerror}."
        ) from error
    if not password:
        raise PasswordError(f"{variable} names {file}, which is empty.")
    return password


def _with_password(variable: str, url: str, password: str) -> str:
    parts = urlsplit(url)
    user, at, address = parts.netloc.rpartition("@")
    if not at or not user or ":" in user:
        raise PasswordError(
            f"{variable} must name a user and no password, like "
            "postgresql://pledge_app@postgres:5432/registry; its password is in a file."
        )
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{address}").geturl()
