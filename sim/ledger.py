"""The ledger of finished runs: what an interrupted experiment goes on from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Adoptions:
    """Why people adopted in a run: an entry an adoption, first or again, strategy by strategy, by person, then by step.

    `strategy`, `person`, `step`: int64; `sources`: float64, shape (adoptions, 5), nan for seeds; `counts`: int64, how
    many peers pushed towards each; `persuaders`: int32, those peers, one adoption after the other, ascending.
    """

    strategy: np.ndarray
    person: np.ndarray
    step: np.ndarray
    sources: np.ndarray
    counts: np.ndarray
    persuaders: np.ndarray


@dataclass(frozen=True, eq=False)
class Run:
    """What is kept of one run (one world): every strategy in the order of the scenario.

    `number` >= 0; `new`, `quits`: int64, shape (strategies, steps + 1), how many adopted and gave up by step; `shares`:
    float64, shape (strategies, groups, steps + 1), share of adopters in each group; `seeds`: for each strategy the
    numbers of the people seeded, best first; `correlation`: realised rank correlation of passion to the size of the
    audience (nan if everyone is alike); `adoptions`: why people adopted, where that is wanted; `groups`: the names of
    the groups, which are others in every run where networks are drawn anew.
    """

    number: int
    new: np.ndarray
    quits: np.ndarray
    shares: np.ndarray
    seeds: tuple[np.ndarray, ...]
    correlation: float
    adoptions: Adoptions | None = None
    groups: tuple[str, ...] = ()


class Shelf:
    """Finished runs on disk, in a folder of their own; each file is whole or not there.

    `dropped`: how many files could not be read and were thrown away. Raises OSError if nothing can be written.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._own = folder
        self.dropped = 0
        self._runs: dict[int, Run] = {}
        for file in sorted(folder.glob("runs-*.npz")):
            try:
                self._runs |= {run.number: run for run in list(_read_runs(file))}
            except Exception:  # whatever numpy and zipfile make of half a file, or of something else
                self.dropped += 1
                shutil.rmtree(file) if file.is_dir() else file.unlink()

    @property
    def runs(self) -> dict[int, Run]:
        """All finished runs by number."""
        return self._runs

    def keep(self, runs: Sequence[Run]) -> None:
        """Put finished runs on disk."""
        if runs:
            numbers = [run.number for run in runs]
            _write_runs(self._own / f"runs-{min(numbers)}-{max(numbers)}-{len(numbers)}.npz", runs)
            self._runs |= {run.number: run for run in runs}

    def inside(self, name: str) -> Shelf:
        """A shelf of its own for runs of another setting of the same experiment."""
        return Shelf(self._own / name)


class Ledger(Shelf):
    """The shelf of one experiment, told by `digest`, which nobody else can write to.

    What another experiment left in the same folder stays there, and `others` is how many runs that is.
    Raises BlockingIOError if another process is writing here, OSError if nothing can be written.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(folder / "lock")
        super().__init__(folder / digest[:16])
        self.others = sum(_count(file) for file in folder.rglob("runs-*.npz") if not file.is_relative_to(self._own))

    def close(self, *, finished: bool) -> None:
        """Let others write here; with `finished`, throw the ledger away."""
        if finished:
            shutil.rmtree(self._own)
            if {path.name for path in self.folder.iterdir()} == {"lock"}:
                shutil.rmtree(self.folder)
        os.close(self._lock)


def _locked(file: Path) -> int:
    handle = os.open(file, os.O_RDWR | os.O_CREAT)
    try:
        # The system lets go of the lock when the process dies, however it dies.
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
    except BlockingIOError:
        os.close(handle)
        raise
    return handle


def _count(file: Path) -> int:
    # The number of runs in a file, which its name ends with.
    last = file.stem.rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


def _write_runs(file: Path, runs: Sequence[Run]) -> None:
    part = file.with_suffix(".part")
    why = [run.adoptions for run in runs if run.adoptions is not None]
    told: dict[str, Any] = {
        f"why_{name}": np.concatenate([getattr(one, name) for one in why]) for name in (WHY if why else ())
    }
    if why:
        told["adopted"] = np.array([len(one.step) for one in why])
    with part.open("wb") as handle:
        np.savez(
            handle,
            **told,
            number=[run.number for run in runs],
            new=[run.new for run in runs],
            quits=[run.quits for run in runs],
            shares=np.concatenate([run.shares for run in runs], axis=1),
            groups=np.array([name for run in runs for name in run.groups], str),
            grouped=[len(run.groups) for run in runs],
            correlation=[run.correlation for run in runs],
            counts=[[len(chosen) for chosen in run.seeds] for run in runs],
            seeds=np.concatenate([chosen for run in runs for chosen in run.seeds]),
        )
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(file)


WHY = tuple(field.name for field in fields(Adoptions))


def _read_why(block: Mapping[str, np.ndarray]) -> list[Adoptions | None]:
    # The adoptions of each run in a file; `persuaders` has as many entries for an adoption as `counts` says.
    if "adopted" not in block:
        return [None] * len(block["number"])
    cuts = np.cumsum(block["adopted"])[:-1]
    columns = {name: np.split(block[f"why_{name}"], cuts) for name in WHY if name != "persuaders"}
    ends = np.cumsum([counts.sum() for counts in columns["counts"]])[:-1]
    columns["persuaders"] = np.split(block["why_persuaders"], ends)
    return [Adoptions(**dict(zip(columns, parts, strict=True))) for parts in zip(*columns.values(), strict=True)]


def _read_runs(file: Path) -> Iterable[Run]:
    # Opened here: numpy leaves half a file open.
    with file.open("rb") as handle, np.load(handle) as block:
        new, quits, counts = (block[name] for name in ("new", "quits", "counts"))
        cuts = np.cumsum(block["grouped"])[:-1]
        shares = np.split(block["shares"], cuts, axis=1)
        groups = [tuple(map(str, names)) for names in np.split(block["groups"], cuts)]
        chosen = np.split(block["seeds"], np.cumsum(counts)[:-1])
        why = _read_why(block)
        for k, number in enumerate(block["number"]):
            seeds = tuple(chosen[k * counts.shape[1] : (k + 1) * counts.shape[1]])
            correlation = float(block["correlation"][k])
            yield Run(int(number), new[k], quits[k], shares[k], seeds, correlation, why[k], groups[k])
