"""Data flows one way: the layers that pyproject.toml names are kept."""

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]


def test_higher_imports_lower_and_never_the_other_way(capsys: pytest.CaptureFixture[str]) -> None:
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert not broken, capsys.readouterr().out
