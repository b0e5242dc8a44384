"""The replay as one HTML file, which asks for nothing outside itself."""

import json
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from sim.ground.faults import Fault, InputError
from sim.reports.replay.answer import answer
from sim.reports.run import AsRun
from sim.reports.why import WORDS
from sim.results.results import Results
from sim.world.layout import positions

LACKS = (
    "there is no world.json, which the replay is made of; it is written for up to 1,000 people, and for more with "
    "`output: {world: true}` in the scenario: run it again"
)


def write(run: AsRun, file: Path, *, strategies: tuple[str, ...] = ()) -> None:
    """Write the replay of two strategies of a folder of results; of the best and the baseline unless they are named.

    Raises InputError if the folder has no world to show, or a strategy is not in it.
    """
    shown, results = scene(run), run.results
    pair = chosen(results, strategies, run.folder)
    reply = answer(results, pair)
    content = _data(shown, results, pair) | {"answer": {"best": reply.best, "lines": list(reply.lines)}}
    page = Template(_part("replay.html")).substitute(
        title=escape(content["title"]),
        answer=escape(" ".join(reply.lines)),
        style=_part("replay.css"),
        script=_part("replay.js"),
        # Text inside a script element must not end it.
        data=json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    )
    file.write_text(page, encoding="utf-8")


def scene(run: AsRun) -> Mapping[str, Any]:
    """The first world of a folder of results. Raises InputError if it has none."""
    if run.results.scene is None:
        raise InputError([Fault(str(run.folder), 1, LACKS)])
    return run.results.scene


def chosen(results: Results, asked: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """The strategies to show, one or two: those named, else the best and the baseline, or the two best."""
    labels = results.strategies
    unknown = [label for label in asked if label not in labels]
    if unknown or len(asked) > 2 or len(set(asked)) < len(asked):
        what = f'"{unknown[0]}" is no strategy of these results' if unknown else "the replay shows two strategies"
        raise InputError([Fault(str(folder), 1, f"{what}; they have {', '.join(labels)}")])
    order = [str(label) for label in results.mean_reach().sort_values(ascending=False, kind="stable").index]
    order = [*asked, *(label for label in order if label not in asked)]
    baseline = results.about.baseline
    if len(asked) < 2 and baseline in order[1:]:
        order = [order[0], baseline]
    return tuple(label for label in labels if label in order[:2])


def _data(shown: Mapping[str, Any], results: Results, pair: tuple[str, ...]) -> dict[str, Any]:
    about, people = results.about, len(shown["people"])
    places = positions(people, shown["ties"], shown["tribe"]).round(4).tolist()
    sides = {label: shown["strategies"][label] for label in pair}
    common = {key: shown[key] for key in ("steps", "people", "tribe", "passion", "threshold", "both_ways", "ties")}
    return common | {
        "title": about.question or about.name,
        "setting": _setting(people, [len(side["seeds"]) for side in sides.values()], about.runs),
        "made": f"groundswell {about.version}, scenario {about.name}, seed {about.seed}. In this model, with "
        "the assumptions of the scenario.",
        "places": places,
        "words": [WORDS[f"share_{source}"] for source in shown["sources"]],
        "explained": all(_explained(side) for side in sides.values()),
        "threshold_share": shown.get("threshold_of") == "share",
        "strategies": [
            {"label": label, "seeds": side["seeds"], "changes": [_short(change) for change in side["changes"]]}
            for label, side in sides.items()
        ],
    }


def _setting(people: int, counts: list[int], runs: int) -> str:
    # `counts`: how many people each strategy starts with.
    world = f"the first of {runs:,} simulated worlds" if runs > 1 else "the only simulated world"
    many = [f"{count:,} {'person' if count == 1 else 'people'}" for count in counts]
    if len(counts) == 1:
        return f"{people:,} people, {many[0]} to start with. This is {world}."
    starts = f"{many[0]} each" if counts[0] == counts[1] else f"{many[0]} against {many[1]}"
    return (
        f"{people:,} people. On both sides the same people with the same ties and the same luck; what differs is whom "
        f"one starts with ({starts}). This is {world}."
    )


def _explained(side: Mapping[str, Any]) -> bool:
    # Whether the push is known for all adopters but the seeds.
    seeds = set(side["seeds"])
    return all(change[3] is not None for change in side["changes"] if change[2] and change[1] not in seeds)


def _short(change: list[Any]) -> list[Any]:
    # Shares of 0 are written without decimals.
    if not change[2] or change[3] is None:
        return change
    return [*change[:3], [round(share, 2) or 0 for share in change[3]], change[4]]


def _part(name: str) -> str:
    return (files("sim.reports.replay") / name).read_text(encoding="utf-8")
