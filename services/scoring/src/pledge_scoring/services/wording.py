"""Sentences from codes and values, in Korean and English. Never part of a digest."""

from collections.abc import Mapping
from typing import Literal

from pledge_shared.contracts.codes import FundingSource, LabelledCode, Stage, Status
from pledge_shared.contracts.reconciliation import FigureName
from pledge_shared.money import korean_won

from .wording_alerts import ALERTS_EN, ALERTS_KO
from .wording_en import ENGLISH
from .wording_items import ITEMS_EN, ITEMS_KO
from .wording_ko import KOREAN

__all__ = ["Language", "label_of", "money", "sentence"]

Language = Literal["ko", "en"]

_SENTENCES: Mapping[Language, Mapping[str, str]] = {
    "ko": {**KOREAN, **ALERTS_KO, **ITEMS_KO},
    "en": {**ENGLISH, **ALERTS_EN, **ITEMS_EN},
}
_LABELS: Mapping[str, Mapping[str, LabelledCode]] = {
    name: {code.value: code for code in codes}
    for name, codes in (
        ("source", FundingSource),
        ("stage", Stage),
        ("status", Status),
        ("figure", FigureName),
    )
}
_WORDS = (
    "rate_source",
    "accumulation",
    "reason",
    "rate_name",
    "basis",
    "relation",
    "field",
    "unsolved",
)


def sentence(language: Language, code: str, values: Mapping[str, str]) -> str:
    """Return the words of a code with its values put in."""
    shown = {name: _shown(language, name, value) for name, value in values.items()}
    return _SENTENCES[language][code].format_map(shown)


def label_of(language: Language, code: LabelledCode) -> str:
    """Return the label of a code of the closed lists."""
    return code.ko if language == "ko" else code.en


def money(language: Language, krw: int) -> str:
    """Write an amount for reading: 4.8억원; KRW 480,000,000."""
    if language == "en":
        return f"KRW {krw:,}"
    return korean_won(krw)


def _shown(language: Language, name: str, value: str) -> str:
    if name.endswith("_krw"):
        return money(language, int(value)) if value else _SENTENCES[language]["blank"]
    if name in _LABELS:
        return label_of(language, _LABELS[name][value])
    if name in _WORDS:
        return _SENTENCES[language][f"{name}.{value}"]
    if name == "period":
        return _period(language, value)
    return value


def _period(language: Language, text: str) -> str:
    if text in {"prior", "post_term"}:
        return _SENTENCES[language][f"period.{text}"]
    plain = text.replace("..", "–")
    years_only = plain.replace("–", "").isdigit()
    return f"{plain}년" if language == "ko" and years_only else plain
