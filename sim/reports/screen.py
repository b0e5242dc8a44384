"""The comparison and the verdict as words on a screen."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.families.studies import studies
from sim.ground.faults import printing
from sim.ground.visible import visible
from sim.ground.wording import Amount, Count, PointsEstimate, Share, ShareBand, ShareInterval, Step, people
from sim.results.about import About
from sim.results.results import Results
from sim.statistics.comparison import compared
from sim.statistics.lumps import risen
from sim.statistics.verdict import verdict

LABELS = ("scenario", "strategy", "claim")
LABEL = 24
"""The least number of letters of a label in one line of a table."""

NARROW = 72
"""Below this width, each strategy gets lines of its own instead of a row in a table."""


OF_MEAN = "mean with its 95 % interval (a band of the mean, narrower with more runs)"

CLAIMS_LEGEND = (
    f"effect: what the claim adds in the same worlds, in points of 100, {OF_MEAN}. Evidence, outside this "
    "model: A field experiments, B observation or laboratory, C assumption. Supported or contradicted: in this model, "
    "with the assumptions of the scenario."
)


class Screen(Console):
    """A console that does not end the process when the reader of a pipe has gone.

    `guard`: what happens if the output cannot be written any more. With `sim.ground.faults.printing` PrintError is
    raised, with `noting` text is lost, as for notes on stderr.
    """

    def __init__(self, guard: Callable[[], AbstractContextManager[None]] = printing, **how: Any) -> None:
        super().__init__(**how)
        self._guard = guard

    def print(self, *objects: Any, **how: Any) -> None:
        """Print."""
        with self._guard():
            super().print(*objects, **how)

    def on_broken_pipe(self) -> None:
        """Raise BrokenPipeError; rich would end the process."""
        raise BrokenPipeError


def show(results: Results, console: Console) -> None:
    """Print the comparison of one scenario's strategies, and the verdict."""
    about, judgement = results.about, verdict(results)
    say(console, f"{about.name}: {size(about)}", "bold")
    if about.question:
        for line in about.question.strip().split("\n"):
            say(console, line, "italic")
    console.print()
    _print_table(console, _rows(results))
    console.print()
    say(console, _legend(results), "dim")
    console.print()
    say(console, judgement.headline, "bold")
    for line in judgement.lines:
        say(console, f"- {line}")
    for line in about.accounts:
        say(console, f"- {line}.")
    asked = [study for study in studies().values() if study.heading and study.told in results.tables]
    # What goes without a headline belongs to the verdict.
    for study in sorted(asked, key=lambda study: study.headline is not None):
        if study.headline is not None:
            console.print()
            say(console, f"{study.headline(results)}.", "bold")
        for line in study.sentences(results):
            say(console, f"- {line}")


def show_all(all_results: Sequence[Results], console: Console) -> None:
    """Compare scenarios: a line for each claim, and for each scenario and strategy unless all have claims."""
    claims = [results for results in all_results if "claim" in results.tables]
    if len(claims) < len(all_results):
        _show_strategies(all_results, console)
    if claims:
        _show_claims(claims, console)


def _show_claims(all_results: Sequence[Results], console: Console) -> None:
    say(console, "All claims", "bold")
    rows = []
    for results in all_results:
        row = results.tables["claim"].to_dict("records")[0]
        effect = PointsEstimate(row["difference"], row["low"], row["high"])
        rows.append(
            {
                "scenario": results.about.name,
                "claim": row["claim"],
                "effect": f"{row['measure']} {effect.bare('+')}",
                "in this setting": row["finding"],
                "evidence": row["evidence"],
            }
        )
    _print_table(console, rows)
    console.print()
    say(console, CLAIMS_LEGEND, "dim")


def _show_strategies(all_results: Sequence[Results], console: Console) -> None:
    say(console, "All scenarios", "bold")
    rows = [{"scenario": results.about.name, **row} for results in all_results for row in _rows(results)]
    _print_table(console, rows)
    for results in all_results:
        say(console, f"- {results.about.name}: {verdict(results).headline}")


def say(console: Console, line: str, style: str = "", *, whole: bool = False) -> None:
    """Print a line of text literally, without markup; in a file or a pipe, or if `whole`, it is not wrapped."""
    console.print(Text(visible(line), style), soft_wrap=whole or not console.is_terminal)


