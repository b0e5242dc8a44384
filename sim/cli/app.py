"""The command `sim app`."""

import sys
from pathlib import Path

import click

from sim.cli.files import SCENARIO, note_choice
from sim.cli.told import echo, faults_told, interruptions_told


@click.command()
@click.argument("scenario", type=SCENARIO, required=False)
@click.option(
    "--port", type=click.IntRange(1, 65000), default=8080, show_default=True, help="If it is taken, the next free one."
)
@click.option("--no-browser", is_flag=True, help="Open no browser; the address is printed.")
def app(scenario: Path | None, port: int, no_browser: bool) -> None:
    """Open the live page for a class, with SCENARIO or the lessons: on this machine only, without internet."""
    with faults_told(), interruptions_told():
        from sim.app.serve import serve, shelf
        from sim.ground.extras import installing

        if scenario is not None:
            note_choice((scenario,))
        items = shelf(scenario)
        try:
            serve(items, port=port, opened=not no_browser, tell=lambda at: echo(f"{at} (ctrl-C ends it)"))
        except ModuleNotFoundError:
            echo(f"The live page needs nicegui: {installing('app')}", err=True)
            sys.exit(1)
        except OSError as error:
            echo(str(error), err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            # Stopped before anything was served: no runs are kept, so there is nothing to say about them.
            sys.exit(130)
