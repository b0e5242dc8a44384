"""The command `sim schema`."""

import click

from sim.cli.told import echo_page, parts_known


@click.command()
def schema() -> None:
    """Print the JSON Schema of a scenario, with which editors complete and check."""
    from sim.scenario.language.schema import text

    with parts_known():
        echo_page(text())
