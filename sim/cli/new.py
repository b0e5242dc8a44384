"""The command `sim new`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.files import FILE
from sim.cli.told import echo, faults_told


@click.command()
@click.argument("file", type=FILE)
@click.option("--from", "name", default="connectors", show_default=True, help="The shipped scenario to start from.")
def new(file: Path, name: str) -> None:
    """Write a commented scenario to FILE to start from."""
    from sim.scenario import templates

    with faults_told():
        for written in templates.write(file, name):
            echo(f"wrote {written}")
