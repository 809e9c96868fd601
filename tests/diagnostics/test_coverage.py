"""No code of a problem without its page, its golden text and its place in the source; none of these without a code."""

import re
from pathlib import Path

import pytest

from fabula.diagnostics.codes import CODES

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "manual" / "errors"
GOLDEN = Path(__file__).parent / "golden"
SOURCE = ROOT / "src" / "fabula"


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page_that_names_it(code: str) -> None:
    page = PAGES / f"{code}.md"
    assert page.is_file(), f"write {page.relative_to(ROOT)}"
    first = page.read_text("utf-8").splitlines()[0]
    assert first == f"# {code}: {CODES[code].title}"


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_golden_text_that_shows_it(code: str) -> None:
    outputs = sorted(GOLDEN.glob(f"{code}*.out"))
    assert outputs, f"write a golden test for {code}"
    severity = CODES[code].severity
    assert any(f"{severity} {code}: " in path.read_text("utf-8") for path in outputs)


def test_every_code_stands_in_the_source() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py") if path.name != "codes.py")
    assert [code for code in CODES if f'"{code}"' not in text] == []


def test_every_code_in_the_source_is_one() -> None:
    for path in SOURCE.rglob("*.py"):
        for code in re.findall(r'"(F[0-9]{3})"', path.read_text("utf-8")):
            assert code in CODES, f"{path.relative_to(ROOT)} reports {code}, which is no code"


def test_no_page_or_golden_file_without_a_code() -> None:
    names = [path.name for path in (*PAGES.glob("*"), *GOLDEN.glob("*"))]
    assert [name for name in names if name[:4] not in CODES] == []


def test_codes_stand_in_order_and_titles_are_plain() -> None:
    assert list(CODES) == sorted(CODES)
    for code in CODES.values():
        assert code.title.strip(), code
        assert not code.title.endswith("."), code
