"""Builds the compiled core where there is a C compiler; without one Fabula is installed all the same, and is slower."""

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

COMPILED = (
    *(f"state.{name}" for name in ("pool", "table", "rings")),
    *(f"kernel.{name}" for name in ("reader", "changes", "triggers", "settling", "core", "answers", "outlook")),
    *(f"analysis.{name}" for name in ("depth_first", "elimination")),
    *(f"search.{name}" for name in ("relaxed", "landmarks", "graph", "explaining", "hopes", "reasoning")),
)


class BuildWherePossible(build_ext):
    """Goes on without a module that can't be compiled: Python runs its source."""

    def build_extension(self, ext: Extension) -> None:
        try:
            super().build_extension(ext)
        except Exception as error:  # no compiler, or none that works: each says so in its own way
            self.warn(f"{ext.name} is not compiled, and will be slower: {error}")


modules = cythonize(
    [Extension(f"fabula.{name}", [f"src/fabula/{name.replace('.', '/')}.py"]) for name in COMPILED],
    include_path=["src"],
    build_dir="build/cython",
    compiler_directives={
        "language_level": 3,
        "boundscheck": False,
        "wraparound": False,
        "cdivision": True,
        "initializedcheck": False,
    },
)
for module in modules:
    module.optional = True  # or an editable installation would want to copy what was not compiled

setup(cmdclass={"build_ext": BuildWherePossible}, ext_modules=modules)
