"""The words of findings and amounts, in two languages."""

import re
from pathlib import Path

import pytest

from pledge_scoring.engine.reasons import Reason
from pledge_scoring.engine.reconciliation import FindingCode
from pledge_scoring.services.wording import money, sentence
from pledge_scoring.services.wording_en import ENGLISH
from pledge_scoring.services.wording_ko import KOREAN

_FINDINGS = Path(__file__).parents[3] / "docs" / "findings"


def test_both_languages_have_every_sentence() -> None:
    assert KOREAN.keys() == ENGLISH.keys()
    holes = re.compile(r"\{(\w+)\}")
    different = [
        code
        for code in KOREAN
        if set(holes.findall(KOREAN[code])) != set(holes.findall(ENGLISH[code]))
    ]
    assert different == []
    assert [reason for reason in Reason if f"reason.{reason}" not in KOREAN] == []
    assert [code for code in FindingCode if f"finding.{code}" not in KOREAN] == []


@pytest.mark.parametrize("code", list(FindingCode))
def test_every_finding_has_its_page(code: FindingCode) -> None:
    page = (_FINDINGS / f"{code}.md").read_text(encoding="utf-8")

    assert page.startswith(f"# {code}")
    assert all(part in page for part in ("## When it fires", "## Example", "## What to do"))


@pytest.mark.parametrize(
    ("krw", "korean"),
    [
        (480_000_000, "4.8억원"),
        (1_700_000_000, "17억원"),
        (970_000_000_000, "9,700억원"),
        (27_980_981_000, "279.80981억원"),
        (10_000, "1만원"),
        (9_999, "9,999원"),
        (0, "0원"),
        (-110_000_000, "-1.1억원"),
    ],
)
def test_money_is_written_exactly(krw: int, korean: str) -> None:
    assert money("ko", krw) == korean
    assert money("en", krw) == f"KRW {krw:,}"


def test_a_blank_total_is_called_blank() -> None:
    values = {"what": "budget/planned/all/2018", "printed_krw": "", "sum_krw": "5"}

    assert "빈칸" in sentence("ko", "finding.CROSS_FOOT_MISMATCH", values)
