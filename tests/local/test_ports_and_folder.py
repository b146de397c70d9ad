"""Ports and the data folder: what a start refuses, and in which words."""

import socket
from pathlib import Path

import pytest

from pledge_local.errors import LocalError
from pledge_local.folder import DataFolder, RunningStack
from pledge_local.ports import choose_ports, free_port

HERE = "127.0.0.1"
RUNNING = RunningStack(
    pid=1,
    gateway_url="http://127.0.0.1:1",
    registry_url="http://127.0.0.1:2",
    scoring_url="http://127.0.0.1:3",
    registry_database_url="postgresql://registry",
    scoring_database_url="postgresql://scoring",
)


def test_port_zero_takes_different_free_ports() -> None:
    assert len(set(choose_ports(0, (HERE, HERE, HERE)))) == 3


def test_chosen_ports_are_none_that_outgoing_connections_get() -> None:
    ports = {*choose_ports(0, ("127.0.0.1",) * 3), free_port()}

    assert all(10_000 <= port < 32_000 for port in ports)


def test_a_taken_port_is_named_with_the_option_to_use() -> None:
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(LocalError, match=rf"Port {port} on .*--port N"):
            choose_ports(port - 1, (HERE, HERE))


@pytest.mark.parametrize("host", ["203.0.113.9", "no host"])
def test_an_address_of_another_machine_is_named_with_the_option_to_use(host: str) -> None:
    with pytest.raises(LocalError, match=rf"^{host} is no address of this machine.*--host"):
        choose_ports(0, (host, HERE))


def test_a_port_beyond_the_last_is_refused() -> None:
    with pytest.raises(LocalError, match="at most 65533"):
        choose_ports(65534, (HERE, HERE, HERE))


def test_a_folder_with_other_files_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()

    with pytest.raises(LocalError, match="not Pledge's"):
        DataFolder(tmp_path).prepare()


def test_a_folder_that_is_not_ours_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()

    with pytest.raises(LocalError, match="not removed"):
        DataFolder(tmp_path).remove()
    assert (tmp_path / "thesis.txt").exists()


def test_our_folder_is_removed(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data").prepare()
    folder.remove()

    assert not folder.path.exists()


def test_a_folder_in_use_is_not_removed(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data").prepare()

    with folder.locked(), pytest.raises(LocalError, match="already runs"):
        folder.remove()
    assert folder.is_ours()


def test_a_second_stack_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data").prepare()
    folder.announce(RUNNING)

    with (
        folder.locked(),
        pytest.raises(LocalError, match=r"at http://127\.0\.0\.1:1 .*--port 0 --data DIR"),
        DataFolder(folder.path).locked(),
    ):
        pass


def test_a_running_stack_is_found(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data").prepare()
    folder.announce(RUNNING)

    with folder.locked():
        assert DataFolder(folder.path).running() == RUNNING


def test_the_state_of_a_killed_stack_is_not_believed(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data").prepare()
    folder.announce(RUNNING)

    with pytest.raises(LocalError, match=r"No stack runs on .*\./pledge up"):
        folder.running()


def test_passwords_are_random_private_and_kept(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data").prepare()
    passwords = folder.passwords("one", "two")

    assert len(set(passwords.values())) == 2
    assert folder.passwords("two", "one", "three")["one"] == passwords["one"]
    assert (folder.path / "passwords.json").stat().st_mode & 0o777 == 0o600


def test_damaged_passwords_are_one_sentence(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data").prepare()
    (folder.path / "passwords.json").write_text("{")

    with pytest.raises(LocalError, match=r"passwords\.json is damaged.*--fresh"):
        folder.passwords("one")


def test_an_unusable_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LocalError, match=r"cannot be used \(Not a directory\).*--data DIR"):
        DataFolder(tmp_path / "file" / "data").prepare()
