"""What many tests need."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture
def shared_data() -> Path:
    """The folder of real networks beside the project; absent, tests are skipped, but never in CI."""
    if not SHARED.is_dir():
        message = f"the real networks are not at {SHARED.parent.name}/{SHARED.name} beside the project"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return SHARED
