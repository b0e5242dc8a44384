"""Numbers rounded before they decide, or are written: what libraries compute can differ in its last digits."""

import numpy as np
import numpy.typing as npt


def rounded(values: npt.ArrayLike, digits: int) -> np.ndarray:
    """Numbers rounded to so many significant digits: float64, in the shape of `values`."""
    array = np.asarray(values, np.float64)
    return np.array([float(f"{value:.{digits}g}") for value in array.ravel().tolist()]).reshape(array.shape)
