"""What ships speaks to its readers only: nothing in it points outside of the project."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "pyproject.toml")),
    *sorted(path for folder in ("src", "docs") for path in (ROOT / folder).rglob("*") if path.is_file()),
]
OUTSIDE = re.compile(r"/(?:work|tmp)/|\.\./shared")


@pytest.mark.parametrize(
    "path",
    [path for path in SHIPPED if path.suffix not in (".pyc", ".so", ".pyd")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_nothing_points_outside(path: Path) -> None:
    found = OUTSIDE.search(path.read_text("utf-8"))
    assert found is None, f"{path} mentions {found.group() if found else ''}"


def test_links_in_the_pages_lead_somewhere() -> None:
    for page in [path for path in SHIPPED if path.suffix == ".md"]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"
