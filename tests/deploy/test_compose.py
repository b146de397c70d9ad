"""docker-compose.yml fits the services, the image and what may be reached."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic_settings import BaseSettings

from pledge_gateway.settings import Settings as GatewaySettings
from pledge_local.project import ROOT
from pledge_registry.settings import Settings as RegistrySettings
from pledge_scoring.settings import Settings as ScoringSettings

Compose = dict[str, Any]

SETTINGS: Mapping[str, type[BaseSettings]] = {
    "gateway": GatewaySettings,
    "registry": RegistrySettings,
    "scoring": ScoringSettings,
}
JOB_VARIABLES = {"REGISTRY_OWNER_DATABASE_URL", "SCORING_OWNER_DATABASE_URL"}
PASSWORD_FILE = "_DATABASE_PASSWORD_FILE"
OF_THE_SERVER = {"FORWARDED_ALLOW_IPS"}
"""What uvicorn itself reads."""
INTERPOLATED = re.compile(r"\$\{(\w+):-([^}]*)\}")


def _is_job(service: Mapping[str, Any]) -> bool:
    return service.get("restart") == "no"


def _is_checked(service: Mapping[str, Any]) -> bool:
    return bool(service.get("healthcheck", {}).get("test")) and not _is_job(service)


def _variables(settings: type[BaseSettings], *, required: bool = False) -> set[str]:
    prefix = settings.model_config["env_prefix"]
    return {
        f"{prefix}{name}".upper()
        for name, field in settings.model_fields.items()
        if field.is_required() or not required
    }


def _wrong_variables(name: str, given: Mapping[str, str]) -> set[str]:
    """Return variables that the service does not know, and those it needs and is not given."""
    own = {variable for variable in given if not variable.endswith(PASSWORD_FILE)} - OF_THE_SERVER
    if name not in SETTINGS:
        return own ^ JOB_VARIABLES
    settings = SETTINGS[name]
    return (own - _variables(settings)) | (_variables(settings, required=True) - own)


def _inline_secrets(compose: Compose) -> Iterator[str]:
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            says_password = re.search("PASSWORD|SECRET|KEY|TOKEN", variable)
            if says_password and not variable.endswith("_FILE"):
                yield f"{name}: {variable}"
            if "://" in value and urlsplit(value).password is not None:
                yield f"{name}: {variable}"
    for name, secret in compose["secrets"].items():
        if secret != {"file": f"./secrets/{name}"}:
            yield name


def _published(compose: Compose) -> dict[str, list[str]]:
    services = compose["services"].items()
    return {name: service["ports"] for name, service in services if "ports" in service}


def test_the_parts_of_the_stack(compose: Compose) -> None:
    assert set(compose["services"]) == {"postgres", "migrate", *SETTINGS}


def test_every_service_has_a_health_check_or_is_a_job(compose: Compose) -> None:
    services = compose["services"]
    assert {name for name, service in services.items() if _is_job(service)} == {"migrate"}
    assert {name for name, service in services.items() if not _is_checked(service)} == {"migrate"}


def test_everything_waits_for_what_it_needs_in_the_way_it_can_be_waited_for(
    compose: Compose,
) -> None:
    services = compose["services"]
    for service in services.values():
        for name, dependency in service.get("depends_on", {}).items():
            wanted = "completed_successfully" if _is_job(services[name]) else "healthy"
            assert dependency == {"condition": f"service_{wanted}"}
    assert {"postgres", "migrate"} <= services["registry"]["depends_on"].keys()
    assert "migrate" in services["scoring"]["depends_on"]
    assert {"registry", "scoring"} <= services["gateway"]["depends_on"].keys()


@pytest.mark.parametrize("name", ["migrate", *SETTINGS])
def test_variables_are_the_settings_of_the_service(compose: Compose, name: str) -> None:
    assert not _wrong_variables(name, compose["services"][name]["environment"])


@pytest.mark.parametrize("name", ["migrate", *SETTINGS])
def test_a_misspelt_variable_is_found(compose: Compose, name: str) -> None:
    given = dict(compose["services"][name]["environment"])
    lost = next(variable for variable in given if variable.endswith("_URL"))
    given[f"{lost}S"] = given.pop(lost)
    assert _wrong_variables(name, given) == {lost, f"{lost}S"}


def test_a_password_file_is_a_secret_that_the_service_is_given(compose: Compose) -> None:
    for service in compose["services"].values():
        given = service.get("environment", {})
        for variable, file in given.items():
            if variable.endswith("PASSWORD_FILE"):
                assert file.removeprefix("/run/secrets/") in service["secrets"]
            if variable.endswith(PASSWORD_FILE):
                assert variable.replace(PASSWORD_FILE, "_DATABASE_URL") in given
        assert set(service.get("secrets", ())) <= compose["secrets"].keys()


def test_the_heads_of_the_audit_chain_outlive_the_container(compose: Compose) -> None:
    registry = compose["services"]["registry"]
    (volume,) = registry["volumes"]
    name, folder = volume.split(":")
    assert name in compose["volumes"]
    assert registry["environment"]["REGISTRY_AUDIT_FILE"].startswith(f"{folder}/")
    assert f"0750 {folder}" in (ROOT / "deploy/Dockerfile").read_text()  # its user's from the first


def test_no_secret_is_written_into_the_file(compose: Compose) -> None:
    assert not list(_inline_secrets(compose))


def test_a_secret_written_into_the_file_is_found(compose: Compose) -> None:
    broken = deepcopy(compose)
    registry = broken["services"]["registry"]["environment"]
    registry["REGISTRY_DATABASE_URL"] = "postgresql://pledge_app:open@postgres/registry"
    broken["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"] = "open"
    broken["secrets"]["app_password"] = {"file": "./deploy/app_password"}
    assert list(_inline_secrets(broken)) == [
        "postgres: POSTGRES_PASSWORD",
        "registry: REGISTRY_DATABASE_URL",
        "app_password",
    ]


def test_only_the_gateway_is_published_and_only_to_this_machine(compose: Compose) -> None:
    assert _published(compose) == {"gateway": ["127.0.0.1:${PLEDGE_PORT:-8000}:8000"]}


def test_what_we_build_cannot_write_or_gain_rights(compose: Compose) -> None:
    built = {name for name, service in compose["services"].items() if "build" in service}
    assert built == {"migrate", *SETTINGS}
    for name in built:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - inside the container
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["command"] == [name]


def test_what_the_file_names_exists(compose: Compose) -> None:
    for service in compose["services"].values():
        if "build" in service:
            context = ROOT / service["build"]["context"]
            assert (context / service["build"]["dockerfile"]).is_file()
        for source in (volume.partition(":")[0] for volume in service.get("volumes", ())):
            assert source in compose["volumes"] or (ROOT / source).exists()


def test_the_server_sorts_and_searches_as_the_embedded_one(compose: Compose) -> None:
    postgres = compose["services"]["postgres"]
    assert postgres["image"] == "postgres:18"
    assert postgres["environment"]["POSTGRES_INITDB_ARGS"].split() == [
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--encoding=UTF8",
    ]
    assert "database:/var/lib/postgresql" in postgres["volumes"]


def test_what_can_be_changed_is_in_the_example_with_its_default() -> None:
    example = re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    used = set(INTERPOLATED.findall((ROOT / "docker-compose.yml").read_text()))
    assert set(example) == used
