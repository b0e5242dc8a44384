"""Makes the arrays of a dataclass read-only without copying them."""

import numpy as np


def freeze(noun: object, *names: str) -> None:
    """Make the arrays of a frozen dataclass read-only; the arrays that it was made from stay writable."""
    for name in names:
        view: np.ndarray = getattr(noun, name).view()
        view.setflags(write=False)
        object.__setattr__(noun, name, view)
