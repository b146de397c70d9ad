"""Who is compared with whom: by 법정동코드, and by name where there is none."""

import json
from pathlib import Path

import pytest

from pledge_scoring.engine.peer_groups import PeerGroup, peer_group

REFERENCE = Path(__file__).parents[3] / "data" / "reference" / "organizations.json"
BY_LAST_SYLLABLE = {"시": "city", "군": "county", "구": "district", "도": "province"}


@pytest.mark.parametrize(
    ("kind", "name", "code", "group"),
    [
        ("province", "서울특별시", "1100000000", "metropolitan"),
        ("province", "대구광역시", "2700000000", "metropolitan"),
        ("province", "세종특별자치시", "3600000000", "metropolitan"),
        ("province", "경상북도", "4700000000", "province"),
        ("province", "제주특별자치도", "5000000000", "province"),
        ("municipality", "포항시", "4711000000", "city"),
        ("municipality", "증평군", "4374500000", "county"),
        ("municipality", "울주군", "3171000000", "county"),
        ("municipality", "종로구", "1111000000", "district"),
        ("municipality", "어느 구", None, "district"),
        ("province", "어느 광역시", None, "metropolitan"),
        ("province", "어느 도", None, "province"),
        ("municipality", "이름", None, "unknown"),
        ("institution", "충북바이오산업진흥원", None, "institution"),
        ("department", "4차산업기반과", None, "department"),
        ("cooperative", "조합", "4711000000", "unknown"),
    ],
)
def test_group_of_an_organization(kind: str, name: str, code: str | None, group: str) -> None:
    assert peer_group(kind, name=name, district_code=code) == group


def test_codes_say_what_names_say_of_every_organization_of_both_provinces() -> None:
    for each in json.loads(REFERENCE.read_text("utf-8")):
        group = peer_group(each["level"], name=each["name"], district_code=each["district_code"])

        expected = BY_LAST_SYLLABLE[each["name"][-1]]
        if each["level"] == "province" and expected == "city":
            expected = PeerGroup.METROPOLITAN
        assert (each["name"], group) == (each["name"], expected)
