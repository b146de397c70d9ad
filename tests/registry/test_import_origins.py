"""What the registry wrote into a project stays when a file that never knew it is imported again."""

from typing import Any

from pledge_shared.testing.documents import make_document, make_project
from pledge_shared.testing.registry_caller import RegistryCaller

A = "/v1/plans/plan/projects/a"
LINEAGE = [{"kind": "rename", "date": "2021-01-01", "title_before": "앞", "title_after": "사업"}]
REVISIONS = [{"kind": "supplementary", "date": "2021-05-01", "changes": []}]


def _document(**fields: Any) -> dict[str, Any]:
    return make_document("plan", make_project("a", **fields))


async def test_a_file_that_leaves_out_lineage_and_revisions_changes_nothing(
    registry: RegistryCaller,
) -> None:
    await registry.imported(_document(lineage=LINEAGE, budget={"revisions": REVISIONS}))

    again = await registry.imported(_document())

    assert (again["changed"], again["unchanged"], again["versions"]) == (0, 1, [])


async def test_they_stay_when_the_file_changes_something_else(registry: RegistryCaller) -> None:
    await registry.imported(_document(lineage=LINEAGE, budget={"revisions": REVISIONS}))

    await registry.imported(_document(executor="도"))

    project = (await registry.get(A)).json()
    assert (project["executor"], len(project["lineage"])) == ("도", 1)
    assert [item["kind"] for item in project["budget"]["revisions"]] == ["supplementary"]


async def test_a_file_that_states_a_lineage_replaces_it(registry: RegistryCaller) -> None:
    await registry.imported(_document(lineage=LINEAGE))

    await registry.imported(_document(lineage=[LINEAGE[0] | {"title_before": "그 앞"}]))

    assert (await registry.get(A)).json()["lineage"][0]["title_before"] == "그 앞"
