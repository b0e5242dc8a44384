"""What decides the numbers besides the scenario and its files: groundswell's own sources, and versions of libraries.

One list (the makers) for everything that must not mix numbers of different versions: unfinished runs, workers of a
cluster, networks in the cache, and the manifest of results.
"""

from __future__ import annotations

import hashlib
import json
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import sim
from sim.ground.source_files import of_folder

LIBRARIES = (
    "numpy", "scipy", "numba", "llvmlite", "networkx", "mesa", "pandas", "pydantic", "ruamel.yaml", "SALib",
)  # fmt: skip
"""The packages that can change a number: those that draw, rank, run and measure, and those that read the input."""

OPTIONAL = frozenset({"SALib"})
"""Packages among these that may be missing; then nothing is computed with them."""

SOURCES = "groundswell's files"
"""The key of the digest of the sources among the makers."""

SHIPPED = ("scenarios",)
"""Shipped scenarios lie in the package only where it is installed, and are inputs like any other."""

MISSING = "missing"


@cache
def makers() -> dict[str, str]:
    """By name, the version of everything that can change a number: Python, groundswell, its files, and libraries."""
    versions = {
        "Python": python(),
        "groundswell": sim.__version__,
        SOURCES: of_folder(Path(sim.__file__).parent, SHIPPED)[:12],
    }
    return versions | {name: _version(name) for name in LIBRARIES}


@cache
def fingerprint(*own: str) -> str:
    """The makers as one short text, with parts of somebody's `own`: the first 16 hexadecimal digits of a SHA-256."""
    words = json.dumps([makers(), *own] if own else makers(), sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def differences(here: dict[str, str], elsewhere: dict[str, str]) -> list[str]:
    """How makers differ there from those here, in words; if versions of groundswell differ, that alone is named."""
    if here["groundswell"] != elsewhere.get("groundswell"):
        return [f"groundswell {elsewhere.get('groundswell', MISSING)}, here {here['groundswell']}"]
    pairs = ((name, elsewhere.get(name, MISSING), version) for name, version in here.items())
    return [f"{name} {theirs}, here {ours}" for name, theirs, ours in pairs if _differ(name, theirs, ours)]


def python() -> str:
    """The version of Python, as far as it must be the same."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _differ(name: str, theirs: str, ours: str) -> bool:
    return theirs != ours and not (name in OPTIONAL and MISSING in (theirs, ours))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return MISSING
