"""All charts that a folder of results has data for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.charts import costs, differences, network, ranks, reach, time_to_half, tribes
from sim.drawing import rows as _rows
from sim.drawing import style
from sim.drawing.frame import panel, panels
from sim.drawing.labels import entry, legend
from sim.drawing.words import short, shortened
from sim.ground import disk
from sim.ground.faults import Fault, InputError
from sim.ground.parts import did_you_mean
from sim.ground.places import hindrance
from sim.reports.figures.pictures import FIGURES, Draw, paint
from sim.reports.putting import folders_in_the_way, put
from sim.results.place import CHARTS
from sim.results.results import Results, read

ABOVE = {reach: 0.3}
"""Inches above panels that have words there."""


@dataclass(frozen=True)
class Picture:
    """A chart as a figure: what draws it, and what results must hold for it, as a test and in words."""

    draw: Draw
    has: Callable[[Results], bool]
    needs: str = ""


def make(
    folder: Path, names: Sequence[str], formats: Sequence[str], out: Path | None = None, *, force: bool = False
) -> tuple[list[Path], list[str]]:
    """Draw charts, all that there are data for unless some are named, from a folder of results.

    Gives the files, and the letters that no font here has. The files are in `out`, else in the folder CHARTS inside.
    `formats`: of png, svg and pdf; png where there is none.
    Raises InputError if there is no such chart, if the folder is no folder of results, or has no data for a chart that
    is named; if nothing can be written; and, unless `force` is given, if a file is in `out` already and is not, to the
    byte, what would be written.
    """
    if strange := unknown(names):
        raise InputError([Fault(str(folder), 1, message) for message in strange])
    wanted = [name.replace("-", "_") for name in names]
    results = read(folder, runs=True)
    wanted = wanted or drawable(results)
    _check(results, folder, wanted)
    place = folder / CHARTS if out is None else out
    files = [f"{name}.{kind}" for name in dict.fromkeys(wanted) for kind in dict.fromkeys(formats or ["png"])]
    if reason := hindrance(place, f"{disk.PART}{max(files, key=len)}"):
        raise InputError([Fault(str(place), 1, f"cannot be written: {reason}")])
    if faults := folders_in_the_way(place / file for file in files):
        raise InputError(faults)
    # Charts of old results in the folder for charts are nobody's work.
    lacking = save(results, place, wanted, formats or ["png"], force=force or out is None)
    return [place / file for file in files], lacking


def unknown(names: Sequence[str]) -> list[str]:
    """What is to be said of names of charts that are none."""
    strange = [name for name in names if name.replace("-", "_") not in PICTURES]
    return [f"no chart is called {name!r}{did_you_mean(name.replace('-', '_'), PICTURES)}" for name in strange]


def save(
    results: Results, folder: Path, names: Sequence[str], formats: Sequence[str], *, force: bool = True
) -> list[str]:
    """Write charts by their names, in each of some formats (png, svg, pdf), into a folder, once all are drawn.

    Gives the letters that no font here has. Raises InputError if nothing can be written, and, without `force`, before
    anything is written, if files are there that differ from what would be.
    """
    contents, lacking = paint(results, {name: PICTURES[name].draw for name in names}, formats)
    try:
        disk.folder(folder)
    except OSError as error:
        raise InputError([Fault(str(folder), 1, f"cannot be made: {error.strerror}")]) from None
    files = {folder / name: partial(Path.write_bytes, data=content) for name, content in contents.items()}
    list(put(files, "sim chart", force=force))
    return lacking


def drawable(results: Results) -> list[str]:
    """The names of the charts that results have data for."""
    return [name for name, picture in PICTURES.items() if picture.has(results)]


def _check(results: Results, folder: Path, names: Sequence[str]) -> None:
    lacking = [name for name in names if not PICTURES[name].has(results)]
    if lacking:
        faults = [f"has no data for the chart {name}, which needs {PICTURES[name].needs}" for name in lacking]
        raise InputError([Fault(str(folder), 1, fault) for fault in faults])


def _rowed(chart: ModuleType, results: Results) -> Figure:
    # A row a strategy, with names at the left and what they come to at the right.
    above, height = ABOVE.get(chart, 0.17), chart.height(results)
    title, question = chart.finding(results), results.about["question"]
    return panel(chart, results, title, question, above=above, sides=_rows.SIDES, height=height)


def _curves(chart: ModuleType, results: Results) -> Figure:
    return panel(chart, results, chart.finding(results), results.about["question"])


def tribes_figure(results: Results) -> Figure:
    """The curves of everyone and of each tribe, a panel each, with a legend at the right."""
    groups = tribes.shown(results)
    across = min(2 if len(groups) in (2, 4) else 3, len(groups))
    down = -(-len(groups) // across)
    title, question = shortened(tribes.finding(results), results.strategies), results.about["question"]
    # A line of the legend is a sixth of an inch or less.
    lines = 2 + sum(entry(name).count("\n") + 1 for name in short(results.strategies))
    high, apart = (2.9, 2.9) if down == 1 else (1.7, 2.15)
    high = max(high, lines / 6 - (down - 1) * apart)
    figure, grid = panels(title, question, tribes.caption(results), (down, across), (high, high + apart - 1.7))
    for ax, group in zip(grid, groups, strict=False):
        tribes.draw(results, ax, group=group)
        ax.tick_params(labelbottom=True)
    for ax in grid[len(groups) :]:
        ax.set_visible(False)
    for ax in grid[max(0, len(groups) - across) : len(groups)]:
        ax.set_xlabel("step", fontsize=9)
    figure.supylabel("adopters, share of the tribe", fontsize=10, x=0.012)
    names = enumerate(short(results.strategies))
    legend(
        grid[across - 1], [Line2D([], [], linewidth=2, label=name, **style.line(k)) for k, name in names], "strategy"
    )
    return figure


def network_figure(results: Results) -> Figure:
    """Two strategies side by side in the first world, with the colours of steps at the right."""
    names = network.pair(results)
    title, question = shortened(network.finding(results), results.strategies), results.about["question"]
    caption, sides = network.caption(results), (0.02, 0.88) if len(names) == 2 else (0.2, 0.75)
    figure, grid = panels(title, question, caption, (1, len(names)), (3.5, 3.5), shared=False, sides=sides)
    for ax, name in zip(grid, names, strict=True):
        network.draw(results, ax, strategy=name)
    box = grid[-1].get_position()
    beside = figure.add_axes((sides[1] + 0.03, box.y0, 0.018, box.height))
    bar = figure.colorbar(network.scale(results), cax=beside, label="step of adoption")
    bar.ax.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    bar.ax.invert_yaxis()
    return figure


def _measured(name: str) -> Callable[[Results], bool]:
    return lambda results: name in results.tables and len(results.tables[name]) > 0


def _several(results: Results) -> bool:
    return len(results.strategies) > 1 and "ranks" in results.tables


PICTURES: Mapping[str, Picture] = {
    "adoption": Picture(FIGURES["adoption"], lambda results: True),
    "reach": Picture(partial(_rowed, reach), lambda results: True),
    "differences": Picture(partial(_rowed, differences), _measured("comparison"), "two strategies, and a baseline"),
    "ranks": Picture(partial(_rowed, ranks), _several, "two strategies"),
    "time_to_half": Picture(partial(_curves, time_to_half), lambda results: True),
    "tribes": Picture(tribes_figure, _measured("tribes"), "tribes: people: {tribe: ...}"),
    "network": Picture(network_figure, lambda results: results.scene is not None, "world.json: output: {world: true}"),
    "sources": Picture(FIGURES["sources"], _measured("sources"), "reasons: output: {adoptions: true}"),
    "costs": Picture(partial(_curves, costs), _measured("costs"), "costs: people: {cost: ...}"),
    "tipping": Picture(FIGURES["tipping"], _measured("tipping"), "tipping: {...}"),
    "flip_map": Picture(FIGURES["flip_map"], _measured("flip_map"), "sweep: {...}"),
    "sensitivity": Picture(FIGURES["sensitivity"], _measured("sensitivity"), "sensitivity: {...}"),
    "robustness": Picture(FIGURES["robustness"], _measured("robustness"), "robustness: {...}"),
    "claim": Picture(FIGURES["claim"], _measured("claim"), "claim: {...}"),
}
"""All charts by name, in the order in which they answer a question."""
