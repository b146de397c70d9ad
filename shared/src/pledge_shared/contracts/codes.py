"""The closed lists of codes, each with its Korean and English label (served at ``/v1/codes``)."""

from enum import StrEnum
from typing import Self

__all__ = [
    "CODE_LISTS",
    "Accumulation",
    "AdjustmentState",
    "Approval",
    "BudgetRevisionKind",
    "CodeSystem",
    "Direction",
    "FundingSource",
    "GoalKind",
    "IndicatorKind",
    "LabelledCode",
    "LineageKind",
    "MilestoneState",
    "MoneyUnit",
    "Novelty",
    "OrganizationKind",
    "PlanKind",
    "Precision",
    "ProjectKind",
    "Publication",
    "Stage",
    "Status",
    "TermScope",
    "TotalPeriod",
]


class LabelledCode(StrEnum):
    """A code with its words: ``CODE = "code", "한국어", "English"``."""

    ko: str
    en: str

    def __new__(cls, value: str, ko: str, en: str) -> Self:
        """Make the string member and hang its labels on it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.ko = ko
        member.en = en
        return member


class OrganizationKind(LabelledCode):
    """기관 구분."""

    PROVINCE = "province", "광역자치단체", "province"
    MUNICIPALITY = "municipality", "시군", "city or county"
    INSTITUTION = "institution", "출자·출연기관", "invested institution"
    DEPARTMENT = "department", "부서", "department"


class CodeSystem(LabelledCode):
    """행정표준코드: which list an organization's code comes from."""

    INSTITUTION = "institution", "기관코드", "institution code"
    DISTRICT = "district", "법정동코드", "district code"


class PlanKind(LabelledCode):
    """계획 구분."""

    PLEDGE = "pledge", "공약실천계획", "pledge plan"
    ANNUAL = "annual", "주요업무계획", "annual work plan"
    STRATEGY = "strategy", "전략", "strategy"
    PROGRAMME = "programme", "사업단", "programme"


class Publication(LabelledCode):
    """When a change becomes visible to readers without a key."""

    IMMEDIATE = "immediate", "즉시 공개", "at once"
    REVIEWED = "reviewed", "검토 후 공개", "after approval"


class GoalKind(LabelledCode):
    """Level of a node in a plan's goal tree."""

    GOAL = "goal", "전략목표", "goal"
    TASK = "task", "이행과제", "task"
    HEADING = "heading", "세부과제", "heading"
    FIELD = "field", "분야", "field"
    STRATEGY = "strategy", "전략", "strategy"


class ProjectKind(LabelledCode):
    """공약·사업 구분."""

    PLEDGE = "pledge", "공약", "pledge"
    PROJECT = "project", "사업", "project"
    PENDING = "pending", "현안", "pending"


class Status(LabelledCode):
    """사업이행도: what the authority declares."""

    PLANNED = "planned", "계획", "planned"
    COMPLETED = "completed", "완료", "completed"
    CONTINUING = "continuing", "이행후 계속추진", "completed, continuing"
    ON_TRACK = "on_track", "정상추진", "on track"
    PARTIAL = "partial", "일부추진", "partly under way"
    SUSPENDED = "suspended", "보류", "suspended"
    SCRAPPED = "scrapped", "폐기", "scrapped"


class TermScope(LabelledCode):
    """임기구분."""

    IN_TERM = "in_term", "임기내", "within the term"
    POST_TERM = "post_term", "임기후", "after the term"


class Novelty(LabelledCode):
    """신규여부."""

    NEW = "new", "신규", "new"
    CONTINUED = "continued", "계속", "continued"


class FundingSource(LabelledCode):
    """재원."""

    NATIONAL = "national", "국비", "national"
    PROVINCIAL = "provincial", "도비", "provincial"
    MUNICIPAL = "municipal", "시군비", "municipal"
    PRIVATE = "private", "민자", "private"
    FUND = "fund", "기금", "fund"
    OTHER = "other", "기타", "other"
    UNDIVIDED = "undivided", "재원 미구분", "undivided"


class Stage(LabelledCode):
    """예산 단계."""

    PLANNED = "planned", "계획", "planned"
    SECURED = "secured", "확보", "secured"
    EXECUTED = "executed", "집행", "executed"


