"""Whether what evaluators give is of this scheme and of those who are evaluated by it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from pledge_shared.contracts.evaluation_items import GivenItem, GivenSubject
from pledge_shared.contracts.schemes import Item, SchemeEdition
from pledge_shared.errors import FieldError, InvalidInputError

from ...engine.methods import METHODS
from .snapshot import Contents, Snapshot, read
from .stated import key_of, observation_of, words_of

__all__ = ["check_given"]

_MOST_ERRORS = 100


def check_given(given: Sequence[GivenSubject], snapshot: Snapshot) -> None:
    """Refuse what the scheme of an evaluation cannot count.

    Raises
    ------
    InvalidInputError
        422, with a pointer for each rule broken, at most 100 of them.
    """
    found = list(_errors(given, read(snapshot)))
    if found:
        errors = tuple(found[:_MOST_ERRORS])
        raise InvalidInputError(f"{len(errors)} rule(s) broken; see errors.", errors=errors)


def _errors(given: Sequence[GivenSubject], contents: Contents) -> Iterator[FieldError]:
    edition = contents.edition
    if edition is None or not edition.areas:
        yield FieldError(
            "/given", "scheme_without_items", "Leave it out, or name a scheme with items."
        )
        return
    items = {item.code: item for area in edition.areas for item in area.items}
    subjects = contents.subjects()
    yield from _twice("/given", (key_of(each) for each in given), "")
    for place, each in enumerate(given):
        pointer = f"/given/{place}"
        yield from _subject(pointer, each, subjects, of_projects=edition.evaluates == "project")
        yield from _twice(f"{pointer}/items", (item.item for item in each.items), "/item")
        yield from _twice(f"{pointer}/bonuses", (one.bonus for one in each.bonuses), "/bonus")
        yield from _bonuses(pointer, each, edition)
        for number, item in enumerate(each.items):
            cap = Fraction(edition.cap.value)
            yield from _item(f"{pointer}/items/{number}", item, items, cap)


def _twice(pointer: str, keys: Iterable[object], name: str) -> Iterator[FieldError]:
    seen: set[object] = set()
    for place, key in enumerate(keys):
        if key in seen:
            yield FieldError(f"{pointer}/{place}{name}", "given_twice", "Give each of them once.")
        seen.add(key)


def _subject(
    pointer: str, given: GivenSubject, subjects: Collection[tuple[str, ...]], *, of_projects: bool
) -> Iterator[FieldError]:
    if of_projects is (given.project is None):
        yield FieldError(
            f"{pointer}/project",
            "wrong_subject",
            "Name a project: this scheme evaluates projects."
            if of_projects
            else "Leave the project out: this scheme evaluates plans.",
        )
    elif key_of(given) not in subjects:
        yield FieldError(
            f"{pointer}/{'project' if of_projects else 'plan'}",
            "unknown_subject",
            "Name one that counts in this evaluation.",
        )
    if given.unsubmitted and (given.items or given.bonuses):
        yield FieldError(
            f"{pointer}/unsubmitted",
            "submitted_all_the_same",
            "Where nothing was submitted, nothing else can be given.",
        )


def _bonuses(pointer: str, given: GivenSubject, edition: SchemeEdition) -> Iterator[FieldError]:
    known = {bonus.code for bonus in edition.bonuses}
    for place, each in enumerate(given.bonuses):
        if each.bonus not in known:
            yield FieldError(
                f"{pointer}/bonuses/{place}/bonus",
                "unknown_bonus",
                "Write the code of one of the scheme's bonuses.",
            )


def _item(
    pointer: str, given: GivenItem, items: Mapping[str, Item], cap: Fraction
) -> Iterator[FieldError]:
    item = items.get(given.item)
    if item is None:
        yield FieldError(
            f"{pointer}/item", "unknown_item", "Write the code of one of the scheme's items."
        )
    elif item.source is not None:
        yield FieldError(
            f"{pointer}/item", "item_of_record", "Leave it out: it is taken from the record."
        )
    else:
        yield from _words(pointer, given, item, cap)


def _words(pointer: str, given: GivenItem, item: Item, cap: Fraction) -> Iterator[FieldError]:
    method, words = METHODS[item.method], words_of(given)
    takes = f"Its method looks at: {', '.join(method.inputs)}."
    strange = sorted(words - set(method.inputs))
    for word in strange:
        yield FieldError(f"{pointer}/{word}", "not_of_method", takes)
    if strange:
        return
    if given.points is not None and given.points > cap:
        yield FieldError(f"{pointer}/points", "points_over_cap", "Give points up to the full ones.")
    if not method.read_parameters(item.parameters).applies(observation_of(given)):
        place = f"{pointer}/{next(iter(words))}" if len(words) == 1 else pointer
        yield FieldError(place, "method_cannot_use", f"{takes} Give all that it needs.")
