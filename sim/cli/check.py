"""The command `sim check`."""

from pathlib import Path

import click

from sim.cli.files import SCENARIO, note_choice, read_all
from sim.cli.told import echo, faults_told, interruptions_told
from sim.ground.wording import Count
from sim.ground.wording import people as people_of


@click.command()
@click.argument("scenarios", nargs=-1, required=True, type=SCENARIO, metavar="SCENARIO...")
def check(scenarios: tuple[Path, ...]) -> None:
    """Read and check scenarios; print every fault with its file and line, and what a run takes where that is much."""
    with faults_told(), interruptions_told():
        note_choice(scenarios)
        plans = read_all(scenarios)
    from sim.experiment.estimate import estimate, warning

    for file, plan in zip(scenarios, plans, strict=True):
        for note in plan.notes:
            echo(f"{file}: note: {note}", err=True)
        if plan.unsure:
            echo(f"{file}: note: `sim run` draws the first network to check: {'; '.join(plan.unsure)}", err=True)
        if (much := warning(estimate(plan))) is not None:
            echo(f"{file}: note: {much}", err=True)
        people, seeds = people_of(plan.people), Count(plan.seeding.count, "seed")
        strategies = Count(len(plan.strategies), "strategy", "strategies")
        echo(f"{file}: no faults ({people}, {seeds}, {strategies})")
