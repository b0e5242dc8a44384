"""What every check of a published result needs."""

import pytest


@pytest.fixture
def record(record_property):
    """Stores estimate, standard error and number of runs with the test's result."""
    return record_property
