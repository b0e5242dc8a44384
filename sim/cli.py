"""The command `sim`: thin, and quick to start; everything heavy is imported by the command that needs it."""

from __future__ import annotations

import _thread
import atexit
import gc
import io
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim import __version__

if TYPE_CHECKING:
    from sim.faults import Fault
    from sim.scenario.scenario import Scenario

FILE = click.Path(path_type=Path)


class Doors(click.Group):
    """The commands; what cannot be printed is told in words, and letters that a terminal lacks are replaced."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        result = None
        with prints_told() as failed:
            result = super().invoke(ctx)
        if failed:
            sys.exit(1)
        return result


@click.group(cls=Doors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sim")
def main() -> None:
    """Simulate how a change spreads through people, and compare whom to start with."""
    # Most of a small run is importing, and what is imported stays: garbage is looked for in vain, for an eighth of it.
    gc.set_threshold(200_000)
    # Nor is it looked for at the end, where Python would do so several times.
    atexit.register(gc.freeze)


@main.command()
@click.argument("scenarios", nargs=-1, required=True, type=FILE, metavar="SCENARIO...")
@click.option("--out", type=FILE, help="Folder of results [default: results/<scenario file name>].")
@click.option("--runs", type=click.IntRange(1), help="Number of runs, instead of the scenario's.")
@click.option("--steps", type=click.IntRange(1), help="Number of steps, instead of the scenario's.")
@click.option("--people", type=click.IntRange(1), help="Number of people of a generated network.")
@click.option("--seed", type=click.IntRange(0), help="Seed of all random draws, instead of the scenario's.")
@click.option("--strategy", "strategies", multiple=True, metavar="NAME", help="Only this strategy; can be repeated.")
@click.option("--engine", type=click.Choice(["auto", "agents", "compiled"]), default="auto", show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Number of threads (of processes, with --cluster local) [default: one a processor].",
)
@click.option("--cluster", metavar="ADDRESS", help="A Dask cluster (tcp://host:8786) that makes the runs, or `local`.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON and nothing else.")
@click.option("--quiet", is_flag=True, help="Print nothing but faults.")
@click.option("--force", is_flag=True, help="Replace results of another scenario.")
def run(
    scenarios: tuple[Path, ...],
    out: Path | None,
    strategies: tuple[str, ...],
    engine: str,
    workers: int | None,
    cluster: str | None,
    as_json: bool,
    quiet: bool,
    force: bool,
    **changes: Any,
) -> None:
    """Run scenarios, write a folder of results for each, and print the comparison and a verdict."""
    from sim.reports.painter import Painter

    # First of all: it gets ready while the rest is loaded.
    painter = click.get_current_context().with_resource(Painter())
    with interruptions_told():
        from rich.console import Console

        from sim import job
        from sim.reports import folder, screen

    # Without a terminal to ask, a table may be as wide as it needs.
    asked = "COLUMNS" in os.environ or (sys.stdout is not None and sys.stdout.isatty())
    console = screen.Screen(quiet=quiet or as_json, width=None if asked else 120)
    notes = Console(stderr=True, quiet=quiet)
    if workers and cluster not in (None, "local"):
        raise click.UsageError("--workers goes with threads here, or with --cluster local; a cluster has its own.")
    with faults_told(), interruptions_told():
        plans = read_all(scenarios, only=strategies, **changes)
        jobs = job.plan(scenarios, plans, out, force=force)
    done, mute = [], False
    with interruptions_told(), faults_told(), job.helped(cluster, workers) as there:
        for each in jobs:
            made = job.carry_out(
                each,
                engine=engine,
                workers=workers,
                command=sys.argv[1:],
                console=notes,
                cluster=there,
                draw=painter.draw,
            )
            done.append(made)
            with prints_told() as failed:
                screen.show(made, console)
                console.print(f"Results are in {each.folder}.", highlight=False, markup=False, soft_wrap=True)
                console.print()
            mute = mute or bool(failed)
    if mute:
        sys.exit(1)
    if len(done) > 1:
        screen.show_all(done, console)
    if as_json:
        click.echo(folder.dumps({"scenarios": [folder.as_json(results) for results in done]}))


@main.command()
@click.argument("scenarios", nargs=-1, required=True, type=FILE, metavar="SCENARIO...")
def check(scenarios: tuple[Path, ...]) -> None:
    """Read and check scenarios; print every fault with its file and line."""
    with faults_told(), interruptions_told():
        plans = read_all(scenarios)
    for file, plan in zip(scenarios, plans, strict=True):
        for note in plan.notes:
            click.echo(f"{file}: note: {note}", err=True)
        click.echo(
            f"{file}: no faults ({plan.people} people, {plan.seeding.count} seeds, {len(plan.strategies)} strategies)"
        )


@main.command()
@click.argument("scenario", type=FILE)
@click.option("--out", type=FILE, help="Write the description to this file instead of printing it.")
def describe(scenario: Path, out: Path | None) -> None:
    """Describe the model of SCENARIO for a paper: ODD protocol, STRESS-ABS checklist and all settings, as Markdown."""
    with faults_told(), interruptions_told():
        (plan,) = read_all((scenario,))
    from sim.reports.describe.text import describe as described

    text = described(plan, scenario.name)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except FileExistsError:
        click.echo(f"{out}: is there already; nothing was written", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{out}: cannot be written: {error.strerror}", err=True)
        sys.exit(1)
    click.echo(f"wrote {out}")


@main.command()
@click.argument("file", type=FILE)
@click.option("--from", "name", default="connectors", show_default=True, help="The shipped scenario to start from.")
def new(file: Path, name: str) -> None:
    """Write a commented scenario to FILE to start from."""
    from sim.scenario import templates

    with faults_told():
        for written in templates.write(file, name):
            click.echo(f"wrote {written}")


@main.command()
@click.argument("results", type=FILE)
@click.argument("person")
@click.option("--run", type=click.IntRange(0), default=0, show_default=True, help="The run that is told of closely.")
def why(results: Path, person: str, run: int) -> None:
    """Say why PERSON changed, from a folder of RESULTS (of a scenario with `output: {adoptions: true}`)."""
    from sim.reports.why import why as sentences
    from sim.results import read

    try:
        for line in sentences(read(results), person, run=run):
            click.echo(line)
    except ValueError as error:
        click.echo(f"{results}: {error}", err=True)
        sys.exit(1)


@main.command()
@click.argument("results", type=FILE)
@click.option("--html", is_flag=True, help="The results as a story, one page that needs no internet.")
@click.option("--pdf", is_flag=True, help="The same for printing.")
@click.option("--xlsx", is_flag=True, help="A workbook with charts, all tables, and what they mean.")
@click.option("--pptx", is_flag=True, help="Slides with charts that can be edited, and notes.")
@click.option("--template", type=FILE, help="Slides in the layouts and colours of this presentation (.pptx, .potx).")
@click.option("--replay", is_flag=True, help="Two strategies side by side as a page that moves, without internet.")
@click.option("--gif", is_flag=True, help="The replay as an animated picture.")
@click.option("--mp4", is_flag=True, help="The replay as a film.")
@click.option("--strategy", "strategies", multiple=True, metavar="LABEL", help="One or two strategies for the replay.")
@click.option("--out", type=FILE, help="The folder for these files, instead of RESULTS.")
@click.option("--force", is_flag=True, help="Replace files of these names.")
def report(
    results: Path,
    template: Path | None,
    strategies: tuple[str, ...],
    out: Path | None,
    force: bool,
    **kinds: bool,
) -> None:
    """Make files for clients and classes from a folder of RESULTS; all kinds but films unless some are named."""
    with faults_told(), interruptions_told():
        from sim.reports import client

        # Who names a template wants slides.
        kinds["pptx"] |= template is not None
        wanted = client.files(kinds) or client.usual(results)
        options = {"strategies": strategies, "template": template}
        made = client.make(results, wanted, out or results, force=force, **options)
        for file in made:
            click.echo(f"wrote {file}")


@main.command()
@click.argument("results", type=FILE)
@click.option("--chart", "charts", multiple=True, metavar="NAME", help="Only this chart; can be repeated.")
@click.option("--format", "formats", multiple=True, type=click.Choice(["png", "svg", "pdf"]), help="[default: png]")
@click.option("--out", type=FILE, help="The folder for these files, instead of RESULTS/charts.")
@click.option("--force", is_flag=True, help="Replace files of these names in --out.")
def chart(results: Path, charts: tuple[str, ...], formats: tuple[str, ...], out: Path | None, force: bool) -> None:
    """Draw all charts that a folder of RESULTS has data for (sim list charts), from its files alone."""
    with faults_told(), interruptions_told():
        from sim.reports import gallery

        try:
            files, lacking = gallery.make(results, charts, formats, out, force=force)
        except KeyError as error:
            raise click.UsageError(error.args[0]) from None
        for file in files:
            click.echo(f"wrote {file}")
        if lacking:
            click.echo(f"The charts' font lacks {' '.join(lacking)}.", err=True)


@main.command()
@click.argument("scenario", type=FILE, required=False)
@click.option(
    "--port", type=click.IntRange(1, 65000), default=8080, show_default=True, help="If it is taken, the next free one."
)
@click.option("--no-browser", is_flag=True, help="Open no browser; the address is printed.")
def app(scenario: Path | None, port: int, no_browser: bool) -> None:
    """Open the live page for a class, with SCENARIO or the lessons: on this machine only, without internet."""
    with faults_told(), interruptions_told():
        from sim.app.serve import serve, shelf

        items = shelf(scenario)
        try:
            serve(items, port=port, opened=not no_browser, tell=lambda at: click.echo(f"{at} (ctrl-C ends it)"))
        except ModuleNotFoundError:
            click.echo("The live page needs nicegui: pip install 'groundswell[app]'", err=True)
            sys.exit(1)
        except OSError as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@main.command(name="list")
@click.argument(
    "what",
    required=False,
    type=click.Choice(["strategies", "networks", "presets", "mechanisms", "conventions", "datasets", "charts"]),
)
def list_(what: str | None) -> None:
    """Say what can be named in a scenario, one line each, with options."""
    from sim.family import CHARTS, CONVENTIONS, DATASETS, MOVEMENT, NETWORKS, PRESETS, STRATEGIES

    families = {
        "strategies": STRATEGIES,
        "networks": NETWORKS,
        "presets": PRESETS,
        "mechanisms": MOVEMENT,
        "conventions": CONVENTIONS,
        "datasets": DATASETS,
        "charts": CHARTS,
    }
    for title, family in families.items():
        if what is None:
            click.echo(f"{title}:")
        if what in (None, title):
            for part in family.parts.values():
                grade = f" [evidence: {part.beside('GRADE')}]" if family is MOVEMENT else ""
                click.echo(("  " if what is None else "") + part.line + grade)


@main.command()
def schema() -> None:
    """Print the JSON Schema of a scenario, with which editors complete and check."""
    from sim.scenario.schema import text

    click.echo(text(), nl=False)


def read_all(files: tuple[Path, ...], **changes: Any) -> list[Scenario]:
    """Read scenarios, one fault not hiding another's; raises InputError with the faults of all."""
    from sim.faults import InputError
    from sim.scenario.read import read

    plans: list[Scenario] = []
    faults: list[Fault] = []
    for file in files:
        try:
            plans.append(read(file, **changes))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return plans


