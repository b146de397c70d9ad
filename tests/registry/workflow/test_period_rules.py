"""What opens, closes and reopens a fiscal period, apart from any database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pledge_registry.domain.periods import (
    Calendar,
    Clock,
    Lock,
    PeriodChange,
    calendar_of,
    lock_on,
)

NOW = datetime(2022, 7, 1, 12, tzinfo=UTC)
CLOCK = Clock(NOW, date(2022, 7, 1))


def calendar(*steps: PeriodChange) -> Calendar:
    return calendar_of(steps)


def opened(period: str, opens: str, closes: str) -> PeriodChange:
    return PeriodChange(
        period=period,
        change="opened",
        at=NOW,
        opens=date.fromisoformat(opens),
        closes=date.fromisoformat(closes),
    )


@pytest.mark.parametrize(
    ("opens", "closes", "lock"),
    [
        ("2022-07-01", "2022-07-01", None),
        ("2022-06-01", "2022-06-30", Lock.CLOSED),
        ("2022-07-02", "2022-07-31", Lock.NOT_OPEN),
    ],
)
def test_the_first_and_last_day_are_open(opens: str, closes: str, lock: Lock | None) -> None:
    assert lock_on("2022-H1", calendar(opened("2022-H1", opens, closes)), "과", CLOCK) is lock


def reopening(period: str, owner: str, minutes: int) -> PeriodChange:
    return PeriodChange(
        period=period, change="reopened", at=NOW, owner=owner, reason="정정",
        expires_at=NOW + timedelta(minutes=minutes),
    )  # fmt: skip


CLOSED = PeriodChange(period="2021", change="closed", at=NOW)


@pytest.mark.parametrize(
    ("steps", "lock"),
    [
        ([], Lock.CLOSED),
        ([reopening("2021", "나", 1)], None),
        ([reopening("2021", "나", -1)], Lock.EXPIRED),
        ([reopening("2021", "나", 0)], Lock.EXPIRED),
        ([reopening("2021", "남", 1)], Lock.FOR_ANOTHER),
        ([reopening("2021", "남", -1)], Lock.CLOSED),
        ([reopening("2021", "남", 1), reopening("2021", "나", 1)], None),
        ([reopening("2021", "나", 1), reopening("2021", "나", -1)], Lock.EXPIRED),
        ([reopening("2021", "나", 1), CLOSED], Lock.CLOSED),
        ([reopening("2021-Q1", "나", 1)], None),
        ([reopening("2021-Q2", "나", 1)], Lock.CLOSED),
        ([reopening("2021-Q1", "나", 1), CLOSED], Lock.CLOSED),
    ],
)
def test_what_a_reopening_opens(steps: list[PeriodChange], lock: Lock | None) -> None:
    made = calendar(opened("2021", "2021-01-01", "2022-12-31"), CLOSED, *steps)

    assert lock_on("2021-03", made, "나", CLOCK) is lock
    assert lock_on("2020", made, "나", CLOCK) is None
