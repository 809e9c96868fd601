"""Every module says what it is, is called by what it is, and exports what it says."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import fabula

SOURCE = Path(__file__).resolve().parents[2] / "src"
MODULES = sorted(SOURCE.glob("fabula/**/*.py"))
FORBIDDEN = {"manager", "managers", "helper", "helpers", "util", "utils", "common", "misc"}


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_the_module_says_what_it_is(path: Path) -> None:
    first = _docstring(path).partition("\n")[0]
    assert first, "a module docstring is missing"
    assert first[0].isupper() or first[0] == "`", f"the first line is not a sentence: {first!r}"


def test_no_two_modules_say_that_they_are_the_same_thing() -> None:
    seen: dict[str, Path] = {}
    for path in MODULES:
        first = _docstring(path).partition("\n")[0]
        assert first not in seen, f"{path} and {seen[first]} begin with the same line: {first!r}"
        seen[first] = path


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_the_name_says_something(path: Path) -> None:
    assert not FORBIDDEN & set(_name(path).replace("_", ".").split("."))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_what_is_exported_is_there(path: Path) -> None:
    module = import_module(_name(path))
    names = getattr(module, "__all__", [])
    assert len(names) == len(set(names))
    for name in names:
        assert hasattr(module, name), f"{_name(path)}.__all__ names {name}, which is not there"


def test_the_public_surface() -> None:
    """What `from fabula import ...` offers. A change of it belongs in CHANGELOG.md."""
    assert fabula.__all__ == [
        "__version__",
        "FabulaError",
        "Problem",
        "open_world",
        "open_model",
        "open_engine",
        "read_story",
        "replay",
    ]
    for name in fabula.__all__[1:]:
        assert getattr(fabula, name).__doc__, f"{name} is not documented"


def test_a_name_that_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = fabula.nonsense
