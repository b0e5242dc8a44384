"""A study and an outcome take one file: dropped in, every command has it, whatever it leaves out."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from sim.families.studies import Study

HARDER = '''
"""What becomes of it if peers push harder."""

import os
from dataclasses import dataclass, fields, replace
from typing import Annotated

import pandas as pd
from pydantic import Field

from sim.families.studies import Option, Study
from sim.families.tables import Column, Table
from sim.ground.kinds import Number
from sim.ground.parts import Options
from sim.results.columns import SHARE, STRATEGY, each_strategy
from sim.scenario.scenario import Asked, side


class Harder(Options):
    """How much harder peers push."""

    factor: float = Field(2.0, gt=0, description="how many times as hard")


@dataclass(frozen=True)
class Pushed:
    """What the manifest says."""

    factor: Annotated[float, Number(0)]


def arms(scenario, value, reading):
    if "preset" in reading.data["influence"]:
        reading.fault(("harder",), "a preset pushes as it does")
        return None
    stronger = replace(scenario.movement, contagion=value.factor * scenario.movement.contagion)
    return Asked(Pushed(value.factor), (side(scenario, movement=stronger),))


def unfit(entry):
    if entry.factor == 1:
        yield ("factor",), "is 1, which changes nothing"


def measure(results):
    last = results.record.sides(results.about.arms_of(Pushed))[0]
    reach = last.mean(axis=1) / results.about.people
    return pd.DataFrame({"strategy": results.strategies, "reach_harder": reach})


def said(results):
    table = results.tables["harder"]
    return [f"{name} would reach {100 * reach:.0f} %." for name, reach in zip(table["strategy"], table["reach_harder"])]


STUDY = Study(
    question="What becomes of it if peers push harder?",
    tables={
        "harder": Table(
            "Harder pushes",
            "What each strategy reaches if peers push harder",
            {"strategy": STRATEGY, "reach_harder": Column("reach then", "percent", SHARE, "mean reach, pushed harder")},
            measure,
            each_strategy,
        )
    },
    option=Option("harder", Harder | None, "what if peers push harder?"),
    arms=arms,
    of=lambda scenario: None,
    entry=Pushed,
    unfit=unfit,
    records=lambda results: {"harder_runs": iter([results.tables["harder"]])},
    heading="If peers push harder",
    sentences=said,
    headline=lambda results: "Peers could push harder",
    tells="harder",
    phrase="harder pushes",
    place="harder",
    after=("costs",),
)
if os.environ.get("WITHOUT"):
    (left_out,) = [field for field in fields(Study) if field.name == os.environ["WITHOUT"]]
    STUDY = replace(STUDY, **{left_out.name: left_out.default})
'''

SLOWEST = '''
"""The slowest run."""

import pandas as pd

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.results.columns import SHARE


def measure(results):
    worst = results.record.ends[0].min(axis=1) / results.about.people
    return pd.DataFrame({"strategy": results.strategies, "reach_least": worst})


COLUMNS = {"reach_least": Column("least reach", "percent", SHARE, "reach of the run that reaches least")}
OUTCOME = Outcome(measure, COLUMNS, better="more", after=("reach",))
'''

SCENARIO = """
network: {generate: small-world, people: 40, ties: 4, rewire: 0.1}
influence: {contagion: {rate: 0.2}}
seeds: {count: 3}
strategies: [most-connected, random]
steps: 8
runs: 10
harder: {factor: 3}
"""

CODE = """
import importlib
for folder in ("studies", "outcomes"):
    importlib.import_module(f"sim.{folder}").__path__.append(f"own/{folder}")
from sim.cli import main
main()
"""


def sim(place: Path, *arguments: str, code: int = 0, without: str = "") -> str:
    """What a command of a groundswell that has more parts prints, in a folder."""
    environment = os.environ | {"WITHOUT": without}
    command = [sys.executable, "-c", CODE, *arguments]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of a study and an outcome, a scenario that asks for it, and its results."""
    folder = tmp_path_factory.mktemp("own")
    for name, text in (("studies/harder.py", HARDER), ("outcomes/slowest.py", SLOWEST)):
        (folder / "own" / name).parent.mkdir(parents=True)
        (folder / "own" / name).write_text(text, encoding="utf-8")
    (folder / "mine.yaml").write_text(SCENARIO, encoding="utf-8")
    screen = sim(folder, "run", "mine.yaml")
    assert "Peers could push harder.\n- most-connected would reach" in screen
    return folder


