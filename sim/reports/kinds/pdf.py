from pathlib import Path

from sim.reports.run import AsRun

AFTER = ("html",)
NEEDS = (("reportlab", "reportlab"),)


def write(run: AsRun, file: Path) -> None:
    """The same for printing."""
    from sim.reports import paper

    paper.write(run, file)
