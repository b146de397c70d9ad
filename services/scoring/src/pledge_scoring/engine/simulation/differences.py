"""The difference of two explanation trees: the steps that differ, with both sides."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ..explanation import Node

__all__ = ["Step", "tree_difference"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step that differs, by its path from the project down; children stand as their own steps."""

    path: str
    before: Node | None
    after: Node | None

    @property
    def difference(self) -> Fraction | None:
        """After less before, in points; None where a side has no rate."""
        before = self.before.rate if self.before else None
        after = self.after.rate if self.after else None
        return None if before is None or after is None else after - before


def tree_difference(before: Node, after: Node) -> Iterator[Step]:
    """Yield the steps that differ, from the top down, each level in the order of its codes."""
    yield from _walk(before, after, owner="")


def _walk(before: Node | None, after: Node | None, *, owner: str) -> Iterator[Step]:
    node = before or after
    if node is None:
        return
    is_project = node.code.startswith("project_")
    path = f"{owner}projects/{node.subject}" if is_project else owner + node.subject
    one, other = _alone(before), _alone(after)
    if one != other:
        yield Step(path, one, other)
    below = f"{path}/" if is_project else owner
    befores, afters = _children(before), _children(after)
    for subject in sorted({*befores, *afters}):
        yield from _walk(befores.get(subject), afters.get(subject), owner=below)


def _alone(node: Node | None) -> Node | None:
    return node and replace(node, children=())


def _children(node: Node | None) -> dict[str, Node]:
    return {child.subject: child for child in node.children} if node else {}
