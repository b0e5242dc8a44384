"""Floats next to each other, and kernels as plain Python: what tests of functions of one number need."""

from types import FunctionType
from typing import Any

import numpy as np

from sim.ground.elementary import each

LARGEST = int(np.float64(np.finfo(np.float64).max).view(np.int64))
"""The bits of the largest float."""


def plain(compiled: Any) -> Any:
    """The Python function of a kernel, with those that it calls as Python functions, too."""
    function = compiled.py_func
    world = dict(function.__globals__)
    for name in set(function.__code__.co_names) & world.keys():
        if hasattr(world[name], "py_func"):
            world[name] = plain(world[name])
    return FunctionType(function.__code__, world, function.__name__, function.__defaults__, function.__closure__)


def neighbours(numbers: np.ndarray, reach: int) -> np.ndarray:
    """A row for each number: the floats around it in ascending order, `reach` to each side."""
    bits = np.asarray(numbers, np.float64).view(np.int64)
    # So that whole numbers are in the order of the floats.
    ordered = np.where(bits < 0, np.iinfo(np.int64).min - bits, bits)[:, None] + np.arange(-reach, reach + 1)
    ordered = np.clip(ordered, -LARGEST, LARGEST)
    return np.where(ordered < 0, np.iinfo(np.int64).min - ordered, ordered).view(np.float64)


def falls(function: Any, numbers: Any, *options: float, reach: int = 6, sign: int = 1) -> list[float]:
    """The numbers around which a kernel's results fall from one float to the next."""
    numbers = np.asarray(numbers, np.float64)
    values = sign * each(function, neighbours(numbers, reach), *options)
    return numbers[(values[:, 1:] < values[:, :-1]).any(axis=1)].tolist()
