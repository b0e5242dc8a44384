"""sim chart: pictures of all that a folder of results has data for, in files that are its own."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from matplotlib.image import imread

from sim.cli import main
from sim.families.charts import CHARTS, charts

TEXT = """\
network: {organisation: {people: 60}}
people: {tribe: function, cost: {each: {staff: 30, operations: 20}, unit: EUR}}
influence: {contagion: {rate: 0.3, of: share}}
seeds: {count: 3}
strategies: [most-connected, random]
steps: 12
runs: 8
seed: 5
"""
ALWAYS = {"adoption", "reach", "time_to_half"}
HERE = {"differences", "ranks", "tribes", "network", "costs"}


def sim(*arguments: str, code: int = 0) -> str:
    """What a command prints, on both streams."""
    ran = CliRunner().invoke(main, list(arguments))
    assert ran.exit_code == code, ran.output
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    return ran.output


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A folder of results."""
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(TEXT, encoding="utf-8")
    sim("run", "mine.yaml", "--quiet")
    return Path("results/mine")


def test_every_chart_that_there_are_data_for_is_drawn(folder):
    """All that the folder has data for, as PNG, in its folder charts, from its files alone; the same bytes again."""
    said = sim("chart", str(folder))
    files = {file.stem: file for file in (folder / "charts").iterdir()}
    assert set(files) == ALWAYS | HERE
    assert {file.suffix for file in files.values()} == {".png"}
    told = [line.removeprefix("wrote ") for line in said.splitlines()]
    assert told == [str(files[name]) for name in charts() if name in files]
    # Tables have ten digits: that can be another shade at an edge.
    run, again = imread(folder / "adoption.png"), imread(folder / "charts/adoption.png")
    assert abs(run - again).max() < 0.2
    before = {name: file.read_bytes() for name, file in files.items()}
    moved = folder.rename("elsewhere")
    sim("chart", str(moved))
    assert {name: (moved / "charts" / f"{name}.png").read_bytes() for name in files} == before


def test_charts_and_formats_can_be_named(folder):
    """With --chart only these, in the formats that are named, by the names of `sim list charts` too."""
    sim("chart", str(folder), "--chart", "time-to-half", "--chart", "ranks", "--format", "svg", "--format", "pdf")
    names = {file.name for file in (folder / "charts").iterdir()}
    assert names == {"time_to_half.svg", "time_to_half.pdf", "ranks.svg", "ranks.pdf"}
    assert b"<svg" in (folder / "charts/ranks.svg").read_bytes()
    first = (folder / "charts/ranks.pdf").read_bytes()
    assert first.startswith(b"%PDF")
    sim("chart", str(folder), "--chart", "ranks", "--format", "pdf")
    assert (folder / "charts/ranks.pdf").read_bytes() == first


def test_files_of_others_are_not_replaced(folder, tmp_path):
    """What is in --out already is replaced with --force only; nothing is written then."""
    Path("slides").mkdir()
    Path("slides/reach.png").write_text("mine", encoding="utf-8")
    said = sim("chart", str(folder), "--out", "slides", code=1)
    assert said == "slides/reach.png:1: is there already; --force replaces it\n"
    assert [file.name for file in Path("slides").iterdir()] == ["reach.png"]
    sim("chart", str(folder), "--out", "slides", "--force")
    assert Path("slides/reach.png").read_bytes().startswith(b"\x89PNG")
    assert len(list(Path("slides").iterdir())) == len(ALWAYS | HERE)
    assert not (folder / "charts").exists()


def test_charts_that_are_there_already_are_no_hindrance(folder):
    """The same command again goes on where it was killed; a file that differs is told, and nothing is written."""
    asked = ["chart", str(folder), "--chart", "reach", "--chart", "adoption", "--out", "slides"]
    said = sim(*asked)
    content = Path("slides/reach.png").read_bytes()
    Path("slides/reach.png").unlink()
    assert sim(*asked) == said
    assert Path("slides/reach.png").read_bytes() == content
    Path("slides/reach.png").unlink()
    Path("slides/adoption.png").write_text("mine", encoding="utf-8")
    assert sim(*asked, code=1) == "slides/adoption.png:1: is there already; --force replaces it\n"
    assert [file.name for file in Path("slides").iterdir()] == ["adoption.png"]


def test_a_folder_with_the_name_of_a_chart_is_named(folder):
    """A folder of the user's where a chart is to be is told with its own name, also with --force."""
    for place, options in ((folder / "charts", ()), (Path("slides"), ("--out", "slides", "--force"))):
        (place / "reach.png").mkdir(parents=True)
        said = sim("chart", str(folder), *options, code=1)
        assert said == f"{place}/reach.png:1: cannot be written: a folder has this name; move it\n"
        assert [file.name for file in place.iterdir()] == ["reach.png"]


def test_new_results_take_old_charts_away_and_nothing_else(folder):
    """sim run removes charts of results that are no more; what others put beside them stays."""
    sim("chart", str(folder))
    (folder / "charts/notes.txt").write_text("mine", encoding="utf-8")
    sim("run", "mine.yaml", "--quiet", "--runs", "9", "--force")
    assert [file.name for file in (folder / "charts").iterdir()] == ["notes.txt"]
    sim("chart", str(folder), "--chart", "reach")
    (folder / "charts/notes.txt").unlink()
    sim("run", "mine.yaml", "--quiet", "--runs", "10", "--force")
    assert not (folder / "charts").exists()


def test_faults_are_told_in_a_line(folder):
    """No such chart, no data for it, no results, a folder that cannot be: a sentence each, and no traceback."""
    assert "no chart is called 'rech', did you mean \"reach\"?" in sim("chart", str(folder), "--chart", "rech", code=2)
    said = sim("chart", str(folder), "--chart", "sources", "--chart", "flip-map", code=1)
    assert said.splitlines() == [
        "results/mine:1: has no data for the chart flip_map, which needs sweep: {...}",
        "results/mine:1: has no data for the chart sources, which needs reasons: output: {adoptions: true}",
    ]
    assert "is not a folder of results" in sim("chart", "results", code=1)
    Path("file").write_text("", encoding="utf-8")
    assert "cannot be written" in sim("chart", str(folder), "--out", "file", code=1)


def test_a_world_that_cannot_be_read_is_told(folder):
    """A damaged world.json is a fault, not a traceback."""
    (folder / "world.json").write_text("{}", encoding="utf-8")
    assert "world.json:1: lacks steps, people, tribe" in sim("chart", str(folder), code=1)


def test_letters_that_the_font_lacks_are_told(folder):
    """A label in letters that no font has is drawn all the same, and the letters are named."""
    text = TEXT.replace("random", '{name: random, label: "odd \\U000f0001"}')
    Path("odd.yaml").write_text(text, encoding="utf-8")
    sim("run", "odd.yaml", "--quiet")
    assert "The charts' font lacks \U000f0001." in sim("chart", "results/odd", "--chart", "reach")


def test_every_chart_is_listed():
    """sim list charts names each chart that can be drawn."""
    said = sim("list", "charts")
    assert all(f"{name} " in said for name in CHARTS.names)
