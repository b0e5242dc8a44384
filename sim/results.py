"""Results: tidy tables with keys as columns, and the tables measured from them; read and write."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from sim import cells
from sim.columns import COLUMNS, MAYBE_EMPTY, METHODS
from sim.faults import Fault, InputError
from sim.record import Record, Sketch, Tables

ADOPTIONS = list(COLUMNS["adoptions"])


@dataclass(frozen=True, eq=False)
class Results:
    """What a scenario gave.

    `about`: what a reader must know to read the tables: name, question, people, runs, precision (the half-width that
    was asked for, or None), steps, seed, baseline, takeoff, smallest_difference, strategies (in order), accounts (what
    choices rest on, in sentences), claim (what it says, evidence, strategy, over, measure, expects; None where nothing
    is claimed), version; where settings are varied, sweep: factors, grid, and cell by cell their values (cells), people
    and seeds.
    `record`: what happened in each run. As tables, made when they are first asked for, these are:
    `runs`: strategy, run, step, adopters, new, quits: one row per strategy, run and step from 0 to the last, in this
    order.
    `groups`: strategy, run, group, step, share (of the group's people who are adopters; nan in a run that has no such
    group); empty when read back.
    `seeds`: strategy, run, rank (from 1, best first), person.
    `adoptions`: why people adopted, an entry an adoption, first or again, in the columns ADOPTIONS (`persuaded_by`:
    see `joined`), by strategy, run, step and person; None where it was not kept.
    `tables`: measured tables by name: summary, comparison, ranks, curves; tribes, where there are groups; sources,
    where it is known why people adopted; claim, where something is claimed; sweep and flip_map, where settings are
    varied; tipping, tipping_fit, equivalents, sensitivity, robustness, self_sustaining and costs, where these are asked
    for.
    `without`: what the same worlds gave without the claim; None where they are the same, or nothing is claimed.
    `scene`: the first world, person by person, as world.json has it; None where there is none, or results are not read
    from a folder.
    """

    about: Mapping[str, Any]
    record: Record
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    without: Results | None = None
    scene: Mapping[str, Any] | None = None

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
        return list(self.about["strategies"])

    def curves_by_run(self, first: int | None = None) -> np.ndarray:
        """The number of adopters, int64, shape (strategies, runs, steps + 1), in all runs or in the first ones."""
        found: list[np.ndarray] = []
        for curves in self.record.curves():
            found.append(curves)
            if first is not None and sum(curves.shape[1] for curves in found) >= first:
                break
        return np.concatenate(found, axis=1)[:, :first]

    def reach(self) -> pd.DataFrame:
        """The final share of adopters among all people: one row a run, one column a strategy."""
        return pd.DataFrame(self.record.ends[0].T / self.about["people"], columns=self.strategies)

    def sketch(self) -> Results:
        """What charts need of these results, without their runs; they can be pickled."""
        without = None if self.without is None else self.without.sketch()
        return replace(self, record=Sketch(self.record, self.curves_by_run(SHOWN)), without=without)


SHOWN = 5
"""How many single runs a chart shows."""

SCENE = "world.json"
"""The file with the first world, person by person."""

WITHOUT = "without"
"""The folder, inside one of results, with what the same worlds gave without the claim."""


def write(results: Results, folder: Path, *, parquet: bool = False, csv: bool = True) -> None:
    """Write all tables into an existing folder; `csv` and `parquet` say in which forms the runs are wanted.

    What came out without the claim is left to its own folder.
    """
    record = results.record
    if csv:
        table(record.pieces("runs"), folder / "runs.csv")
    if parquet:
        _parquet(record.pieces("runs"), folder / "runs.parquet")
    table(record.pieces("seeds"), folder / "seeds.csv")
    if record.explained:
        table(record.pieces("adoptions"), folder / "adoptions.csv")
    if results.about.get("sweep") is not None:
        table(record.pieces("sweep_runs"), folder / "sweep_runs.csv")
    for name, measured in results.tables.items():
        table([measured], folder / f"{name}.csv")


def table(pieces: Iterable[pd.DataFrame], file: Path) -> None:
    """Write one table as CSV in UTF-8, with one header line, as sim.cells says."""
    with file.open("w", encoding="utf-8", newline="") as handle:
        for number, rows in enumerate(pieces):
            cells.write(rows, handle, header=number == 0)


ROW_GROUP = 1024 * 1024
"""Rows that stand together in a Parquet file: as many as pyarrow puts there by itself."""


def _parquet(pieces: Iterable[pd.DataFrame], file: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    with ExitStack() as open_files:
        writer: Any = None
        waiting: list[Any] = []
        for rows in pieces:
            waiting.append(pa.Table.from_pandas(rows, preserve_index=False))
            writer = writer or open_files.enter_context(ParquetWriter(file, waiting[0].schema))
            while sum(one.num_rows for one in waiting) >= ROW_GROUP:
                together = pa.concat_tables(waiting)
                writer.write_table(together.slice(0, ROW_GROUP).combine_chunks())
                waiting = [together.slice(ROW_GROUP)]
        if writer is not None and waiting[0].num_rows:
            writer.write_table(pa.concat_tables(waiting).combine_chunks())


WORDS = (
    *("strategy", "baseline", "group", "measure", "person", "main_source", "persuaded_by", "source"),
    *("claim", "evidence", "over", "expects", "finding", "interval", "best", "second", "output", "factor", "method"),
    "furthest_behind",
)


def joined(names: Iterable[str]) -> str:
    """Names in one cell, with "; " between; a name that would not be read as it is stands in quotes, as in CSV.

    That is one with a semicolon, a quote or the end of a line in it, with a space before it, or with no letter at all.
    """
    return "; ".join(map(_marked, names))


def _marked(name: str) -> str:
    if set(name) & set(';"\r\n') or name[:1] in ("", " "):
        return '"' + name.replace('"', '""') + '"'
    return name


def apart(cell: str) -> list[str]:
    """The names that stand joined in a cell."""
    return next(csv.reader(StringIO(cell, newline=""), delimiter=";", skipinitialspace=True), [])


def _read_table(file: Path) -> pd.DataFrame:
    # Words stay as they are, `NA` and nothing at all among them; a number that is not there is an empty cell.
    if file.suffix == ".parquet":
        return pd.read_parquet(file)
    empty = {name: "" for name in pd.read_csv(file, nrows=0).columns if name not in WORDS}
    return cells.read_back(pd.read_csv(file, dtype=dict.fromkeys(WORDS, str), keep_default_na=False, na_values=empty))


ABOUT = {"name", "question", "people", "runs", "steps", "seed", "strategies", "baseline", "takeoff", "version"}
ABOUT |= {"smallest_difference"}
"""What a manifest must say of the runs."""


def _read_about(file: Path) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["about"]
    if not about.keys() >= ABOUT:
        raise ValueError("it does not say what was run")
    _varied(about)
    return about


def _read_scene(file: Path) -> dict[str, Any]:
    scene: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    if not {"people", "ties", "strategies"} <= scene.keys():
        raise ValueError("it does not say who is tied to whom, or who changed")
    return scene


def _whole(folder: Path, name: str, reader: Callable[[Path], Any] = _read_table, columns: Sequence[str] = ()) -> Any:
    # A file of a folder of results. Raises ValueError if there is something wrong with it.
    try:
        found = reader(folder / name)
    except FileNotFoundError:
        raise ValueError(f"{folder} is not a whole folder of results: it has no {name}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(f"{folder} is not a whole folder of results: its {name} cannot be read") from None
    lacking = [column for column in columns if column not in found]
    if lacking:
        told = f"{', '.join(lacking)}; make the results anew, perhaps an older groundswell made them"
        raise ValueError(f"{folder} is not a whole folder of results: its {name} lacks {told}")
    return found


def _varied(about: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    # The columns that tables have by what was varied, and by the method.
    found: dict[str, tuple[str, ...]] = {}
    if about.get("sweep") is not None:
        found["sweep"] = found["flip_map"] = tuple(map(str, about["sweep"]["factors"]))
    if about.get("sensitivity") is not None:
        found["sensitivity"] = METHODS[about["sensitivity"]["method"]]
    return found


def _table(folder: Path, file: str, more: Mapping[str, Sequence[str]] = MappingProxyType({})) -> pd.DataFrame:
    name = file.split(".", maxsplit=1)[0]
    found: pd.DataFrame = _whole(folder, file, columns=(*COLUMNS[name], *more.get(name, ())))
    if found.empty and name not in MAYBE_EMPTY:
        raise ValueError(f"{folder} is not a whole folder of results: its {file} has no rows")
    return found


def _check_rows(folder: Path, about: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> None:
    # Of what was cut off, some rows are left.
    curves = tables["curves"]
    found = {"summary": len(tables["summary"]), "curves": int((curves["group"] == "everyone").sum())}
    wanted = {"summary": len(about["strategies"]), "curves": len(about["strategies"]) * (about["steps"] + 1)}
    for name, rows in found.items():
        if rows != wanted[name]:
            told = f"its {name}.csv has {rows} of the {wanted[name]} rows that tell of all people"
            raise ValueError(f"{folder} is not a whole folder of results: {told}")


def fault(folder: Path, error: ValueError) -> InputError:
    """What `read` found wrong with a folder, as a fault of it."""
    return InputError([Fault(str(folder), 1, str(error).removeprefix(f"{folder} "))])


def read(folder: Path) -> Results:
    """Results from a folder that `sim run` wrote. Raises ValueError if it is not one, or not a whole one.

    What was measured is read at once, tables of all runs when they are asked for: ValueError can come then, too.
    """

    if not (folder / "manifest.json").is_file():
        raise ValueError(f"{folder} is not a folder of results: it has no manifest.json")
    about = _whole(folder, "manifest.json", _read_about)
    runs = "runs.parquet" if not _is(folder, "runs.csv") and _is(folder, "runs.parquet") else "runs.csv"
    found = {"runs": partial(_table, folder, runs), "seeds": partial(_table, folder, "seeds.csv")}
    for name in (runs, "seeds.csv"):
        if not _is(folder, name):
            raise ValueError(f"{folder} is not a whole folder of results: it has no {name}")
    explained = _is(folder, "adoptions.csv")
    if explained:
        found["adoptions"] = partial(_table, folder, "adoptions.csv")
    claimed = about.get("claim") is not None
    names = ["summary", "comparison", "curves", *(["sources"] if explained else []), *(["claim"] if claimed else [])]
    beside = {"sweep": ["sweep", "flip_map"], "tipping": ["tipping", "tipping_fit"], "equivalents": ["equivalents"]}
    beside["sensitivity"] = ["sensitivity"]
    beside |= {"robustness": ["robustness"], "support_stops": ["self_sustaining"], "costs": ["costs"]}
    names += [name for kind, some in beside.items() if about.get(kind) is not None for name in some]
    names += [name for name in ("ranks", "tribes") if _is(folder, f"{name}.csv")]
    more = _varied(about)
    tables = {name: _table(folder, f"{name}.csv", more) for name in names}
    _check_rows(folder, about, tables)
    without = read(folder / WITHOUT) if claimed and (folder / WITHOUT).is_dir() else None
    scene = _whole(folder, SCENE, _read_scene) if _is(folder, SCENE) else None
    return Results(
        about, Tables(found, len(about["strategies"]), about["runs"], about["steps"]), tables, without, scene
    )


def _is(folder: Path, name: str) -> bool:
    return (folder / name).is_file()
