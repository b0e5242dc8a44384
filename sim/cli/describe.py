"""The command `sim describe`."""

import sys
from pathlib import Path

import click

from sim.cli.files import FILE, SCENARIO, note_choice, read_all
from sim.cli.told import echo, echo_page, faults_told, interruptions_told


@click.command()
@click.argument("scenario", type=SCENARIO)
@click.option("--out", type=FILE, help="Write the description to this file instead of printing it.")
def describe(scenario: Path, out: Path | None) -> None:
    """Describe the model of SCENARIO for a paper: ODD protocol, STRESS-ABS checklist and all settings, as Markdown."""
    with faults_told(), interruptions_told():
        note_choice((scenario,))
        (plan,) = read_all((scenario,))
    from sim.ground import disk
    from sim.reports.describe.text import describe as described

    text = described(plan, scenario.name)
    if out is None:
        echo_page(text)
        return
    try:
        with disk.placed(out, new=True) as part:
            part.write_text(text, encoding="utf-8")
    except FileExistsError:
        echo(f"{out}: is there already; nothing was written", err=True)
        sys.exit(1)
    except OSError as error:
        echo(f"{out}: cannot be written: {error.strerror}", err=True)
        sys.exit(1)
    echo(f"wrote {out}")