def _legend(results: Results) -> str:
    about = results.about
    against = f"; against {about.baseline}: points of reach more or less in the same worlds, {OF_MEAN}"
    compared = f"{against}; W-T-L: worlds won, tied and lost" if about.baseline else ""
    at_once = "; who wins is judged by intervals that hold for all at once" if len(results.strategies) > 2 else ""
    mark = Share(about.takeoff).exact
    return (
        f"reach: share of all people in the end, mean and middle 80 % of the runs (a band of the outcomes); "
        f"takeoff: share of runs that reach at least {mark}, with 95 % interval{_then(results)}; t50: step"
        f" by which half of all people have adopted, in half of the runs{compared}{at_once}."
    )


def _then(results: Results) -> str:
    return "; then: mean reach of those, where they are the upper of two lumps" if any(risen(results).values()) else ""


def size(about: About) -> str:
    """How large an experiment is, in words."""
    return f"{people(about.people)}, {Count(about.runs, 'run')}, {Count(about.steps, 'step')}"


def _rows(results: Results) -> list[dict[str, str]]:
    return [_row(results, row) for row in results.tables["summary"].to_dict("records")]


def _row(results: Results, row: dict[Any, Any]) -> dict[str, str]:
    then = {"then %": Share(row["reach_given_takeoff"]).bare if risen(results)[row["strategy"]] else ""}
    band = ShareBand(row["reach_p10"], row["reach_p90"])
    interval = ShareInterval(row["takeoff_low"], row["takeoff_high"])
    cells = {
        "strategy": str(row["strategy"]),
        "seeds": str(Amount(row["seeds"])),
        "reach %": f"{Share(row['reach_mean']).bare} ({band.bare})",
        "takeoff %": f"{Share(row['takeoff']).bare} ({interval.bare})",
        **(then if _then(results) else {}),
        "t50": Step(row["t50"], results.about.steps).bare,
    }
    for against in (other for other in compared(results) if other.strategy == row["strategy"]):
        difference = PointsEstimate(against.difference, against.low, against.high)
        cells[f"against {_short(against.baseline)}"] = difference.bare("+")
        cells["W-T-L"] = f"{against.wins}-{against.ties}-{against.losses}"
    return cells


def _print_table(console: Console, rows: Sequence[dict[str, str]]) -> None:
    rows = [{visible(name): visible(cell) for name, cell in row.items()} for row in rows]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    cells = {name: [name, *(row.get(name, "") for row in rows)] for name in columns}
    labels = [name for name in columns if name in LABELS]
    numbers = [name for name in columns if name not in LABELS]
    # Labels may be long: they are folded into the remaining room, so that numbers keep theirs.
    room = (console.width - 2 * len(columns) - _widths(cells, numbers)) // max(1, len(labels))
    widest = min(LABEL, max(cell_len(cell) for name in labels for cell in cells[name]))
    folded = room < widest
    if folded:
        room = (console.width - 2 * len(columns) - _widths(cells, numbers, words=True)) // max(1, len(labels))
    if console.width < NARROW or room < widest:
        for row in rows:
            for name, cell in row.items():
                if cell:
                    console.print(Text(f"{name}: {cell}"))
            console.print()
        return
    table = Table(box=None, pad_edge=False)
    for name in columns:
        if name in LABELS:
            most = widest if folded else room
            width = min(most, max(cell_len(cell) for cell in cells[name]))
            table.add_column(Text(name), overflow="fold", width=width)
        else:
            table.add_column(Text(name), overflow="fold", no_wrap=not folded or name in ("seeds", "t50", "W-T-L"))
    for row in rows:
        table.add_row(*(Text(row.get(name, "")) for name in columns))
    console.print(table)


def _widths(cells: Mapping[str, Sequence[str]], columns: Sequence[str], *, words: bool = False) -> int:
    # The width of all columns together: unwrapped, or as narrow as their longest words.
    width = 0
    for name in columns:
        parts = [part for cell in cells[name] for part in cell.split()] if words else cells[name]
        width += max(map(cell_len, parts), default=0)
    return width


def _short(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
