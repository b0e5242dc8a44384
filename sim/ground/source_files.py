"""Digests of source files: what tells whether a folder or a module is another than it was."""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Collection
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.ground.digests import digest

KINDS = frozenset({".py", ".csv"})
"""How the names of sources end: code, and data that it reads."""

FILES = 4096
"""Of how many files it is remembered what they come to, as long as they stay as they are."""


def of_folder(folder: Path, without: Collection[str] = ()) -> str:
    """A SHA-256 of all sources in a folder, but for those in folders of it that are called as `without` says."""
    hashed = hashlib.sha256()
    for file in _sources(folder):
        place = file.relative_to(folder)
        if place.parts[0] not in without:
            hashed.update(f"{place.as_posix()} {_of_file(file)}\n".encode())
    return hashed.hexdigest()


def of_module(name: str) -> str:
    """A SHA-256 of the source of a module, of all its files where it is a package; "" if it has none."""
    each = [of_folder(place) if place.is_dir() else _of_file(place) for place in places(name)]
    return digest(each) if each else ""


def _sources(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.suffix in KINDS) if place.is_dir() else [place]


def places(name: str) -> list[Path]:
    """The file of a module at the top, or the folders of a package; nothing where it has none."""
    module: Any = sys.modules.get(name)
    folders, file = getattr(module, "__path__", None), getattr(module, "__file__", None)
    if module is None:
        try:
            spec = find_spec(name) if name else None
        except (ImportError, ValueError):
            spec = None
        folders, file = getattr(spec, "submodule_search_locations", None), getattr(spec, "origin", None)
    where = [Path(folder) for folder in folders or ()] or [Path(file or "")]
    return [place for place in where if place.is_file() or (folders and place.is_dir())]


def imported(name: str) -> set[str]:
    """The modules at the top of all that the files of a module import, anywhere in them."""
    files = [file for place in places(name) for file in _sources(place)]
    return {other for file in files for other in _imports(file, *_mark(file))}


def _of_file(file: Path) -> str:
    return _read(file, *_mark(file))


def _mark(file: Path) -> tuple[int, int]:
    # What is another where a file is.
    seen = file.stat()
    return seen.st_mtime_ns, seen.st_size


@lru_cache(maxsize=FILES)
def _read(file: Path, *_: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@lru_cache(maxsize=FILES)
def _imports(file: Path, *_: int) -> frozenset[str]:
    # The modules at the top of those that a file imports.
    try:
        nodes = list(ast.walk(ast.parse(file.read_bytes()))) if file.suffix == ".py" else []
    except (SyntaxError, ValueError):
        nodes = []
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return frozenset(name.partition(".")[0] for name in names if name)
