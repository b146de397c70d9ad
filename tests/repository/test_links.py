"""The pages: every link inside the project leads somewhere, and no page needs another host."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pledge_local.checks.tracked import project_files
from pledge_local.project import ROOT

_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def _dead_links(page: Path) -> Iterator[str]:
    for link in _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8"))):
        path, _, heading = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (heading and heading not in _anchors(target)):
            yield link


def _anchors(page: Path) -> set[str]:
    """Return what each heading is called in a link: lower case, hyphens, no punctuation."""
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}


def test_every_link_of_every_page_leads_to_something_in_the_project() -> None:
    pages = [file for file in project_files(ROOT) if file.suffix == ".md"]
    dead = {str(page): found for page in pages if (found := list(_dead_links(ROOT / page)))}

    assert len(pages) > 50
    assert dead == {}


@pytest.mark.parametrize("link", ["gone.md", "page.md#gone", "#gone", "https://elsewhere.example/"])
def test_a_dead_link_is_found(link: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        f"# Page one\n[good](page.md#page-one) [bad]({link})\n```\n[not a link](gone)\n```\n"
    )

    assert list(_dead_links(page)) == [link]
