"""Compiled and not compiled, the kernel does the same; and what is compiled is not out of date."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import fabula
from fabula.kernel.engine import COMPILED, Kernel
from fabula.pipeline import open_model

PACKAGE = Path(fabula.__file__).parent
WORLDS = Path(__file__).parents[1] / "worlds"
MODULES = (
    *(f"state/{name}" for name in ("pool", "table", "rings")),
    *(f"kernel/{name}" for name in ("reader", "changes", "triggers", "settling", "core", "answers", "outlook")),
)

SCRIPT = """
import sys
from pathlib import Path
from fabula.kernel.engine import COMPILED, Kernel
from fabula.pipeline import open_model
kernel = Kernel(open_model(Path(sys.argv[1])))
core = kernel.core
print(COMPILED, kernel.counts(3), core.steps, core.worlds, core.found, core.joined, core.slow_steps, len(kernel.pool))
"""


@pytest.mark.parametrize("name", ["biscuit", "stranger"])
def test_plain_python_does_the_same(name: str, tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "fabula", ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    world = WORLDS / f"{name}.fabula"
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(world)],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    kernel = Kernel(open_model(world))
    counts, core = kernel.counts(3), kernel.core
    work = (core.steps, core.worlds, core.found, core.joined, core.slow_steps, len(kernel.pool))
    assert ran.stdout.split() == f"False {counts} {' '.join(map(str, work))}".split()
    assert "not compiled" in ran.stderr


@pytest.mark.skipif(not COMPILED, reason="the core is not compiled here: no C compiler when Fabula was installed")
@pytest.mark.parametrize("module", MODULES)
def test_what_is_compiled_is_not_out_of_date(module: str) -> None:
    folder, name = (PACKAGE / module).parent, Path(module).name
    built = max(path.stat().st_mtime for path in folder.glob(f"{name}.*") if path.suffix in (".so", ".pyd"))
    for suffix in (".py", ".pxd"):
        assert (folder / f"{name}{suffix}").stat().st_mtime <= built, "install Fabula again: pip install --editable ."
