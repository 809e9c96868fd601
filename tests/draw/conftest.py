"""The pictures of the golden tests, each drawn once."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.draw.test_map_command import picture


@pytest.fixture(scope="session")
def svg(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """A picture's SVG, by its name."""
    return cache(lambda name: picture(name, tmp_path_factory.mktemp("pictures")))
