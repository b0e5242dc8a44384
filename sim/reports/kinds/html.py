from pathlib import Path

from sim.reports.run import AsRun

AFTER = ()


def write(run: AsRun, file: Path) -> None:
    """The results as a story, one page that needs no internet."""
    from sim.reports import page

    page.write(run, file)
