"""Korean sentences, by code."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["KOREAN"]

KOREAN: Mapping[str, str] = MappingProxyType(
    {
        "blank": "빈칸",
        "period.prior": "기투자",
        "period.post_term": "임기후",
        "rate_source.reported": "보고값",
        "rate_source.computed": "계산값",
        "accumulation.mean": "기간별 달성률의 평균",
        "accumulation.sum": "실적 합계 ÷ 목표 합계",
        "accumulation.latest": "최근 기간의 달성률",
        "accumulation.ratio": "분자 합계 ÷ 분모 합계",
        "rate_name.mean_of_period_rates": "기간별 달성률의 지표 평균",
        "rate_name.mean_of_sum_rates": "합계 달성률의 지표 평균",
        "rate_name.mean_of_latest_rates": "최근 달성률의 지표 평균",
        "rate_name.mean_of_ratio_rates": "비율 달성률의 지표 평균",
        "rate_name.mean_of_indicator_rates": "지표 달성률의 평균",
        "rate_name.mean_of_part_rates": "세부사업 달성률의 평균",
        "rate_name.status_points": "사업이행도 환산 점수",
        "basis.with_excluded": "평가편람이 제외한 사업까지 넣어",
        "basis.without_continuing": "'이행후 계속추진'을 빼고 '완료'만 세어",
        "basis.with_partial": "'일부추진'까지 정상추진으로 세어",
        "basis.without_scrapped": "폐기 사업을 빼고",
        "basis.without_suspended_and_scrapped": "보류와 폐기 사업을 빼고",
        "basis.without_planned": "보고 전(계획) 사업을 빼고",
        "basis.with_sub_projects": "세부사업까지 세어",
        "basis.with_pending": "현안까지 세어",
        "basis.with_all": "세부사업과 현안까지 세어",
        "basis.equal_weights": "사업의 가중치를 모두 같게 두고",
        "basis.budget_weights": "사업의 가중치를 계획액으로 두고",
        "basis.rates_to_1_decimal": "사업별 달성률을 먼저 소수 1자리로 반올림하고",
        "basis.rates_to_whole_percent": "사업별 달성률을 먼저 정수로 반올림하고",
        "relation.equal": "",
        "relation.at_most": " 이하",
        "reason.no_target": "목표가 없음",
        "reason.no_actual": "실적이 없음",
        "reason.text_only": "서술만 있고 수치가 없음",
        "reason.not_due": "아직 도래하지 않음",
        "reason.not_reported": "보고되지 않음",
        "reason.target_zero": "목표가 0임",
        "reason.actual_zero": "하향 지표의 실적이 0임",
        "reason.negative_value": "음수 값이 있음",
        "reason.baseline_equals_target": "기준값과 목표가 같음",
        "reason.unknown_direction": "지표 방향을 알 수 없음",
        "reason.perfect_trend": "과거 추세가 완전한 직선임",
        "reason.too_few_points": "과거 값이 부족함",
        "reason.too_few_ballots": "평가자 수가 부족함",
        "reason.no_indicator": "확인지표가 없음",
        "reason.no_scored_part": "달성률이 있는 구성 요소가 없음",
        "reason.no_plan": "계획액이 없음",
        "reason.excluded_status": "평가편람이 제외한 사업이행도임",
        "reason.below_minimum_coverage": "최소 충족도에 미치지 못함",
        "summary.rate": "{rate_name} {rate}%입니다({numerator} ÷ {denominator}).",
        "summary.no_rate": "달성률을 계산할 수 없습니다: {reason}.",
        "summary.coverage": (
            " 도래한 {due}개 기간 가운데 {with_value}개에 값이 있어 충족도는 {percent}%입니다."
        ),
        "summary.range": " 빠진 값에 따라 {low}%에서 {high}%까지 될 수 있습니다.",
        "summary.reported": " 보고된 달성률은 {reported}%로, 계산값과의 차이는 {difference}입니다.",
        "node.project": "{rate_name}: {substitution} = {rate}%",
        "node.project_null": "달성률 없음: {reason}",
        "node.indicator": "{accumulation}: {substitution} = {rate}%",
        "node.indicator_null": "달성률 없음: {reason}",
        "node.period_scored": "{period}: {label}, {substitution} = {rate}%",
        "node.period_missing": "{period}: 값 없음({reason})",
        "node.period_not_due": "{period}: 아직 도래하지 않음",
        "node.period_not_expected": "{period}: 목표도 실적도 기대되지 않음",
        "policy.clamped": "상한 {cap}%를 적용했습니다.",
        "policy.missing": "값이 없는 기간({periods})은 0으로 보지 않고 충족도에서만 뺐습니다.",
        "policy.excluded": "달성률이 없는 항목({codes})은 평균에서 뺐습니다.",
        "policy.renormalised": "남은 항목의 가중치를 다시 100%로 맞췄습니다: {weights}.",
        "policy.rounded": "소수 {places}자리에서 한 번 반올림했습니다.",
        "finding.REPORTED_RATE_MISMATCH": (
            "보고된 달성률 {reported}%와 계산한 달성률 {computed}%가 다릅니다."
        ),
        "finding.SECURED_EXCEEDS_PLAN": (
            "{period} 예산: 확보액 {used_krw}, 계획액 {limit_krw}으로 확보가 계획보다 많습니다."
        ),
        "finding.EXECUTED_EXCEEDS_SECURED": (
            "{period} 예산: 집행액 {used_krw}, 확보액 {limit_krw}으로 집행이 확보보다 많습니다."
        ),
        "finding.INVALID_DATE": "달력에 없는 날짜가 인쇄되어 있습니다: {printed}",
        "finding.STATUS_RATE_CONFLICT": (
            "사업이행도({status})가 달성률 {rate}%({rate_source})와 맞지 않습니다."
        ),
        "finding.CONFLICTING_EVIDENCE": (
            "지표 {indicator}의 {period} 실적이 곳에 따라 다릅니다: {values}"
        ),
        "finding.CROSS_FOOT_MISMATCH": (
            "예산표의 합이 맞지 않습니다({what}): 인쇄된 값 {printed_krw}, 더한 값 {sum_krw}"
        ),
        "finding.PARTS_EXCEED_PARENT": (
            "세부사업의 {stage} 예산 합계 {parts_krw}이 본사업의 {own_krw}보다 많습니다."
        ),
        "finding.PARTS_TOTAL_MISMATCH": (
            "{period} 목표 {printed}{unit}가 세부사업 목표의 합 {total}{unit}와 다릅니다."
        ),
        "finding.REPORTED_COUNT_MISMATCH": (
            "{figure}: 보고된 값은 {reported}, 기록된 사업을 세면 {computed}입니다."
        ),
        "finding.REPORTED_TOTAL_MISMATCH": (
            "{figure}: 보고된 값은 {printed_krw}, 사업을 더한 값은 {total_krw}입니다."
        ),
        "finding.REPORTED_FIGURES_CONFLICT": (
            "{figure}: 인쇄된 값은 {reported}, 함께 인쇄된 값에서 나오는 값은 "
            "{computed}{relation}입니다({terms})."
        ),
        "hint.inside_range": (
            "빠진 값에 따라 가능한 범위({low}%~{high}%) 안에 보고된 값이 있습니다."
        ),
        "hint.missing_value_reproduces": (
            "값이 빠진 {periods}의 달성률을 {value}%로 두면 보고된 값이 그대로 나옵니다({terms})."
        ),
        "hint.missing_values_reproduce": (
            "값이 빠진 {periods}의 달성률을 모두 {value}%로 두면 보고된 값이 나옵니다({terms})."
        ),
        "hint.mean_of_reported_reproduces": (
            "인쇄된 부분 달성률({terms})의 평균 {mean}%가 보고된 값과 같습니다."
        ),
        "hint.mean_of_reported_does_not": (
            "인쇄된 부분 달성률({terms})의 평균은 {mean}%여서 보고된 값이 나오지 않습니다."
        ),
        "hint.equal_weights_reproduce": "가중치를 모두 같게 두면 보고된 값이 나옵니다.",
        "hint.accumulation_reproduces": "'{accumulation}' 방식으로 계산하면 보고된 값이 나옵니다.",
        "hint.uncapped_reproduces": "상한을 적용하지 않으면 보고된 값이 나옵니다.",
        "hint.other_figure_reproduces": "보고된 값은 '{figure}'의 값과 같습니다({shown}).",
        "hint.basis_reproduces": "{basis} 계산한 {figure}의 값이 보고된 값과 같습니다({shown}).",
        "hint.numerator_reproduces": "{denominator} 가운데 {numerators}이면 보고된 값이 나옵니다.",
        "hint.no_numerator_reproduces": (
            "{denominator} 가운데 어떤 정수를 세어도 보고된 값이 나오지 않습니다."
        ),
        "hint.denominator_reproduces": (
            "{numerator}을 {denominators}(으)로 나누면 보고된 값이 나옵니다."
        ),
        "hint.missing_projects_reproduce": (
            "기록되지 않은 {missing}개 사업 가운데 {number}개가 해당하면 보고된 값이 나옵니다"
            "({numerators} / {denominator})."
        ),
        "hint.unrecorded_projects_reproduce": (
            "계획에는 있으나 기록되지 않은 사업이 {missing}개이고, 모자라는 것은 {number}개입니다."
        ),
        "hint.missing_rates_reproduce": (
            "달성률이 없거나 기록되지 않은 사업을 모두 {value}%로 두면 보고된 값이 나옵니다."
        ),
        "hint.missing_as_nothing_reproduces": (
            "보고되지 않은 금액을 0으로 보면 보고된 값이 나옵니다"
            "({numerator_krw} / {denominator_krw})."
        ),
        "hint.rounded_down_reproduces": (
            "{shown}을 반올림하지 않고 소수 {places}자리에서 버리면 보고된 값이 나옵니다."
        ),
        "hint.rounded_up_reproduces": (
            "{shown}을 반올림하지 않고 소수 {places}자리에서 올리면 보고된 값이 나옵니다."
        ),
        "hint.rounded_twice_reproduces": (
            "{shown}을 {once}(으)로 반올림하고 다시 반올림하면 보고된 값이 나옵니다."
        ),
        "hint.unit_reproduces": "보고된 숫자의 단위를 {unit_krw}으로 보면 계산값과 같습니다.",
        "hint.unit_twice_reproduces": "보고된 숫자를 {unit_krw}으로 나누면 계산값과 같습니다.",
        "hint.projects_without_amount": (
            "금액이 없는 사업이 {number}개 있고, 합계에서 {short_krw}이 모자랍니다."
        ),
        "hint.source_exceeds": "{source}: {used_krw}, 앞 단계는 {limit_krw}",
        "hint.stated_in": "{place}: {value}{unit}",
        "field.actual.value": "실적",
        "field.actual.numerator": "실적의 분자",
        "field.actual.reported_rate": "보고 달성률",
        "field.target.value": "목표",
        "unsolved.not_monotone": "이 값에 따라 달성률이 오르기도 하고 내리기도 함",
        "unsolved.method_not_known": "밖에서 더한 방법이라 값에 따른 움직임을 알 수 없음",
        "unsolved.later_periods_look_back": "뒤 기간의 점수가 이 실적을 과거 값으로 씀",
        "unsolved.not_due": "아무것도 기대되지 않는 기간임",
        "unsolved.never_scored": "이 값으로는 달성률이 정해지지 않음",
        "unsolved.status_decides": "사업이행도가 점수를 정함",
        "simulation.at_least": (
            "{place}: {field} {value} 이상이면 목표({goal})에 이릅니다. 달성률은 {rate}%입니다."
        ),
        "simulation.at_most": (
            "{place}: {field} {value} 이하이면 목표({goal})에 이릅니다. 달성률은 {rate}%입니다."
        ),
        "simulation.not_reachable": (
            "{place}: {field}만 바꾸어서는 목표({goal})에 이르지 못합니다. "
            "가장 높은 달성률은 {value}일 때의 {rate}%입니다."
        ),
        "simulation.not_solvable": "{place}: 값을 구할 수 없습니다. {unsolved}.",
        "simulation.grade": "{place}: {field} {value}이면 등급이 {grade}입니다.",
    }
)
