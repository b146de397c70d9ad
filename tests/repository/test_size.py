"""The code-size budget counts what people read."""

from pathlib import Path

import pytest

from pledge_local.checks.size import FILE, FUNCTION, ROUTE, check_size, measure

DOCUMENTED = '''def documented():
    """Say something
    in two lines.
    """
    return 1
'''


def _file(root: Path, text: str, name: str = "subject.py") -> Path:
    (root / name).write_text(text)
    return Path(name)


def _function(lines: int) -> str:
    return "def long():\n" + "    x = 1\n" * (lines - 1)


def _route(lines: int) -> str:
    return "@router.get('/')\nasync def route():\n    '''Say.'''\n" + "    x = 1\n" * lines


def test_a_docstring_is_not_counted(tmp_path: Path) -> None:
    (function,) = measure(tmp_path, [_file(tmp_path, DOCUMENTED)])[FUNCTION]

    assert function.lines == 2


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        ("x = 1\n" * 250, "x = 1\n" * 401),
        (_function(25), _function(51)),
        (_route(10), _route(11)),
    ],
    ids=["file", "function", "route"],
)
def test_the_largest_is_held_to_its_budget(tmp_path: Path, within: str, beyond: str) -> None:
    assert check_size(tmp_path, [_file(tmp_path, within)]).passed

    outcome = check_size(tmp_path, [_file(tmp_path, beyond)])

    assert not outcome.passed
    assert "subject.py" in outcome.output


def test_nine_of_ten_are_held_to_a_smaller_one(tmp_path: Path) -> None:
    small = [_file(tmp_path, "x = 1\n", f"small_{n}.py") for n in range(9)]
    large = _file(tmp_path, "x = 1\n" * 300)
    assert check_size(tmp_path, [*small, large]).passed

    outcome = check_size(tmp_path, [*small[1:], large])

    assert "nine of ten files have up to 300 lines" in outcome.output


def test_every_finding_is_reported_not_only_the_first(tmp_path: Path) -> None:
    files = [_file(tmp_path, _function(60), name) for name in ("one.py", "other.py")]

    output = check_size(tmp_path, files).output

    assert "one.py" in output
    assert "other.py" in output


def test_large_tests_do_not_hide_behind_small_product_files(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    product = [_file(tmp_path, "x = 1\n", f"small_{n}.py") for n in range(20)]
    large = _file(tmp_path, "x = 1\n" * 300, "tests/test_large.py")

    assert not check_size(tmp_path, [*product, large]).passed


def test_only_decorated_functions_are_routes(tmp_path: Path) -> None:
    file = _file(tmp_path, "def plain():\n    pass\n\n\n" + _route(1))

    assert len(measure(tmp_path, [file])[ROUTE]) == 1
    assert len(measure(tmp_path, [file])[FILE]) == 1
