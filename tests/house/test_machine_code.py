"""Compiled code leaves nothing to the C library that is not exact, and fuses no product with a sum."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from compiled import wrong
from numba import njit

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.once
def test_no_kernel_leaves_anything_to_the_machine(tmp_path):
    """Every kernel, compiled anew, calls no exp, log, pow or the like of a library, and has no fused instruction."""
    # Machine code that was kept from an earlier process cannot be looked at.
    here = os.environ | {"PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    script = [sys.executable, "-W", "error::UserWarning", str(ROOT / "tests" / "compiled.py")]
    run = subprocess.run(script, cwd=tmp_path, env=here, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["kernels"] > 90, "there is too little to be looked at"
    assert result["never compiled"] == []
    assert result["wrong"] == {}


@pytest.mark.parametrize("function", [math.exp, math.log, math.log1p, math.pow, math.expm1, math.cos])
def test_what_is_wrong_is_seen(function):
    """A kernel that calls a function of the C library is noticed."""
    options = (0.5, 0.7) if function is math.pow else (0.5,)
    sample = njit(lambda *numbers: function(*numbers))
    sample(*options)
    (assembly,) = sample.inspect_asm().values()
    assert wrong(assembly) == [function.__name__]


def test_powers_and_fused_sums_are_seen():
    """So are powers, and products that are fused with sums."""
    sample = njit(lambda x, y: x**y)
    sample(0.5, 0.7)
    (assembly,) = sample.inspect_asm().values()
    assert wrong(assembly) == ["pow"]
    assert wrong("\tvfmadd213sd\t%xmm0, %xmm1, %xmm2\n") == ["vfmadd213sd"]
    assert wrong("\tfmadd\td0, d1, d2, d3\n") == ["fmadd"]
    assert wrong("\tvmulsd\t%xmm0, %xmm1, %xmm2\n\tfmul\td0, d1, d2\n") == []
