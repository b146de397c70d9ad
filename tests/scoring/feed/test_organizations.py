"""What organizations are is followed, too: who is compared with whom depends on it."""

from pledge_local.throwaway import ThrowawayDatabase
from pledge_scoring.services.following import RegistryFollower
from pledge_scoring.storage.organizations import KnownOrganization, known_organizations
from pledge_shared.database.connections import Database
from pledge_shared.testing.registry import FakeRegistry

from .test_rebuilding import by_hand

COUNTY = {"kind": "municipality", "name": "군", "parent": "province", "district_code": "4777000000"}


async def known(database: Database) -> dict[str, KnownOrganization]:
    async with database.read() as connection:
        return await known_organizations(connection)


async def test_organization_is_kept_as_it_is_now_and_leaves_with_its_end(
    registry: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    registry.record.put_organization("county", **COUNTY)
    await follower.step()
    first = await known(database)
    registry.record.put_organization("county", **{**COUNTY, "name": "새 군"})
    await follower.step()
    renamed = await known(database)
    registry.record.delete_organization("county")
    await follower.step()

    assert first["county"] == KnownOrganization(
        code="county",
        version=1,
        kind="municipality",
        name="군",
        name_en=None,
        parent="province",
        district_code="4777000000",
    )
    assert (renamed["county"].name, renamed["county"].version) == ("새 군", 2)
    assert await known(database) == {}


async def test_organizations_of_a_feed_that_was_read_without_them_are_asked_for_once(
    registry: FakeRegistry,
    follower: RegistryFollower,
    database: Database,
    scoring_database: ThrowawayDatabase,
) -> None:
    for number in range(3):
        registry.record.put_organization(f"county-{number}", **COUNTY)
    await follower.learn_organizations()
    nothing_read_yet = list(registry.asked)
    await follower.step()
    followed = await known(database)
    await by_hand(scoring_database, "DELETE FROM organizations")

    await follower.learn_organizations()
    learnt, asked = await known(database), len(registry.asked)
    await follower.learn_organizations()

    assert nothing_read_yet == []
    assert sorted(followed) == ["county-0", "county-1", "county-2"]
    assert learnt == followed
    assert len(registry.asked) == asked


async def test_restored_registry_brings_its_organizations_again(
    registry: FakeRegistry, follower: RegistryFollower, database: Database
) -> None:
    registry.record.put_organization("county", **COUNTY)
    await follower.step()
    before = await known(database)
    registry.record.restore()

    await follower.step()
    forgotten = await known(database)
    await follower.step()

    assert (forgotten, await known(database)) == ({}, before)
