"""What is compiled is compiled again whenever anything in it changes, wherever that stands."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.engines import _fronts, _groups, _stepwise, compiled
from sim.ground.kernels import content, kernel
from sim.movement import rule
from sim.movement import sources as _sources
from sim.strategies import _reverse

LOWER = """\
from sim.ground.kernels import kernel
FACTOR = 2.0
@kernel
def half(x):
    return x * 0.5
"""
UPPER = """\
import lower
from lower import FACTOR
from sim.ground.kernels import kernel
@kernel
def twice(x):
    return lower.half(x) * lower.FACTOR * FACTOR
"""


def answer(folder: Path) -> float:
    """What the upper kernel makes of 1, in a process of its own, which keeps what it compiled."""
    where = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    where["PYTHONPATH"] = os.pathsep.join([str(folder), str(Path(sim.__file__).parents[1])])
    code = "import upper; print(upper.twice(1.0), sum(upper.twice.stats.cache_misses.values()))"
    run = subprocess.run([sys.executable, "-c", code], env=where, capture_output=True, text=True, check=True)
    value, compiled_anew = run.stdout.split()
    answer.compiled = int(compiled_anew)
    return float(value)


def test_a_change_in_another_file_is_compiled_in(tmp_path):
    """A function and a number from another file change, one after the other: the kernel that uses them does too."""
    lower = tmp_path / "lower.py"
    lower.write_text(LOWER)
    (tmp_path / "upper.py").write_text(UPPER)
    assert (answer(tmp_path), answer.compiled) == (2.0, 1)
    assert (answer(tmp_path), answer.compiled) == (2.0, 0), "nothing changed: it is not compiled again"
    lower.write_text(LOWER.replace("0.5", "3.0"))
    assert answer(tmp_path) == 12.0
    lower.write_text(LOWER.replace("0.5", "3.0").replace("FACTOR = 2.0", "FACTOR = 5.0"))
    assert answer(tmp_path) == 75.0
    lower.write_text(LOWER)
    assert (answer(tmp_path), answer.compiled) == (2.0, 0), "what it was before is there still"


@pytest.mark.parametrize(
    ("kernel_of_another_file", "part"),
    [
        (compiled._spread, "linear_hazard"),
        (compiled._opened, "receptivity"),
        (_fronts._followed, "exposure"),
        (_stepwise._tell, "repeated"),
        (_groups._exposures, "influence"),
        (_groups._hazards, "persuasive"),
        (_stepwise._decide, "perceived"),
        (_reverse._chances, "persuasive"),
        (_sources.opened, "perceived"),
    ],
)
def test_another_rule_makes_other_kernels(monkeypatch, kernel_of_another_file, part):
    """Each kernel that a function of the rule is compiled into, at any remove, has another key with another rule."""
    before = content(kernel_of_another_file.py_func)
    assert content(kernel_of_another_file.py_func) == before

    @kernel
    def other(*numbers):
        return 0.123

    monkeypatch.setattr(rule, part, other)
    assert content(kernel_of_another_file.py_func) != before


def test_what_goes_into_a_key_is_what_is_compiled_in():
    """A constant, an array and a cell of a closure change the key; a name that is not used does not."""

    def made(number, array):
        def inner(x):
            return x * number + array[0]

        return inner

    ones, twos = np.ones(1), np.full(1, 2.0)
    assert content(made(1, ones)) == content(made(1, np.ones(1)))
    assert len({content(made(1, ones)), content(made(2, ones)), content(made(1, twos))}) == 3


def test_all_kernels_are_kept_in_this_way():
    """No file of sim/ asks numba itself for a compiled function: it would be kept when what it calls has changed."""
    files = [file for file in Path(sim.__file__).parent.rglob("*.py") if file.name != "kernels.py"]
    assert [file.name for file in files if "njit" in file.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("first", ["sim.ground.kernels", "sim.ground.prefetch"])
def test_no_kernel_is_compiled_with_another_library_of_functions(first):
    """Intel's vector library is switched off before numba looks for it, so that loops and single calls are the same."""
    code = f"import {first}; from numba.core import config; print(config.DISABLE_INTEL_SVML, config.USING_SVML)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["1", "False"]
