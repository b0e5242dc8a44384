from pathlib import Path

from sim.reports.kinds import _strategies
from sim.reports.kinds._strategies import Strategies
from sim.reports.run import AsRun

AFTER = ("replay",)
FILE = "replay.gif"
check = _strategies.check
usual = _strategies.unasked


def write(run: AsRun, file: Path, *, strategies: Strategies = ()) -> None:
    """The replay as an animated picture."""
    from sim.reports.replay import film

    film.write(run, file, strategies=strategies)
