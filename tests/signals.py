"""Ctrl-C in tests, wherever they run."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGINT interrupt this process, and whatever it starts, as in a terminal.

    A job in the background (`&` in a script, some CI runners) ignores SIGINT, and hands that on to what it starts.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
