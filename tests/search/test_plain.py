"""Compiled and not compiled, the searches do the same; and what is compiled is not out of date."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import fabula
from fabula.kernel.engine import COMPILED

PACKAGE = Path(fabula.__file__).parent
WORLDS = Path(__file__).parents[1] / "worlds"
MODULES = ("relaxed", "landmarks", "graph", "explaining")

SCRIPT = """
import sys
from pathlib import Path
from fabula.kernel.engine import COMPILED, Kernel
from fabula.pipeline import open_model
from fabula.search.goal import formula_goal
from fabula.search.solving import solve
from fabula.world.expressions import Const, If
kernel = Kernel(open_model(Path(sys.argv[1])))
condition = dict(kernel.model.endings)[sys.argv[2]]
solving = solve(kernel, formula_goal(kernel, condition, ""), If(condition, Const(1), Const(0)), limit=4)
print([str(step.event) for step in solving.plan or ()], solving.at_least, solving.counters, len(kernel.pool), COMPILED)
"""


def run(package: Path, world: Path, ending: str) -> str:
    """What the script says with the package in a folder."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(world), ending],
        env={**os.environ, "PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_plain_python_does_the_same(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "fabula", ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    for name, ending in (("biscuit", "lie"), ("bench", "shared")):
        world = WORLDS / f"{name}.fabula"
        assert run(tmp_path, world, ending) == run(PACKAGE.parent, world, ending).replace("True", "False")


@pytest.mark.skipif(not COMPILED, reason="the core is not compiled here: no C compiler when Fabula was installed")
@pytest.mark.parametrize("module", MODULES)
def test_what_is_compiled_is_not_out_of_date(module: str) -> None:
    folder = PACKAGE / "search"
    built = max(path.stat().st_mtime for path in folder.glob(f"{module}.*") if path.suffix in (".so", ".pyd"))
    for suffix in (".py", ".pxd"):
        assert (folder / f"{module}{suffix}").stat().st_mtime <= built, "install Fabula again: pip install --editable ."
