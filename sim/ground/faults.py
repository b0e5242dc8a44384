"""What is wrong with the input, in words for its author."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TextIO

from sim.ground.visible import visible

LONG = 2_000
"""The most characters of a message: values that an author wrote can be longer than anybody reads."""


@dataclass(frozen=True)
class Fault:
    """One fault: the file, the line in it (from 1), and what was found and what was meant; one line as a string."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        words = self.message if len(self.message) <= LONG else f"{self.message[:LONG]}..."
        return visible(f"{self.file}:{self.line}: {words}")

    def order(self) -> tuple[object, ...]:
        """The key to sort faults by: file, line and message, in which numbers count as numbers: [9] precedes [10]."""
        words = re.split("0*([0-9]+)", self.message[:LONG])
        numbers = [(len(digits), digits) for digits in words[1::2]]
        return self.file, self.line, words[0], list(zip(numbers, words[2::2], strict=True)), self.message


LISTED = 20
"""How many faults of one kind are listed one by one."""


def first_of(
    file: str,
    places: Sequence[tuple[int, Any]],
    say: Callable[[Any], str],
    more: str = "more like these",
    *,
    many: int | None = None,
) -> list[Fault]:
    """A fault for each of the first places, (line, value) pairs, with the message `say(value)`.

    A last fault counts the others. No messages are made for these, as looking for similar names is slow. `many`: the
    number of places, if `places` holds only the first of them, at least one more than LISTED.
    """
    faults = [Fault(file, line, say(value)) for line, value in places[:LISTED]]
    if len(places) > LISTED:
        rest = (len(places) if many is None else many) - LISTED
        faults.append(Fault(file, places[LISTED][0], f"and {rest:,} {more}"))
    return faults


class InputError(Exception):
    """The input is at fault; `faults` holds everything that is wrong with it, in the order of the lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(sorted(faults, key=Fault.order)))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        # So that it can be sent from the process that raises it to another one.
        return InputError, (self.faults,)


@contextmanager
def gathered(faults: list[Fault]) -> Iterator[None]:
    """Add the faults of an InputError raised inside to a list, so that all are reported together."""
    try:
        yield
    except InputError as error:
        faults += error.faults


class UnfitError(ValueError):
    """Input that cannot be right: why, in words for its author. Raised only where input is judged."""


class ClusterError(Exception):
    """A cluster cannot be used, or not any more; says why."""


class PrintError(Exception):
    """Output can no longer be printed; says why."""


@contextmanager
def printing() -> Iterator[None]:
    """Raise PrintError for an error of printing inside, unlike that of a file; if the reader has gone, say nothing."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PrintError(error.strerror) from error


@contextmanager
def noting() -> Iterator[None]:
    """Ignore errors of printing notes to stderr; the work that they are about goes on."""
    try:
        yield
    except OSError:
        into_nothing(sys.stderr)


def into_nothing(stream: TextIO) -> None:
    """Discard what is printed to a stream from here on, and what is still buffered, which would fail again at exit."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


class OptionError(ValueError):
    """An option that is right by itself cannot be combined with the others: the place of the option, and a message."""

    def __init__(self, option: str | tuple[str | int, ...], message: str) -> None:
        self.option = (option,) if isinstance(option, str) else option
        self.message = message
        super().__init__(f"{'.'.join(map(str, self.option))}: {message}")
