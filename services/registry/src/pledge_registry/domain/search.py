"""Search text: what all spellings of the same words have in common.

Two forms of every text are kept. The squeezed form knows no spaces, middle dots, dashes, quotes or
brackets, no case and no width. The initials (초성) have the first consonant in the place of each
syllable of the squeezed form; the two are of one length.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

__all__ = [
    "KINDS",
    "Query",
    "SearchRow",
    "SearchText",
    "Term",
    "initials",
    "read_query",
    "rows_of",
    "search_texts",
    "squeeze",
    "texts_of",
]

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST_SYLLABLE, _PER_LEAD = ord("가"), 588
_INITIALS = {
    _FIRST_SYLLABLE + place * _PER_LEAD + n: lead
    for place, lead in enumerate(_LEADS)
    for n in range(_PER_LEAD)
}
_DOTS = "·‧∙․ㆍᆞ•・･⋅"
_CLUSTERS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
"""Keyboards write two consonants typed one after the other as one."""

_ODD = re.compile(f"[{_DOTS}{''.join(_CLUSTERS)}]")
_CONJOINING = re.compile("[\u1100-\u1112]")
_IGNORED = re.compile(
    r"[\s,()\[\]{}〈〉《》「」『』【】〔〕“”‘’‚‛„‟\"'`´ʼ′\-‐‑‒–—―−"
    "\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_FULL_STOP = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_BETWEEN = "\U0010fffd"
"""Private use: means nothing, joins with nothing, and is kept by `squeeze`."""


def squeeze(text: str) -> str:
    """Return the form in which all spellings of the same words are equal."""
    text = _ODD.sub(lambda found: _CLUSTERS.get(found[0], ""), text)  # NFKC would rewrite these
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _CONJOINING.sub(lambda found: _LEADS[ord(found[0]) - 0x1100], text)
    return _FULL_STOP.sub("", _IGNORED.sub("", text))


def initials(squeezed: str) -> str:
    """Return a squeezed text with the first consonant in the place of each syllable."""
    return squeezed.translate(_INITIALS)


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is looked for."""

    squeezed: str

    @property
    def initials(self) -> str | None:
        """The initials to look for, when lone consonants (초성) stand in the term."""
        return initials(self.squeezed) if set(self.squeezed) & set(_LEADS) else None

    @property
    def pattern(self) -> str:
        """The regular expression, of Python and PostgreSQL alike, that finds it in a squeezed text.

        A lone consonant stands for every syllable that begins with it.
        """
        return "".join(_class(char) if char in _LEADS else _literal(char) for char in self.squeezed)

    def is_in(self, text: str) -> bool:
        """Tell whether a text as written has the term."""
        return re.search(self.pattern, squeeze(text)) is not None

    def place_in(self, text: str) -> tuple[int, int] | None:
        """Return where a text as written has the term: its first character and the one behind."""
        found = re.compile(self.pattern)
        if found.search(squeeze(text)) is None:
            return None
        end = _first(len(text), lambda n: found.search(squeeze(text[:n])) is not None)
        length = _first(end, lambda n: found.search(squeeze(text[end - n : end])) is not None)
        return end - length, end


def _class(lead: str) -> str:
    first = _FIRST_SYLLABLE + _LEADS.index(lead) * _PER_LEAD
    return f"[{lead}{chr(first)}-{chr(first + _PER_LEAD - 1)}]"


def _literal(char: str) -> str:
    return char if char.isalnum() else f"\\{char}"


def _first(most: int, holds: Callable[[int], bool]) -> int:
    """Return the smallest number up to ``most`` from which on something holds."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return high


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: every term has to be found."""

    terms: tuple[Term, ...]

    @property
    def whole(self) -> Term:
        """The terms as one, as if written without spaces."""
        return Term("".join(term.squeezed for term in self.terms))


def read_query(text: str) -> Query | None:
    """Read a query's terms; None when nothing in it can be looked for."""
    terms = tuple(Term(word) for part in text.split() if (word := squeeze(part)))
    return Query(terms) if terms else None


_TEXTS: Mapping[str, Sequence[str]] = {
    "organization": ("name", "name_en", "former_names.name"),
    "plan": ("title", "title_en", "vision"),
    "goal": ("title", "title_en", "notes"),
    "project": (
        "title", "goal_text", "target_group", "contents.text", "contents.details",
        "indicators.name", "milestones.text", "milestones.notes", "partners",
    ),
}  # fmt: skip
"""What is searched, by kind: names of fields, the title first."""


KINDS = ("project", "goal", "plan", "organization")
"""What can be found, in the order in which equally good hits stand."""


SearchText = tuple[str, str, str | None, str, str]
"""The fields of a `SearchRow` behind the version."""


class SearchRow(NamedTuple):
    """The search text of a document, or of a goal in it, from one version on."""

    entity_id: UUID
    version: int
    part: str
    kind: str
    led_by: str | None
    squeezed: str
    initials: str


def rows_of(
    kind: str, entity_id: UUID, version: int, document: Any, before: Any = None
) -> list[SearchRow]:
    """Return the rows a version adds: none when its texts are those of the version before.

    ``document`` and ``before`` are models or their JSON.
    """
    if before is not None and _parts(kind, document) == _parts(kind, before):
        return []
    return [SearchRow(entity_id, version, *each) for each in search_texts(kind, document)]


def search_texts(kind: str, document: Any) -> list[SearchText]:
    """Return what rows say of a document, whichever its version."""
    found = []
    for part, part_kind, led_by, texts in _parts(kind, document):
        squeezed = "\n".join(filter(None, squeeze(_BETWEEN.join(texts)).split(_BETWEEN)))
        found.append((part, part_kind, led_by, squeezed, initials(squeezed)))
    return found


def _parts(kind: str, document: Any) -> list[tuple[str, str, str | None, list[str]]]:
    led_by = _field(document, "lead_department") if kind == "project" else None
    goals = _field(document, "goals") if kind == "plan" else ()
    return [
        ("", kind, led_by, _only_texts(kind, document)),
        *((_field(goal, "code"), "goal", None, _only_texts("goal", goal)) for goal in goals),
    ]


def _only_texts(kind: str, document: Any) -> list[str]:
    return [text for _, text in texts_of(kind, document)]


def texts_of(kind: str, document: Any) -> list[tuple[str, str]]:
    """Return what is searched of a document, a model or its JSON: field and text, title first."""
    return [
        (path.partition(".")[0], text)
        for path in _TEXTS[kind]
        for text in _values(document, path.split("."))
    ]


def _values(node: Any, names: Sequence[str]) -> Iterator[str]:
    if isinstance(node, list | tuple):
        for item in node:
            yield from _values(item, names)
    elif names and node is not None:
        yield from _values(_field(node, names[0]), names[1:])
    elif node:
        yield node


def _field(node: Any, name: str) -> Any:
    return node.get(name) if isinstance(node, Mapping) else getattr(node, name)
