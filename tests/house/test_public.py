"""The public surface is a list, and every name on it is there."""

import subprocess
import sys

import pytest

import sim


def test_the_list_of_public_names():
    """`sim` exports these names and no others: a change here is a change for users (CHANGELOG.md)."""
    expected = [
        "InputError",
        "Movement",
        "MovementModel",
        "People",
        "Person",
        "Results",
        "Scenario",
        "Ties",
        "Trajectory",
        "laws",
        "part",
        "read",
        "read_results",
        "run",
    ]
    assert sim.__all__ == expected
    for name in expected:
        assert getattr(sim, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'Peple'"):
        sim.Peple  # noqa: B018 - the access is what is tested


def test_importing_sim_imports_nothing_heavy():
    """`import sim` alone loads neither numpy nor anything bigger."""
    code = "import sys, sim; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
