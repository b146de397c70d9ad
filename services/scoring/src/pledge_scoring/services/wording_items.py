"""Sentences of evaluations by items in both languages, by code."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["ITEMS_EN", "ITEMS_KO"]

ITEMS_KO: Mapping[str, str] = MappingProxyType(
    {
        "node.subject": "항목별 기여 점수의 합: {substitution} = {points}점",
        "node.subject_null": "점수 없음: {reason}",
        "node.area": "{title}: {substitution} = {points}점",
        "node.area_null": "{title}: 점수 없음",
        "node.area_verdicts": "{title}: 점수 없이 통과 여부만 봅니다",
        "node.item": "{title}: {label}, {substitution} = {points}점",
        "node.item_null": "{title}: 값 없음({reason})",
        "node.item_pass": "{title}: 통과(Pass)",
        "node.item_fail": "{title}: 기준 이하(Fail)",
        "policy.held_to_cap": "{raw}점을 0점에서 만점 {cap}점 사이로 맞췄습니다.",
        "policy.items_missing": (
            "값이 없는 항목({codes})은 0점으로 보지 않고 충족도에서만 뺐습니다."
        ),
        "policy.items_renormalised": (
            "점수가 있는 항목의 비중을 합이 1이 되게 다시 맞췄습니다: {weights}."
        ),
        "policy.bonus": "가점({bonus}) {given}점 가운데 {counted}점을 인정했습니다.",
        "policy.band_at_least": "{points}점은 {at_least}점 이상이므로 {grade} 구간입니다.",
        "policy.band_over": "{points}점은 {over}점 초과이므로 {grade} 구간입니다.",
        "policy.band": "{points}점은 가장 낮은 {grade} 구간입니다.",
        "policy.fail": "기준 이하(Fail) 항목이 있어 점수와 관계없이 {grade} 이하입니다.",
        "policy.unsubmitted": "자료를 제출하지 않아 {grade}입니다.",
        "policy.quota": (
            "상대평가: {of}개 가운데 더 높은 등급은 {better}개까지여서 {grade}입니다({percent}%)."
        ),
        "policy.tie": "같은 점수가 등급 경계에 걸쳐 모두 같은 등급을 줍니다({rule}).",
        "policy.no_points": "점수가 없어 등급을 매기지 않습니다.",
        "policy.below_minimum_coverage": (
            "충족도 {coverage}가 등급에 필요한 {minimum}에 못 미쳐 등급을 매기지 않습니다."
        ),
    }
)

ITEMS_EN: Mapping[str, str] = MappingProxyType(
    {
        "node.subject": "sum of what the items bring: {substitution} = {points} points",
        "node.subject_null": "no points: {reason}",
        "node.area": "{title}: {substitution} = {points} points",
        "node.area_null": "{title}: no points",
        "node.area_verdicts": "{title}: Pass or Fail, without points",
        "node.item": "{title}: {label}, {substitution} = {points} points",
        "node.item_null": "{title}: no value ({reason})",
        "node.item_pass": "{title}: Pass",
        "node.item_fail": "{title}: Fail",
        "policy.held_to_cap": "{raw} points were held to 0 to {cap}.",
        "policy.items_missing": (
            "Items without a value ({codes}) are not taken for 0: they lower the coverage alone."
        ),
        "policy.items_renormalised": (
            "The shares of the items that have points were spread to add up to 1: {weights}."
        ),
        "policy.bonus": "Of {given} bonus points ({bonus}) {counted} count.",
        "policy.band_at_least": "{points} points are at least {at_least}: the band of {grade}.",
        "policy.band_over": "{points} points are over {over}: the band of {grade}.",
        "policy.band": "{points} points lie in the lowest band, {grade}.",
        "policy.fail": "An item is a Fail: {grade} at best, whatever the points.",
        "policy.unsubmitted": "Nothing was submitted: {grade}.",
        "policy.quota": (
            "Quota: of {of} at most {better} get a better grade, so {grade} ({percent} percent)."
        ),
        "policy.tie": "Equal points lie on both sides of a cut: all get the {rule} grade.",
        "policy.no_points": "There are no points to grade.",
        "policy.below_minimum_coverage": (
            "The coverage of {coverage} is below the {minimum} that a grade needs."
        ),
    }
)
