"""Comparable groups: who is ranked against whom.

The joint evaluation of local governments (합동평가) sets metropolitan cities and provinces apart,
and evaluations of pledges set 시, 군 and 구 apart. The first two digits of a 법정동코드 name the
시도; of the next three, 700 and above are 군, and below it 시 inside a 도 and 구 inside a
metropolitan city.
"""

from enum import StrEnum

__all__ = ["PeerGroup", "peer_group"]

_METROPOLITAN = frozenset({"11", "26", "27", "28", "29", "30", "31", "36"})
"""서울, 부산, 대구, 인천, 광주, 대전, 울산, 세종."""

_FIRST_COUNTY = 700


class PeerGroup(StrEnum):
    """A group of organizations that are compared with each other."""

    METROPOLITAN = "metropolitan"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    DISTRICT = "district"
    INSTITUTION = "institution"
    DEPARTMENT = "department"
    UNKNOWN = "unknown"


_BY_KIND = {
    "province": {"시": PeerGroup.METROPOLITAN, "도": PeerGroup.PROVINCE},
    "municipality": {"시": PeerGroup.CITY, "군": PeerGroup.COUNTY, "구": PeerGroup.DISTRICT},
}
_BY_ITSELF = {"institution": PeerGroup.INSTITUTION, "department": PeerGroup.DEPARTMENT}


def peer_group(kind: str, *, name: str, district_code: str | None) -> PeerGroup:
    """Return the group by kind and 법정동코드; without a code, by the last syllable of the name."""
    if kind in _BY_ITSELF:
        return _BY_ITSELF[kind]
    if district_code is None or kind not in _BY_KIND:
        return _BY_KIND.get(kind, {}).get(name[-1:], PeerGroup.UNKNOWN)
    is_metropolitan, number = district_code[:2] in _METROPOLITAN, int(district_code[2:5])
    if kind == "province":
        return PeerGroup.METROPOLITAN if is_metropolitan else PeerGroup.PROVINCE
    if number >= _FIRST_COUNTY:
        return PeerGroup.COUNTY
    return PeerGroup.DISTRICT if is_metropolitan else PeerGroup.CITY
