"""No number depends on the machine: other kernels of BLAS, and another processor for numpy, C and numba, same bits."""

import ast
import json
import os
import platform
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import bits
import pytest
from llvmlite.binding import get_host_cpu_features

ROOT = Path(__file__).parents[2]
SIM = ROOT / "sim"

MACHINES = {
    "as it is": {"PYTHONHASHSEED": "0"},
    "old": {
        **{"OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "1"},
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA",
    },
    "oldest": {
        **{"OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "2", "PYTHONHASHSEED": "2"},
        **{"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA", "NUMBA_CPU_NAME": "generic"},
    },
}
"""What OpenBLAS takes the processor for, and in how many threads it works; what the C library leaves out, and for what
processor numba compiles. The old one has nothing for numpy, too."""

ELEMENTARY = {
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "logaddexp", "power", "float_power", "cbrt", "hypot"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh", "sinc"),
    *("geomspace", "logspace"),
}
"""What numpy computes in other ways on other processors."""

PRODUCTS = {
    "linalg",
    "einsum",
    "dot",
    "vdot",
    "inner",
    "matmul",
    "tensordot",
    "convolve",
    "correlate",
    "corrcoef",
    "cov",
}
"""What numpy leaves to BLAS and LAPACK, or adds up in an order of its own."""

MULTIPLY = {
    "statistics/bootstrap.py": "whole numbers",
    "networks/_homophily.py": "whole numbers",
    "strategies/_graph.py": "weights by ones, which scipy adds up row by row",
    "strategies/_spectrum.py": "scipy adds up a sparse product row by row, and people are ranked by levels",
    "strategies/linking_pins.py": "whole numbers, or likewise",
    "strategies/diffusion_centrality.py": "likewise",
}
"""Where `@` may stand."""

POWERS = {
    "scenario/ladder.py": "decimals",
    "strategies/influence_maximisation.py": "estimates of time, and a chance to six digits in a sentence",
}
"""Where powers other than squares may stand."""

LIBRARY = {
    *(
        "exp",
        "exp2",
        "expm1",
        "log",
        "log2",
        "log10",
        "log1p",
        "pow",
        "cbrt",
        "hypot",
        "dist",
        "gamma",
        "lgamma",
        "erf",
        "erfc",
    ),
    *("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
}
"""What `math` leaves to the C library, which has other forms of it for other processors."""

SHOWN = {
    "app/ranges.py": "steps of sliders",
    "reports/telling/grid.py": "lines of a chart",
    "experiment/estimate.py": "an estimate of time",
    "networks/scale_free.py": "an estimate of time",
    "presets/bass.py": "four digits in a note",
    "strategies/influence_maximisation.py": "rounded to ten digits before it decides",
    "traits/_copula.py": "rounded to twelve digits",
    "world/layout.py": "rounded to twelve digits",
}
"""Where functions of `math` may stand."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """What tests/bits.py says on each machine."""
    if platform.machine() not in ("x86_64", "AMD64") or bits.kernel() is None:
        pytest.skip("needs numpy's own OpenBLAS on an Intel or AMD processor, which can be told what it runs on")
    # Whoever has set one of them tests another machine; these are always the same.
    settings = {"NPY_DISABLE_CPU_FEATURES"}.union(*MACHINES.values())
    here = {key: value for key, value in os.environ.items() if key not in settings} | {"PYTHONPATH": str(ROOT)}

    def printed(arguments: list[str], folder: Path, environment: dict[str, str]) -> Any:
        run = subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    script = ROOT / "tests" / "bits.py"
    features = printed(["-c", "import bits, json; print(json.dumps(bits.features()))"], script.parent, here)
    without = {"old": {"NPY_DISABLE_CPU_FEATURES": " ".join(features)}} if features else {}

    def measure(name: str) -> dict:
        environment = here | MACHINES[name] | without.get(name, {})
        return printed([str(script)], tmp_path_factory.mktemp(name), environment)

    with ThreadPoolExecutor(2) as threads:
        return dict(zip(MACHINES, threads.map(measure, MACHINES), strict=True))


@pytest.mark.slow
def test_the_machines_differ(measured):
    """The processes take other kernels of OpenBLAS, and one of them nothing that numpy has for new processors."""
    assert len({one["kernel"] for one in measured.values()}) == len(MACHINES)
    assert measured["old"]["features"] == []
    assert [measured[name]["processor"] == "generic" for name in MACHINES] == [False, False, True]
    if get_host_cpu_features().get("fma") and platform.libc_ver()[0] == "glibc":
        # Where this fails, the names of what glibc can leave out have changed.
        assert measured["as it is"]["libm"] != measured["old"]["libm"] == measured["oldest"]["libm"]


@pytest.mark.slow
def test_no_number_depends_on_the_machine(measured):
    """Folders of results, to the byte, and what is measured in between, to the bit, are the same on every machine."""
    here = measured["as it is"]["bits"]
    assert len(here) > 60, "there is too little to be compared"
    for name, other in measured.items():
        assert [what for what in here if here[what] != other["bits"].get(what)] == [], name
        assert here.keys() == other["bits"].keys()


def offences(source: str, file: str) -> list[str]:
    """What a file says that another machine may understand in another way."""
    wrong = []
    for node in ast.walk(ast.parse(source)):
        bad = False
        match node:
            case ast.Attribute(value=ast.Name(id="np"), attr=name):
                bad = name in ELEMENTARY | PRODUCTS
            case ast.Attribute(value=ast.Name(id="math"), attr=name):
                bad = name in LIBRARY and file not in SHOWN
            case ast.ImportFrom(module="math" | "scipy", names=names):
                bad = any(name.name in {*LIBRARY, "special"} for name in names)
            case ast.ImportFrom(module="scipy.special"):
                bad = True
            case ast.BinOp(op=ast.MatMult()):
                bad = file not in MULTIPLY
            case ast.BinOp(op=ast.Pow(), left=left, right=right):
                plain = isinstance(left, ast.Constant) or (isinstance(right, ast.Constant) and right.value == 2)
                bad = not plain and file not in POWERS
            case ast.Call(func=ast.Attribute(attr="argsort" | "argpartition"), keywords=options):
                bad = not any(ast.unparse(one) == "kind='stable'" for one in options)
            case ast.Call(func=ast.Attribute(attr="sort_values"), args=[first, *_], keywords=options):
                # By several columns pandas puts in order what ties as it stood.
                bad = not isinstance(first, ast.List) and not any(
                    ast.unparse(one) == "kind='stable'" for one in options
                )
            case ast.Call(func=ast.Attribute(attr="dot")):
                bad = True
        if bad:
            wrong.append(f"{file}:{node.lineno}: {ast.unparse(node)}")
    return wrong


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        *(("math.exp(x)", True), ("from math import log", True), ("from scipy.special import ndtri", True)),
        *(("math.sqrt(x)", False), ("math.inf", False), ("from math import isqrt", False)),
        *(("np.exp(x)", True), ("np.linalg.inv(x)", True), ("a @ b", True), ("x**3", True), ("x**y", True)),
        *(("np.argsort(x)", True), ("table.sort_values('a')", True), ("np.argsort(x, kind='stable')", False)),
        *(("x**2", False), ("2**x", False), ("np.sqrt(x)", False), ("table.sort_values(['a', 'b'])", False)),
    ],
)
def test_what_is_an_offence(line, wrong):
    """The reader of sources sees what it is to see."""
    assert bool(offences(line, "statistics/any.py")) == wrong


def test_nothing_is_left_to_the_machine():
    """No file of sim/ leaves exp and its like, products of floating-point numbers or the order of ties to the machine.

    See sim/ground/elementary.py. What a processor without AVX-512 cannot show is seen here.
    """
    wrong = []
    for file in sorted(SIM.rglob("*.py")):
        wrong += offences(file.read_text(encoding="utf-8"), file.relative_to(SIM).as_posix())
    assert wrong == []
