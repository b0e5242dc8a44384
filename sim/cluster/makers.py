"""What decides the numbers besides the scenario: versions, and the files of groundswell itself."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import sim

MAKERS = ("numpy", "scipy", "numba", "llvmlite", "igraph", "networkx")
"""The packages that have a say in the numbers."""


@cache
def made_of() -> dict[str, str]:
    """What decides the numbers on this machine, besides the scenario: versions, and the very files of groundswell."""
    made = {"Python": python(), "groundswell": sim.__version__}
    files = hashlib.sha256()
    folder = Path(sim.__file__).parent
    for file in sorted(folder.rglob("*.py")):
        files.update(f"{file.relative_to(folder).as_posix()}\n".encode() + file.read_bytes())
    made["groundswell's files"] = files.hexdigest()[:12]
    for name in MAKERS:
        try:
            made[name] = version(name)
        except PackageNotFoundError:
            made[name] = "missing"
    return made


def differences(here: dict[str, str], there: dict[str, str]) -> list[str]:
    """What is otherwise there than here, in words."""
    if here["groundswell"] != there.get("groundswell"):
        return [f"groundswell {there.get('groundswell', 'missing')}, here {here['groundswell']}"]
    return [f"{name} {there.get(name)}, here {mine}" for name, mine in here.items() if there.get(name) != mine]


def python() -> str:
    """The version of Python, as far as it must be the same."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def probe() -> Callable[[], dict[str, str]]:
    """A function that says what is there; it travels as a whole, as there may be no groundswell where it arrives."""

    def told() -> dict[str, str]:
        try:
            from sim.cluster.makers import made_of

            return made_of()
        except Exception:
            try:
                import sim

                return {"groundswell": sim.__version__}
            except Exception:
                return {"groundswell": "missing"}

    return told
