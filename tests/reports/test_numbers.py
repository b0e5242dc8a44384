"""One quantity has one number: every number in every kind of report is one of the tables, rounded as its kind is."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from tellable import NUMBER, Known, drawn, numbers, page, paper, sheets, slides

from sim.cli import main
from sim.reports.story.story import story
from sim.results.results import read

ROOT = Path(__file__).parents[2]

CLUB = """\
name: The club
question: How far do two members carry an idea, and what does it cost?
network: {dataset: karate}
people:
  passion: {distribution: uniform, low: 0, high: 1}
  tribe: club
  cost: {each: 12.5, unit: EUR}
influence: {preset: linear-threshold}
seeds: {count: 2}
strategies: [most-connected, most-passionate, random, least-connected]
baseline: random
steps: 15
runs: 40
seed: 34
takeoff: 0.125
random_equivalents: true
tipping: {reach: 0.5, counts: [1, 2, 4, 8]}
sweep: {factors: {seeds.count: [1, 2, 4]}}
sensitivity: {method: one-at-a-time, factors: {seeds.count: {from: 1, to: 4}}}
robustness: {missing_ties: [0.3], champion: [leaves]}
output: {adoptions: true}
claim: {says: People with many friends carry it further, evidence: B, strategy: most-connected, over: random}
"""
"""Tribes, costs, and every side experiment, on a network that is there already."""

SHIPPED = {"karate": 60, "watts": 30}
"""Scenarios of the repository, with as many runs as are made here."""


@pytest.fixture(scope="module", params=["club", *SHIPPED])
def reported(request, tmp_path_factory) -> tuple[Path, dict[str, list[str]]]:
    """A folder of results, and the lines of each kind of report on them."""
    place = tmp_path_factory.mktemp(request.param)
    file, runs = ROOT / f"scenarios/{request.param}.yaml", ["--runs", str(SHIPPED.get(request.param, 40))]
    if request.param == "club":
        file = place / "club.yaml"
        file.write_text(CLUB, encoding="utf-8")
    out = place / "results"
    run = CliRunner().invoke(main, ["run", str(file), *runs, "--out", str(out)])
    report = CliRunner().invoke(main, ["report", str(out), "--html", "--pdf", "--xlsx", "--pptx", "--replay"])
    assert (run.exit_code, report.exit_code) == (0, 0), run.output + report.output
    kinds = {
        "screen": run.stdout.splitlines(),
        "page": page(out / "report.html"),
        "paper": paper(out / "report.pdf"),
        "sheets": sheets(out / "report.xlsx")[0],
        "slides": slides(out / "report.pptx"),
    }
    return out, kinds | {"replay": page(out / "replay.html")}


def texts_of_parts(folder: Path) -> list[str]:
    """What is said of parts and not of results: names, and what assumptions rest on, which has years of citations."""
    whole = story(folder)
    texts = [text for one in whole.assumptions for text in (one.says, one.values, one.why)]
    texts += [value for name, value in whole.made if name not in ("Runs", "People", "Steps")]
    return [text for text in (*read(folder).strategies, whole.question, *texts) if text]


def test_every_number_is_one_of_the_tables(reported):
    """Each number in a text of any kind of report is in the tables, rounded as its kind is."""
    folder, kinds = reported
    known, texts, strangers = Known(read(folder)), texts_of_parts(folder), []
    invited = {name for guests in story(folder).guests for name, _ in guests.names}
    for kind, lines in kinds.items():
        held = [(form, text, line) for line in lines if line not in invited for form, text in numbers(line, texts)]
        assert len(held) > 5, f"the reader of the {kind} finds too little to be believed"
        strangers += [(kind, *number) for number in held if not known.holds(*number[:2])]
    assert strangers == []


def test_every_number_in_cells_and_charts_is_one_of_the_tables(reported):
    """Each number in a workbook, and in the data of charts on slides, is one of the tables, not rounded at all."""
    folder, _ = reported
    known = Known(read(folder))
    for values in (sheets(folder / "report.xlsx")[1], drawn(folder / "report.pptx")):
        assert len(values) > 50
        assert [(place, value) for place, value in values.items() if not known.has(value)] == []


def test_another_value_is_none_of_them(reported):
    """A little more or less than a share in a cell is a stranger: hardly any passes by chance."""
    folder, _ = reported
    known = Known(read(folder))
    shares = [value for value in sheets(folder / "report.xlsx")[1].values() if 0 < value < 1]
    strangers = [value for value in shares if not known.has(value * 1.0001 + 1e-5)]
    assert len(strangers) > 0.98 * len(shares)


def test_another_number_is_none_of_them(reported):
    """With its last digit changed by one, a number of the headline is a stranger: few pass by chance."""
    folder, _ = reported
    known, headline = Known(read(folder)), list(numbers(story(folder).answer, texts_of_parts(folder)))
    assert headline
    for form, text in headline:
        for number in re.findall(NUMBER, text):
            other = number[:-1] + str((int(number[-1]) + 1) % 10)
            assert not known.holds(form, text.replace(number, other)), text
