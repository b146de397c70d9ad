"""The registry's documents, bundles and plans as its caller reads them."""

from collections.abc import Callable

import pytest

from pledge_shared.clients import registry
from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.errors import (
    InvalidInputError,
    NotFoundError,
    UnauthorizedError,
)
from pledge_shared.security.keys import new_key

from .known import Known

ReadDocument = Callable[[str], PlanDocument]


async def test_documents_of_a_plan_at_a_point_and_since(
    known: Known, document: ReadDocument
) -> None:
    await known.load(document("gb-7"))
    imported = await known.head()
    await known.retitle("새 제목")
    changed = await known.head()

    then = await known.client.documents("gb-7", as_of=str(imported))
    now = await known.client.documents("gb-7", as_of=str(changed), since=imported)
    nothing = await known.client.documents("gb-7", as_of=str(changed), since=changed)

    assert [(each.version, each.code) for each in then.projects] == [(1, "bigdata")]
    assert [(each.version, each.title) for each in now.projects] == [(2, "새 제목")]
    assert (nothing.projects, nothing.plan) == ([], then.plan)
    assert (then.sequence, now.sequence) == (imported, changed)


async def test_documents_of_a_large_plan_come_whole(known: Known, document: ReadDocument) -> None:
    given = document("cbist-2021")
    await known.load(given)

    found = await known.client.documents("cbist-2021", as_of=str(await known.head()))

    assert len(found.projects) == 196
    assert {each.code for each in found.projects} == {each.code for each in given.projects}
    assert found.removed == frozenset()


async def test_bundle_names_the_latest_commit_of_its_inputs(
    known: Known, document: ReadDocument
) -> None:
    await known.load(document("gb-7"))
    imported = await known.head()
    await known.load(document("cb-switch"))

    bundle = await known.client.bundle("gb-7", "bigdata", as_of=str(await known.head()))

    assert (bundle.plan.code, bundle.project.code) == ("gb-7", "bigdata")
    assert bundle.sequence == imported


def with_drafts(document: PlanDocument, publication: str, approval: str) -> PlanDocument:
    """Return a document whose actuals all are in some state of review."""
    facts = document.model_dump()
    facts["plan"]["publication"] = publication
    for indicator in facts["projects"][0]["indicators"]:
        for actual in indicator["actuals"]:
            actual["approval"] = approval
    return PlanDocument.model_validate(facts)


@pytest.mark.parametrize("publication", ["reviewed", "immediate"])
async def test_drafts_are_shown_in_the_name_of_a_key_holder_only(
    known: Known, document: ReadDocument, publication: str
) -> None:
    drafts = with_drafts(document("gb-7"), publication, "draft")
    await known.load(with_drafts(document("gb-7"), publication, "approved"))
    await known.load(drafts)
    head, reader = str(await known.head()), f"Bearer {known.key}"

    shown = {}
    for view, holder in (("published", None), ("head", reader)):
        state = await known.client.documents("gb-7", as_of=head, reader=holder)
        bundle = await known.client.bundle("gb-7", "bigdata", as_of=head, reader=holder)
        assert state.projects == [bundle.project]
        actuals = [actual for item in bundle.project.indicators for actual in item.actuals]
        shown[view] = (bundle.project.version, {str(actual.approval) for actual in actuals})

    published = {"approved"} if publication == "reviewed" else {"draft"}
    assert shown == {"published": (2, published), "head": (2, {"draft"})}


async def test_head_is_refused_to_who_holds_no_key(known: Known, document: ReadDocument) -> None:
    await known.load(document("gb-7"))
    head, stranger = str(await known.head()), f"Bearer {new_key()}"

    with pytest.raises(UnauthorizedError):
        await known.client.documents("gb-7", as_of=head, reader=stranger)
    with pytest.raises(UnauthorizedError):
        await known.client.bundle("gb-7", "bigdata", as_of=head, reader=stranger)


async def test_plans_of_an_organization(known: Known, document: ReadDocument) -> None:
    await known.load(document("gb-7"))
    before = str(await known.head())
    await known.load(document("cb-switch"))
    after = str(await known.head())

    found = [await known.client.plans_of("chungbuk", as_of=as_of) for as_of in (before, after)]

    assert [[plan.code for plan in plans] for plans in found] == [[], ["cb-switch"]]


async def test_many_plans_of_an_organization_come_whole(
    known: Known, document: ReadDocument
) -> None:
    given = document("cb-switch")
    for number in range(3):
        head = given.plan.model_copy(update={"code": f"plan-{number}"})
        await known.load(given.model_copy(update={"plan": head, "projects": ()}))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(registry, "MAX_LIMIT", 2)
        found = await known.client.plans_of("chungbuk", as_of=str(await known.head()))

    assert [plan.code for plan in found] == ["plan-0", "plan-1", "plan-2"]


async def test_what_is_not_there_is_not_found(known: Known, document: ReadDocument) -> None:
    await known.load(document("gb-7"))
    head = str(await known.head())

    with pytest.raises(NotFoundError):
        await known.client.documents("none", as_of=head)
    with pytest.raises(NotFoundError):
        await known.client.bundle("gb-7", "none", as_of=head)
    with pytest.raises(NotFoundError):
        await known.client.bundle("gb-7/../gb-7", "bigdata", as_of=head)
    with pytest.raises(InvalidInputError):
        await known.client.documents("gb-7", as_of="99")


async def test_organizations_come_one_by_one_and_all_at_once(
    known: Known, document: ReadDocument
) -> None:
    given = document("gb-7").organizations
    await known.load_organizations(given)
    as_of = str(await known.head())

    listed = await known.client.organizations(as_of=as_of)
    one = await known.client.organization("gyeongbuk", as_of=as_of)

    assert [each.code for each in listed] == sorted(each.code for each in given)
    assert one in listed
    assert (one.kind, one.district_code, one.version) == ("province", "4700000000", 1)
    with pytest.raises(NotFoundError):
        await known.client.organization("elsewhere", as_of=as_of)
