"""Many writers on one project: every success is a version, and none is lost."""

import asyncio
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"
VERSION = re.compile(r'"(\d+)-')


@dataclass
class _Writer:
    """Counts up the number of a period of its own, each update on what it saw last."""

    registry: RegistryCaller
    number: int
    made: list[int] = field(default_factory=list)
    """The versions that its successes made."""
    busy: int = 0

    async def send(self, updates: int) -> None:
        """Send so many updates, those that are refused as stale included."""
        etag = await self.registry.etag(A)
        for _ in range(updates):
            etag = await self._send_one(etag)

    async def succeed(self, updates: int) -> None:
        """Send until so many updates have succeeded."""
        etag = await self.registry.etag(A)
        while len(self.made) < updates:
            etag = await self._send_one(etag)

    async def _send_one(self, etag: str) -> str:
        value = {"value": str(len(self.made) + 1)}
        answer = await self.registry.put_actual(A, self.place, value, etag=etag)
        if answer.status_code == 200:
            self.made.append(answer.json()["project_version"])
            return answer.headers["etag"]
        if answer.status_code == 503:  # no connection to spare for two seconds: nothing was written
            self.busy += 1
            return etag
        assert answer.status_code == 412, answer.text
        current: str = answer.json()["current"]["etag"]
        assert VERSION.match(current)
        return current

    @property
    def place(self) -> str:
        return f"reached/{self.period}"

    @property
    def period(self) -> str:
        return str(2000 + self.number)


async def _started(registry: RegistryCaller, writers: int) -> list[_Writer]:
    await registry.imported(make_document("plan", make_project("a")))
    return [_Writer(registry, number) for number in range(writers)]


async def _check(registry: RegistryCaller, writers: Sequence[_Writer]) -> int:
    """Check that successes are versions and versions successes; return how many there are."""
    made = sorted(itertools.chain.from_iterable(writer.made for writer in writers))
    assert made == list(range(2, len(made) + 2))
    project = (await registry.get(A)).json()
    assert project["version"] == len(made) + 1
    values = {item["period"]: item["value"] for item in project["indicators"][0]["actuals"]}
    assert (
        values.items()
        >= {each.period: str(len(each.made)) for each in writers if each.made}.items()
    )
    return len(made)


async def test_no_update_is_lost_among_ten_writers(registry: RegistryCaller) -> None:
    writers = await _started(registry, 10)

    await asyncio.gather(*(writer.succeed(6) for writer in writers))

    assert await _check(registry, writers) == 10 * 6


@pytest.mark.slow
async def test_no_update_is_lost_among_fifty_writers(
    registry: RegistryCaller, capsys: pytest.CaptureFixture[str]
) -> None:
    writers = await _started(registry, 50)

    await asyncio.gather(*(writer.send(200) for writer in writers))

    made, busy = await _check(registry, writers), sum(writer.busy for writer in writers)
    assert made >= 199 - busy  # between two successes each of the others is stale once at most
    with capsys.disabled():
        print(f"\n50 writers x 200 updates: {made:,} successes = versions, {busy:,} busy")  # noqa: T201 - the figure
