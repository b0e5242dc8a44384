"""Compiled functions, kept on disk until they themselves, or anything that is compiled into them, change.

numba keeps compiled code until the file of a function changes; it does not notice changes of functions and numbers from
other files, though they are part of the machine code too.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import cached_property
from types import CodeType, ModuleType
from typing import Any

import llvmlite
import numpy as np
from numba import njit
from numba.core.caching import FunctionCache

PLAIN = (bool, int, float, complex, str, bytes, tuple, np.generic, type(None))
"""Types of values that become part of the machine code."""


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function when it is first called, to run without Python's lock, or take what was compiled before."""
    compiled: Any = njit(nogil=True)(function)
    compiled._cache = _Kept(function)
    return compiled


class _Kept(FunctionCache):
    # Entries are keyed by types and processor, as in numba, and by all that goes into the machine code.

    def _index_key(self, signature: Any, codegen: Any) -> tuple[Any, ...]:
        return signature, codegen.magic_tuple(), llvmlite.__version__, self._content

    @cached_property
    def _content(self) -> str:
        return content(self._py_func)


def content(function: Callable[..., Any]) -> str:
    """A SHA-256 of a function's code, of the constants that it names, and of the same of all kernels that it calls."""
    digest = hashlib.sha256()
    for word in _words(function, set()):
        digest.update(f"{len(word)} {word}\n".encode())
    return digest.hexdigest()


def _words(function: Any, seen: set[int]) -> Iterator[str]:
    if id(function) in seen:
        return
    seen.add(id(function))
    names: set[str] = set()
    # What is compiled looks for the module when it is read again.
    yield function.__module__
    yield from _code(function.__code__, names)
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    known = {**function.__globals__, **{name: cell.cell_contents for name, cell in cells}}
    for name in sorted(names | set(function.__code__.co_freevars)):
        # A name after a dot may be an attribute of a module, so it is looked up in every module that the code names.
        homes = [vars(known[home]) for home in sorted(names) if isinstance(known.get(home), ModuleType)]
        for value in [home[name] for home in [known, *homes] if name in home]:
            yield from _value(name, value, seen)


def _code(code: CodeType, names: set[str]) -> Iterator[str]:
    names.update(code.co_names)
    yield code.co_code.hex()
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _code(constant, names)
        else:
            yield repr(constant)


def _value(name: str, value: Any, seen: set[int]) -> Iterator[str]:
    if isinstance(value, PLAIN):
        yield f"{name} = {value!r}"
    elif isinstance(value, np.ndarray):
        yield f"{name} = {value.dtype} {value.shape} {value.tobytes().hex()}"
    elif callable(inner := getattr(value, "py_func", getattr(value, "_defn", None))):
        # A kernel, or what numba compiles by hand (an intrinsic).
        yield name
        yield from _words(inner, seen)
