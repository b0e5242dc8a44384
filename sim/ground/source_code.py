"""Digests of source code: what tells whether a folder, a function or a class is another than it was."""

from __future__ import annotations

import hashlib
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from sim.ground.digests import digest

KINDS = frozenset({".py", ".csv"})
"""How the names of sources end: code, and data that it reads."""


def of_folder(folder: Path) -> str:
    """A SHA-256 of all sources in a folder."""
    # Shipped scenarios lie in the package only where it is installed, and are inputs like any other.
    hashed = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.suffix in KINDS):
        place = file.relative_to(folder)
        if place.parts[0] != "scenarios":
            content = file.read_bytes()
            hashed.update(f"{place.as_posix()} {len(content)}\n".encode() + content)
    return hashed.hexdigest()


def of_module(name: str) -> str:
    """A SHA-256 of the source of a module that is loaded, of all its files where it is a package; "" if it has none."""
    module = sys.modules.get(name)
    folders = [Path(folder) for folder in getattr(module, "__path__", ())]
    if folders:
        return digest(*map(of_folder, folders))
    file = Path(getattr(module, "__file__", None) or "")
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def top(thing: Any) -> str:
    """The module at the top of that in which a function, a class or a module is."""
    name = thing.__name__ if isinstance(thing, ModuleType) else str(getattr(thing, "__module__", ""))
    return name.partition(".")[0]


def of_parts(things: Mapping[str, Any]) -> str:
    """A SHA-256 of what functions, classes, modules and values do, by what they are to their part.

    It goes by the file of the module in which each stands, or the files of its package, by compiled code, and by the
    values that a function has from around it. Where there is no file, as in a notebook, it goes by all that the code
    names there, too. What cannot be compared, such as an open file, is another each time.
    """
    walk = _Walk()
    return digest([(name, of_module(top(thing)), list(walk.pieces(thing))) for name, thing in things.items()])


class _Walk:
    # Through the code of things, each once.
    def __init__(self) -> None:
        self._seen: list[Any] = []

    def pieces(self, thing: Any) -> Iterator[Any]:
        """What a thing does, piece by piece."""
        thing = inspect.unwrap(getattr(thing, "py_func", thing)) if callable(thing) else thing
        if isinstance(thing, ModuleType):
            yield thing.__name__
        elif not isinstance(thing, FunctionType | type):
            yield _value(thing)
        elif any(thing is other for other in self._seen):
            yield thing.__qualname__
        else:
            self._seen.append(thing)
            yield from self._function(thing) if isinstance(thing, FunctionType) else self._class(thing)

    def _function(self, function: FunctionType) -> Iterator[Any]:
        yield from _code(function.__code__)
        for cell in function.__closure__ or ():
            yield from self.pieces(cell.cell_contents)
        for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).items()):
            yield from self.pieces(default)
        if of_module(top(function)):
            return
        yield re.sub(r" at 0x\w+", "", repr(function.__annotations__))
        for name in sorted(set(_names(function.__code__)) & function.__globals__.keys()):
            value = function.__globals__[name]
            yield name
            yield from [f"{value.__module__}:{name}"] if _elsewhere(value, function) else self.pieces(value)

    def _class(self, kind: type) -> Iterator[Any]:
        for base in kind.__bases__:
            yield from [base.__qualname__] if _elsewhere(base, kind) else self.pieces(base)
        for name, member in vars(kind).items():
            inner = getattr(member, "__func__", getattr(member, "fget", member))
            if isinstance(inner, FunctionType) and not _elsewhere(inner, kind):
                yield name
                yield from self.pieces(inner)
            elif not name.startswith("_") and not of_module(top(kind)):
                yield name, _value(member)


def _elsewhere(value: Any, beside: Any) -> bool:
    # Whether a function or class is from another module than what names it: a library, in most cases.
    return isinstance(value, FunctionType | type) and value.__module__ != beside.__module__


def _value(value: Any) -> Any:
    return "..." if value is ... else value


def _code(code: CodeType) -> Iterator[Any]:
    yield code.co_code, code.co_names, code.co_varnames, code.co_freevars
    for constant in code.co_consts:
        yield from _code(constant) if isinstance(constant, CodeType) else [_value(constant)]


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        yield from _names(constant) if isinstance(constant, CodeType) else ()
