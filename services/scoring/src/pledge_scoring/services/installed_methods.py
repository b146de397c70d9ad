"""Methods that installed packages bring, by their entry points; found once, at start."""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from ..engine.methods.registry import MethodRefusedError, add_method

__all__ = ["GROUP", "add_installed_methods"]

GROUP = "pledge.methods"


def add_installed_methods(found: Iterable[EntryPoint] | None = None) -> None:
    """Add every method of the entry point group.

    Parameters
    ----------
    found
        In place of those of the installed packages, for tests.

    Raises
    ------
    MethodRefusedError
        One cannot be loaded or used; nothing is passed over in silence.
    """
    for entry in sorted(entry_points(group=GROUP) if found is None else found):
        package = entry.dist.name if entry.dist else "an unknown package"
        try:
            method = entry.load()
        except Exception as error:  # whatever a foreign module does when it is imported
            raise MethodRefusedError(
                f"The entry point {entry.name} of {package} cannot be loaded: {error}."
            ) from error
        try:
            add_method(method)
        except MethodRefusedError as error:
            raise MethodRefusedError(
                f"The method of entry point {entry.name} of {package} is refused: {error}."
            ) from error
