"""An explanation as a tree of sentences, and as a Mermaid flowchart."""

from collections.abc import Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Literal

from pledge_shared.contracts.explanation import Explanation, ExplanationInput

__all__ = ["Language", "as_mermaid", "as_text"]

Language = Literal["ko", "en"]

_WORDS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "ko": {
            "coverage": "충족도 {percent}% = {numerator} / {denominator} "
            "(도래한 {due}개 기간 가운데 {with_value}개)",
            "range": "범위 {low}…{high}%",
            "contribution": "위 단계에 {points}점",
            "target": "계획",
            "actual": "실적",
            "numerator": "분자",
            "denominator": "분모",
            "text": "서술",
            "stage": "단계",
            "reported_rate": "보고 달성률",
            "reported_text": "보고 서술",
            "version": "{version}판",
        },
        "en": {
            "coverage": "coverage {percent} % = {numerator} / {denominator} "
            "({with_value} of {due} due periods)",
            "range": "range {low}…{high} %",
            "contribution": "{points} points of the step above",
            "target": "target",
            "actual": "actual",
            "numerator": "numerator",
            "denominator": "denominator",
            "text": "words",
            "stage": "stage",
            "reported_rate": "reported rate",
            "reported_text": "reported words",
            "version": "version {version}",
        },
    }
)


def as_text(tree: Explanation, language: Language) -> str:
    """Return a tree of lines: each step in words, below it what stands beside and what it used."""
    return "\n".join(_lines(tree, language, "", ""))


def _lines(node: Explanation, language: Language, first: str, rest: str) -> Iterator[str]:
    """Yield the lines of a step and of all below it, drawn behind what is to their left."""
    yield f"{first}{_headline(node, language)}"
    below = rest + ("│  " if node.children else "   ")
    for line in _beside(node, language):
        yield f"{below}{line}"
    for number, child in enumerate(node.children, start=1):
        branch, trunk = ("└─ ", "   ") if number == len(node.children) else ("├─ ", "│  ")
        yield from _lines(child, language, rest + branch, rest + trunk)


def _headline(node: Explanation, language: Language) -> str:
    words = _WORDS[language]
    points = words["contribution"].format(points=node.contribution) if node.contribution else ""
    return ": ".join([*_name(node), node.text]) + (f" → {points}" if points else "")


def _name(node: Explanation) -> list[str]:
    """Return the code of what a step is about, unless its sentence names it already."""
    return [] if node.code.startswith("period") else [node.subject.rpartition("/")[2]]


def _beside(node: Explanation, language: Language) -> Iterator[str]:
    words, coverage, spread = _WORDS[language], node.coverage, node.range
    if coverage is not None:
        shown = words["coverage"].format_map(coverage.model_dump())
        if spread is not None and spread.low != spread.high:
            shown += ", " + words["range"].format_map(spread.model_dump())
        yield shown
    for policy in node.policies:
        yield policy.text
    for used in node.inputs:
        yield _used(used, words)


def _used(used: ExplanationInput, words: Mapping[str, str]) -> str:
    """Say what a step rests on; a name that has no words here stands as it is."""
    parts = [words.get(part, part) for part in used.name.split(".") if part != "value"]
    version = words["version"].format(version=used.version)
    return f"{' '.join(parts)}: {' '.join(used.value.split())} ({version})"


def as_mermaid(tree: Explanation) -> str:
    """Return the text of a flowchart: a box a step, on each arrow the points it contributes."""
    return "\n".join(["flowchart TD", *_boxes(tree, count(), None)])


def _boxes(node: Explanation, numbers: Iterator[int], parent: int | None) -> Iterator[str]:
    number = next(numbers)
    yield f'  n{number}["{"<br/>".join(map(_escaped, [*_name(node), node.text]))}"]'
    if parent is not None:
        points = f"|{node.contribution}|" if node.contribution else ""
        yield f"  n{parent} -->{points} n{number}"
    for child in node.children:
        yield from _boxes(child, numbers, number)


def _escaped(text: str) -> str:
    """Write what Mermaid would read as its own by entity codes."""
    return "".join(
        f"#{ord(sign)};" if sign in '#"<>`\\' else sign for sign in " ".join(text.split())
    )
