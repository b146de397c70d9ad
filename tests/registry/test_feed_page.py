"""What docs/feed-and-webhooks.md tells receivers: its snippet verifies, its tables are true."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import time
from typing import Any, get_args

import pytest

from pledge_registry.domain.webhooks import PAUSES, new_secret, signatures
from pledge_registry.settings import Settings
from pledge_shared.contracts.webhooks import Outcome

PAGE = (Path(__file__).parents[2] / "docs" / "feed-and-webhooks.md").read_text(encoding="utf-8")
BODY = '{"id":"1","제목":"공약"}'.encode()
UNITS = {"s": 1, "min": 60, "h": 3_600}


@pytest.fixture(scope="module")
def is_genuine() -> Callable[..., bool]:
    """Return the function that the page gives to receivers."""
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(snippet, names)  # noqa: S102 - our own page
    found: Callable[..., bool] = names["is_genuine"]
    return found


def _headers(*secrets: str, at: float | None = None) -> dict[str, str]:
    sent = int(time() if at is None else at)
    return {
        "webhook-id": "epoch.1.0",
        "webhook-timestamp": str(sent),
        "webhook-signature": signatures(secrets, "epoch.1.0", sent, BODY),
    }


def test_the_pages_snippet_takes_what_is_genuine(is_genuine: Callable[..., bool]) -> None:
    old, new = new_secret(), new_secret()

    assert is_genuine(_headers(old), BODY, old)
    assert is_genuine(_headers(new, old), BODY, old)
    assert is_genuine(_headers(new, old), BODY, new)


def test_the_pages_snippet_refuses_what_is_not(is_genuine: Callable[..., bool]) -> None:
    secret = new_secret()
    headers = _headers(secret)

    assert not is_genuine(headers, BODY, new_secret())
    assert not is_genuine(headers, BODY + b" ", secret)
    for changed in (
        {"webhook-id": "epoch.2.0"},
        {"webhook-timestamp": str(int(time()) - 1)},
        {"webhook-timestamp": "now"},
        {"webhook-signature": headers["webhook-signature"].replace("v1,", "v2,")},
        {"webhook-signature": "v1,"},
    ):
        assert not is_genuine(headers | changed, BODY, secret)
    for away in (-400, 400):
        assert not is_genuine(_headers(secret, at=time() + away), BODY, secret)


def test_a_signature_is_the_one_that_the_standard_publishes() -> None:
    published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    signed = signatures(
        [secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )

    assert signed == published


def _duration(words: str) -> timedelta:
    parts = re.findall(r"(\d+) (s|min|h)", words)
    return sum((timedelta(seconds=int(n) * UNITS[unit]) for n, unit in parts), timedelta())


def test_the_pages_retry_table_is_the_schedule() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.*?) ?\|$", PAGE, re.MULTILINE)

    assert [int(number) for number, _, _ in rows] == list(range(1, len(PAUSES) + 2))
    assert [_duration(pause) for _, pause, _ in rows[1:]] == list(PAUSES)
    assert [_duration(since) for _, _, since in rows[1:]] == [
        sum(PAUSES[:count], timedelta()) for count in range(1, len(PAUSES) + 1)
    ]


def test_the_page_names_every_outcome_and_setting() -> None:
    assert all(f"`{outcome}`" in PAGE for outcome in get_args(Outcome))
    for name in re.findall(r"`REGISTRY_(\w+)`", PAGE):
        assert name.lower() in Settings.model_fields
