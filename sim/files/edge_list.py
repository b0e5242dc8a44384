from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from sim.family import did_you_mean
from sim.faults import Fault, InputError
from sim.tables import check_columns, listed, read_table
from sim.ties import HEAVIEST, Ties


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
    weights: Annotated[bool, Field(description="false: ties weigh 1, whatever the file says")] = True,
    at_least: Annotated[
        float | None, Field(description="leave out ties with a weight below this (as where 1 means never)")
    ] = None,
    repeated: Annotated[
        Literal["add", "once"],
        Field(description="ties given more than once add their weights, or count once, the first"),
    ] = "add",
) -> Ties:
    """Ties from a CSV or TSV table, one tie a line.

    `people`: everyone's id, where there is a table of people: a tie to anybody else is a fault, and people without
    ties are there. Otherwise people are those in the file, in the order in which they come. Self-ties and ties of
    weight 0 are left out, and `notes` say so. Raises sim.faults.InputError with everything that is wrong.
    """
    table = read_table(path)
    check_columns(path, table, [source, target], say="; `source:` and `target:` name the columns of the ties")
    weighted = weight in table.columns
    if (weight != "weight" or at_least is not None) and not weighted:
        check_columns(path, table, [weight])
    other = [str(name) for name in table.columns if str(name).lower() == "weight"]
    if weights and not weighted and other:
        message = (
            f'has no column "weight", but "{other[0]}"; say `weight: {other[0]}`, or `weights: false` to ignore it'
        )
        raise InputError([Fault(str(path), 1, message)])
    values = pd.to_numeric(table[weight], errors="coerce") if weighted else pd.Series(np.ones(len(table)))
    faults = _faults(path, table[[source, target]], people)
    if weighted:
        wrong = pd.Series(~((values >= 0) & (values <= HEAVIEST)))
        expected = f"expected a number from 0 up to {HEAVIEST:g}"
        faults += listed(path, wrong, table[weight], f'found the weight "{{}}", {expected}'.format)
    if faults:
        raise InputError(faults)
    ends, ids = _numbered(table[source], table[target], people)
    ties = pd.DataFrame({"source": ends[0], "target": ends[1], "weight": values, "line": np.arange(len(table)) + 2})
    notes = []
    for left_out, what in (
        (ties["source"] == ties["target"], "self-ties were left out"),
        (ties["weight"] == 0, "ties of weight 0 were left out"),
        (ties["weight"] < (at_least or 0), f"ties with a weight below {at_least} were left out"),
    ):
        wrong = left_out[ties.index]
        if wrong.any():
            notes.append(f"{wrong.sum()} {what} (the first in line {ties.loc[wrong, 'line'].iloc[0]})")
            ties = ties[~wrong]
    if not len(ties):
        raise InputError([Fault(str(path), 1, "has no ties")])
    ties, note = _merged(ties, directed=direction != "none", once=repeated == "once", weights=weights)
    notes += note
    listeners, peers = ("target", "source") if direction == "influences" else ("source", "target")
    return Ties.from_pairs(
        len(ids),
        ties[listeners].to_numpy(),
        ties[peers].to_numpy(),
        ties["weight"].to_numpy() if weights else None,
        both_ways=direction == "none",
        ids=ids,
        notes=notes,
    )


def _faults(path: Path, ends: pd.DataFrame, people: tuple[str, ...] | None) -> list[Fault]:
    # Ends of ties that are nobody, or not in the table of people.
    faults: list[Fault] = []
    for column in ends.columns:
        empty = ends[column] == ""
        faults += listed(path, empty, ends[column], partial('the column "{}" is empty'.format, column))
        if people is not None:
            strange = ~ends[column].isin(people) & ~empty
            faults += listed(path, strange, ends[column], partial(_stranger, people))
    return faults


def _stranger(people: tuple[str, ...], name: str) -> str:
    return f'"{name}" is not in the table of people{did_you_mean(name, people)}'


def _numbered(
    source: pd.Series, target: pd.Series, people: tuple[str, ...] | None
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[str, ...]]:
    # The numbers of both ends of each tie: by the table of people, or as they come, line by line.
    if people is not None:
        number = pd.Index(people)
        return (number.get_indexer(pd.Index(source)), number.get_indexer(pd.Index(target))), people
    both = np.empty(2 * len(source), dtype=object)
    both[0::2], both[1::2] = source, target
    codes, ids = pd.factorize(both)
    return (codes[0::2], codes[1::2]), tuple(map(str, ids))


def _merged(ties: pd.DataFrame, *, directed: bool, once: bool, weights: bool) -> tuple[pd.DataFrame, list[str]]:
    # Ties given more than once, as one; for ties without a direction, a-b and b-a are the same.
    low, high = (
        (ties["source"], ties["target"])
        if directed
        else (ties[["source", "target"]].min(axis=1), ties[["source", "target"]].max(axis=1))
    )
    keyed = ties.assign(low=low, high=high)
    again = keyed.duplicated(["low", "high"])
    if not again.any():
        return ties, []
    how = "count once" if once or not weights else "had their weights added"
    note = f"{again.sum()} repeated ties {how} (the first in line {keyed.loc[again, 'line'].iloc[0]})"
    if not once:
        keyed["weight"] = keyed.groupby(["low", "high"])["weight"].transform("sum")
    return keyed[~again], [note]