class TotalPeriod(LabelledCode):
    """What a printed total adds up, where it is not one period."""

    TOTAL = "total", "합계", "total"
    IN_TERM = "in_term", "소계(임기 내)", "subtotal within the term"


class MoneyUnit(LabelledCode):
    """금액 단위: in which amounts are sent; they are stored in 원."""

    KRW = "krw", "원", "won"
    THOUSAND_KRW = "thousand_krw", "천원", "thousand won"
    MILLION_KRW = "million_krw", "백만원", "million won"
    HUNDRED_MILLION_KRW = "hundred_million_krw", "억원", "hundred million won"
    TRILLION_KRW = "trillion_krw", "조원", "trillion won"


class BudgetRevisionKind(LabelledCode):
    """예산 변경 구분."""

    ORIGINAL = "original", "본예산", "original budget"
    SUPPLEMENTARY = "supplementary", "추경", "supplementary budget"
    CARRYOVER = "carryover", "이월", "carried over"


class IndicatorKind(LabelledCode):
    """지표 구분."""

    QUANTITY = "quantity", "수량", "quantity"
    RATIO = "ratio", "비율", "ratio"
    MILESTONE = "milestone", "단계", "milestone"
    TEXT = "text", "서술", "text"


class Direction(LabelledCode):
    """지표 방향."""

    UP = "up", "상향", "higher is better"
    DOWN = "down", "하향", "lower is better"
    MAINTAIN = "maintain", "유지", "keep at the target"


class Accumulation(LabelledCode):
    """How an indicator's periods make one rate."""

    MEAN = "mean", "평균", "mean of period rates"
    SUM = "sum", "합계", "sum over sum"
    LATEST = "latest", "최근값", "latest period"
    RATIO = "ratio", "비율의 합", "ratio of sums"


class Approval(LabelledCode):
    """실적 승인 상태."""

    DRAFT = "draft", "작성중", "draft"
    SUBMITTED = "submitted", "제출", "submitted"
    APPROVED = "approved", "승인", "approved"
    SENT_BACK = "sent_back", "반려", "sent back"


class AdjustmentState(LabelledCode):
    """공약 조정 심의: where it stands."""

    PROPOSED = "proposed", "조정 요청", "proposed"
    CONSULTED = "consulted", "협의 완료", "departments consulted"
    APPROVED = "approved", "의결", "approved"
    REJECTED = "rejected", "부결", "rejected"
    WITHDRAWN = "withdrawn", "철회", "withdrawn"


class LineageKind(LabelledCode):
    """How a project came from, or went into, others."""

    SPLIT = "split", "분할", "split"
    MERGE = "merge", "통합", "merge"
    RENAME = "rename", "명칭 변경", "rename"


class MilestoneState(LabelledCode):
    """추진실적 or 향후계획."""

    DONE = "done", "추진실적", "done"
    PLANNED = "planned", "향후계획", "planned"


class Precision(LabelledCode):
    """How exactly a date is known."""

    DAY = "day", "일", "day"
    MONTH = "month", "월", "month"
    YEAR = "year", "년", "year"
    RANGE = "range", "기간", "range"
    OPEN = "open", "~부터", "open-ended"


CODE_LISTS: dict[str, type[LabelledCode]] = {
    "organization_kind": OrganizationKind,
    "code_system": CodeSystem,
    "plan_kind": PlanKind,
    "publication": Publication,
    "goal_kind": GoalKind,
    "project_kind": ProjectKind,
    "status": Status,
    "term_scope": TermScope,
    "novelty": Novelty,
    "funding_source": FundingSource,
    "stage": Stage,
    "total_period": TotalPeriod,
    "money_unit": MoneyUnit,
    "budget_revision_kind": BudgetRevisionKind,
    "indicator_kind": IndicatorKind,
    "direction": Direction,
    "accumulation": Accumulation,
    "approval": Approval,
    "adjustment_state": AdjustmentState,
    "lineage_kind": LineageKind,
    "milestone_state": MilestoneState,
    "precision": Precision,
}
"""Every list by the name it has in documents."""
