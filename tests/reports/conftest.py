"""Folders of results for the tests of this folder, made once."""

from pathlib import Path

import pytest
from told import crowd, everything, little


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results with everything in them; see told.everything."""
    return everything(tmp_path_factory.mktemp("everything"))


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results with next to nothing in them; see told.little."""
    return little(tmp_path_factory.mktemp("little"))


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results with twelve strategies of long and odd names; see told.crowd."""
    return crowd(tmp_path_factory.mktemp("crowd"))
