"""What holds for all tests."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the answers that the user's own Fabula keeps."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(_folder(tmp_path_factory)))


def _folder(factory: pytest.TempPathFactory) -> Path:
    return factory.mktemp("cache")
