"""The command `sim report`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.files import FILE
from sim.cli.told import echo, faults_told, interruptions_told


@click.command()
@click.argument("results", type=FILE)
@click.option("--html", is_flag=True, help="The results as a story, one page that needs no internet.")
@click.option("--pdf", is_flag=True, help="The same for printing.")
@click.option("--xlsx", is_flag=True, help="A workbook with charts, all tables, and what they mean.")
@click.option("--pptx", is_flag=True, help="Slides with charts that can be edited, and notes.")
@click.option("--template", type=FILE, help="Slides in the layouts and colours of this presentation (.pptx, .potx).")
@click.option("--replay", is_flag=True, help="Two strategies side by side as a page that moves, without internet.")
@click.option("--gif", is_flag=True, help="The replay as an animated picture.")
@click.option("--mp4", is_flag=True, help="The replay as a film.")
@click.option("--strategy", "strategies", multiple=True, metavar="LABEL", help="One or two strategies for the replay.")
@click.option("--out", type=FILE, help="The folder for these files, instead of RESULTS.")
@click.option("--force", is_flag=True, help="Replace files of these names.")
def report(
    results: Path,
    template: Path | None,
    strategies: tuple[str, ...],
    out: Path | None,
    force: bool,
    **kinds: bool,
) -> None:
    """Make files for clients and classes from a folder of RESULTS; all kinds but films unless some are named."""
    with faults_told(), interruptions_told():
        from sim.reports import client

        # Who names a template wants slides.
        kinds["pptx"] |= template is not None
        wanted, left = client.files(kinds), ""
        if not wanted:
            wanted, left = client.usual(results)
        options = {"strategies": strategies, "template": template}
        made = client.make(results, wanted, out or results, force=force, **options)
        for file in made:
            echo(f"wrote {file}")
        if left:
            echo(left, err=True)
