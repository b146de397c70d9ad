"""Every example of the documentation is run as written, page by page, on the samples as they ship.

The `bash` blocks of a page are one script. A block that shows a refusal names its code in a
comment, `# refused: period_closed`; any other problem document fails the page.
"""

import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from pledge_local.folder import DataFolder
from pledge_local.stack import running_stack

from .conftest import Client, sample

pytestmark = pytest.mark.xdist_group("examples")

DOCS = Path(__file__).parents[2] / "docs"
ADDRESS = "http://127.0.0.1:8000"
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROBLEM = re.compile(r'"code":\s*"(\w+)"[^{}]*"request_id"|"request_id"[^{}]*"code":\s*"(\w+)"')
REFUSED = re.compile(r"# refused: (\w+)")
MARK = "@@ next block"
_SCORED_SECONDS = 30
PAGES = sorted(
    page.name for page in DOCS.glob("*.md") if ADDRESS in "".join(BLOCK.findall(page.read_text()))
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Client]]:
    """Return a folder as a reader has it beside a running demo, and a caller of the demo."""
    place = tmp_path_factory.mktemp("reader")
    data = DataFolder(place / ".pledge")
    with running_stack(data, port=0, tell=print) as stack:
        key = data.administrator_key()
        assert key
        client = Client(stack, key)
        yield place, client
        client.http.close()
    data.remove()


@pytest.fixture
def folder(demo: tuple[Path, Client]) -> tuple[Path, str]:
    """Return the folder and the demo's real address, with the samples as they ship again.

    Pages before this one have written; the card waits until scoring has taken that in.
    """
    place, client = demo
    for name in ("cb-cluster", "cb-switch", "cbist-2021", "gb-7"):
        client.import_document(sample(name))
    end = time.monotonic() + _SCORED_SECONDS
    while client.get("/v1/plans/gb-7/projects/bigdata/card").status_code != httpx.codes.OK:
        assert time.monotonic() < end
        time.sleep(0.2)
    return place, client.stack.running.gateway_url


def _run(blocks: Sequence[str], place: Path) -> list[str]:
    """Run the blocks in one shell and return what each printed."""
    script = "\n".join(f"echo '{MARK}'\n{block}" for block in blocks)
    command = ["/bin/bash", "-euo", "pipefail", "-c", script]
    done = subprocess.run(  # noqa: S603 - the project's own documentation
        command, cwd=place, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout.split(f"{MARK}\n")[1:]


@pytest.mark.parametrize("page", PAGES)
def test_examples_run_as_written(page: str, folder: tuple[Path, str]) -> None:
    place, address = folder
    blocks = [
        block.replace(ADDRESS, address) for block in BLOCK.findall((DOCS / page).read_text("utf-8"))
    ]

    outputs = _run(blocks, place)

    for block, output in zip(blocks, outputs, strict=True):
        problems = [one or other for one, other in PROBLEM.findall(output)]
        assert problems == REFUSED.findall(block), f"{block}\n{output}"
