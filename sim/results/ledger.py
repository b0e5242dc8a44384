"""The ledger of finished runs, from which an interrupted experiment continues."""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.ground import disk
from sim.ground.fingerprint import fingerprint


@dataclass(frozen=True, eq=False)
class Adoptions:
    """Why people adopted in a run: an entry for each adoption, first or again, by strategy, person and step.

    `strategy`, `person`, `step`: int64; `sources`: float64, shape (adoptions, 5), nan for seeds; `counts`: int64, how
    many peers pushed towards each; `persuaders`: int32, these peers, adoption by adoption, ascending.
    """

    strategy: np.ndarray
    person: np.ndarray
    step: np.ndarray
    sources: np.ndarray
    counts: np.ndarray
    persuaders: np.ndarray


@dataclass(frozen=True, eq=False)
class Run:
    """The record of one run (one world), with every strategy in the order of the scenario.

    `number` >= 0; `new`, `quits`: int64, shape (strategies, steps + 1), how many adopted and gave up by step; `shares`:
    float64, shape (strategies, groups, steps + 1), share of adopters in each group; `seeds`: for each strategy the
    numbers of the people seeded, best first; `correlation`: realised rank correlation of passion to the size of the
    audience (nan if everyone is alike); `adoptions`: why people adopted, if asked for; `groups`: the names of the
    groups, which can differ between runs where networks are drawn anew; `sides`: int64, shape (arms, 5), how each arm
    of the side experiments ended in this world, as `sim.results.record.ended` has it; `costs`: float64, shape
    (strategies), what the seeds cost, (0) where people have no costs.
    """

    number: int
    new: np.ndarray
    quits: np.ndarray
    shares: np.ndarray
    seeds: tuple[np.ndarray, ...]
    correlation: float
    adoptions: Adoptions | None = None
    groups: tuple[str, ...] = ()
    sides: np.ndarray = field(default_factory=lambda: np.empty((0, 5), np.int64))
    costs: np.ndarray = field(default_factory=lambda: np.empty(0))


