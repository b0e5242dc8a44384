"""The command `sim why`."""

import sys
from pathlib import Path

import click

from sim.cli.files import FILE
from sim.cli.told import echo, faults_told


@click.command()
@click.argument("results", type=FILE)
@click.argument("person")
@click.option("--run", type=click.IntRange(0), default=0, show_default=True, help="The run that is told of closely.")
def why(results: Path, person: str, run: int) -> None:
    """Say why PERSON changed, from a folder of RESULTS (of a scenario with `output: {adoptions: true}`)."""
    from sim.reports.why import NoAnswerError
    from sim.reports.why import why as sentences
    from sim.results.results import read

    with faults_told():
        try:
            for line in sentences(read(results), person, run=run):
                echo(line)
        except NoAnswerError as error:
            echo(f"{results}: {error}", err=True)
            sys.exit(1)
