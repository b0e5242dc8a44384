"""Elementary functions of arrays, the same on every processor of a kind.

numpy has other forms of exp, log, sin, power and their like for each family of processors, which differ in the last
digit, and so has BLAS of products of floating-point numbers. Where such a digit decides something, or is written, it
must not differ: `each` calls Python's `math` number by number, compiled loops call the scalar functions, products are
added in order, and results are rounded before they decide.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt


def each(function: Callable[[float], float], values: npt.ArrayLike) -> np.ndarray:
    """A function of Python's `math` applied to each number: float64, in the shape of `values`."""
    array = np.asarray(values, np.float64)
    return np.array([function(value) for value in array.ravel().tolist()], np.float64).reshape(array.shape)


def rounded(values: npt.ArrayLike, digits: int) -> np.ndarray:
    """Numbers rounded to so many significant digits: float64, in the shape of `values`."""
    return each(lambda value: float(f"{value:.{digits}g}"), values)
