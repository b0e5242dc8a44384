"""Digests: short texts that are the same for equal values and differ for all others."""

import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial, reduce
from itertools import chain
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType
from typing import Any
from uuid import uuid4

import numpy as np
from pydantic import BaseModel

PLAIN = (type(None), bool, int, float, complex, str, bytes, PurePath)
UFUNCS = ("numpy", "scipy.special")
"""The modules in which universal functions are, which do not say themselves where they come from."""

Pieces = tuple[str, Iterable[Any] | bytes]
"""A kind of value, and what a value of this kind consists of."""


def _no_more(_: Any) -> Pieces | None:
    return None


def digest(*values: Any, more: Callable[[Any], Pieces | None] = _no_more) -> str:
    """A SHA-256 of values, in hexadecimal: equal values have the same, in every process, different values another one.

    Values are plain ones, members of enumerations, arrays, functions with bound arguments, dataclasses, models of
    pydantic, and collections of these; functions and classes go by their names. Fields of a dataclass that do not count
    in comparisons do not count here. Anything else, such as a function defined inside another, gets a new digest each
    time: nothing is taken to equal it, not in another process either. `more`: is asked first, of each value, what it
    consists of; None where that is as here.
    """
    hashed = hashlib.sha256()
    _feed(hashed, "values", values, more)
    return hashed.hexdigest()


def _feed(hashed: Any, kind: str, parts: Iterable[Any] | bytes, more: Callable[[Any], Pieces | None]) -> None:
    # Each piece comes with its kind and its length, so that no two values have the same pieces.
    if isinstance(parts, bytes):
        hashed.update(f"{kind} {len(parts)} ".encode())
        hashed.update(parts)
        return
    listed = list(parts)
    hashed.update(f"{kind} {len(listed)} ".encode())
    for part in listed:
        _feed(hashed, *(more(part) or pieces(part, more)), more)


def pieces(value: Any, more: Callable[[Any], Pieces | None] = _no_more) -> Pieces:
    """The kind of a value and what it consists of, as `digest` has it."""
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    if isinstance(value, Enum):
        return kind, (value.name, value.value)
    if isinstance(value, PLAIN):
        return kind, repr(value).encode()
    if isinstance(value, np.ndarray):
        content = value.tolist() if value.dtype.hasobject else value.tobytes()
        return kind, (value.dtype.str, value.shape, content)
    if isinstance(value, np.generic):
        return kind, value.tobytes()
    if isinstance(value, Mapping):
        return kind, chain.from_iterable(value.items())
    if isinstance(value, Set):
        return kind, sorted(digest(member, more=more) for member in value)
    if isinstance(value, list | tuple):
        return kind, value
    if isinstance(value, partial):
        return kind, (value.func, value.args, value.keywords)
    if isinstance(value, FunctionType | BuiltinFunctionType | type) and is_in_its_module(value):
        return kind, f"{value.__module__}:{value.__qualname__}".encode()
    if isinstance(value, np.ufunc):
        homes = [name for name in UFUNCS if getattr(sys.modules.get(name), value.__name__, None) is value]
        return kind, f"{homes[0]}:{value.__name__}".encode() if homes else uuid4().bytes
    if isinstance(value, BaseModel):
        return kind, chain.from_iterable(vars(value).items())
    if is_dataclass(value) and not isinstance(value, type):
        return kind, [getattr(value, field.name) for field in fields(value) if field.compare]
    return "unlike", uuid4().bytes


def is_in_its_module(value: Any) -> bool:
    """Whether a function or class can be found by its name: those defined inside functions cannot."""
    module = sys.modules.get(value.__module__)
    return reduce(lambda outer, name: getattr(outer, name, None), value.__qualname__.split("."), module) is value