def column(file: Path, name: str) -> list[float]:
    """A column of numbers of a table."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [float(row[name]) for row in csv.DictReader(lines)]


def test_a_study_dropped_in_is_measured_as_it_would_be_by_itself(place, tmp_path):
    """Its table has what the changed scenario reaches, run alone: the same worlds, the same numbers."""
    alone = SCENARIO.replace("harder: {factor: 3}\n", "").replace("rate: 0.2", f"rate: {3 * 0.2}")
    (place / "alone.yaml").write_text(alone, encoding="utf-8")
    sim(place, "run", "alone.yaml", "--quiet")
    by_itself = column(place / "results" / "alone" / "summary.csv", "reach_mean")
    assert column(place / "results" / "mine" / "harder.csv", "reach_harder") == pytest.approx(by_itself)


def test_a_study_dropped_in_is_everywhere(place):
    """It is checked, listed, explained and in the schema, in summary.json, the description and every kind of report."""
    assert "no faults" in sim(place, "check", "mine.yaml")
    assert "harder - What becomes of it if peers push harder?" in sim(place, "list", "studies")
    assert "how many times as hard" in sim(place, "explain", "harder")
    assert "harder" in json.loads(sim(place, "schema"))["properties"]
    assert "harder pushes" in sim(place, "describe", "mine.yaml")
    results = place / "results" / "mine"
    summary = json.loads((results / "summary.json").read_text(encoding="utf-8"))
    assert [row["strategy"] for row in summary["harder"]] == ["most-connected", "random"]
    sim(place, "chart", "results/mine")
    sim(place, "report", "results/mine", "--html", "--pdf", "--xlsx", "--pptx", "--replay")
    page = (results / "report.html").read_text(encoding="utf-8")
    assert "If peers push harder" in page
    assert "Peers could push harder." in page
    slides = Presentation(str(results / "report.pptx")).slides
    assert any(
        "push harder" in shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame
    )
    book = load_workbook(results / "report.xlsx")
    assert [cell.value for cell in book["Harder pushes"][2]] == ["strategy", "reach then"]
    assert any("mean reach, pushed harder" in str(cell.value) for row in book["About"].rows for cell in row)


def test_faults_of_a_study_dropped_in_are_told(place):
    """A wrong option, what the study checks, a broken table and a manifest that cannot be are faults in words."""
    wrong = SCENARIO.replace("factor: 3", "factr: 3")
    (place / "wrong.yaml").write_text(wrong, encoding="utf-8")
    assert 'unknown key "factr" in harder, did you mean "factor"?' in sim(place, "check", "wrong.yaml", code=1)
    preset = SCENARIO.replace("{contagion: {rate: 0.2}}", "{preset: watts}")
    (place / "preset.yaml").write_text(preset, encoding="utf-8")
    assert "harder: a preset pushes as it does" in sim(place, "check", "preset.yaml", code=1)
    results = place / "results" / "mine"
    for name, before, after, words in (
        ("harder.csv", "reach_harder", "reach", "lacks reach_harder"),
        ("manifest.json", '"factor": 3.0', '"factor": 1', "is 1, which changes nothing"),
        ("manifest.json", '"factor": 3.0', '"factor": "much"', "about.harder.factor: found "),
    ):
        text = (results / name).read_text(encoding="utf-8")
        first, found, last = text.rpartition(before)
        assert found
        (results / name).write_text(f"{first}{after}{last}", encoding="utf-8")
        assert words in sim(place, "chart", "results/mine", "--out", "nowhere", code=1)
        (results / name).write_text(text, encoding="utf-8")


def test_an_outcome_dropped_in_is_everywhere(place):
    """Its column is in the summary, behind the outcome that it comes after, in the workbook, listed and explained."""
    results = place / "results" / "mine"
    least = min(column(results / "summary.csv", "reach_least"))
    assert 0 < least <= min(column(results / "summary.csv", "worst10"))
    with (results / "summary.csv").open(encoding="utf-8") as lines:
        names = next(csv.reader(lines))
    assert names.index("reach_least") > names.index("reach_mean")
    assert "reach_least - reach of the run that reaches least" in sim(place, "list", "outcomes")
    assert "reach of the run that reaches least" in sim(place, "explain", "reach_least")
    sim(place, "report", "results/mine", "--xlsx", "--force")
    headings = [cell.value for cell in load_workbook(results / "report.xlsx")["Summary"][2]]
    assert "least reach" in headings


OPTIONAL = [field.name for field in fields(Study) if field.default is not MISSING or field.name == "tells"]


@pytest.mark.slow
@pytest.mark.parametrize("member", OPTIONAL)
def test_what_a_study_leaves_out_is_no_matter(member, place):
    """With each optional member left out once, the scenario runs and all kinds of words come out of its results."""
    name = f"without-{member}"
    text = SCENARIO.replace("harder: {factor: 3}\n", "") if member == "option" else SCENARIO
    (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    sim(place, "run", f"{name}.yaml", "--quiet", without=member)
    sim(place, "report", f"results/{name}", "--html", "--xlsx", "--pptx", without=member)
    asked = member not in ("option", "arms")
    assert (place / "results" / name / "harder.csv").is_file() == asked
    page = (place / "results" / name / "report.html").read_text(encoding="utf-8")
    assert ("would reach" in page) == (asked and member not in ("heading", "sentences"))
