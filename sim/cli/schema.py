"""The command `sim schema`."""

from __future__ import annotations

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of a scenario, with which editors complete and check."""
    from sim.scenario.schema import text

    click.echo(text(), nl=False)
