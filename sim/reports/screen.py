"""The comparison and the verdict as words on a screen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.results import Results
from sim.statistics.comparison import Difference
from sim.statistics.verdict import points, verdict

NARROW = 72
"""Below this width a table would be broken up; each strategy gets lines of its own instead."""


def show(results: Results, console: Console) -> None:
    """Print the comparison of one scenario's strategies, and the verdict."""
    about = results.about
    console.print(Text.assemble((about["name"], "bold"), f": {size(about)}"))
    if about["question"]:
        console.print(about["question"], style="italic", highlight=False, markup=False)
    rows = [_row(results, row) for row in results.tables["summary"].to_dict("records")]
    _print_table(console, rows)
    console.print(
        f"reach: final share of all people, median and middle 80 % of runs. takeoff: runs that reach at least "
        f"{about['takeoff']:.0%}, with 95 % interval. half: step in which half of all people have adopted. "
        + (
            "against: reach compared in the same worlds, mean with 95 % interval, and runs won-tied-lost."
            if about["baseline"]
            else ""
        ),
        style="dim",
        highlight=False,
    )
    said = verdict(results)
    console.print()
    console.print(said.headline, style="bold", highlight=False, markup=False)
    for line in said.lines:
        console.print(f"- {line}", highlight=False, markup=False)


def show_all(all_results: Sequence[Results], console: Console) -> None:
    """Print one line a scenario and strategy, to compare scenarios."""
    rows = []
    for results in all_results:
        for row in results.tables["summary"].to_dict("records"):
            rows.append({"scenario": results.about["name"], **_row(results, row)})
    console.print("[bold]All scenarios[/bold]", highlight=False)
    _print_table(console, rows)
    for results in all_results:
        console.print(f"- {results.about['name']}: {verdict(results).headline}", highlight=False, markup=False)


def size(about: Mapping[str, Any]) -> str:
    """How large an experiment is, in words."""
    counts = ((about["people"], "people", "people"), (about["runs"], "run", "runs"), (about["steps"], "step", "steps"))
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts)


def _row(results: Results, row: dict[Any, Any]) -> dict[str, str]:
    cells = {
        "strategy": str(row["strategy"]),
        "seeds": f"{row['seeds']:g}",
        "reach": f"{row['reach_median']:.0%} ({row['reach_p10']:.0%}-{row['reach_p90']:.0%})",
        "takeoff": f"{row['takeoff']:.0%} ({row['takeoff_low']:.0%}-{row['takeoff_high']:.0%})",
        "half": "-" if math.isnan(row["t50"]) else f"{row['t50']:g}",
    }
    baseline = results.about["baseline"]
    if baseline is not None:
        cells[f"against {baseline}"] = _against(results, row["strategy"])
    return cells


def _against(results: Results, strategy: str) -> str:
    table = results.tables["comparison"]
    rows = table[(table["strategy"] == strategy) & (table["measure"] == "reach")]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    found = Difference(row["difference"], row["low"], row["high"])
    return f"{points(found, signed=True)}, {row['wins']}-{row['ties']}-{row['losses']}"


def _print_table(console: Console, rows: Sequence[dict[str, str]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if console.width < NARROW:
        for row in rows:
            for name, cell in row.items():
                if cell:
                    console.print(f"{name}: {cell}", highlight=False, markup=False)
            console.print()
        return
    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(Text(name), overflow="fold")
    for row in rows:
        table.add_row(*(Text(row.get(name, "")) for name in columns))
    console.print(table)
