from pathlib import Path

from sim.reports.kinds import _strategies
from sim.reports.kinds._strategies import Strategies
from sim.reports.run import AsRun

AFTER = ("gif",)
FILE = "replay.mp4"
NEEDS = (("imageio_ffmpeg", "imageio-ffmpeg"),)
check = _strategies.check
usual = _strategies.unasked


def write(run: AsRun, file: Path, *, strategies: Strategies = ()) -> None:
    """The replay as a film."""
    from sim.reports.replay import film

    film.write(run, file, strategies=strategies)
