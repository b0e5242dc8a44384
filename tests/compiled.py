"""What kernels are compiled to. Run as a script, in a folder of its own, it prints as JSON what is wrong with them."""

import gc
import importlib
import json
import math
import pkgutil
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import bits
import numpy as np
from numba.core.registry import CPUDispatcher

import sim
from sim.ground import philox

SCENARIOS = {
    # What those of tests/bits.py leave out: conventions, kernels for thresholds or contagion alone, teams, files.
    "naming": "network: {file: ties.csv}\ninfluence: {convention: naming-game}\nstrategies: [random]",
    "response": "network: {file: ties.csv}\ninfluence: {convention: best-response}\nstrategies: [random]",
    "threshold": """\
network: {dataset: karate}
influence: {threshold: {distribution: uniform, low: 0.1, high: 0.6}, receptivity: {passion: 0.3}}
strategies: [random]""",
    "contagion": """\
network: {dataset: karate}
influence: {contagion: {rate: 0.3}, receptivity: {passion: 0.3}}
strategies: [whole-teams, random]""",
    "linear": """\
network: {file: ties.csv}
influence: {preset: linear-threshold}
strategies: [influence-maximisation, random]""",
}

COMMON = """\
people: {passion: {distribution: normal}}
seeds: {count: 3}
steps: 8
runs: 4
"""

EXACT = {"ceil", "copysign", "e", "fabs", "floor", "sqrt", "trunc"}
INEXACT = {name for name in dir(math) if not name.startswith("_")} - EXACT
"""Functions of the C library, which differ from one to another, but for those that are exact."""

FUSED = re.compile(r"v?f(n?m(add|sub|l[as])|ma|ms)\w*$")
"""Instructions that multiply and add in one go, of Intel, AMD and ARM."""


def wrong(assembly: str) -> list[str]:
    """Calls of what is not exact, and fused products and sums, in the text of machine code."""
    lines = (line.split("#")[0].split("//")[0].strip() for line in assembly.splitlines())
    words = {word for line in lines if line and line[0] != "." for word in re.findall(r"(?<![\w.])[A-Za-z_]\w*", line)}
    return sorted(word for word in words if word in INEXACT or "svml" in word or FUSED.match(word))


def kernels() -> list[Any]:
    """Every kernel of groundswell, those in closures too."""
    for part in pkgutil.walk_packages(sim.__path__, "sim."):
        if part.name not in ("sim.__main__",):
            importlib.import_module(part.name)
    # By the type itself: the class of a proxy of what is gone cannot be asked for.
    found = [thing for thing in gc.get_objects() if type(thing) is CPUDispatcher]
    return [kernel for kernel in found if kernel.__module__.startswith("sim.")]


def run() -> None:
    """Run what needs the kernels."""
    rng = np.random.default_rng(1)
    ends = rng.integers(0, 40, (160, 2))
    ends = ends[ends[:, 0] != ends[:, 1]].tolist()
    rows = [f"p{one},p{other},{1 + (one + other) % 7 / 4}" for one, other in ends]
    Path("ties.csv").write_text("\n".join(["source,target,weight", *dict.fromkeys(rows)]) + "\n", encoding="utf-8")
    bits.SCENARIOS.update({name: COMMON + text + "\n" for name, text in SCENARIOS.items()})
    for measure in bits.MEASURES:
        list(measure())
    bits.files()
    # What no run takes: draws by counters, and ties that somebody made without the functions that check them.
    philox.uniforms(philox.key(1, "draws"), np.arange(3), 0, 0, np.zeros(1, np.int64))
    replace(bits.network())


if __name__ == "__main__":
    run()
    here = kernels()
    print(
        json.dumps(
            {
                "kernels": len(here),
                "never compiled": [
                    f"{kernel.__module__}.{kernel.__qualname__}" for kernel in here if not kernel.overloads
                ],
                "wrong": {
                    f"{kernel.__module__}.{kernel.__qualname__}": found
                    for kernel in here
                    for assembly in kernel.inspect_asm().values()
                    if (found := wrong(assembly))
                },
            }
        )
    )
