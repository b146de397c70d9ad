"""The national data set: as many plans, projects and figures as all Korean governments have.

243 plans of 100 projects of 4 indicators over 5 years and 24 budget lines each: 24,300 projects,
97,200 indicators, 486,000 pairs of target and actual, 583,200 budget lines. The same seed gives
the same bytes on every machine. Names are made up of kinds of works, not of real ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from pledge_shared.canonical import dump_json

__all__ = ["NATION", "Extent", "documents", "lines"]

_SEED = 4242
_SELDOM = 0.02
"""One in fifty."""
_YEARS = ("2022", "2023", "2024", "2025", "2026")
_TITLES = (
    "청년 창업 지원센터 확대",
    "도시철도 연장 조기 착공",
    "공공산후조리원 건립",
    "생활체육 시설 확충",
    "스마트 농업단지 조성",
    "노후 상수관로 정비",
    "국공립 어린이집 확충",
    "탄소중립 녹색도시 전환",
)
_CONTENTS = "주민이 체감하는 변화를 위해 단계별로 추진하며 분기마다 이행 상황을 점검한다."
_FIELDS = ("경제", "복지", "환경", "교육", "교통", "문화", "안전", "행정")
_STATUSES = ("completed", "continuing", "on_track", "on_track", "partial", "planned")
_DEPARTMENTS = ("기획예산과", "복지정책과", "도시계획과", "환경보전과", "문화관광과")
_SOURCES = ("national", "provincial", "municipal", "private")
_STAGES = ("planned", "secured")
_BUDGET_YEARS = ("2022", "2023", "2024")
_INDICATORS = (
    ("progress", "사업 공정률", "%", "up"),
    ("people", "수혜 인원", "명", "up"),
    ("facilities", "시설 설치 수", "개소", "up"),
    ("days", "민원 처리 기간", "일", "down"),
)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the nation: plans, and projects in each."""

    plans: int = 243
    projects: int = 100

    def scaled(self, scale: float) -> "Extent":
        """Return a fraction of it: fewer plans, each as large as before."""
        return Extent(max(1, round(self.plans * scale)), self.projects)


NATION = Extent()


def lines(extent: Extent = NATION) -> Iterator[bytes]:
    """Yield the data set as NDJSON, one plan document a line, line feeds included."""
    for document in documents(extent):
        yield dump_json(document) + b"\n"


def documents(extent: Extent = NATION) -> Iterator[dict[str, Any]]:
    """Yield the plan documents."""
    random = Random(_SEED)  # noqa: S311 - figures to measure with, not secrets
    for number in range(1, extent.plans + 1):
        yield _document(f"lg-{number:03d}", number, extent.projects, random)


def _document(code: str, number: int, projects: int, random: Random) -> dict[str, Any]:
    name = f"제{number}시"
    departments = [
        {"code": f"{code}-d{n}", "kind": "department", "name": title, "parent": code}
        for n, title in enumerate(_DEPARTMENTS, 1)
    ]
    return {
        "format": "pledge-plan/1",
        "organizations": [{"code": code, "kind": "municipality", "name": name}, *departments],
        "plan": {
            "code": f"{code}-pledge",
            "kind": "pledge",
            "title": f"{name} 민선8기 공약실천계획",
            "organization": code,
            "reporting_date": "2025-12-31",
            "goals": [
                {"code": f"g{n}", "kind": "field", "title": field}
                for n, field in enumerate(_FIELDS, 1)
            ],
        },
        "projects": [_project(code, n, random) for n in range(1, projects + 1)],
    }


def _project(government: str, number: int, random: Random) -> dict[str, Any]:
    return {
        "code": f"p-{number:04d}",
        "kind": "pledge",
        "title": f"{random.choice(_TITLES)} {number}",
        "status": random.choice(_STATUSES),
        "goal": f"g{random.randint(1, len(_FIELDS))}",
        "lead_department": f"{government}-d{random.randint(1, len(_DEPARTMENTS))}",
        "budgeted": True,
        "period": {"start": "2022-07-01", "end": "2026-06-30"},
        "weight": str(random.randint(1, 5)),
        "contents": [{"text": _CONTENTS} for _ in range(3)],
        "budget": {"lines": [_line(place, random) for place in _BUDGET_PLACES]},
        "indicators": [_indicator(*each, random) for each in _INDICATORS],
    }


_BUDGET_PLACES = [
    (source, stage, year) for stage in _STAGES for source in _SOURCES for year in _BUDGET_YEARS
]


def _line(place: tuple[str, str, str], random: Random) -> dict[str, Any]:
    source, stage, year = place
    amount = random.randint(0, 500_000) * 1000
    return {"source": source, "stage": stage, "period": year, "amount_krw": amount}


def _indicator(code: str, name: str, unit: str, direction: str, random: Random) -> dict[str, Any]:
    targets = [random.randint(100, 100_000) for _ in _YEARS]  # tenths
    return {
        "code": code,
        "name": name,
        "unit": unit,
        "direction": direction,
        "weight": str(random.randint(1, 4) * 10),
        "targets": [
            {"period": year, "value": _tenths(target)}
            for year, target in zip(_YEARS, targets, strict=True)
        ],
        "actuals": [
            _actual(year, target, direction, random)
            for year, target in zip(_YEARS, targets, strict=True)
        ],
    }


def _actual(year: str, target: int, direction: str, random: Random) -> dict[str, Any]:
    """Report 40 to 120 % of the target; nothing for the last year and for one in fifty.

    The rate is printed as offices do, in whole percent half-up; one in fifty is misprinted.
    """
    if year == _YEARS[-1] or random.random() < _SELDOM:
        return {"period": year, "text": "집계 중"}
    reached = target * random.randint(40, 120) // 100
    part, whole = (target, reached) if direction == "down" else (reached, target)
    rate = (200 * part + whole) // (2 * whole) + (10 if random.random() < _SELDOM else 0)
    return {"period": year, "value": _tenths(reached), "reported_rate": str(rate)}


def _tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}"
