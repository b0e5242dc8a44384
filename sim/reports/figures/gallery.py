"""All charts that a folder of results has data for."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sim.drawing.frame import picture
from sim.families.charts import charts
from sim.ground import disk
from sim.ground.faults import Fault, InputError
from sim.ground.places import hindrance
from sim.ground.spelling import did_you_mean
from sim.reports.figures.pictures import paint
from sim.reports.putting import folders_in_the_way, put
from sim.results.place import CHARTS
from sim.results.results import Results, read


def make(
    folder: Path, names: Sequence[str], formats: Sequence[str], out: Path | None = None, *, force: bool = False
) -> tuple[list[Path], list[str]]:
    """Draw charts from a folder of results: those named, or all for which it has data.

    Returns the files, and the letters that no installed font has. `out`: the folder for the files, by default CHARTS
    inside the results. `formats`: png (the default), svg, pdf. Raises InputError if there is no such chart, if the
    folder is no folder of results, or has no data for a chart that is named; if nothing can be written; and, unless
    `force` is given, if a file in `out` exists already and differs from what would be written.
    """
    if strange := unknown(names):
        raise InputError([Fault(str(folder), 1, message) for message in strange])
    known, results = charts(), read(folder, runs=True)
    charted = list(dict.fromkeys(name.replace("-", "_") for name in names)) or drawable(results)
    lacking = [name for name in charted if not known[name].fits(results)]
    if lacking:
        faults = [f"has no data for the chart {name}, which needs {known[name].needs}" for name in lacking]
        raise InputError([Fault(str(folder), 1, fault) for fault in faults])
    place, kinds = folder / CHARTS if out is None else out, list(dict.fromkeys(formats)) or ["png"]
    names_of_files = [f"{name}.{kind}" for name in charted for kind in kinds]
    if reason := hindrance(place, f"{disk.PART}{max(names_of_files, key=len)}"):
        raise InputError([Fault(str(place), 1, f"cannot be written: {reason}")])
    if in_the_way := folders_in_the_way(place / name for name in names_of_files):
        raise InputError(in_the_way)
    contents, letters = paint(results, {name: partial(picture, known[name]) for name in charted}, kinds)
    writes = {place / name: partial(Path.write_bytes, data=content) for name, content in contents.items()}
    # Charts of old results in the folder for charts may be replaced.
    return list(put(writes, "sim chart", force=force or out is None)), letters


def unknown(names: Sequence[str]) -> list[str]:
    """Faults for names that no chart has."""
    known = charts()
    strange = [name for name in names if name.replace("-", "_") not in known]
    return [f"no chart is called {name!r}{did_you_mean(name.replace('-', '_'), known)}" for name in strange]


def drawable(results: Results) -> list[str]:
    """The names of the charts that results have data for."""
    return [name for name, chart in charts().items() if chart.fits(results)]
