"""The command `sim`: thin, and quick to start; each command imports the large libraries that it needs when it runs."""

import atexit
import gc
import io
import sys
from typing import Any

import click

from sim import __version__
from sim.cli.app import app
from sim.cli.chart import chart
from sim.cli.check import check
from sim.cli.describe import describe
from sim.cli.explain import explain
from sim.cli.list import list_
from sim.cli.new import new
from sim.cli.report import report
from sim.cli.run import run
from sim.cli.schema import schema
from sim.cli.told import faults_told, prints_told, usage_told
from sim.cli.why import why


class Doors(click.Group):
    """The commands; output that cannot be printed is a fault, and characters that a terminal lacks are replaced."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Read the arguments of a command."""
        with usage_told():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        result = None
        with prints_told() as failed, usage_told(), faults_told():
            result = super().invoke(ctx)
        if failed:
            sys.exit(1)
        return result


@click.group(cls=Doors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sim")
def main() -> None:
    """Simulate how a change spreads through people, and compare whom to start with."""
    # A small run mostly imports, and imports leave no garbage: looking for it would take an eighth of the time.
    gc.set_threshold(200_000)
    # Nor at the end, where Python would look for garbage several times.
    atexit.register(gc.freeze)


for command in (run, check, describe, explain, new, why, report, chart, app, list_, schema):
    main.add_command(command)
