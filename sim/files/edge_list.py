from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from sim.evidence.known import OBSERVED
from sim.files._graphs import Weights, stranger
from sim.files._plain import Lines, plain
from sim.ground.faults import Fault, InputError
from sim.ground.numerals import parsed
from sim.ground.tables import Page, check_columns, listed, read_page, table_of
from sim.world.ties import HEAVIEST, Ties

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".tsv", ".txt")
EVIDENCE = OBSERVED


def read(
    path: Path,
    people: tuple[str, ...] | None = None,
    *,
    direction: Annotated[
        Literal["none", "listens-to", "influences"],
        Field(description="what the source of a line does to its target; none: both listen to each other"),
    ] = "none",
    source: Annotated[str, Field(description="the column with one end of each tie")] = "source",
    target: Annotated[str, Field(description="the column with the other end")] = "target",
    weight: Annotated[
        str, Field(description="the column with weights; every tie weighs 1 if it is not there")
    ] = "weight",
    weights: Weights = True,
    at_least: Annotated[
        float | None, Field(description="leave out ties with a weight below this (as where 1 means never)")
    ] = None,
    repeated: Annotated[
        Literal["add", "once"],
        Field(description="ties given more than once add their weights, or count once, the first"),
    ] = "add",
) -> Ties:
    """Ties from a CSV or TSV table, one tie a line.

    `people`: everyone's id, where there is a table of people: a tie to anybody else is a fault, and people without ties
    count. Otherwise people are those in the file, in order of appearance. Self-ties and ties of weight 0 are left out,
    and `notes` say so. Raises sim.ground.faults.InputError with everything that is wrong.
    """
    twice = list(faults(source=source, target=target, weight=weight))
    if twice:
        raise InputError(Fault(str(path), 1, message) for _, message in twice)
    page = read_page(path)
    column = weight if weight in page.header else None
    lines = _plainly(page, people, source, target, column)
    table = None if lines is not None else table_of(path, page)
    check_columns(path, page.header, [source, target], say="; `source:` and `target:` name the columns of the ties")
    if (weight != "weight" or at_least is not None) and column is None:
        check_columns(path, page.header, [weight])
    other = [name for name in page.header if name.lower() == "weight"]
    if weights and column is None and other:
        message = (
            f'has no column "weight", but "{other[0]}"; say `weight: {other[0]}`, or `weights: false` to ignore it'
        )
        raise InputError([Fault(str(path), 1, message)])
    if lines is None:
        assert table is not None
        lines = _checked(path, table, people, source, target, column)
    lines, notes = _left_out(lines, at_least)
    if not len(lines.source):
        raise InputError([Fault(str(path), 1, "has no ties")])
    lines, more = _merged(lines, directed=direction != "none", once=repeated == "once", weights=weights)
    notes += more
    listeners, peers = (lines.target, lines.source) if direction == "influences" else (lines.source, lines.target)
    loads = lines.weights if weights else None
    both_ways = direction == "none"
    return Ties.from_pairs(len(lines.names), listeners, peers, loads, both_ways=both_ways, ids=lines.names, notes=notes)


def faults(*, source: str, target: str, weight: str, **_: Any) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    if source == target:
        yield "target", f'the column "{target}" cannot hold both ends of a tie'
    elif weight in (source, target):
        yield "weight", f'the column "{weight}" cannot hold an end of a tie and its weight'


def _plainly(page: Page, people: tuple[str, ...] | None, source: str, target: str, weight: str | None) -> Lines | None:
    # The lines of a page that is plain and without faults, or None.
    if source not in page.header or target not in page.header:
        return None
    lines = plain(page, source, target, weight)
    if lines is None:
        return None
    if lines.weights is not None and not ((lines.weights >= 0) & (lines.weights <= HEAVIEST)).all():
        return None
    if people is None:
        return lines
    import pandas as pd

    number = pd.Index(people).get_indexer(pd.Index(lines.names)).astype(np.int32)
    if (number < 0).any():
        return None
    return replace(lines, source=number[lines.source], target=number[lines.target], names=people)


def _checked(
    path: Path, table: pd.DataFrame, people: tuple[str, ...] | None, source: str, target: str, weight: str | None
) -> Lines:
    # The lines of any table. Raises InputError with all that is wrong.
    import pandas as pd

    faults = _faults(path, table[[source, target]], people)
    values = None
    if weight is not None:
        values = parsed(table[weight])
        wrong = pd.Series(~((values >= 0) & (values <= HEAVIEST)))
        expected = f"expected a number from 0 up to {HEAVIEST:g}"
        faults += listed(path, wrong, table[weight], f'found the weight "{{}}", {expected}'.format)
    if faults:
        raise InputError(faults)
    ends, names = _numbered(table[source], table[target], people)
    return Lines(*ends, names, np.arange(len(table)) + 2, values)


def _left_out(lines: Lines, at_least: float | None) -> tuple[Lines, list[str]]:
    # The ties without self-ties, weak ties and those of weight 0, and notes on these.
    notes = []

    def leave(out: np.ndarray, what: str) -> None:
        nonlocal lines
        if out.any():
            notes.append(f"{out.sum()} {what} (the first in line {lines.line[out][0]})")
            lines = lines.of(~out)

    leave(lines.source == lines.target, "self-ties were left out")
    if lines.weights is not None:
        leave(lines.weights == 0, "ties of weight 0 were left out")
    if lines.weights is not None and at_least is not None:
        leave(lines.weights < at_least, f"ties with a weight below {at_least} were left out")
    return lines, notes


def _faults(path: Path, ends: pd.DataFrame, people: tuple[str, ...] | None) -> list[Fault]:
    # Faults: ends of ties that are empty, or not in the table of people.
    faults: list[Fault] = []
    for column in ends.columns:
        empty = ends[column] == ""
        faults += listed(path, empty, ends[column], partial('the column "{}" is empty'.format, column))
        if people is not None:
            strange = ~ends[column].isin(people) & ~empty
            faults += listed(path, strange, ends[column], partial(stranger, people))
    return faults


def _numbered(
    source: pd.Series, target: pd.Series, people: tuple[str, ...] | None
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[str, ...]]:
    # The numbers of both ends of each tie: by the table of people, or by first appearance.
    import pandas as pd

    if people is not None:
        number = pd.Index(people)
        return (number.get_indexer(pd.Index(source)), number.get_indexer(pd.Index(target))), people
    both = np.empty(2 * len(source), dtype=object)
    both[0::2], both[1::2] = source, target
    codes, ids = pd.factorize(both)
    return (codes[0::2], codes[1::2]), tuple(map(str, ids))


def _merged(lines: Lines, *, directed: bool, once: bool, weights: bool) -> tuple[Lines, list[str]]:
    # Ties given more than once merged into one, and notes on these; without a direction, a-b and b-a are the same.
    from sim.world import rows

    source, target = (np.ascontiguousarray(side, np.int32) for side in (lines.source, lines.target))
    low, high = (source, target) if directed else (np.minimum(source, target), np.maximum(source, target))
    first = rows.first_alike(rows.places(rows.starts(len(lines.names), low, high, False)), low, high)
    again = first != np.arange(len(first))
    if not again.any():
        return lines, []
    how = "count once" if once or not weights else "had their weights added"
    note = f"{again.sum()} repeated ties {how} (the first in line {lines.line[again][0]})"
    loads = np.ones(len(source)) if lines.weights is None else lines.weights
    if not once:
        loads = rows.added(first, np.ascontiguousarray(loads, np.float64))
    return replace(lines, weights=loads).of(~again), [note]
