"""The edition that ships, its schema, its pages and its words."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from pledge_scoring.engine.alerts import AlertCode
from pledge_scoring.engine.reasons import Reason
from pledge_scoring.services.alerts.edition import edition_from
from pledge_scoring.services.wording_alerts import ALERTS_EN, ALERTS_KO
from pledge_shared.contracts.schema import schema_text
from pledge_shared.strict_json import parse_json

from .made import RULES

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "data" / "alerts" / "alert-default-1.json"
HOLES = re.compile(r"\{(\w+)\}")


def test_published_schema_is_current() -> None:
    published = ROOT / "docs" / "schemas" / "alert-rules.schema.json"

    assert published.read_text(encoding="utf-8") == schema_text("alert-rules")


def test_every_reason_is_named_but_those_that_are_no_fault() -> None:
    unnamed = set(Reason) - RULES.not_computable.reasons

    assert unnamed == {
        Reason.NOT_DUE,
        Reason.EXCLUDED_STATUS,
        Reason.NO_PLAN,  # of money
        Reason.TOO_FEW_BALLOTS,  # of panels
    }


@pytest.mark.parametrize(
    ("was", "wrong"),
    [
        ('"points": "10"', '"points": "0"'),
        ('"points": "5"', '"points": "101"'),
        ('"periods": 1', '"periods": -1'),
        ('"severity": "warning"', '"severity": "grave"'),
        ('"authority": "ours"', '"authority": "heard"'),
        ('"not_for": ["scrapped"]', '"not_for": ["gone"]'),
        ('"format": "pledge-alert-rules/1"', '"format": "pledge-alert-rules/2"'),
        ('"falling": {', '"rising": {'),
    ],
)
def test_edition_that_says_something_else_is_refused(was: str, wrong: str) -> None:
    content = SHIPPED.read_text(encoding="utf-8")
    assert was in content

    with pytest.raises(ValidationError):
        edition_from(content.replace(was, wrong).encode())


def test_unknown_reason_is_refused() -> None:
    content = SHIPPED.read_bytes().replace(b'"text_only"', b'"bad_luck"')

    with pytest.raises(ValueError, match="bad_luck"):
        edition_from(content)


def test_both_languages_say_the_same_of_every_alert() -> None:
    assert ALERTS_KO.keys() == ALERTS_EN.keys()
    assert {code: set(HOLES.findall(ALERTS_KO[code])) for code in ALERTS_KO} == {
        code: set(HOLES.findall(ALERTS_EN[code])) for code in ALERTS_EN
    }
    said = {code.split(".")[1] for code in ALERTS_KO if code.startswith("alert.")}
    assert said == {code.value for code in AlertCode}


@pytest.mark.parametrize("code", list(AlertCode))
def test_every_alert_has_its_page_and_row(code: AlertCode) -> None:
    folder = ROOT / "docs" / "findings"
    page = (folder / f"{code}.md").read_text(encoding="utf-8")

    assert page.startswith(f"# {code}")
    assert all(part in page for part in ("## When it fires", "## Example", "## What to do"))
    assert f"[{code}]({code}.md)" in (folder / "README.md").read_text(encoding="utf-8")


def test_thresholds_of_the_pages_are_those_of_the_edition() -> None:
    rules = parse_json(SHIPPED.read_bytes())
    pages = {code: (ROOT / "docs" / "findings" / f"{code}.md").read_text() for code in AlertCode}

    late, time = (rules["behind_schedule"][each] for each in ("targets_due", "elapsed_time"))
    assert late["points"] == time["points"] == "10"
    assert "10 points short or more" in pages[AlertCode.BEHIND_SCHEDULE]
    assert f"At {rules['falling']['threshold']['points']} points" in pages[AlertCode.FALLING]
    assert rules["stale"]["threshold"]["periods"] == 1
    assert "more than one of its last due periods" in pages[AlertCode.STALE]
