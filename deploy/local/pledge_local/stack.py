"""The supervisor: database, migrations, first key and three services, as one thing."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator

from asyncpg.exceptions import InterfaceError, InvalidPasswordError, PostgresError
from sqlalchemy.exc import SQLAlchemyError

from pledge_registry.cli import ensure_first_key
from pledge_shared.database.migrate import Service, upgrade

from .databases import APP, OWNER, ROLES, ensure_databases
from .errors import LocalError
from .folder import DataFolder, RunningStack, write_private
from .given import DatabaseUrls
from .ports import choose_ports
from .postgres import SUPERUSER, Postgres
from .processes import tail
from .services import SERVICES, ServiceProcess, start_service, stop_services

__all__ = ["Stack", "running_stack"]

Tell = Callable[[str], None]
"""Says a finished step to the user."""

_LOOPBACK = "127.0.0.1"
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stack:
    """A started stack, to be watched until it ends."""

    def __init__(self, running: RunningStack, check: Callable[[], None]) -> None:
        self.running = running
        self.check = check

    def watch(self) -> None:
        """Stay until interrupted; raises `LocalError` when a part ends by itself."""
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                self.check()
                time.sleep(0.2)


@contextlib.contextmanager
def running_stack(
    folder: DataFolder, *, port: int, host: str = _LOOPBACK, tell: Tell
) -> Iterator[Stack]:
    """Run a stack for the length of a block; everything is stopped however the block ends.

    Parameters
    ----------
    folder
        Where it keeps its data.
    port
        Of the gateway; registry and scoring take the next two. 0 takes any free ones.
    host
        Address the gateway listens on; the other two are for this machine only.
    """
    folder.prepare()
    with contextlib.ExitStack() as parts:
        parts.enter_context(folder.locked())
        parts.enter_context(_any_signal_interrupts())
        folder.withdraw()  # what a killed stack announced is no longer true
        parts.callback(folder.withdraw)
        try:
            yield _start(folder, port, host, tell, parts)
        finally:
            _finish_unhurried()


def _start(
    folder: DataFolder, port: int, host: str, tell: Tell, parts: contextlib.ExitStack
) -> Stack:
    ports = choose_ports(port, (host, _LOOPBACK, _LOOPBACK))
    postgres: Postgres | None = None
    urls = DatabaseUrls.given()
    if urls is None:
        password = folder.passwords(SUPERUSER)[SUPERUSER]
        postgres = parts.enter_context(Postgres(folder.postgres_home(), password=password))
        urls = _start_postgres(folder, postgres, tell)
    _migrate(urls, tell)
    _first_key(folder, urls, tell)
    services = _start_services(folder, urls, host, ports, parts)

    def check() -> None:
        if postgres and postgres.has_ended():
            raise LocalError(
                f"PostgreSQL ended by itself, so everything was stopped; "
                f"its last words in {postgres.log}:\n{tail(postgres.log)}"
            )
        for service in services:
            service.check()

    _await_services(services, tell)
    running = _running(services, urls)
    folder.announce(running)
    return Stack(running, check)


def _start_postgres(folder: DataFolder, postgres: Postgres, tell: Tell) -> DatabaseUrls:
    began = time.monotonic()
    passwords = folder.passwords(SUPERUSER, *ROLES)
    server = postgres.start()
    try:
        ensure_databases(server, passwords)
    except InvalidPasswordError:
        raise LocalError(
            f"The database does not take the passwords in {folder.path}/passwords.json: "
            "put the file back that was made with it, or begin anew with --fresh."
        ) from None
    except (OSError, PostgresError, InterfaceError) as error:
        raise LocalError(f"The databases could not be made: {error}") from error
    tell(f"PostgreSQL: port {server.port}, {time.monotonic() - began:.1f} s")
    return DatabaseUrls(
        registry_app=server.url(APP, passwords[APP], "registry"),
        registry_owner=server.url(OWNER, passwords[OWNER], "registry"),
        scoring_app=server.url(APP, passwords[APP], "scoring"),
        scoring_owner=server.url(OWNER, passwords[OWNER], "scoring"),
    )


def _migrate(urls: DatabaseUrls, tell: Tell) -> None:
    began = time.monotonic()
    owners: tuple[tuple[Service, str], ...] = (
        ("registry", urls.registry_owner),
        ("scoring", urls.scoring_owner),
    )
    for service, url in owners:
        try:
            upgrade(url, service)
        except (OSError, SQLAlchemyError, PostgresError, InterfaceError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise LocalError(f"The {service} database could not be migrated: {reason}") from error
    tell(f"Migrations: current, {time.monotonic() - began:.1f} s")


def _first_key(folder: DataFolder, urls: DatabaseUrls, tell: Tell) -> None:
    if key := ensure_first_key(urls.registry_owner):
        write_private(folder.key_file, f"{key}\n")
        tell(f"Administrator's key, shown once and kept in {folder.key_file}: {key}")


def _start_services(
    folder: DataFolder,
    urls: DatabaseUrls,
    host: str,
    ports: tuple[int, ...],
    parts: contextlib.ExitStack,
) -> list[ServiceProcess]:
    _, registry, scoring = (f"http://{_LOOPBACK}:{port}" for port in ports)
    settings = {
        "registry": {
            "REGISTRY_DATABASE_URL": urls.registry_app,
            "REGISTRY_AUDIT_FILE": str(folder.audit_file),
        },
        "scoring": {
            "SCORING_DATABASE_URL": urls.scoring_app,
            "SCORING_REGISTRY_URL": registry,
        },
        "gateway": {"GATEWAY_REGISTRY_URL": registry, "GATEWAY_SCORING_URL": scoring},
    }
    services: list[ServiceProcess] = []
    parts.callback(stop_services, services)
    for name, port in zip(SERVICES, ports, strict=True):
        services.append(
            start_service(
                name,
                host=host if name == "gateway" else _LOOPBACK,
                port=port,
                log=folder.logs / f"{name}.log",
                settings=settings[name],
            )
        )
    return services


def _await_services(services: list[ServiceProcess], tell: Tell) -> None:
    began = time.monotonic()
    for service in services:
        service.await_ready()
    tell(f"Gateway, registry, scoring: ready, {time.monotonic() - began:.1f} s")


def _running(services: list[ServiceProcess], urls: DatabaseUrls) -> RunningStack:
    where = {service.name: service.url for service in services}
    return RunningStack(
        pid=os.getpid(),
        gateway_url=where["gateway"],
        registry_url=where["registry"],
        scoring_url=where["scoring"],
        registry_database_url=urls.registry_owner,
        scoring_database_url=urls.scoring_owner,
    )


@contextlib.contextmanager
def _any_signal_interrupts() -> Iterator[None]:
    """Let a polite kill and a closed terminal end the stack as Ctrl-C does (not under nohup)."""
    before = {each: signal.getsignal(each) for each in _ENDING}
    for each, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(each, signal.default_int_handler)
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


def _finish_unhurried() -> None:
    """Let nothing interrupt the orderly end; it is bounded by time limits of its own."""
    for each in _ENDING:
        signal.signal(each, signal.SIG_IGN)
