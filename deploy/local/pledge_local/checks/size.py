"""The code-size budget: what fits in a head."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TypeAlias

from .outcome import Outcome

__all__ = ["Budget", "Sized", "check_size", "measure"]

_METHODS = frozenset({"get", "put", "post", "patch", "delete", "head", "options"})
_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Sized:
    """Something that has a number of lines."""

    lines: int
    where: str


@dataclass(frozen=True, slots=True)
class Budget:
    """Lines that one thing may have, and that nine of ten must not exceed."""

    what: str
    most: int
    nine_of_ten: int

    def findings(self, things: Sequence[Sized]) -> list[str]:
        """Return what exceeds the budget."""
        over = [
            f"{each.where}: {self.what} of {each.lines} lines, at most {self.most}"
            for each in things
            if each.lines > self.most
        ]
        if (reached := _nine_of_ten(things)) > self.nine_of_ten:
            over.append(
                f"nine of ten {self.what}s have up to {reached} lines, at most {self.nine_of_ten}"
            )
        return over

    def summary(self, things: Sequence[Sized]) -> str:
        """Return the figures in a line."""
        if not things:
            return f"no {self.what}s"
        largest = max(things, key=lambda each: each.lines)
        return (
            f"{len(things)} {self.what}s: nine of ten up to {_nine_of_ten(things)} lines, "
            f"largest {largest.lines} ({largest.where})"
        )


FILE = Budget("file", most=400, nine_of_ten=250)
FUNCTION = Budget("function", most=50, nine_of_ten=25)
ROUTE = Budget("route", most=10, nine_of_ten=10)


def check_size(root: Path, files: Sequence[Path]) -> Outcome:
    """Hold product and tests to the budget, each for itself."""
    tests = [file for file in files if file.parts[0] == "tests"]
    product = [file for file in files if file.parts[0] != "tests"]
    findings: list[str] = []
    figures: list[str] = []
    for name, part in (("product", product), ("tests", tests)):
        measured = measure(root, part)
        lines = sum(each.lines for each in measured[FILE])
        figures.append(f"{name}: {lines} lines")
        for budget, things in measured.items():
            findings += budget.findings(things)
            figures.append(f"  {budget.summary(things)}")
    return Outcome.of(findings, "\n".join(figures))


def measure(root: Path, files: Sequence[Path]) -> dict[Budget, list[Sized]]:
    """Count the lines of the files, their functions and their routes."""
    sizes: dict[Budget, list[Sized]] = {FILE: [], FUNCTION: [], ROUTE: []}
    for file in files:
        source = (root / file).read_text(encoding="utf-8")
        sizes[FILE].append(Sized(len(source.splitlines()), str(file)))
        for function in _functions(ast.parse(source, str(file))):
            where = f"{file}:{function.lineno} {function.name}"
            sizes[FUNCTION].append(Sized(_lines(function), where))
            if _is_route(function):
                sizes[ROUTE].append(Sized(_body_lines(function), where))
    return sizes


def _functions(tree: ast.Module) -> Iterator[_Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _code(function: _Function) -> list[ast.stmt]:
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return function.body[1:] if has_docstring else function.body


def _lines(function: _Function) -> int:
    """Return the lines from ``def`` to the end, without those of the docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    if len(_code(function)) == len(function.body):
        return total
    docstring = function.body[0]
    return total - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def _body_lines(function: _Function) -> int:
    code = _code(function)
    return (code[-1].end_lineno or 0) - code[0].lineno + 1 if code else 0


def _is_route(function: _Function) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in _METHODS
        and isinstance(decorator.func.value, ast.Name)
        and decorator.func.value.id.endswith(("router", "app"))
        for decorator in function.decorator_list
    )


def _nine_of_ten(things: Sequence[Sized]) -> int:
    ordered = sorted(each.lines for each in things)
    return ordered[ceil(0.9 * len(ordered)) - 1] if ordered else 0
