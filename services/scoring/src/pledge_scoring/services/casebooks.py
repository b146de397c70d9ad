"""The casebooks of methods, read from the files that the tests run."""

from functools import cache
from pathlib import Path
from typing import Final

import yaml

from pledge_shared.contracts.casebook import Casebook
from pledge_shared.errors import NotFoundError

from ..engine.methods import METHODS

__all__ = ["casebook"]

_FORMAT: Final = "pledge-casebook/1"
_CASEBOOKS = Path(__file__).resolve().parents[5] / "data" / "methods"


def casebook(name: str) -> Casebook:
    """Return the casebook of the method of a versioned name.

    Raises
    ------
    NotFoundError
        There is no such method.
    """
    if name not in METHODS:
        raise NotFoundError("There is no such method; they are listed at /v1/methods.")
    # A method that an installed package brought has its cases in that package.
    return _casebooks().get(name) or Casebook(format=_FORMAT, method=name, cases=())


@cache
def _casebooks() -> dict[str, Casebook]:
    read = (
        Casebook.model_validate(yaml.safe_load(path.read_bytes()))
        for path in sorted(_CASEBOOKS.glob("*.yaml"))
    )
    return {book.method: book for book in read}
