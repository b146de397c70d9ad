"""Words, in Korean and English, for the codes an aggregate answer uses."""

from pledge_shared.contracts.codes import CODE_LISTS

__all__ = ["Labels", "labels_of", "words"]

Labels = dict[str, dict[str, dict[str, str]]]


def labels_of(*lists: str) -> Labels:
    """Return ``{list: {code: {ko, en}}}`` of some code lists."""
    return {
        name: {code.value: words(code.ko, code.en) for code in CODE_LISTS[name]} for name in lists
    }


def words(ko: str, en: str | None) -> dict[str, str]:
    """Return one label; the Korean one stands in where there is no English."""
    return {"ko": ko, "en": en or ko}
