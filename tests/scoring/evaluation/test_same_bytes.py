"""The same pins give the same bytes, whatever the machine, its settings and the order of things."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice, product
from pathlib import Path

import pytest

from pledge_scoring.services.evaluation.evaluating import evaluate
from pledge_scoring.services.evaluation.snapshot import Snapshot
from pledge_shared.canonical import canonical_bytes, digest_of, dump_json
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

from .made import GRADES, Facts, manifesto, project, scheme, snapshot

SCRIPT = """
import json, random, sys
from pledge_scoring.services.evaluation.evaluating import evaluate
from pledge_scoring.services.evaluation.snapshot import Snapshot
from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.evaluations import EvaluationPins

shuffle = random.Random(sys.argv[2]).shuffle
for pins, documents in json.load(open(sys.argv[1], encoding="utf-8")):
    shuffle(pins["plans"])
    for plan in pins["plans"]:
        shuffle(plan["projects"])
    shuffle(pins.setdefault("given", []))
    for subject in pins["given"]:
        shuffle(subject["items"])
    kept = [(digest, text.encode()) for digest, text in documents.items()]
    shuffle(kept)
    results = evaluate(Snapshot(EvaluationPins.model_validate(pins), dict(kept)))
    print(digest_of(canonical_bytes(results)))
"""
ZONES = ("UTC", "Asia/Seoul", "America/St_Johns", "Pacific/Apia")
LOCALES = ("C", "C.UTF-8", "POSIX", "ko_KR.UTF-8", "tr_TR.UTF-8")

Sample = Callable[[str], tuple[Plan, list[Project]]]


@pytest.fixture
def many(sample: Sample) -> list[Snapshot]:
    """Return real documents beside made ones, by their rates and by items that were given."""
    plan, projects = sample("gb-7")
    head = plan.model_dump(include={"term", "goals", "reporting_date"})
    made = [project(f"p{number}", str(number)) for number in range(20)]
    documents = [each.model_dump(exclude={"id", "version", "plan"}) for each in projects]
    plans: dict[str, Sequence[Facts]] = {"gb-7": documents, "made": made}
    given = [manifesto("gb-7", "66.67", None, "71.3"), manifesto("made", "1", "2", "4")]
    return [
        snapshot(plans, GRADES, **head),
        snapshot(plans, scheme("manifesto-2020-1"), given=given, **head),
    ]


def _write(made: Sequence[Snapshot], place: Path) -> Path:
    file = place / "snapshots.json"
    file.write_bytes(
        dump_json(
            [
                [
                    each.pins.model_dump(mode="json"),
                    {digest: text.decode() for digest, text in each.documents.items()},
                ]
                for each in made
            ]
        )
    )
    return file


def _evaluated(made: Sequence[Snapshot]) -> str:
    return "\n".join(digest_of(canonical_bytes(evaluate(each))) for each in made)


def _digest_of_run(file: Path, number: int, zone: str, locale: str) -> str:
    settings = {"PYTHONHASHSEED": str(number), "TZ": zone, "LANG": locale, "LC_ALL": locale}
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", SCRIPT, str(file), str(number)],
        env={**os.environ, **settings, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def _digests(made: Sequence[Snapshot], place: Path, runs: int) -> list[str]:
    file = _write(made, place)
    machines = enumerate(islice(cycle(product(ZONES, LOCALES)), runs))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda each: _digest_of_run(file, each[0], *each[1]), machines))


def test_same_bytes_on_several_machines(many: list[Snapshot], tmp_path: Path) -> None:
    expected = _evaluated(many)

    assert _digests(many, tmp_path, 2) == [expected] * 2


@pytest.mark.slow
def test_same_bytes_a_hundred_times(
    many: list[Snapshot], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = _evaluated(many)

    digests = _digests(many, tmp_path, 100)

    with capsys.disabled():
        sys.stdout.write(f"{digests.count(expected)} of {len(digests)} runs: the same bytes\n")
    assert set(digests) == {expected}


def test_other_facts_give_other_bytes() -> None:
    digests = {
        digest_of(canonical_bytes(evaluate(snapshot({"made": [project("a", rate)]}, GRADES))))
        for rate in ("95", "95.000000000001")
    }

    assert len(digests) == 2
