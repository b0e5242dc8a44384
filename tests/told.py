"""Folders of results with everything in them, and with next to nothing, for tests of what is told of them."""

import json
from pathlib import Path

from click.testing import CliRunner

from sim.cli import main

SCRIPT = "<script>alert('Zoë & co')</script>"
LONG = "Maximiliane-Friederike von und zu Oberunterhausen-Niederoberdorf, Referentin für Grundsatzfragen"
NAMES = [
    SCRIPT,
    "Jürgen Ößterle",
    'Ann "quoted" O\'Neil',
    "smile 😀",
    LONG,
    *(f"person {number}" for number in range(25)),
]

SCENARIO = """
name: "Clients & <friends>"
question: "Whom to invite first: <b>those asked most</b>, or the keen?"
network: {file: ties.csv}
people:
  file: people.csv
  tribe: team
  passion: {distribution: normal}
  never: {share: 0.1}
  cost: {each: {north: 900, south: 200}, unit: EUR}
influence:
  contagion: {rate: 0.5, reinforcement: 2}
  receptivity: {passion: 0.5}
movement:
  storytelling: {trend: 1}
  formal_support: {sponsors: [{who: [person 3], backing: 1}], openness: 0.5}
  divergence: {departure: 0.2}
seeds: {count: 3}
strategies:
  - most-connected
  - {name: most-passionate, label: "The keen <i>&</i> eager"}
  - random
  - {name: spread, strategy: most-connected, over: team}
steps: 12
runs: 40
seed: 5
support_stops: 6
random_equivalents: true
tipping: {reach: 0.5, counts: [1, 3, 6, 12]}
sweep: {factors: {influence.contagion.rate: [0.1, 0.9]}}
sensitivity: {method: one-at-a-time, factors: {influence.contagion.rate: {from: 0.1, to: 0.9}}}
robustness: {missing_ties: [0.3], champion: [leaves]}
output: {adoptions: true}
claim:
  says: "Stories & <em>news</em> help"
  evidence: A
  without: {movement: {storytelling: null}}
"""


def run(folder: Path, text: str) -> Path:
    """The folder of results of a scenario, which is written into `folder` first."""
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["run", str(file), "--out", str(folder / "results"), "--quiet"])
    assert done.exit_code == 0, done.output
    return folder / "results"


def everything(place: Path) -> Path:
    """Results on a network with names of all kinds, with every side experiment."""
    quoted = ['"' + name.replace('"', '""') + '"' for name in NAMES]
    ties = [(one, (one * step + step) % len(NAMES)) for one in range(len(NAMES)) for step in (1, 2, 7)]
    lines = [f"{quoted[a]},{quoted[b]}" for a, b in ties if a != b]
    lines += [f"{quoted[0]},{name}" for name in quoted[8:20]] + [f"{quoted[4]},{name}" for name in quoted[12:22]]
    (place / "ties.csv").write_text("\n".join(["source,target", *lines]) + "\n", encoding="utf-8")
    boss = [quoted[3 + 5] if number != 8 else "" for number in range(len(NAMES))]
    rows = [f"{name},{('north', 'south')[number % 2]},{boss[number]}" for number, name in enumerate(quoted)]
    (place / "people.csv").write_text("\n".join(["id,team,boss", *rows]) + "\n", encoding="utf-8")
    return run(place, SCENARIO.replace("tribe: team", "tribe: team\n  reports_to: boss"))


def little(place: Path) -> Path:
    """Results on a drawn network, a single strategy and nothing else."""
    text = (
        "network: {generate: ring, people: 40, ties: 4}\ninfluence: {contagion: {rate: 0.4}}\nseeds: {count: 2}\n"
        "strategies: [most-connected]\nsteps: 8\nruns: 30\n"
    )
    return run(place, text)


def difference(row: dict[str, str]) -> str:
    """A row of comparison.csv in words: its own interval, and that of all at once where only its own excludes zero."""
    mean, low, high, least, most = (
        100 * float(row[name]) for name in ("difference", "low", "high", "low_all", "high_all")
    )
    decides = not low < 0 < high and least < 0 < most
    also = f"; of all differences at once, {least:+.1f} to {most:+.1f}" if decides else ""
    return f"{mean:+.1f} points ({low:+.1f} to {high:+.1f}{also})"


ODD = ["=1+1", "+41 44", "-most", "@home", "x" * 120]


def crowd(place: Path) -> Path:
    """Results with twelve strategies, whose names are long, or begin as a formula does in a workbook."""
    labels = ODD + [f"strategy {number}: {'of which much can be said ' * 2}" for number in range(len(ODD), 12)]
    listed = "".join(f"  - {{name: random, label: {json.dumps(label.strip())}}}\n" for label in labels)
    text = "network: {generate: small-world, people: 60, ties: 6, rewire: 0.1}\n"
    text += "influence: {contagion: {rate: 0.3}}\nseeds: {count: 2}\nsteps: 8\nruns: 6\nseed: 3\n"
    return run(place, f"{text}strategies:\n{listed}")


def four(place: Path) -> Path:
    """Results with four strategies on a drawn network, two factors that vary, and why people adopted."""
    text = (
        "question: Where does it matter whom one starts with, and what brings people in?\n"
        "network: {generate: small-world, people: 60, ties: 6, rewire: 0.1}\n"
        "influence: {contagion: {rate: 0.3}, contacts: {p: 0.05}, spontaneous: 0.005}\n"
        "movement: {storytelling: {trend: 1}}\n"
        "seeds: {count: 4}\nsteps: 12\nruns: 20\nseed: 4\noutput: {adoptions: true}\n"
        "strategies: [most-connected, most-passionate, random, betweenness]\n"
        "sweep: {factors: {influence.contagion.rate: [0.05, 0.3, 0.9], seeds.count: [2, 4, 8]}}\n"
        "tipping: {reach: 0.5, counts: [1, 4, 16]}\n"
    )
    return run(place, text)
