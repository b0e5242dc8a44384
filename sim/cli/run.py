"""The command `sim run`."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from sim.cli.files import FILE, SCENARIO, note_choice, read_all
from sim.cli.told import echo_page, faults_told, interruptions_told, prints_told


@click.command()
@click.argument("scenarios", nargs=-1, required=True, type=SCENARIO, metavar="SCENARIO...")
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
    """Run scenarios, write a folder of results for each, and print the comparison and a verdict.

    SCENARIO is a file, or the name of a shipped one (sim list scenarios).
    """
    from sim.reports.figures.painter import Painter

    # First of all, so that it gets ready while the rest is loaded.
    painter = click.get_current_context().with_resource(Painter())
    with interruptions_told():
        from sim.cli import job
        from sim.ground.faults import noting
        from sim.reports import folder, screen

    # Without a terminal to ask, a table may be as wide as it needs.
    asked = "COLUMNS" in os.environ or (sys.stdout is not None and sys.stdout.isatty())
    console = screen.Screen(quiet=quiet or as_json, width=None if asked else 120)
    notes = screen.Screen(noting, stderr=True, quiet=quiet)
    if workers and cluster not in (None, "local"):
        raise click.UsageError("--workers goes with threads here, or with --cluster local; a cluster has its own.")
    with faults_told(), interruptions_told():
        if not quiet:
            note_choice(scenarios)
        plans = read_all(scenarios, only=strategies, **changes)
        jobs = job.plan(scenarios, plans, out, force=force)
    done, mute = [], False
    with interruptions_told(), faults_told(), job.helped(cluster, workers) as workplace:
        for each in jobs:
            result = job.carry_out(
                each,
                engine=engine,
                workers=workers,
                command=sys.argv[1:],
                console=notes,
                cluster=workplace,
                draw=painter.draw,
            )
            done.append(result)
            with prints_told() as failed:
                screen.show(result, console)
                screen.say(console, f"Results are in {each.folder}.", whole=True)
                console.print()
            mute = mute or bool(failed)
    if mute:
        sys.exit(1)
    if len(done) > 1:
        screen.show_all(done, console)
    if as_json:
        echo_page(folder.dumps({"scenarios": [folder.as_json(results) for results in done]}))
