"""The explanation tree with its words."""

from pledge_shared.contracts.explanation import (
    Explanation,
    ExplanationInput,
    ExplanationMethod,
    ExplanationPolicy,
)

from ...engine.explanation import Node, Policy, exact_text, explain
from ...engine.methods import METHODS, Method
from ...engine.numbers import fixed
from ...engine.result import ProjectResult
from ..wording import Language, sentence
from .texts import percent, render_coverage, render_range

__all__ = ["render_explanation", "render_node"]


def render_explanation(result: ProjectResult, language: Language) -> Explanation:
    """Explain a project's rate down to the facts, in words of the language asked for."""
    return render_node(explain(result.score, result.scheme), language)


def render_node(node: Node, language: Language) -> Explanation:
    """Put a step, and those it rests on, into words."""
    method = METHODS[node.method] if node.method else None
    return Explanation(
        code=node.code,
        subject=node.subject,
        text=_text(node, method, language),
        rate=percent(node.rate),
        rate_exact=None if node.rate is None else exact_text(node.rate),
        raw_rate=percent(node.raw_rate),
        reason=node.reason,
        method=_method(method, language) if method else None,
        formula=node.formula,
        substitution=node.substitution,
        coverage=render_coverage(node.coverage),
        range=render_range(node.range),
        contribution=percent(node.contribution),
        inputs=tuple(
            ExplanationInput(
                name=used.name, subject=used.subject, value=used.value, version=used.version
            )
            for used in node.inputs
        ),
        policies=tuple(_policy(policy, language) for policy in node.policies),
        children=tuple(render_node(child, language) for child in node.children),
    )


def _method(method: Method, language: Language) -> ExplanationMethod:
    return ExplanationMethod(
        name=method.name, label=_label(method, language), authority=method.authority
    )


def _label(method: Method, language: Language) -> str:
    return method.label_ko if language == "ko" else method.label_en


def _policy(policy: Policy, language: Language) -> ExplanationPolicy:
    values = dict(policy.values)
    text = sentence(language, f"policy.{policy.code}", values)
    return ExplanationPolicy(code=policy.code, values=values, text=text)


def _text(node: Node, method: Method | None, language: Language) -> str:
    kind, _, detail = node.code.partition("_")
    values = {"reason": node.reason.value} if node.reason else {}
    if node.rate is not None:
        values |= {"rate": fixed(node.rate), "substitution": node.substitution}
    if kind == "period":
        values["period"] = node.subject.rpartition("/")[2]
        values["label"] = _label(method, language) if method else ""
        return sentence(language, f"node.{node.code}", values)
    if node.rate is None:
        return sentence(language, f"node.{kind}_null", values)
    values["rate_name" if kind == "project" else "accumulation"] = detail
    return sentence(language, f"node.{kind}", values)
