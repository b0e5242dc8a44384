"""The command `sim chart`."""

from pathlib import Path

import click

from sim.cli.files import FILE
from sim.cli.told import echo, faults_told, interruptions_told


@click.command()
@click.argument("results", type=FILE)
@click.option("--chart", "charts", multiple=True, metavar="NAME", help="Only this chart; can be repeated.")
@click.option("--format", "formats", multiple=True, type=click.Choice(["png", "svg", "pdf"]), help="[default: png]")
@click.option("--out", type=FILE, help="The folder for these files, instead of RESULTS/charts.")
@click.option("--force", is_flag=True, help="Replace files of these names in --out.")
def chart(results: Path, charts: tuple[str, ...], formats: tuple[str, ...], out: Path | None, force: bool) -> None:
    """Draw all charts that a folder of RESULTS has data for (sim list charts), from its files alone."""
    with faults_told(), interruptions_told():
        from sim.reports.figures import gallery

        if strange := gallery.unknown(charts):
            raise click.UsageError("; ".join(strange))
        files, lacking = gallery.make(results, charts, formats, out, force=force)
        for file in files:
            echo(f"wrote {file}")
        if lacking:
            echo(f"The charts' font lacks {' '.join(lacking)}.", err=True)
