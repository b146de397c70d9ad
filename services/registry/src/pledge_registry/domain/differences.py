"""The difference of two documents, field by field, with list items matched by what they are.

An item of a list is found again by its natural key (an indicator by its code, a target by its
period), not by its place. An item without one is its own key: it is either there or not. So the
path of a field names the same thing in every version, and versions can be compared in a row.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pledge_shared.canonical import dump_json
from pledge_shared.errors import json_pointer

__all__ = ["Difference", "Makers", "differences"]

Path = tuple[str, ...]
"""Names of fields and keys of items, from the top."""

_Names = tuple[str, ...]

_CELL: _Names = ("stage", "source", "period")
_KEYS: Mapping[str, Sequence[_Names]] = {
    "actuals": [("period",)],
    "adjustments": [("number",)],
    "changes": [_CELL],
    "codes": [("system", "code"), ("system", "code", "valid_from")],
    "contents": [("text",)],
    "declared_totals": [_CELL],
    "evidence": [("title",)],
    "facts": [("name",)],
    "fields": [("field",)],
    "former_names": [("name",)],
    "goals": [("code",)],
    "indicators": [("code",)],
    "challenges/items": [("problem",)],
    "ordinances/items": [("name",)],
    "lines": [_CELL],
    "milestones": [
        ("state", "start", "end", "printed"),
        ("state", "start", "end", "printed", "text"),
    ],
    "parts": [("source",)],
    "quantities": [("indicator", "unit")],
    "reported_values": [("name",), ("name", "label")],
    "revisions": [("kind", "date"), ("kind", "date", "document_number")],
    "stages": [("name",)],
    "targets": [("period",)],
    "terms": [("code",)],
}
"""Fields that find an item of a list again, by the list's name: the first that tell all apart."""

_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, or a whole item, before and after; None where there was, or is, nothing."""

    path: Path
    before: Any
    after: Any

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer in which keys, shortened, stand in place of positions."""
        return json_pointer((part[:_LONGEST_SHOWN] for part in self.path), longest=None)


def differences(before: Any, after: Any, path: Path = ()) -> Iterator[Difference]:
    """Return what differs between two JSON values; a list that is not there is an empty one."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*before, *(name for name in after if name not in before)]:
            yield from differences(before.get(name), after.get(name), (*path, name))
    elif _are_lists(before, after):
        yield from _of_lists(before or [], after or [], path)
    else:
        yield Difference(path, before, after)


def _are_lists(*values: Any) -> bool:
    return {type(value) for value in values} in ({list}, {list, type(None)})


def _of_lists(before: list[Any], after: list[Any], path: Path) -> Iterator[Difference]:
    old, new = _keyed(before, after, path)
    for key in [*old, *(key for key in new if key not in old)]:
        yield from differences(old.get(key), new.get(key), (*path, key))
    kept = [key for key in old if key in new]
    moved = [key for key in new if key in old]
    if kept != moved:
        yield Difference((*path, "order"), [*old], [*new])


def _keyed(
    before: Sequence[Any], after: Sequence[Any], path: Path
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Key the items of both lists in one way: naturally if that tells them apart in both."""
    for names in _KEYS.get("/".join(path[-2:]), _KEYS.get(path[-1], ())):
        old, new = ({_key(item, names): item for item in items} for items in (before, after))
        if len(old) == len(before) and len(new) == len(after):
            return old, new
    return _by_content(before), _by_content(after)


def _key(item: Mapping[str, Any], names: _Names) -> str:
    return ":".join("" if item.get(name) is None else str(item[name]) for name in names)


def _by_content(items: Sequence[Any]) -> dict[str, Any]:
    """Make each item its own key; equal ones are counted."""
    seen: Counter[str] = Counter()
    keyed = {}
    for item in items:
        key = item if isinstance(item, str) else dump_json(item).decode()
        seen[key] += 1
        keyed[key if seen[key] == 1 else f"{key}#{seen[key]}"] = item
    return keyed


class Makers:
    """Which version made a field what it became, over versions that are noted in order."""

    def __init__(self) -> None:
        self._exactly: dict[Path, int] = {}
        self._within: dict[Path, int] = {}

    def note(self, version: int, changed: Iterable[Path]) -> None:
        """Note what a version changed."""
        for path in changed:
            self._exactly[path] = version
            for length in range(len(path) + 1):
                self._within[path[:length]] = version

    def of(self, path: Path) -> int:
        """Return the last version that changed a field, something in it or all around it.

        An item may have been found by another key between other versions: then it is the last
        version that changed the list it is in.
        """
        around = (self._exactly.get(path[:length], 0) for length in range(len(path)))
        if found := max(self._within.get(path, 0), *around):
            return found
        lengths = range(len(path), -1, -1)
        return next(self._within[path[:n]] for n in lengths if path[:n] in self._within)
