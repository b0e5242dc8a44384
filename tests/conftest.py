"""What many tests need."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

# Tests leave the user's own cache alone, and so do the processes that they start.
os.environ["GROUNDSWELL_CACHE"] = "off"

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


@pytest.fixture
def record_property(record_property: Callable[[str, Any], None]) -> Callable[[str, Any], None]:
    """Keeps a figure with the result of a test, as plain numbers: those of numpy do not pass from worker to worker."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        return value.item() if isinstance(value, np.generic) else value

    return lambda name, value: record_property(name, plain(value))
