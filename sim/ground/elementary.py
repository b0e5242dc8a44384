"""Elementary functions of arrays, the same on every processor of a kind.

numpy has other forms of exp, log, sin, power and their like for each family of processors, which differ in the last
digit, and so has BLAS of products of floating-point numbers. Where such a digit decides something, or is written, it
must not: `each` calls Python's `math` for one number after the other, compiled loops call theirs, products are added in
order, and results are rounded before they decide.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt


def each(function: Callable[[float], float], values: npt.ArrayLike) -> np.ndarray:
    """A function of `math` of each number: float64, in the shape of `values`."""
    array = np.asarray(values, np.float64)
    return np.array([function(value) for value in array.ravel().tolist()], np.float64).reshape(array.shape)


def rounded(values: npt.ArrayLike, digits: int) -> np.ndarray:
    """Numbers to so many digits that mean something: float64, in the shape of `values`."""
    return each(lambda value: float(f"{value:.{digits}g}"), values)
