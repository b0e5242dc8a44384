"""Values that are made once, however many threads ask for them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any


class Once:
    """A memory of values, each with a mark that says all it depends on; threads that need the same wait for the first.

    Where it is copied or sent to another process, it is empty again.
    """

    def __init__(self) -> None:
        self._door = Lock()
        self._made: dict[Any, tuple[Lock, list[Any]]] = {}
        self._large: dict[Any, tuple[Lock, list[Any]]] = {}

    def __call__(self, mark: Any, make: Callable[[], Any], *, room: int | None = None) -> Any:
        """The value with this mark, made now by `make()` if it was not before. Raises what that raises.

        Of large values only as many as there is `room` for are remembered, those that were asked for last.
        """
        made = self._made if room is None else self._large
        with self._door:
            lock, values = made.pop(mark) if mark in made else (Lock(), [])
            # At the end, as the one that was asked for last.
            made[mark] = lock, values
            if room is not None and len(made) > room:
                del made[next(iter(made))]
        with lock:
            if not values:
                values.append(make())
            return values[0]

    def __reduce__(self) -> tuple[type[Once], tuple[()]]:
        return Once, ()
