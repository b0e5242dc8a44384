"""Results: tidy tables with keys as columns, and the tables measured from them; read and write."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.families.studies import studies
from sim.ground.faults import Fault, InputError, gathered
from sim.results import cells
from sim.results.about import About
from sim.results.columns import RECORDS
from sim.results.first_world import read_scene
from sim.results.manifest import MANIFEST, read_manifest
from sim.results.record import Record, Sketch, Tables
from sim.results.table import read_table

ADOPTIONS = list(RECORDS["adoptions"].columns)


@dataclass(frozen=True, eq=False)
class Results:
    """The results of a scenario.

    `about`: what a reader must know to read the tables.
    `record`: what happened in each run. As tables, made when they are first asked for, these are:
    `runs`: strategy, run, step, adopters, new, quits: one row per strategy, run and step from 0 to the last, in this
    order.
    `groups`: strategy, run, group, step, share (of the group's people who are adopters; nan in a run that has no such
    group); empty when read back.
    `seeds`: strategy, run, rank (from 1, best first), person.
    `adoptions`: why people adopted, a row for each adoption, first or again, in the columns ADOPTIONS (`persuaded_by`:
    see `joined`), by strategy, run, step and person; None if it was not recorded.
    `tables`: measured tables by name, of those that studies declare (`sim.families.studies.tables`).
    `without`: results of the same worlds without the claim; None if they are the same, or nothing is claimed.
    `names`: of the people, if all runs have the same and reasons of adoptions are recorded; else None.
    `scene`: the first world, person by person, as in world.json; None if there is none, or results are not read from a
    folder.
    """

    about: About
    record: Record
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    without: Results | None = None
    scene: Mapping[str, Any] | None = None
    names: Sequence[str] | None = None

    @property
    def runs(self) -> pd.DataFrame:
        """The course of every run."""
        return self.record.whole("runs")

    @property
    def groups(self) -> pd.DataFrame:
        """The course of every run, group by group."""
        return self.record.whole("groups")

    @property
    def seeds(self) -> pd.DataFrame:
        """Who was seeded in every run."""
        return self.record.whole("seeds")

    @property
    def adoptions(self) -> pd.DataFrame | None:
        """Why people adopted in every run."""
        return self.record.whole("adoptions") if self.record.explained else None

    @property
    def strategies(self) -> list[str]:
        """The labels of the strategies, in the order of the scenario."""
        return list(self.about.strategies)

    def curves_by_run(self, first: int | None = None) -> np.ndarray:
        """The number of adopters, int64, shape (strategies, runs, steps + 1), in all runs or in the first ones."""
        parts: list[np.ndarray] = []
        for curves in self.record.curves():
            parts.append(curves)
            if first is not None and sum(curves.shape[1] for curves in parts) >= first:
                break
        return np.concatenate(parts, axis=1)[:, :first]

    def reach(self) -> pd.DataFrame:
        """The final share of adopters among all people: one row a run, one column a strategy."""
        return pd.DataFrame(self.record.ends[0].T / self.about.people, columns=self.strategies)

    def mean_reach(self) -> pd.Series:
        """The mean of `reach` over runs, by strategy: sums are of whole numbers, so that equals are equal."""
        last = self.record.ends[0]
        return pd.Series(last.sum(axis=1) / (last.shape[1] * self.about.people), index=self.strategies)

    def sketch(self) -> Results:
        """The part of these results that charts need, without their runs; it can be pickled."""
        without = None if self.without is None else self.without.sketch()
        return replace(self, record=Sketch(self.record, self.curves_by_run(SHOWN)), without=without, names=None)


SHOWN = 5
"""How many single runs a chart shows."""

SCENE = "world.json"
"""The file with the first world, person by person."""

WITHOUT = "without"
"""The folder, inside one of results, with results of the same worlds without the claim."""


def write(results: Results, folder: Path, *, parquet: bool = False, csv: bool = True) -> None:
    """Write all tables into an existing folder; `csv`, `parquet`: the formats of tables of runs.

    Results without the claim go into a folder of their own, not written here.
    """
    record = results.record
    if csv:
        table(record.pieces("runs"), folder / "runs.csv")
    if parquet:
        _parquet(record.pieces("runs"), folder / "runs.parquet")
    table(record.pieces("seeds"), folder / "seeds.csv")
    if record.explained:
        table(record.pieces("adoptions"), folder / "adoptions.csv")
    if results.names is not None:
        table([pd.DataFrame({"person": list(results.names)})], folder / "all_people.csv")
    for study in results.about.studies:
        for name, pieces in studies()[study].records(results).items():
            table(pieces, folder / f"{name}.csv")
    for name, measured in results.tables.items():
        table([measured], folder / f"{name}.csv")


def table(pieces: Iterable[pd.DataFrame], file: Path) -> None:
    """Write one table as CSV in UTF-8, with one header line, as sim.results.cells says."""
    with file.open("w", encoding="utf-8", newline="") as handle:
        for number, rows in enumerate(pieces):
            cells.write(rows, handle, header=number == 0)


ROW_GROUP = 1024 * 1024
"""Rows in a group of a Parquet file: pyarrow's default."""


