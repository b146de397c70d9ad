"""The launcher of the embedded PostgreSQL."""

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from pledge_local import unprivileged
from pledge_local.errors import LocalError
from pledge_local.folder import DataFolder
from pledge_local.postgres import SUPERUSER, Postgres, Server, why_no_cluster

PASSWORD = "only for this test"


@pytest.fixture
def home() -> Iterator[Path]:
    """Lend a folder that the server's user can reach; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="pledge-test-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    home = unprivileged.home_for(folder)
    yield home
    for each in (home, folder):
        shutil.rmtree(each, ignore_errors=True)


@pytest.mark.parametrize(
    "printed",
    [
        'FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device',
        "FATAL:  could not extend file\nHINT:  Check free disk space.\nPANIC:  cannot abort",
    ],
)
def test_a_full_disk_is_one_sentence_that_says_what_to_do(printed: str) -> None:
    assert why_no_cluster(Path("/data"), printed) == (
        "The disk under /data is full: free about 200 MB, "
        "or choose a folder on another disk with --data DIR."
    )


def test_another_reason_is_shown_in_the_words_of_postgresql() -> None:
    assert why_no_cluster(Path("/data"), "initdb: error: no such locale\n").endswith(
        "initdb: error: no such locale"
    )


def _ask(server: Server, query: str) -> object:
    async def ask() -> object:
        connection = await asyncpg.connect(server.url(SUPERUSER, PASSWORD, "postgres"))
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_what_was_committed_is_there_after_a_restart(home: Path) -> None:
    with Postgres(home, password=PASSWORD) as first:
        server = first.start()
        _ask(server, "CREATE TABLE kept AS SELECT 20 AS n")
        assert _ask(server, "SHOW listen_addresses") == "127.0.0.1"

    began = time.monotonic()
    with Postgres(home, password=PASSWORD) as second:
        assert _ask(second.start(), "SELECT n FROM kept") == 20
    assert time.monotonic() - began < 5


def test_a_killed_server_comes_back_with_its_data(home: Path) -> None:
    with Postgres(home, password=PASSWORD) as killed:
        _ask(killed.start(), "CREATE TABLE kept AS SELECT 20 AS n")
        pid = int((home / "cluster" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        while not killed.has_ended():
            time.sleep(0.01)

    with Postgres(home, password=PASSWORD) as restarted:
        assert _ask(restarted.start(), "SELECT n FROM kept") == 20


def test_a_second_launcher_on_one_folder_is_refused(home: Path) -> None:
    with Postgres(home, password=PASSWORD) as first, Postgres(home, password=PASSWORD) as second:
        first.start()

        with pytest.raises(LocalError, match="Another process runs PostgreSQL"):
            second.start()


def test_an_interrupted_first_start_leaves_nothing_half_made(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, Postgres(home, password=PASSWORD) as first:
        patch.setattr(Postgres, "_initdb", interrupted)
        with pytest.raises(KeyboardInterrupt):
            first.start()

    with Postgres(home, password=PASSWORD) as second:
        assert _ask(second.start(), "SELECT 1") == 1
    assert not (home / "secret").exists()


def test_another_major_version_is_named(home: Path) -> None:
    cluster = home / "cluster"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("17\n")

    with (
        Postgres(home, password=PASSWORD) as postgres,
        pytest.raises(LocalError, match="written by PostgreSQL 17 and this is 18"),
    ):
        postgres.start()


def test_a_password_of_another_cluster_opens_nothing(home: Path) -> None:
    with Postgres(home, password="another") as postgres:
        server = postgres.start()

        with pytest.raises(asyncpg.InvalidPasswordError):
            _ask(server, "SELECT 1")


def test_binaries_in_a_closed_folder_are_copied(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unprivileged, "_is_open", lambda path: home in path.parents)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    copied = unprivileged.reachable_binaries(tmp_path / "copy")

    assert (copied / "bin" / "initdb").stat().st_mode & 0o005 == 0o005
    assert next((copied / "lib").iterdir()).stat().st_mode & 0o004


def test_a_data_folder_in_a_closed_one_gets_a_twin_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    tmp_path.chmod(0o700)
    folders = tmp_path / "a", tmp_path / "b"
    for folder in folders:
        folder.mkdir()

    one, other = map(unprivileged.home_for, folders)

    assert one != other
    assert one.parent == other.parent == Path("/var/lib/pledge")


def test_a_data_folder_made_again_does_not_meet_the_database_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    tmp_path.chmod(0o700)
    first = DataFolder(tmp_path / "data").prepare().postgres_home()
    assert DataFolder(tmp_path / "data").prepare().postgres_home() == first

    shutil.rmtree(tmp_path / "data")

    assert DataFolder(tmp_path / "data").prepare().postgres_home() != first


def test_a_normal_user_keeps_the_database_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    tmp_path.chmod(0o700)

    assert unprivileged.home_for(tmp_path) == tmp_path / "postgres"
