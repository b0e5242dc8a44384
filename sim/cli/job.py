"""One job of `sim run`: a scenario, the folder for its results, and the run that leads from one to the other."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sim.cluster.cluster import Cluster, quiet
from sim.experiment import run as experiment
from sim.experiment.estimate import cluster_warning, estimate, warning
from sim.families.outcomes import unmeasured
from sim.ground.faults import Fault, InputError, gathered
from sim.ground.places import hindrance
from sim.ground.visible import visible
from sim.reports import folder as reports
from sim.reports.screen import say
from sim.results import place
from sim.results.ledger import Ledger
from sim.results.results import WITHOUT, Results
from sim.scenario.read import confirmed
from sim.scenario.scenario import Scenario

LONGEST = f"new/{WITHOUT}/self_sustaining.csv"
"""The longest path inside a folder in which results are made."""


@dataclass(frozen=True)
class Job:
    """A scenario from a file, to be run into a folder."""

    file: Path
    scenario: Scenario
    folder: Path


def plan(files: Sequence[Path], scenarios: Sequence[Scenario], out: Path | None, *, force: bool) -> list[Job]:
    """The jobs of some scenarios; with several, each has a folder of its own inside `out`.

    Raises InputError if a folder holds something that must not be replaced, if two jobs would share a folder, or if a
    scenario has faults that only show once its first network is drawn.
    """
    jobs: list[Job] = []
    faults: list[Fault] = []
    for file, unsure in zip(files, scenarios, strict=True):
        scenario = unsure
        with gathered(faults):
            scenario = confirmed(unsure)
        folder = out or Path("results")
        if out is None or len(files) > 1:
            folder /= file.stem
        jobs.append(Job(file, scenario, folder))
        misplaced = _misplaced(folder, file)
        if misplaced:
            faults += misplaced
            continue
        try:
            with gathered(faults):
                reports.check(folder, scenario, str(file), force=force)
        except OSError as error:
            faults.append(Fault(str(file), 1, f"{folder} cannot be read: {error.strerror}"))
        if any(folder.resolve() == job.folder.resolve() for job in jobs[:-1] if not faults):
            faults.append(Fault(str(file), 1, f"{folder} would hold the results of two scenarios of this name"))
    if faults:
        raise InputError(faults)
    return jobs


@contextmanager
def helped(address: str | None, processes: int | None) -> Iterator[Cluster | None]:
    """The cluster at an address, for all jobs; None without an address. Raises ClusterError."""
    if address is None:
        yield None
        return
    quiet()
    with Cluster(address, processes) as cluster:
        yield cluster


def carry_out(
    job: Job,
    *,
    engine: str,
    workers: int | None,
    command: Sequence[str],
    console: Console,
    cluster: Cluster | None = None,
    draw: reports.Draw,
) -> Results:
    """Run a scenario, going on from runs that an earlier attempt finished, and write its folder of results.

    Notes and, on a terminal, the progress go to `console`. The results returned have all tables; the runs are in the
    folder, and no longer in the ledger. Raises InputError if the folder cannot be written, and ClusterError if the
    cluster fails; finished runs are kept then.
    """
    start, clock = datetime.now(UTC), time.monotonic()
    chosen = experiment.resolve(engine)
    for note in (*job.scenario.notes, *unmeasured()):
        say(console, f"{job.file}: note: {note}", whole=True)
    if cluster is None:
        much = warning(estimate(job.scenario, engine=chosen, workers=workers))
    else:
        much = cluster_warning(estimate(job.scenario, engine=chosen, workers=1))
    if much is not None:
        say(console, f"{job.file}: note: {much}", whole=True)
    if engine == "auto" and job.scenario.convention is None:
        say(console, f"engine: {chosen} (--engine agents runs the same with Mesa agents)", "dim")
    # If `out` is a link, the folder that it leads to is written.
    target, workshop = job.folder.resolve(), place.workshop(job.folder)
    ledger = _opened(job, target, workshop)
    finished_before = len(ledger.numbers)
    if _twice(job.scenario):
        finished_before += len(ledger.inside(WITHOUT).numbers)
    for note in (*_notes(ledger, finished_before), *reports.notes(target, job.scenario)):
        say(console, note, whole=True)
    try:
        with _progress(console) as bar:
            task = bar.add_task(
                visible(job.scenario.name),
                total=(1 + _twice(job.scenario)) * job.scenario.runs,
                completed=finished_before,
            )
            results = experiment.run(
                job.scenario,
                engine=engine,
                workers=workers,
                cluster=cluster,
                ledger=ledger,
                finished=lambda runs: bar.update(task, completed=runs),
                planned=lambda runs: bar.update(task, total=runs),
            )
        written = {"command": ["sim", *command], "start": start.isoformat(timespec="seconds")}
        about = reports.manifest(job.scenario, engine=chosen) | written
        about |= {"seconds": round(time.monotonic() - clock, 3)}
        lacking = reports.write(results, job.scenario, target, workshop, about, draw)
        ledger.close(finished=True)
        if lacking:
            say(console, f"The charts' font lacks {' '.join(lacking)}.", whole=True)
    except OSError as error:
        raise _unwritten(job, error) from error
    finally:
        ledger.close(finished=False)
    return results


def _opened(job: Job, target: Path, workshop: Path) -> Ledger:
    # The ledger of a job. It is locked against other processes, and cleans up after a process that died there.
    try:
        ledger = Ledger(workshop, job.scenario.digest, job.scenario.own_sources)
    except BlockingIOError:
        raise InputError([Fault(str(job.file), 1, f"another `sim run` is writing {job.folder}")]) from None
    except OSError as error:
        raise _unwritten(job, error) from error
    try:
        place.settle(target, workshop)
    except OSError as error:
        ledger.close(finished=False)
        raise _unwritten(job, error) from error
    return ledger


def _unwritten(job: Job, error: OSError) -> InputError:
    return InputError([Fault(str(job.file), 1, f"{job.folder} cannot be written: {error.strerror or error}")])


def _misplaced(folder: Path, file: Path) -> list[Fault]:
    # What is wrong with a place for results, whatever is in it. Results are written beside it first.
    target = Path(os.path.realpath(folder))
    reason = hindrance(target.parent, f".{target.name}.unfinished/{LONGEST}")
    if reason:
        return [Fault(str(file), 1, f"{folder} cannot be written: {reason}; choose another place with --out")]
    if folder.is_symlink() and not folder.exists():
        return [Fault(str(file), 1, f"{folder} is a link that leads nowhere; choose another place with --out")]
    if Path.cwd().is_relative_to(folder.resolve()):
        return [Fault(str(file), 1, f"{folder} is where you are; name a folder inside it with --out")]
    return []


def _notes(ledger: Ledger, finished: int) -> Iterator[str]:
    if ledger.others:
        yield f"{ledger.others} unfinished runs of another scenario are kept, in {ledger.folder}."
    if ledger.outdated:
        yield f"{ledger.outdated} unfinished runs were made with other sources or libraries: all are made anew."
    if ledger.dropped:
        yield f"{ledger.dropped} files of unfinished runs could not be read; their runs are made again."
    if finished:
        yield f"Going on from {finished} finished runs."


def _twice(scenario: Scenario) -> bool:
    # A scenario with a claim also runs without it, as often.
    return scenario.claim is not None and scenario.claim.without is not None


def _progress(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs, left:"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
