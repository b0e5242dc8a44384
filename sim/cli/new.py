"""The command `sim new`."""

import os
import shlex
from pathlib import Path

import click

from sim.cli.files import FILE, Shipped
from sim.cli.list import scenario_lines
from sim.cli.told import echo, faults_told


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option(
    "--from",
    "name",
    type=Shipped(),
    default="connectors",
    show_default=True,
    help="The shipped scenario to start from.",
)
@click.option("--list", "listed", is_flag=True, help="Print the shipped scenarios, with the question of each.")
def new(file: Path | None, name: str, listed: bool) -> None:
    """Write a commented scenario to FILE to start from."""
    if listed:
        for line in scenario_lines():
            echo(line)
        return
    if file is None:
        raise click.UsageError("Missing argument 'FILE', such as mine.yaml; --list prints what can be started from.")
    from sim.scenario import templates

    with faults_told():
        for written in templates.write(file, name):
            echo(f"wrote {written}")
    for line in _steps(file):
        echo(line)


def _steps(file: Path) -> list[str]:
    # What to type next, in lines that fit a narrow terminal.
    name = str(file) if os.name == "nt" and " " not in str(file) else shlex.quote(str(file))
    name = f"-- {name}" if name.startswith("-") else name
    return [
        "",
        "Edit it, and then:",
        f"  sim check {name}",
        f"  sim run {name}",
        "What a key means:",
        "  sim explain seeds",
    ]
