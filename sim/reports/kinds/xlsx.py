from pathlib import Path

from sim.reports.run import AsRun

AFTER = ("pdf",)
NEEDS = (("xlsxwriter", "xlsxwriter"),)


def write(run: AsRun, file: Path) -> None:
    """A workbook with charts, all tables, and what they mean."""
    from sim.reports.sheets import workbook

    workbook.write(run, file)
