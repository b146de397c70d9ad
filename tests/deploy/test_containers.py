"""What runs in the containers, run without them: first start, migrate job, service, health."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from pledge_local.ports import free_port
from pledge_local.postgres import SUPERUSER, Postgres, Server
from pledge_local.processes import spawn, stop, tail
from pledge_local.project import ROOT, SOURCES
from pledge_local.throwaway import ThrowawayServer
from pledge_local.unprivileged import home_for, reachable_binaries

FIRST_START = ROOT / "deploy/compose/postgres/10-roles-and-databases.sql"
ADMIN = "only for this test"
PASSWORDS = {
    "owner_password": "o'w\"n er@:/%25?#한글",
    "app_password": "a\\p$p`id`",
    "read_password": "read",
}
DATABASES = """
SELECT datname, pg_get_userbyid(datdba), datlocprovider, pg_encoding_to_char(encoding),
       array(SELECT unnest(datacl)::text ORDER BY 1)
FROM pg_database WHERE datname IN ('registry', 'scoring') ORDER BY 1
"""
ROLES = """
SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolcanlogin, rolinherit, rolbypassrls
FROM pg_roles WHERE rolname LIKE 'pledge%' ORDER BY 1
"""
ON_PORT = """
import sys
from pledge_container import ready
ready.PORT = int(sys.argv[1])
"""
SERVE = ON_PORT + "from pledge_container.__main__ import main; main(['registry'])"
IS_READY = ON_PORT + "ready.main()"


@pytest.fixture(scope="module")
def secret_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    for name, password in PASSWORDS.items():
        (folder / name).write_text(f"{password}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def server(secret_files: Path) -> Iterator[Server]:
    """Run a server on which the first start's script has run, as the container runs it."""
    with tempfile.TemporaryDirectory(prefix="pledge-test-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            folder.chmod(0o711)
        home = home_for(folder)
        with Postgres(home, password=ADMIN, durable=False) as postgres:
            server = postgres.start()
            script = folder / FIRST_START.name
            script.write_text(FIRST_START.read_text().replace("/run/secrets", str(secret_files)))
            psql = reachable_binaries(home) / "bin" / "psql"
            subprocess.run(  # noqa: S603 - our own script
                [psql, "-X", "-q", "-f", script, server.url(SUPERUSER, ADMIN, "postgres")],
                check=True,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )
            yield server


def _environment(server: Server, secret_files: Path, *, role: str, suffix: str) -> dict[str, str]:
    """Return what docker-compose.yml gives, at this server."""
    inherited = {name: each for name, each in os.environ.items() if "DATABASE" not in name}
    sources = [*SOURCES, "deploy/compose"]
    given = {"PYTHONPATH": os.pathsep.join(str(ROOT / each) for each in sources)}
    for name in ("registry", "scoring"):
        prefix = f"{name.upper()}{suffix}_DATABASE"
        given[f"{prefix}_URL"] = f"postgresql://pledge_{role}@127.0.0.1:{server.port}/{name}"
        given[f"{prefix}_PASSWORD_FILE"] = str(secret_files / f"{role}_password")
    return inherited | given


@pytest.fixture
def of_job(server: Server, secret_files: Path) -> dict[str, str]:
    return _environment(server, secret_files, role="owner", suffix="_OWNER")


@pytest.fixture
def of_service(server: Server, secret_files: Path) -> dict[str, str]:
    return _environment(server, secret_files, role="app", suffix="")


def _run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - this Python on our own module
        [sys.executable, "-P", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _migrate(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return _run(environment, "-m", "pledge_container", "migrate")


async def _rows(url: str, query: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


@pytest.mark.parametrize("query", [DATABASES, ROLES])
async def test_the_first_start_makes_what_the_local_stack_makes(
    server: Server, postgres: ThrowawayServer, query: str
) -> None:
    local = postgres.database("postgres").superuser_url
    made = await _rows(server.url(SUPERUSER, ADMIN, "postgres"), query)
    assert made
    assert made == await _rows(local, query)


@pytest.mark.parametrize("database", ["registry", "scoring"])
async def test_hangul_can_be_searched_in_both_databases(server: Server, database: str) -> None:
    url = server.url(SUPERUSER, ADMIN, database)
    assert await _rows(url, "SELECT cardinality(show_trgm('공약')) > 0") == [(True,)]


async def test_a_wrong_password_is_refused(server: Server) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await _rows(server.url("pledge_app", "guessed", "registry"), "SELECT 1")


def test_the_job_migrates_and_shows_the_first_key_once(of_job: dict[str, str]) -> None:
    first, second = _migrate(of_job), _migrate(of_job)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert re.search(r"^Administrator's key, shown once: pk_\S{43}$", first.stdout, re.MULTILINE)
    assert second.stdout == "Migrations: current\n"


def test_the_job_after_a_restored_backup_begins_an_epoch(of_job: dict[str, str]) -> None:
    _migrate(of_job)
    ended = _run(of_job, "-m", "pledge_container", "new-epoch")
    assert ended.returncode == 0, ended.stderr
    assert re.fullmatch(r"The feed's epoch is [0-9a-f-]{36}; its .* anew\.\n", ended.stdout)


def test_a_job_that_cannot_migrate_ends_with_one_sentence(
    of_job: dict[str, str], secret_files: Path
) -> None:
    wrong = secret_files / "read_password"
    ended = _migrate(of_job | {"REGISTRY_OWNER_DATABASE_PASSWORD_FILE": str(wrong)})
    assert ended.returncode == 1
    assert ended.stderr.startswith("The registry database could not be migrated: ")
    assert ended.stderr.endswith('password authentication failed for user "pledge_owner"\n')
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SCORING_OWNER_DATABASE_PASSWORD_FILE": "/nowhere"}, "cannot be read"),
        ({"SCORING_OWNER_DATABASE_PASSWORD_FILE": os.devnull}, "is empty"),
        ({"SCORING_OWNER_DATABASE_URL": "postgresql://127.0.0.1/scoring"}, "must name a user"),
        ({"SCORING_OWNER_DATABASE_URL": "postgresql://a:b@127.0.0.1/c"}, "and no password"),
        ({"SCORING_OWNER_DATABASE_URL": ""}, "must name a user"),
    ],
)
def test_a_password_that_cannot_be_put_in_its_url_is_told(
    of_job: dict[str, str], changed: dict[str, str], sentence: str
) -> None:
    ended = _migrate(of_job | changed)
    assert ended.returncode == 1
    assert sentence in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_job_without_its_url_says_which(of_job: dict[str, str]) -> None:
    bare = {name: value for name, value in of_job.items() if "SCORING_OWNER" not in name}
    ended = _migrate(bare)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Set SCORING_OWNER_DATABASE_URL:")


@pytest.mark.parametrize("arguments", [(), ("registy",), ("registry", "scoring")])
def test_an_unknown_program_is_refused(of_job: dict[str, str], arguments: tuple[str, ...]) -> None:
    ended = _run(of_job, "-m", "pledge_container", *arguments)
    assert ended.returncode == 1
    assert ended.stderr == (
        "Say which program to run, one of: registry, scoring, gateway, migrate, new-epoch.\n"
    )


def test_a_service_becomes_ready_and_ends_when_asked(
    of_job: dict[str, str], of_service: dict[str, str], tmp_path: Path
) -> None:
    assert _migrate(of_job).returncode == 0
    port, log = str(free_port()), tmp_path / "registry.log"
    before = _run(of_service, "-c", IS_READY, port)
    assert before.returncode == 1
    assert before.stderr.startswith("Not ready: ")
    service = spawn(
        [sys.executable, "-P", "-c", SERVE, port],
        log=log,
        env=of_service,
        on_orphaned=signal.SIGKILL,
    )
    try:
        end = time.monotonic() + 60
        while _run(of_service, "-c", IS_READY, port).returncode:
            assert service.poll() is None, tail(log)
            assert time.monotonic() < end, tail(log)
            time.sleep(0.2)
        service.terminate()
        service.wait(10)
        assert "Application shutdown complete." in tail(log)
    finally:
        stop(service, signal.SIGTERM, seconds=5)


def test_a_service_whose_database_is_not_migrated_is_not_ready(
    of_service: dict[str, str], tmp_path: Path
) -> None:
    port, log = str(free_port()), tmp_path / "registry.log"
    unmigrated = of_service["REGISTRY_DATABASE_URL"].replace("/registry", "/scoring")
    service = spawn(
        [sys.executable, "-P", "-c", SERVE, port],
        log=log,
        env=of_service | {"REGISTRY_DATABASE_URL": unmigrated},
        on_orphaned=signal.SIGKILL,
    )
    try:
        end = time.monotonic() + 60
        while "HTTP Error" not in (said := _run(of_service, "-c", IS_READY, port).stderr):
            assert time.monotonic() < end, said
            time.sleep(0.2)
        assert said == "Not ready: HTTP Error 503: Service Unavailable\n"
    finally:
        stop(service, signal.SIGTERM, seconds=5)