@contextmanager
def faults_told() -> Iterator[None]:
    """Turn faults of the input, or of a cluster, into lines on stderr and exit code 1."""
    from sim.faults import ClusterError, InputError

    try:
        yield
    except (ClusterError, InputError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


@contextmanager
def prints_told() -> Iterator[list[str]]:
    """Turn an output that takes nothing more into one line on stderr, and print into nothing from there on.

    The list that is given holds the reason then; a reader who has seen enough (`| head`) is none.
    """
    failed: list[str] = []
    try:
        yield failed
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _print_into_nothing()
    except OSError as error:
        failed.append(str(error.strerror))
        click.echo(f"Cannot print: {error.strerror}.", err=True)
        _print_into_nothing()


def _print_into_nothing() -> None:
    # What is still waiting to be printed would fail again when the process ends.
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


@contextmanager
def interruptions_told() -> Iterator[None]:
    """Turn ctrl-C into exit code 130, and too large a network for this machine into a fault."""
    before, whose = sys.unraisablehook, _thread.get_ident()

    def again(lost: sys.UnraisableHookArgs) -> None:
        # Where ctrl-C meets the end of an object's life, Python tells of it and goes on: it is sent once more, a
        # little later. No lock may be asked for here, so the thread is none of `threading`.
        if lost.exc_type is KeyboardInterrupt:
            _thread.start_new_thread(interrupt, ())
        else:
            before(lost)

    def interrupt() -> None:
        time.sleep(0.05)
        if sys.unraisablehook is not again:
            return
        if hasattr(signal, "pthread_kill"):
            # A true signal, which ends whatever is waited for.
            signal.pthread_kill(whose, signal.SIGINT)
        else:
            _thread.interrupt_main()

    sys.unraisablehook = again
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Interrupted; finished runs are kept, and the same command goes on from there.", err=True)
        sys.exit(130)
    except MemoryError:
        click.echo("There is not enough memory here for a network of this size.", err=True)
        sys.exit(1)
    finally:
        sys.unraisablehook = before
