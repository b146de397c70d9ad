"""What must not be in the project is found wherever it stands."""

from pathlib import Path

import pytest

from pledge_local.checks.hygiene import check_hygiene

# Put together here, so that this file does not contain what it is about.
INDEX = "https://py" + "pi.org/simple"
PHONE = "010-" + "1234-5678"
KEY = "pk_" + "a" * 43
SECRET = "-----BEGIN " + "PRIVATE KEY-----"


def _check(root: Path, name: str, text: str) -> str:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    outcome = check_hygiene(root, [Path(name)])
    return "" if outcome.passed else outcome.output


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("requirements/runtime.lock", "a==1 @ https://example.org/a.whl", "address in a lock file"),
        ("package-lock.json", '{"resolved": "https://example.org/a"}', "address in a lock file"),
        ("docs/install.md", f"pip install -i {INDEX} a", "address of a package index"),
        (
            "requirements/runtime.in",
            "--extra-index-url https://example.org",
            "names a package index",
        ),
        (".npmrc", "registry=https://example.org", "names a package index"),
        ("docs/how.md", "cd /ro" + "ot/pledge", "path of one machine"),
        ("docs/card.md", f"담당자 {PHONE}", "telephone number"),
        ("tests/test_keys.py", f'KEY = "{KEY}"', "API key"),
        ("deploy/tls.pem", SECRET, "private key"),
        ("subject.py", "import this  # no" + "qa: F401\n", "suppression without a reason"),
        ("subject.py", "x = y  # type: " + "ignore[misc]\n", "suppression without a reason"),
        ("shared/utils.py", "", "says nothing"),
    ],
)
def test_what_does_not_belong_is_found_with_its_line(
    tmp_path: Path, name: str, text: str, what: str
) -> None:
    found = _check(tmp_path, name, f"first line\n{text}")

    assert what in found
    assert found.startswith((f"{name}:2: ", f"{name}: the name"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements/runtime.lock", "a==1 --hash=sha256:0123"),
        ("docs/install.md", "See https://www.postgresql.org/docs and run ./pledge demo"),
        ("docs/how.md", "The service answers at /v1/plans/gb-7; data in $HOME/work/pledge"),
        ("docs/card.md", "Reporting date 2021-06-30, telephone 000-0000-0000"),
        ("tests/test_keys.py", 'KEY = "pk_short"'),
        ("subject.py", "import this  # no" + "qa: F401 - it is a poem\n"),
    ],
)
def test_what_only_looks_like_it_is_left_alone(tmp_path: Path, name: str, text: str) -> None:
    assert _check(tmp_path, name, text) == ""


def test_a_file_that_is_not_text_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "font.ttf").write_bytes(b"\xff\xfe\x00")

    assert check_hygiene(tmp_path, [Path("font.ttf")]).passed
