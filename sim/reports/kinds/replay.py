import os
from pathlib import Path

from sim.reports.kinds import _strategies
from sim.reports.kinds._strategies import Strategies
from sim.reports.run import AsRun

AFTER = ("pptx",)
FILE = "replay.html"
check = _strategies.check


def write(run: AsRun, file: Path, *, strategies: Strategies = ()) -> None:
    """Two strategies side by side as a page that moves, without internet."""
    from sim.reports.replay import page

    page.write(run, file, strategies=strategies)


def usual(folder: Path) -> bool:
    """Where there is a world to show."""
    return os.path.isfile(folder / "world.json")
