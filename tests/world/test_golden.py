"""The whole text of every problem that the checker tells: names and types, warnings, files."""

from pathlib import Path

import pytest

from fabula.diagnostics.files import MOST_BYTES
from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.show import show_all
from fabula.world.load import load_with_warnings
from tests.golden import assert_golden

GOLDEN = Path(__file__).resolve().parents[1] / "diagnostics" / "golden"
CASES = sorted(path.name for family in ("F2*", "F3*", "F70[124]*") for path in GOLDEN.glob(f"{family}.fabula"))


def shown(name: str) -> str:
    try:
        _, problems = load_with_warnings(Path(name))
    except FabulaError as error:
        problems = error.problems
    return show_all(problems) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN)
    assert_golden(Path(name).with_suffix(".out"), shown(name))


@pytest.mark.parametrize("name", CASES)
def test_the_code_is_among_them(name: str) -> None:
    assert f" {name[:4]}: " in (GOLDEN / name).with_suffix(".out").read_text("utf-8")


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("F703.fabula").write_bytes(b"#" * (MOST_BYTES + 1))
    assert_golden(GOLDEN / "F703.out", shown("F703.fabula"))
