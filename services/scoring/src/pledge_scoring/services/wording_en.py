"""English sentences, by code."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["ENGLISH"]

ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "blank": "blank",
        "period.prior": "invested before",
        "period.post_term": "after the term",
        "rate_source.reported": "reported",
        "rate_source.computed": "computed",
        "accumulation.mean": "mean of period rates",
        "accumulation.sum": "sum of actuals over sum of targets",
        "accumulation.latest": "rate of the latest period",
        "accumulation.ratio": "sum of numerators over sum of denominators",
        "rate_name.mean_of_period_rates": "mean over indicators of their mean period rates",
        "rate_name.mean_of_sum_rates": "mean over indicators of their sum rates",
        "rate_name.mean_of_latest_rates": "mean over indicators of their latest rates",
        "rate_name.mean_of_ratio_rates": "mean over indicators of their ratio rates",
        "rate_name.mean_of_indicator_rates": "mean of indicator rates",
        "rate_name.mean_of_part_rates": "mean of sub-project rates",
        "rate_name.status_points": "points for the declared status",
        "basis.with_excluded": "with what the scheme leaves out",
        "basis.without_continuing": "with 'completed' alone, not 'completed, continuing'",
        "basis.with_partial": "with 'partly under way' taken for on track",
        "basis.without_scrapped": "without scrapped projects",
        "basis.without_suspended_and_scrapped": "without suspended and scrapped projects",
        "basis.without_planned": "without projects that have not been reported on",
        "basis.with_sub_projects": "with sub-projects counted too",
        "basis.with_pending": "with pending projects counted too",
        "basis.with_all": "with sub-projects and pending projects counted too",
        "basis.equal_weights": "with equal weights",
        "basis.budget_weights": "weighted by the planned budget",
        "basis.rates_to_1_decimal": "of project rates first rounded to 1 decimal",
        "basis.rates_to_whole_percent": "of project rates first rounded to whole percent",
        "relation.equal": "",
        "relation.at_most": "at most ",
        "reason.no_target": "there is no target",
        "reason.no_actual": "there is no actual",
        "reason.text_only": "there are words but no number",
        "reason.not_due": "nothing is due yet",
        "reason.not_reported": "nothing was reported",
        "reason.target_zero": "the target is 0",
        "reason.actual_zero": "the actual of a falling indicator is 0",
        "reason.negative_value": "a value is negative",
        "reason.baseline_equals_target": "baseline and target are the same",
        "reason.unknown_direction": "the direction is not known",
        "reason.perfect_trend": "the past values lie on one line",
        "reason.too_few_points": "there are too few past values",
        "reason.too_few_ballots": "there are too few ballots",
        "reason.no_indicator": "there is no indicator",
        "reason.no_scored_part": "no part has a rate",
        "reason.no_plan": "no money is planned",
        "reason.excluded_status": "the scheme leaves this status out",
        "reason.below_minimum_coverage": "the coverage is below the minimum",
        "summary.rate": "{rate_name}: {rate} % ({numerator} / {denominator}).",
        "summary.no_rate": "No rate can be computed: {reason}.",
        "summary.coverage": (
            " {with_value} of {due} due periods have a value; the coverage is {percent} %."
        ),
        "summary.range": " Depending on what is missing it lies between {low} % and {high} %.",
        "summary.reported": " Reported: {reported} %; computed minus reported: {difference}.",
        "node.project": "{rate_name}: {substitution} = {rate} %",
        "node.project_null": "No rate: {reason}",
        "node.indicator": "{accumulation}: {substitution} = {rate} %",
        "node.indicator_null": "No rate: {reason}",
        "node.period_scored": "{period}: {label}, {substitution} = {rate} %",
        "node.period_missing": "{period}: no value ({reason})",
        "node.period_not_due": "{period}: not due yet",
        "node.period_not_expected": "{period}: nothing is expected",
        "policy.clamped": "Held to the cap of {cap} %.",
        "policy.missing": "Periods without a value ({periods}) lower the coverage, not the rate.",
        "policy.excluded": "What has no rate ({codes}) is left out of the mean.",
        "policy.renormalised": "The remaining weights add up to 100 % again: {weights}.",
        "policy.rounded": "Rounded once, at {places} decimals.",
        "finding.REPORTED_RATE_MISMATCH": (
            "The reported rate is {reported} %, the computed one {computed} %."
        ),
        "finding.SECURED_EXCEEDS_PLAN": (
            "Budget {period}: {used_krw} secured, more than the {limit_krw} planned."
        ),
        "finding.EXECUTED_EXCEEDS_SECURED": (
            "Budget {period}: {used_krw} executed, more than the {limit_krw} secured."
        ),
        "finding.INVALID_DATE": "The document prints a day that does not exist: {printed}",
        "finding.STATUS_RATE_CONFLICT": (
            "The declared status '{status}' does not fit the rate of {rate} % ({rate_source})."
        ),
        "finding.CONFLICTING_EVIDENCE": (
            "Different actuals of indicator {indicator} are stated for {period}: {values}"
        ),
        "finding.CROSS_FOOT_MISMATCH": (
            "A total of the budget table ({what}) is printed as {printed_krw}; "
            "its parts add up to {sum_krw}."
        ),
        "finding.PARTS_EXCEED_PARENT": (
            "Sub-projects add up to {parts_krw} ({stage}), more than their parent's {own_krw}."
        ),
        "finding.PARTS_TOTAL_MISMATCH": (
            "The target for {period} is {printed} {unit}; "
            "the sub-projects' targets add up to {total} {unit}."
        ),
        "finding.REPORTED_COUNT_MISMATCH": (
            "{figure}: {reported} are reported, {computed} are recorded."
        ),
        "finding.REPORTED_TOTAL_MISMATCH": (
            "{figure}: {printed_krw} reported; the projects add up to {total_krw}."
        ),
        "finding.REPORTED_FIGURES_CONFLICT": (
            "{figure}: printed as {reported}; "
            "from what is printed beside it follows {relation}{computed} ({terms})."
        ),
        "hint.inside_range": (
            "The reported value lies inside what is possible ({low} % to {high} %)."
        ),
        "hint.missing_value_reproduces": (
            "A rate of {value} % for the missing period {periods} reproduces it ({terms})."
        ),
        "hint.missing_values_reproduce": (
            "A rate of {value} % for each of the missing periods {periods} reproduces it ({terms})."
        ),
        "hint.mean_of_reported_reproduces": (
            "The mean of the printed {terms} is {mean} % and reproduces it."
        ),
        "hint.mean_of_reported_does_not": (
            "The mean of the printed {terms} is {mean} % and does not reproduce it."
        ),
        "hint.equal_weights_reproduce": "Equal weights reproduce it.",
        "hint.accumulation_reproduces": "Another basis reproduces it: {accumulation}.",
        "hint.uncapped_reproduces": "Without the cap it is reproduced.",
        "hint.other_figure_reproduces": "The reported value is another: {figure} ({shown}).",
        "hint.basis_reproduces": "The reported value is the {figure} {basis} ({shown}).",
        "hint.numerator_reproduces": "{numerators} of {denominator} gives the reported value.",
        "hint.no_numerator_reproduces": (
            "No whole number of {denominator} gives the reported value."
        ),
        "hint.denominator_reproduces": (
            "{numerator} divided by {denominators} gives the reported value."
        ),
        "hint.missing_projects_reproduce": (
            "It comes out if {number} of the {missing} projects that are not recorded count "
            "({numerators} / {denominator})."
        ),
        "hint.unrecorded_projects_reproduce": (
            "{missing} projects of the plan are not recorded; {number} are short."
        ),
        "hint.missing_rates_reproduce": (
            "A rate of {value} % for each project without one, or not recorded, reproduces it."
        ),
        "hint.missing_as_nothing_reproduces": (
            "With 0 for what was not reported it comes out ({numerator_krw} / {denominator_krw})."
        ),
        "hint.rounded_down_reproduces": (
            "{shown} cut off after {places} decimals, not rounded, gives the reported value."
        ),
        "hint.rounded_up_reproduces": (
            "{shown} rounded up at {places} decimals gives the reported value."
        ),
        "hint.rounded_twice_reproduces": (
            "{shown} rounded to {once} and rounded again gives the reported value."
        ),
        "hint.unit_reproduces": "In units of {unit_krw} the reported number is the computed one.",
        "hint.unit_twice_reproduces": (
            "Divided by {unit_krw} the reported number is the computed one."
        ),
        "hint.projects_without_amount": (
            "{number} projects have no amount; the sum is short of {short_krw}."
        ),
        "hint.source_exceeds": "{source}: {used_krw} against {limit_krw}",
        "hint.stated_in": "{place}: {value} {unit}",
        "field.actual.value": "the actual",
        "field.actual.numerator": "the numerator of the actual",
        "field.actual.reported_rate": "the reported rate",
        "field.target.value": "the target",
        "unsolved.not_monotone": "with this value the rate rises in places and falls in others",
        "unsolved.method_not_known": (
            "the method was added from outside, and how the rate moves is not known"
        ),
        "unsolved.later_periods_look_back": "later periods are scored against this actual",
        "unsolved.not_due": "nothing is expected of the period",
        "unsolved.never_scored": "no rate is made of this value",
        "unsolved.status_decides": "the declared status decides the points",
        "simulation.at_least": (
            "{place}: with {field} at least {value} the goal ({goal}) is reached, at {rate} %."
        ),
        "simulation.at_most": (
            "{place}: with {field} at most {value} the goal ({goal}) is reached, at {rate} %."
        ),
        "simulation.not_reachable": (
            "{place}: {field} alone cannot reach the goal ({goal}); "
            "the best is {rate} %, at {value}."
        ),
        "simulation.not_solvable": "{place}: no value was looked for: {unsolved}.",
        "simulation.grade": "{place}: with {field} at {value} the grade is {grade}.",
    }
)
