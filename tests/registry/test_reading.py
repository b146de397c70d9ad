"""Reads of the real documents: trees, sums, lists, and points of the record."""

from pledge_shared.testing.registry_caller import RegistryCaller

BIGDATA = "/v1/plans/gb-7/projects/bigdata"


async def test_the_tree_holds_every_node_of_a_plan(samples: RegistryCaller) -> None:
    tree = (await samples.get("/v1/plans/cbist-2021/tree")).json()

    assert tree["counts"] == {
        "goal": 4, "task": 12, "heading": 35, "project": 94, "sub": 99, "pending": 3,
    }  # fmt: skip


async def test_timing(registry: RegistryCaller) -> None:
    assert (await registry.get("/v1/plans")).json()["items"] == []
