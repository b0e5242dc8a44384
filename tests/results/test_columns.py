"""The columns that a folder of results must have are those that it is written with."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from told import everything

from sim.cli import main
from sim.families.studies import tables
from sim.reports.story.provenance import met
from sim.results import columns
from sim.results.columns import RECORDS
from sim.results.manifest import read_manifest
from sim.statistics.screening import METHODS, analysed

LACKING = [
    ("summary", "lumps"), ("comparison", "high_all"), ("costs", "extra_cost_low"), ("sensitivity", "swing"),
    ("sweep", "influence.contagion.rate"), ("flip_map", "influence.contagion.rate"),
]  # fmt: skip
"""Columns by table: of all results, and what the method of sensitivity and the varied settings come to."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results with everything in them."""
    return everything(tmp_path_factory.mktemp("full"))


def header(file: Path) -> list[str]:
    """The names of the columns of a table."""
    with file.open(encoding="utf-8") as lines:
        return next(csv.reader(lines))


def test_every_table_is_written_with_the_columns_that_are_asked_of_it(full):
    """No column is asked for that is not written, and none is written that is not asked for, but varied settings."""
    _, about = read_manifest(full)
    for name in (*RECORDS, *tables()):
        assert set(header(full / f"{name}.csv")) == set(columns.columns(name, about)), name


def test_results_of_an_older_version_are_a_plain_fault(full):
    """A table that lacks a new column, or a manifest that lacks what is told, is a fault in words in every command."""
    run = CliRunner(catch_exceptions=False).invoke
    for name, column in LACKING:
        table = full / f"{name}.csv"
        kept = table.read_text(encoding="utf-8")
        table.write_text(kept.replace(column, "another", 1), encoding="utf-8")
        for command in (["chart", str(full)], ["report", str(full), "--html", "--force"]):
            told = run(main, command)
            assert told.exit_code == 1
            assert f"{table}:1: lacks {column}; make the results anew" in told.stderr
        table.write_text(kept, encoding="utf-8")
    manifest = full / "manifest.json"
    kept = manifest.read_text(encoding="utf-8")
    manifest.write_text(json.dumps({k: v for k, v in json.loads(kept).items() if k != "libraries"}), encoding="utf-8")
    told = run(main, ["report", str(full), "--html", "--force"])
    manifest.write_text(kept, encoding="utf-8")
    assert told.exit_code == 1
    assert told.stderr == f"{manifest}:1: lacks libraries\n"


@pytest.mark.parametrize(
    ("broken", "line", "message"),
    [
        (lambda settings: settings.pop("network"), '"settings": {', 'settings: "network" is missing'),
        (
            lambda settings: settings["strategies"].pop(0),
            '"strategies": [',
            "settings.strategies: lacks most-connected, which the results compare",
        ),
        (lambda settings: settings["strategies"][0].update(name="oracle"), "{", 'unknown strategy "oracle"'),
        (
            lambda settings: settings["movement"].update(telepathy={"rate": 1}),
            '"telepathy": {',
            'unknown key "telepathy"',
        ),
        (lambda settings: settings.update(people=None), '"people": null,', "people: found nothing, expected a mapping"),
        (lambda settings: settings["network"].clear(), '"network": {},', "network: "),
    ],
)
def test_settings_that_are_not_known_are_a_plain_fault(full, broken, line, message):
    """Settings of another version, or edited by hand, are a fault in words, not a traceback."""
    file = full / "manifest.json"
    kept = file.read_text(encoding="utf-8")
    content = json.loads(kept)
    broken(content["settings"])
    file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    told = CliRunner(catch_exceptions=False).invoke(main, ["report", str(full), "--html", "--xlsx", "--force"])
    file.write_text(kept, encoding="utf-8")
    assert told.exit_code == 1
    (fault,) = told.stderr.splitlines()
    place, number, words = fault.split(":", 2)
    assert (place, words.endswith("; make the results anew if another groundswell made them")) == (str(file), True)
    assert message in words
    assert json.dumps(content, indent=2).splitlines()[int(number) - 1].strip() == line


def test_adoptions_have_a_column_for_each_source():
    """What pushed a person is declared source by source, but for the seeds."""
    assert {f"share_{name}" for name in columns.SOURCES[1:]} < set(RECORDS["adoptions"].columns)


def test_methods_have_the_columns_of_their_tables():
    """Each method of sensitivity gives the columns that are asked of its table."""
    for method, own in METHODS.items():
        assert set(analysed(method, np.zeros((5, 2)), np.zeros(5), 1, 4)) == set(own)


@pytest.mark.parametrize(
    "name", sorted(name for name in (*RECORDS, *tables()) if not columns.table(name).may_be_empty and name != "runs")
)
def test_a_table_without_rows_is_a_plain_fault(full, name):
    """Where a table has its header and nothing else, charts and reports say so, and name the folder once."""
    table = full / f"{name}.csv"
    kept = table.read_text(encoding="utf-8")
    table.write_text(kept.split("\n")[0] + "\n", encoding="utf-8")
    for command in (["chart", str(full)], ["report", str(full), "--html", "--force"]):
        told = CliRunner(catch_exceptions=False).invoke(main, command)
        assert told.stderr == f"{table}:1: has no rows\n"
    table.write_text(kept, encoding="utf-8")


@pytest.mark.parametrize("name", ["summary", "curves"])
def test_a_table_that_was_cut_off_is_a_plain_fault(full, name):
    """Where the last rows of a table are gone, it is said how many there are and how many there should be."""
    table = full / f"{name}.csv"
    kept = table.read_text(encoding="utf-8")
    lines = kept.splitlines(keepends=True)
    table.write_text("".join(lines[:2]), encoding="utf-8")
    told = CliRunner(catch_exceptions=False).invoke(main, ["report", str(full), "--html", "--force"])
    table.write_text(kept, encoding="utf-8")
    assert told.exit_code == 1
    assert f"{table}:2: has 1 of the " in told.stderr


def test_one_world_is_one():
    """One run is told in the singular."""
    assert met(1).startswith("1 simulated world, met")
    assert met(2000).startswith("2,000 simulated worlds, each met")