class Shelf:
    """A shelf: finished runs on disk, in a folder of their own with files that are whole or absent, or else in memory.

    Of runs on disk only the numbers are held in memory, and other data while they are read. `dropped`: how many files
    could not be read and were deleted. Raises OSError if nothing can be written.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._own = folder
        self._blocks: list[_Block] = []
        self.dropped = 0
        if folder is None:
            return
        disk.folder(folder)
        for file in sorted(folder.glob("runs-*.npz")):
            try:
                self._blocks.append(_Block(_checked(file), str(file)))
            except Exception:  # whatever numpy and zipfile raise over half a file, or another one
                self.dropped += 1
                shutil.rmtree(file) if file.is_dir() else file.unlink()

    @property
    def numbers(self) -> set[int]:
        """The numbers of all finished runs."""
        return {number for block in self._blocks for number in block.numbers.tolist()}

    def keep(self, runs: Sequence[Run]) -> None:
        """Put finished runs on disk."""
        if not runs:
            return
        packed, numbers = _packed(runs), np.array([run.number for run in runs])
        if self._own is None:
            self._blocks.append(_Block(numbers, packed))
            return
        file = self._own / f"runs-{numbers.min()}-{numbers.max()}-{len(numbers)}.npz"
        _write(file, packed)
        self._blocks.append(_Block(numbers, str(file)))

    def each(self, *names: str, below: int | None = None) -> Iterator[list[tuple[Any, ...]]]:
        """The fields `names` of each run, about a megabyte of runs at a time, in the order of their numbers.

        `names`: fields of Run, or `counts`, how many people each strategy seeded; `below`: only runs with smaller
        numbers than this.
        """
        selected = (block for block in self._blocks if below is None or block.numbers.min() < below)
        blocks = sorted(selected, key=lambda block: int(block.numbers.min()))
        begins = [int(block.numbers.min()) for block in blocks]
        waiting: dict[int, tuple[Any, ...]] = {}
        bunch: list[tuple[Any, ...]] = []
        size = 0
        for block, following in zip(blocks, [*begins[1:], math.inf], strict=True):
            # Runs were stored as they finished: a later file can hold lower numbers than this one.
            waiting |= dict(zip(block.numbers.tolist(), block.parts(names), strict=True))
            for number in sorted(number for number in waiting if number < following):
                run = waiting.pop(number)
                if below is not None and number >= below:
                    continue
                bunch.append(run)
                size += _bytes(run)
                if size >= BUNCH:
                    yield bunch
                    bunch, size = [], 0
        if bunch:
            yield bunch

    def inside(self, name: str) -> Shelf:
        """A shelf of its own for runs of another setting of the same experiment."""
        return Shelf(None if self._own is None else self._own / name)


BUNCH = 1_000_000
"""About how many bytes of runs are read at a time."""


class Ledger(Shelf):
    """The ledger: the shelf of one experiment on disk, locked against other processes.

    `digest` identifies the experiment, `own` the sources of parts of somebody's own. Its runs that were made by other
    sources or libraries are never used: `outdated` is their number. Runs of other experiments in the same folder stay
    there: `others` is their number. Raises BlockingIOError if another process is writing here, OSError if nothing can
    be written.
    """

    def __init__(self, folder: Path, digest: str, own: tuple[str, ...] = ()) -> None:
        self.folder = folder
        disk.folder(folder)
        self._lock: int | None = disk.locked(folder / "lock")
        self._mine = folder / f"{digest[:16]}-{fingerprint(*own)}"
        try:
            super().__init__(self._mine)
        except BaseException:
            self.close(finished=False)
            raise
        files = {path: _runs(path) for path in folder.iterdir() if path != self._mine}
        self._outdated = [path for path in files if path.name.startswith(f"{digest[:16]}-")]
        self.outdated = sum(files.pop(path) for path in self._outdated)
        self.others = sum(files.values())

    def close(self, *, finished: bool) -> None:
        """Unlock the ledger; with `finished`, delete it, and outdated runs with it.

        Raises OSError if it cannot be deleted. To close it twice does nothing.
        """
        if self._lock is None:
            return
        try:
            if finished:
                for path in (self._mine, *self._outdated):
                    disk.remove(path)
                if {path.name for path in self.folder.iterdir()} == {"lock"}:
                    disk.remove(self.folder)
        finally:
            os.close(self._lock)
            self._lock = None


def _runs(folder: Path) -> int:
    # The number of runs in the files of a folder.
    return sum(_count(file) for file in folder.rglob("runs-*.npz"))


def _count(file: Path) -> int:
    # The number of runs in a file, which stands at the end of its name.
    last = file.stem.rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


class _Block(NamedTuple):
    # Runs that were stored together: their numbers, and their arrays or the path of the file with these. Paths are
    # text, a quarter of the memory of Path objects: there can be as many files as runs.
    numbers: np.ndarray
    where: str | Mapping[str, np.ndarray]

    def parts(self, names: Sequence[str]) -> list[tuple[Any, ...]]:
        if isinstance(self.where, str):
            # Opened here: numpy leaves half a file open.
            with open(self.where, "rb") as handle, np.load(handle) as block:
                return _parts(block, names)
        return _parts(self.where, names)


def _checked(file: Path) -> np.ndarray:
    # The numbers of runs in a file; raises an error unless it can be read to its end.
    everything = _Block(np.empty(0), str(file)).parts([declared.name for declared in fields(Run)])
    return np.array([number for number, *_ in everything], np.int64)


def _packed(runs: Sequence[Run]) -> dict[str, np.ndarray]:
    why = [run.adoptions for run in runs if run.adoptions is not None]
    columns: dict[str, Any] = {
        f"why_{name}": np.concatenate([getattr(reasons, name) for reasons in why]) for name in (WHY if why else ())
    }
    if why:
        columns["adopted"] = np.array([len(reasons.step) for reasons in why])
    return {
        **columns,
        "number": np.array([run.number for run in runs]),
        "new": _small(np.array([run.new for run in runs])),
        "quits": _small(np.array([run.quits for run in runs])),
        "shares": np.concatenate([run.shares for run in runs], axis=1),
        "groups": np.array([name for run in runs for name in run.groups], str),
        "grouped": np.array([len(run.groups) for run in runs]),
        "correlation": np.array([run.correlation for run in runs]),
        "counts": np.array([[len(chosen) for chosen in run.seeds] for run in runs]),
        "seeds": np.concatenate([chosen for run in runs for chosen in run.seeds]),
        "sides": _small(np.array([run.sides for run in runs])),
        "costs": np.array([run.costs for run in runs]),
    }


def _small(counts: np.ndarray) -> np.ndarray:
    # In the smallest integer type that the largest of them fits.
    return counts.astype(np.min_scalar_type(counts.max(initial=0)))


def _write(file: Path, packed: Mapping[str, np.ndarray]) -> None:
    with disk.placed(file) as part, part.open("wb") as handle:
        np.savez(handle, **packed)  # type: ignore[arg-type]  # its own option is no array


def _parts(block: Mapping[str, np.ndarray], names: Sequence[str]) -> list[tuple[Any, ...]]:
    # The fields asked for of each run in a file.
    return list(zip(*(_column(block, name) for name in names), strict=True))


def _column(block: Mapping[str, np.ndarray], name: str) -> Sequence[Any]:
    values: Sequence[Any]
    match name:
        case "number" | "correlation":
            values = block[name].tolist()
        case "new" | "quits" | "sides":
            values = list(block[name].astype(np.int64))
        case "shares":
            values = np.split(block["shares"], np.cumsum(block["grouped"])[:-1], axis=1)
        case "groups":
            words, ends = block["groups"].tolist(), np.cumsum(block["grouped"]).tolist()
            values = [tuple(words[start:end]) for start, end in pairwise([0, *ends])]
        case "seeds":
            counts = block["counts"]
            chosen = np.split(block["seeds"], np.cumsum(counts)[:-1])
            width = counts.shape[1]
            values = [tuple(chosen[start : start + width]) for start in range(0, counts.size, width)]
        case "adoptions":
            values = _reasons(block)
        case _:
            values = list(block[name])
    return values


WHY = tuple(declared.name for declared in fields(Adoptions))


def _reasons(block: Mapping[str, np.ndarray]) -> list[Adoptions | None]:
    # The adoptions of each run in a file; `persuaders` has as many entries for an adoption as `counts` says.
    if "adopted" not in block:
        return [None] * len(block["number"])
    cuts = np.cumsum(block["adopted"])[:-1]
    columns = {name: np.split(block[f"why_{name}"], cuts) for name in WHY if name != "persuaders"}
    ends = np.cumsum([counts.sum() for counts in columns["counts"]])[:-1]
    columns["persuaders"] = np.split(block["why_persuaders"], ends)
    return [Adoptions(**dict(zip(columns, parts, strict=True))) for parts in zip(*columns.values(), strict=True)]


def _bytes(value: Any) -> int:
    # Roughly its memory: that of arrays, and a fixed amount for each object.
    if isinstance(value, tuple):
        return 8 * len(value) if value and isinstance(value[0], str) else sum(map(_bytes, value))
    return sum(map(_bytes, vars(value).values())) if isinstance(value, Adoptions) else getattr(value, "nbytes", 0) + 100
