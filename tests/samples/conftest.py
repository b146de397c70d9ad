"""The sample documents that ship with the product, read once."""

from pathlib import Path

import pytest

from pledge_shared.contracts.plan import PlanDocument

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"


def read_sample(name: str) -> PlanDocument:
    return PlanDocument.model_validate_json((SAMPLES / f"{name}.json").read_bytes())


@pytest.fixture(scope="session")
def gb_7() -> PlanDocument:
    return read_sample("gb-7")


@pytest.fixture(scope="session")
def cbist_2021() -> PlanDocument:
    return read_sample("cbist-2021")


@pytest.fixture(scope="session")
def cb_switch() -> PlanDocument:
    return read_sample("cb-switch")


@pytest.fixture(scope="session")
def cb_cluster() -> PlanDocument:
    return read_sample("cb-cluster")
