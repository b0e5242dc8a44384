"""Digests of source code: what tells whether a function, a class or a module is another than it was."""

from __future__ import annotations

import dis
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cached_property
from types import BuiltinFunctionType, CellType, CodeType, FunctionType, MethodType, ModuleType, SimpleNamespace
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.ground.digests import Pieces, digest, is_in_its_module, pieces
from sim.ground.source_files import imported, of_module, places

OTHERS = frozenset({*sys.stdlib_module_names, "sim"})
"""Modules that are none of one's own wherever they lie; groundswell's have a digest beside those of parts."""

INSTALLED = frozenset({"site-packages", "dist-packages"})
"""The folders in which packages are that are installed."""


def top(thing: Any) -> str:
    """The module at the top of that in which a function, a class or a module is."""
    name = thing.__name__ if isinstance(thing, ModuleType) else str(getattr(thing, "__module__", ""))
    return name.partition(".")[0]


def of_parts(things: Mapping[str, Any]) -> str:
    """A SHA-256 of what functions, classes, modules and values do, by what they are to their part.

    It goes by the file of the module in which each stands, or the files of its package, by those of the modules of
    one's own that these import, by compiled code, and by the values that a function has from around it. Where there is
    no file, as in a notebook, it goes by all that the code and the types of its options name there, too. Modules of
    one's own are those that are not installed: neither Python's nor in site-packages. What cannot be compared, such as
    an open file or a table of pandas, is another each time.
    """
    walk = _Walk({top(thing) for thing in things.values() if isinstance(thing, FunctionType | type | ModuleType)})
    return digest(dict(things), more=walk)


class _Walk:
    # Through the code of things, each once. What it says of a value is for `digest`, which goes on from there.
    def __init__(self, homes: set[str]) -> None:
        self._homes = homes - OTHERS
        self._seen: list[Any] = []
        self._own: dict[str, bool] = {}
        self._files: dict[str, str] = {}

    def __call__(self, value: Any) -> Pieces | None:
        """What functions, classes, modules, types and what belongs to them consist of; None of other values."""
        own = self._is_own(top(type(value)))
        if not own and callable(value) and not isinstance(value, FunctionType | type):
            # Of numba and of functools, which keep nothing besides that counts.
            value = getattr(value, "py_func", None) or getattr(value, "__wrapped__", None) or value
        if isinstance(value, FunctionType | type):
            return self._code(value)
        if isinstance(value, ModuleType):
            return "module", [value.__name__, self.files(top(value))]
        for kind, consists in KINDS_OF_CODE.items():
            if isinstance(value, kind):
                return kind.__name__, consists(value)
        if get_origin(value) is not None:
            return "type", [get_origin(value), *get_args(value)]
        if type(value).__module__ in TYPES or value is ...:
            return "type", [repr(value), getattr(value, "__supertype__", None), getattr(value, "__value__", None)]
        if type(value).__module__ == "pydantic._internal._fields":
            return type(value).__qualname__, [vars(value)]
        if own:
            kind_name, inner = pieces(value)
            return kind_name, inner if isinstance(inner, bytes) else [type(value), *inner]
        return None

    def files(self, module: str) -> str:
        """A digest of the files of a module of one's own and of those that it imports; "" where there are none."""
        if module not in self._files:
            drawn_on = sorted(self._drawn_on(module)) if self._is_own(module) and places(module) else ()
            self._files[module] = digest([(name, of_module(name)) for name in drawn_on]) if drawn_on else ""
        return self._files[module]

    def _is_own(self, module: str) -> bool:
        # Whether a module at the top is one's own, or that of the part.
        if module not in self._own:
            installed = any(not INSTALLED.isdisjoint(place.parts) for place in places(module))
            self._own[module] = module in self._homes or not (module in OTHERS or installed)
        return self._own[module]

    def _drawn_on(self, module: str) -> set[str]:
        own, new = set[str](), {module}
        while new:
            own |= new
            new = {other for name in new for other in imported(name) - own if self._is_own(other)}
        return own

    def _code(self, thing: Any) -> Pieces:
        home = _home(thing)
        by_name = isinstance(thing, type) or (home == top(thing) and is_in_its_module(thing))
        if by_name and not self._is_own(home):
            return "name", [thing.__module__, thing.__qualname__]
        for number, other in enumerate(self._seen):
            if thing is other:
                return "again", [number]
        self._seen.append(thing)
        if isinstance(thing, FunctionType):
            return "function", self._function(thing, home)
        return "class", self._class(thing, home)

    def _function(self, function: FunctionType, home: str) -> Iterator[Any]:
        yield function.__code__
        yield function.__closure__, function.__defaults__, function.__kwdefaults__
        yield self.files(home)
        if self._is_own(home) and not self.files(home):
            around = function.__globals__
            yield _hints(function)
            yield [(name, around[name]) for name in sorted(set(_names(function.__code__)) & around.keys())]
            yield [(name, self.files(name)) for name in sorted(set(_imports(function.__code__)))]

    def _class(self, kind: type, home: str) -> Iterator[Any]:
        yield kind.__bases__, self.files(home)
        for name, member in vars(kind).items():
            if isinstance(member, CODE) or not (self.files(home) or self._is_made(kind, name, member)):
                yield name, member
        if not self.files(home):
            yield kind.model_fields if issubclass(kind, BaseModel) else _hints(kind)

    def _is_made(self, kind: type, name: str, member: Any) -> bool:
        # Whether a member of a class is made of the others, by Python or pydantic.
        if name in MADE or name.startswith(("__pydantic", "__dataclass")):
            return True
        if issubclass(kind, Enum):
            return name.startswith("_")
        return inspect.isdatadescriptor(member) and not self._is_own(top(type(member)))