def _parquet(pieces: Iterable[pd.DataFrame], file: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    with ExitStack() as open_files:
        writer: Any = None
        waiting: list[Any] = []
        for rows in pieces:
            waiting.append(pa.Table.from_pandas(rows, preserve_index=False))
            writer = writer or open_files.enter_context(ParquetWriter(file, waiting[0].schema))
            while sum(batch.num_rows for batch in waiting) >= ROW_GROUP:
                together = pa.concat_tables(waiting)
                writer.write_table(together.slice(0, ROW_GROUP).combine_chunks())
                waiting = [together.slice(ROW_GROUP)]
        if writer is not None and waiting[0].num_rows:
            writer.write_table(pa.concat_tables(waiting).combine_chunks())


def joined(names: Iterable[str]) -> str:
    """Names in one cell, separated by "; "; a name that could not be read back otherwise stands in quotes, as in CSV.

    That is one with a semicolon, a quote or a line end in it, with a space before it, or an empty one.
    """
    return "; ".join(map(_marked, names))


def _marked(name: str) -> str:
    if set(name) & set(';"\r\n') or name[:1] in ("", " "):
        return '"' + name.replace('"', '""') + '"'
    return name


def apart(cell: str) -> list[str]:
    """The names in a cell that `joined` wrote."""
    with cells.wide():
        return next(csv.reader(StringIO(cell, newline=""), delimiter=";", skipinitialspace=True), [])


def read(folder: str | Path, *, runs: bool = False) -> Results:
    """Results from a folder that `sim run` wrote.

    Measured tables are read at once, tables of all runs when they are asked for, or also at once with `runs`. Raises
    InputError, at once or when a table is asked for, with all that is wrong: it is no folder of results, or incomplete,
    or was changed so that it is inconsistent.
    """
    folder = Path(folder)
    try:
        (folder / MANIFEST).stat()
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([Fault(str(folder), 1, f"is not a folder of results: it has no {MANIFEST}")]) from None
    except OSError as error:
        raise InputError([Fault(str(folder), 1, f"cannot be read: {error.strerror}")]) from None
    _, about = read_manifest(folder)
    faults: list[Fault] = []
    explained = _is(folder, "adoptions.csv")
    course = "runs.parquet" if not _is(folder, "runs.csv") and _is(folder, "runs.parquet") else "runs.csv"
    names = [course, "seeds.csv", *(["adoptions.csv"] if explained else [])]
    whole = {Path(name).stem: partial(_table, folder, name, about) for name in names}
    if not _is(folder, course):
        faults.append(Fault(str(folder), 1, f"is not a whole folder of results: it has no {course}"))
    if not _is(folder, "seeds.csv"):
        faults.append(Fault(str(folder), 1, "is not a whole folder of results: it has no seeds.csv"))
    record = Tables(whole, len(about.strategies), about.runs, about.steps)
    tables: dict[str, pd.DataFrame] = {}
    for name in _measured(folder, about, record):
        with gathered(faults):
            tables[name] = _table(folder, f"{name}.csv", about)
    with gathered(faults):
        _check_tribes(folder, tables)
    without, scene, people = None, None, None
    with gathered(faults):
        people = _people(folder, about) if _is(folder, "all_people.csv") else None
    with gathered(faults):
        without = read(folder / WITHOUT, runs=runs) if "claim" in tables and (folder / WITHOUT).is_dir() else None
    with gathered(faults):
        scene = read_scene(folder / SCENE, about) if _is(folder, SCENE) else None
    for name in whole if runs else ():
        with gathered(faults):
            record.whole(name)
    if faults:
        raise InputError(faults)
    return Results(about, record, tables, without, scene, people)


def _measured(folder: Path, about: About, record: Record) -> list[str]:
    # The names of the tables that were measured from the runs; of optional tables, only those that exist.
    names: list[str] = []
    for name, study in studies().items():
        if study.asked(about, name):
            for key, table in study.tables.items():
                if (table.when(record) and not table.may_lack) or _is(folder, f"{key}.csv"):
                    names.append(key)
    return names


def _check_tribes(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    if not {"tribes", "curves"} <= tables.keys():
        return
    tribes, curves = (list(dict.fromkeys(tables[name]["group"])) for name in ("tribes", "curves"))
    if set(tribes) != set(curves) - ({"everyone"} - set(tribes)):
        raise InputError([Fault(str(folder / "tribes.csv"), 1, "tells of other tribes than curves.csv")])


def _table(folder: Path, file: str, about: About) -> pd.DataFrame:
    path = folder / file
    if not path.is_file():
        raise InputError([Fault(str(folder), 1, f"is not a whole folder of results: it has no {file}")])
    return read_table(path, about)


def _people(folder: Path, about: About) -> list[str]:
    names: list[str] = _table(folder, "all_people.csv", about)["person"].tolist()
    if len(names) != about.people or len(set(names)) < len(names):
        message = f"found {len(set(names)):,} names, expected {about.people:,}, one for each person"
        raise InputError([Fault(str(folder / "all_people.csv"), 1, message)])
    return names


def _is(folder: Path, name: str) -> bool:
    return (folder / name).is_file()
