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
"""Characters of a message; what an author wrote can be longer than anybody reads."""


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
        """What faults are sorted by: file, line and message, in which numbers count as numbers: [9] precedes [10]."""
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
    """A fault for each of the first places, (line, what was found) pairs, in the words that `say` makes of the latter.

    After these their number is told. Words are made for no others: to look for a name that is near takes its time.
    `many`: how many places there are, where `places` holds only the first of them, at least one more than LISTED.
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
        # It may be raised in another process than that which tells it.
        return InputError, (self.faults,)


@contextmanager
def gathered(faults: list[Fault]) -> Iterator[None]:
    """Put what is wrong inside with some faults, so that it is told together with them."""
    try:
        yield
    except InputError as error:
        faults += error.faults


class UnfitError(ValueError):
    """What somebody's input says cannot be so: why, in words for its author. Raised where input is judged, only."""


class ClusterError(Exception):
    """A cluster cannot be used, or not any more: what is wrong with it, in words."""


class PrintError(Exception):
    """What is printed goes nowhere any more: why."""


@contextmanager
def printing() -> Iterator[None]:
    """Tell an output that takes nothing more from a file that cannot be written; a reader who has gone is neither."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PrintError(error.strerror) from error


@contextmanager
def noting() -> Iterator[None]:
    """Let notes on stderr be lost where it takes nothing more; whatever they are about goes on."""
    try:
        yield
    except OSError:
        into_nothing(sys.stderr)


def into_nothing(stream: TextIO) -> None:
    """Lose what is printed to a stream from here on, and what still waits, which would fail again at the end."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


class OptionError(ValueError):
    """An option that is right by itself cannot be had together with the others: the option's place, and a message."""

    def __init__(self, option: str | tuple[str | int, ...], message: str) -> None:
        self.option = (option,) if isinstance(option, str) else option
        self.message = message
        super().__init__(f"{'.'.join(map(str, self.option))}: {message}")