CODE = FunctionType | staticmethod | classmethod | property | cached_property
"""Members of a class that are code."""

MADE = frozenset(
    {
        "__module__",
        "__qualname__",
        "__doc__",
        "__dict__",
        "__weakref__",
        "__annotations__",
        "__annotate__",
        "__annotate_func__",
        "__annotations_cache__",
        "__firstlineno__",
        "__static_attributes__",
        "__signature__",
        "__abstractmethods__",
        "_abc_impl",
        "__class_vars__",
        "__private_attributes__",
    }
)
"""Members of a class that Python and pydantic make of the others."""

TYPES = frozenset({"typing", "typing_extensions", "pydantic_core._pydantic_core"})
"""The modules of what stands in types and can be told by how it is written."""


def _home(thing: Any) -> str:
    # The module at the top where a thing was written: a wrapper bears the name of what it wraps.
    written = thing.__globals__.get("__name__", "") if isinstance(thing, FunctionType) else thing.__module__
    return str(written).partition(".")[0]


def _hints(thing: Any) -> Any:
    try:
        return get_type_hints(thing, include_extras=True)
    except (NameError, TypeError):
        # What cannot be understood is told where options are made of it.
        return getattr(thing, "__annotations__", None)


def _within_code(code: CodeType) -> list[Any]:
    return [code.co_code, code.co_names, code.co_varnames, code.co_freevars, *code.co_consts]


def _within_cell(cell: CellType) -> list[Any]:
    try:
        return [cell.cell_contents]
    except ValueError:
        return []


KINDS_OF_CODE: dict[type, Callable[[Any], list[Any]]] = {
    CodeType: _within_code,
    CellType: _within_cell,
    BuiltinFunctionType: lambda function: [function.__module__, function.__qualname__, function.__self__],
    MethodType: lambda method: [method.__func__, method.__self__],
    staticmethod: lambda method: [method.__func__],
    classmethod: lambda method: [method.__func__],
    cached_property: lambda member: [member.func],
    SimpleNamespace: lambda namespace: [vars(namespace)],
    property: lambda member: [member.fget, member.fset, member.fdel],
    FieldInfo: lambda info: [getattr(info, name) for name in FieldInfo.__slots__ if name[0] != "_"],
}
"""What belongs to code, and what it consists of."""


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        yield from _names(constant) if isinstance(constant, CodeType) else ()


def _imports(code: CodeType) -> Iterator[str]:
    # The modules at the top of those that code imports as it runs.
    for step in dis.get_instructions(code):
        if step.opname == "IMPORT_NAME":
            yield str(step.argval).partition(".")[0]
        elif isinstance(step.argval, CodeType):
            yield from _imports(step.argval)
