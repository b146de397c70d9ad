"""What the storage measurement counts is what the changes have added."""

from pledge_local.bench.registry import benched_registry
from pledge_local.bench.storage import measure
from pledge_local.throwaway import ThrowawayDatabase


def test_each_change_adds_a_version_an_event_a_commit_and_a_revision(
    registry_database: ThrowawayDatabase,
) -> None:
    with benched_registry(registry_database) as registry:
        found = measure(registry, 60, projects=3)

    grown = {name for name, growth in found.tables.items() if growth.total > 0}
    assert {"versions", "commits", "events", "actuals"} <= grown
    assert not grown & {"plans", "organizations", "budget_lines", "targets", "milestones"}
    assert 2_000 < found.document < 20_000
    assert 0 < found.tables["versions"].rows < 60 * found.document * 2
    assert found.total > 60 * 200
    assert found.log > found.changes * 100
