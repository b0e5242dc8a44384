"""What is known of the people of a scenario before a network is drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.ground.spelling import did_you_mean
from sim.ground.texts import names_of
from sim.world.ties import Ties


@dataclass(frozen=True)
class Column:
    """What is known of a column of people before they are drawn.

    `sizes`: the values that occur in every draw, with how many people have them, or None if that is random; `others`:
    tests of further values, of which any that one of them accepts may occur; `idle`: values of people to whom nobody
    ever reports.
    """

    sizes: Mapping[str, int | None]
    others: tuple[Callable[[str], bool], ...] = ()
    idle: Collection[str] = ()

    def perhaps(self, value: str) -> bool:
        """Whether a value that does not surely occur may occur."""
        return any(other(value) for other in self.others)

    def size(self, value: str) -> int | None:
        """How many people have a value; None if that is random."""
        if value in self.sizes:
            return self.sizes[value]
        return None if self.perhaps(value) else 0


class Drawing(NamedTuple):
    """The expected size of a network, and the work of drawing it.

    `ties`: their number (one without a direction counts twice); `nanoseconds` and `bytes` for each of them during the
    draw; `fixed`: whether it is given, the same in every run; `even`: whether all its ties weigh 1; `spread`: the
    variance of the numbers of peers over their squared mean, None if ties are as in a random network.
    """

    ties: float
    nanoseconds: float = 1_000.0
    bytes: float = 100.0
    fixed: bool = False
    even: bool = True
    spread: float | None = None


class Outline(Mapping[str, np.ndarray]):
    """The columns of people by name, with what else is known of them.

    For a given network (`ties`) each column holds the value of everyone; for one that is yet to be drawn, the values
    that surely occur, each once. `people`: their number; `lightest`: a lower bound of the weights of ties; `unsure`:
    questions that only the draw can answer, in words.
    """

    def __init__(self, people: int, columns: Mapping[str, Column], lightest: float, ties: Ties | None = None) -> None:
        self.people, self.lightest, self.ties = people, lightest, ties
        self.unsure: dict[str, None] = {}
        self._columns = columns
        self._values = {name: np.array(list(column.sizes), str) for name, column in columns.items()}
        if ties is not None:
            self._values = dict(ties.attributes)

    @classmethod
    def of(cls, ties: Ties) -> Outline:
        """The outline of a given network."""
        return cls(ties.people, {}, 0.0, ties)

    def __getitem__(self, name: str) -> np.ndarray:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def names(self) -> Sequence[str]:
        """The names of people in a given network; empty before the draw, when names are 0, 1, 2, ..."""
        return () if self.ties is None else self.ties.names

    def is_called(self, name: str) -> bool:
        """Whether somebody has this name."""
        if not self._numbered:
            return name in self._everyone
        whole = name.isascii() and name.isdecimal() and (name == "0" or name[0] != "0")
        return whole and len(name) <= len(str(self.people)) and int(name) < self.people

    @property
    def _numbered(self) -> bool:
        return self.ties is None or self.ties.ids is None

    @cached_property
    def _everyone(self) -> frozenset[str]:
        return frozenset(self.names)

    def near(self, name: str) -> str:
        """`, did you mean "..."?` for the nearest name, or nothing; the range of numbers if people have no names."""
        return f"; people are called 0 to {self.people - 1}" if self._numbered else did_you_mean(name, self.names)

    def perhaps(self, column: str, value: str) -> bool:
        """Whether a value that is not in a column may occur once it is drawn; the question is noted as unsure."""
        possible = column in self._columns and self._columns[column].perhaps(value)
        if possible:
            self.doubt(f'"{value}" in the column "{column}"')
        return possible

    def doubt(self, what: str) -> None:
        """Note that only the draw can tell something."""
        self.unsure[what] = None

    def is_open(self, column: str) -> bool:
        """Whether a column may have further values once it is drawn."""
        return column in self._columns and bool(self._columns[column].others)

    def is_idle(self, column: str, value: str) -> bool:
        """Whether it is certain that nobody reports to anyone with this value."""
        return column in self._columns and value in self._columns[column].idle

    def size(self, column: str, value: str) -> int | None:
        """How many people have a value in a column; None if that is random."""
        if self.ties is not None:
            return int((names_of(self[column]) == value).sum())
        return self._columns[column].size(value)


def perhaps(columns: Collection[str], column: str, value: str) -> bool:
    """Whether a value that is not in a column of people who are yet to be drawn may occur."""
    return isinstance(columns, Outline) and columns.perhaps(column, value)
