"""Sentences of alerts in both languages, by code."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["ALERTS_EN", "ALERTS_KO"]

ALERTS_KO: Mapping[str, str] = MappingProxyType(
    {
        "alert.BEHIND_SCHEDULE.targets_due": (
            "{on} 기준 달성률 {rate}%는 도래한 목표가 요구하는 {needed}%에 {gap}%p 못 미칩니다."
        ),
        "alert.BEHIND_SCHEDULE.elapsed_time": (
            "{on} 기준 임기 목표 대비 {rate}%는 지난 기간({start} ~ {end})이 요구하는 "
            "{needed}%에 {gap}%p 못 미칩니다."
        ),
        "alert.FALLING": (
            "달성률이 {earlier_on} 기준 {earlier_rate}%에서 {on} 기준 {rate}%로 "
            "{gap}%p 낮아졌습니다."
        ),
        "alert.STALE": (
            "{last} 이후 도래한 {count}개 기간({periods})에 보고가 없습니다(허용 {allowed}개)."
        ),
        "alert.STALE.never": (
            "도래한 {count}개 기간({periods})에 보고가 없습니다(허용 {allowed}개)."
        ),
        "alert.NOT_COMPUTABLE": "{on} 기준 달성률을 계산할 수 없습니다: {reason}.",
        "hint.furthest_short": "가장 뒤처진 곳부터: {subjects}.",
        "hint.catch_up": (
            "문제점 및 대책에 원인과 만회 계획, 기한을 적고, 목표가 현실에 맞지 않으면 "
            "조정 절차를 밟으십시오."
        ),
        "hint.compare_actuals": (
            "{earlier_on} 이후 정정된 실적과 높아진 목표를 이력에서 확인하십시오."
        ),
        "hint.report_periods": (
            "{periods}의 실적을 보고하십시오. 할 일이 끝났으면 목표에 사업종료를 표시하십시오."
        ),
        "hint.report_actual": "도래한 기간의 실적을 보고하십시오.",
        "hint.report_number": "서술한 실적에 수치나 단계, 자체 달성률을 함께 보고하십시오.",
        "hint.set_target": "실적이 있는 기간에 목표를 적으십시오.",
        "hint.add_indicator": "확인지표와 목표를 등록하십시오.",
        "hint.look_at_parts": "달성률이 없는 지표나 세부사업을 먼저 확인하십시오.",
        "hint.correct_numbers": "설명을 열어 이유가 된 값을 바로잡으십시오.",
    }
)

ALERTS_EN: Mapping[str, str] = MappingProxyType(
    {
        "alert.BEHIND_SCHEDULE.targets_due": (
            "On {on} the rate of {rate} % is {gap} points short of the {needed} % "
            "that the targets due ask for."
        ),
        "alert.BEHIND_SCHEDULE.elapsed_time": (
            "On {on} {rate} % of the term target is {gap} points short of the {needed} % "
            "that the time gone ({start} to {end}) asks for."
        ),
        "alert.FALLING": (
            "The rate fell by {gap} points, from {earlier_rate} % on {earlier_on} "
            "to {rate} % on {on}."
        ),
        "alert.STALE": (
            "Nothing was reported on the {count} periods due after {last} ({periods}); "
            "{allowed} may be missing."
        ),
        "alert.STALE.never": (
            "Nothing was ever reported on the {count} periods due ({periods}); "
            "{allowed} may be missing."
        ),
        "alert.NOT_COMPUTABLE": "On {on} no rate can be computed: {reason}.",
        "hint.furthest_short": "Furthest behind first: {subjects}.",
        "hint.catch_up": (
            "Record cause, countermeasure and due date as a challenge; where the target no longer "
            "fits, have it adjusted."
        ),
        "hint.compare_actuals": (
            "Look in the history for actuals corrected and targets raised since {earlier_on}."
        ),
        "hint.report_periods": (
            "Report the actuals of {periods}; where the work has ended, mark the target's end."
        ),
        "hint.report_actual": "Report the actuals of the periods that are due.",
        "hint.report_number": "Report a number, a stage or a rate beside the words.",
        "hint.set_target": "Give the periods that have an actual a target.",
        "hint.add_indicator": "Record an indicator with its targets.",
        "hint.look_at_parts": "Look first at the indicators or sub-projects without a rate.",
        "hint.correct_numbers": "Open the explanation and correct the value that is the reason.",
    }
)
