"""The registry against a model of it: random histories of one plan, every answer foreseen."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pledge_shared.canonical import dump_json
from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import MERGE_PATCH

CODES = strategies.sampled_from(["a", "b", "c"])
TITLES = strategies.sampled_from(["도로", "다리", "학교"])
PERIODS = strategies.sampled_from(["2020", "2021", "2022"])
VALUES = strategies.integers(0, 3).map(str)


@dataclass(slots=True)
class Known:
    """What the model knows of one project: its state (None: deleted) and number of versions."""

    title: str
    values: dict[str, str]
    version: int = 1
    deleted: bool = False
    etag: str = ""
    past: list[tuple[int, str, dict[str, str], bool]] = field(default_factory=list)


class Registry(RuleBasedStateMachine):
    """Writes at random to one plan of a running registry."""

    http: httpx.Client
    stale = Bundle("stale")

    def __init__(self) -> None:
        super().__init__()
        self.plan = f"plan-{uuid4().hex[:20]}"
        self.known: dict[str, Known] = {}
        self.repeatable: tuple[str, bytes, httpx.Response] | None = None
        document = make_document(self.plan)
        answer = self._post("/v1/imports", document)
        assert answer.status_code == 200, answer.text

    def _path(self, code: str = "") -> str:
        return f"/v1/plans/{self.plan}/projects" + (f"/{code}" if code else "")

    def _post(self, path: str, body: Any, *, key: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": key or uuid4().hex, "Content-Type": "application/json"}
        return self.http.post(path, content=dump_json(body), headers=headers)

    def _wrote(self, code: str, answer: httpx.Response) -> None:
        known = self.known[code]
        known.version += 1
        known.etag = answer.headers.get("etag", "")
        self._remember(code)

    def _remember(self, code: str) -> None:
        known = self.known[code]
        sequence = self.http.get("/v1/audit/head").json()["sequence"]
        known.past.append((sequence, known.title, deepcopy(known.values), known.deleted))

    def _live(self, code: str) -> bool:
        return code in self.known and not self.known[code].deleted

    @rule(code=CODES, title=TITLES)
    def create(self, code: str, title: str) -> None:
        key, body = uuid4().hex, make_project(code, title=title)
        answer = self._post(self._path(), body, key=key)
        if code in self.known:
            assert answer.status_code in {409, 422}, answer.text
            return
        assert answer.status_code == 201, answer.text
        self.known[code] = Known(title, {"2020": "9"}, etag=answer.headers["etag"])
        self._remember(code)
        self.repeatable = (key, dump_json(body), answer)

    @precondition(lambda self: self.repeatable is not None)
    @rule()
    def repeat_a_request(self) -> None:
        assert self.repeatable is not None
        key, body, first = self.repeatable
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        again = self.http.post(self._path(), content=body, headers=headers)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        other = self.http.post(self._path(), content=b'{"code":"other"}', headers=headers)
        assert other.status_code == 422

    @rule(code=CODES, title=TITLES)
    def patch(self, code: str, title: str) -> None:
        etag = self.known[code].etag if code in self.known else '"none"'
        answer = self.http.patch(
            self._path(code),
            content=dump_json({"title": title}),
            headers={"If-Match": etag, "Content-Type": MERGE_PATCH},
        )
        if not self._live(code):
            assert answer.status_code == 404, answer.text
            return
        assert answer.status_code == 200, answer.text
        if self.known[code].title != title:
            self.known[code].title = title
            self._wrote(code, answer)

    @rule(code=CODES, period=PERIODS, value=VALUES)
    def report(self, code: str, period: str, value: str) -> None:
        etag = self.known[code].etag if code in self.known else '"none"'
        answer = self.http.put(
            f"{self._path(code)}/indicators/reached/actuals/{period}",
            json={"value": value},
            headers={"If-Match": etag},
        )
        if not self._live(code):
            assert answer.status_code == 404, answer.text
            return
        assert answer.status_code == 200, answer.text
        if answer.json()["project_version"] != self.known[code].version:
            self.known[code].values[period] = value
            self._wrote(code, answer)
        assert self.known[code].values[period] == value

    @rule(target=stale, code=CODES)
    def keep_an_etag(self, code: str) -> tuple[str, str]:
        etag = self.known[code].etag if code in self.known else ""
        return code, etag or '"none"'  # a deletion answers without one

    @rule(kept=stale)
    def write_on_what_was_seen_earlier(self, kept: tuple[str, str]) -> None:
        code, etag = kept
        if not self._live(code) or etag == self.known[code].etag:
            return
        answer = self.http.delete(self._path(code), headers={"If-Match": etag})
        assert answer.status_code == 412, answer.text
        assert answer.json()["current"]["version"] == self.known[code].version

    @rule(code=CODES)
    def delete(self, code: str) -> None:
        etag = self.known[code].etag if code in self.known else '"none"'
        answer = self.http.delete(self._path(code), headers={"If-Match": etag})
        if not self._live(code):
            assert answer.status_code == 404, answer.text
            return
        assert answer.is_success, answer.text
        self.known[code].deleted = True
        self._wrote(code, answer)

    @rule(code=CODES)
    def restore(self, code: str) -> None:
        answer = self._post(f"{self._path(code)}/restore", {})
        if code not in self.known:
            assert answer.status_code == 404, answer.text
        elif not self.known[code].deleted:
            assert answer.status_code == 409, answer.text
        else:
            assert answer.is_success, answer.text
            self.known[code].deleted = False
            self._wrote(code, answer)

    @rule(code=CODES, back=strategies.integers(0, 20))
    def read_the_past(self, code: str, back: int) -> None:
        if code not in self.known:
            return
        past = self.known[code].past
        sequence, title, values, deleted = past[-1 - back % len(past)]
        answer = self.http.get(self._path(code), params={"as_of": sequence})
        assert answer.status_code == (404 if deleted else 200)
        if not deleted:
            self._same(answer.json(), title, values)

    def _same(self, document: dict[str, Any], title: str, values: dict[str, str]) -> None:
        actuals = document["indicators"][0]["actuals"]
        assert document["title"] == title
        assert {item["period"]: item["value"] for item in actuals} == values

    @invariant()
    def every_read_agrees(self) -> None:
        listed = self.http.get(self._path(), params={"count": "true"}).json()
        live = {code: known for code, known in self.known.items() if not known.deleted}
        assert [item["code"] for item in listed["items"]] == sorted(live)
        assert listed["total"] == len(live)
        assert [item["version"] for item in listed["items"]] == [
            live[code].version for code in sorted(live)
        ]
        for code, known in live.items():
            answer = self.http.get(self._path(code))
            assert answer.headers["etag"] == (known.etag or answer.headers["etag"])
            known.etag = answer.headers["etag"]
            self._same(answer.json(), known.title, known.values)


@pytest.fixture
def machine(served_empty: tuple[str, dict[str, str]]) -> Iterator[type[Registry]]:
    address, headers = served_empty
    with httpx.Client(base_url=address, headers=headers, trust_env=False) as client:
        Registry.http = client
        yield Registry


def _run(machine: type[Registry], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_registry_does_what_its_model_does(machine: type[Registry]) -> None:
    _run(machine, examples=5, steps=16)


@pytest.mark.slow
def test_the_registry_does_what_its_model_does_for_longer(machine: type[Registry]) -> None:
    _run(machine, examples=120, steps=50)
