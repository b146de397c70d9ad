"""Where the command line prints to; nothing printed is taken for markup."""

from rich.console import Console

__all__ = ["errors", "output", "step"]

output = Console(markup=False, highlight=False, soft_wrap=True)
errors = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)


def step(finished: str) -> None:
    """Tell the user that a step is done."""
    output.print(f"  {finished}", style="dim")
