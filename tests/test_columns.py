"""The columns that a folder of results must have are those that it is written with."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from told import everything

from sim.cli import main
from sim.columns import COLUMNS, MAYBE_EMPTY
from sim.reports.provenance import met

METHOD = {"at_low", "at_high", "swing"}
"""What one-at-a-time comes to, in told.everything."""


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
    varied = {"influence.contagion.rate"} | METHOD
    for name, columns in COLUMNS.items():
        assert len(set(columns)) == len(columns)
        assert set(header(full / f"{name}.csv")) - varied == set(columns), name


def test_results_of_an_older_version_are_a_plain_fault(full):
    """A table that lacks a new column, or a manifest that lacks what is told, is a fault in words in every command."""
    run = CliRunner(catch_exceptions=False).invoke
    for name, column in (("summary", "lumps"), ("comparison", "high_all"), ("costs", "extra_cost_low")):
        table = full / f"{name}.csv"
        kept = table.read_text(encoding="utf-8")
        table.write_text(kept.replace(column, "another", 1), encoding="utf-8")
        for command in (["chart", str(full)], ["report", str(full), "--html", "--force"]):
            told = run(main, command)
            assert told.exit_code == 1
            assert f"its {name}.csv lacks {column}; make the results anew" in told.stderr
        table.write_text(kept, encoding="utf-8")
    manifest = full / "manifest.json"
    kept = manifest.read_text(encoding="utf-8")
    manifest.write_text(json.dumps({k: v for k, v in json.loads(kept).items() if k != "libraries"}), encoding="utf-8")
    told = run(main, ["report", str(full), "--html", "--force"])
    manifest.write_text(kept, encoding="utf-8")
    assert told.exit_code == 1
    assert "its manifest.json lacks libraries" in told.stderr


@pytest.mark.parametrize("name", sorted(COLUMNS.keys() - set(MAYBE_EMPTY) - {"runs"}))
def test_a_table_without_rows_is_a_plain_fault(full, name):
    """Where a table has its header and nothing else, charts and reports say so, and name the folder once."""
    table = full / f"{name}.csv"
    kept = table.read_text(encoding="utf-8")
    table.write_text(kept.split("\n")[0] + "\n", encoding="utf-8")
    for command in (["chart", str(full)], ["report", str(full), "--html", "--force"]):
        told = CliRunner(catch_exceptions=False).invoke(main, command)
        assert told.stderr == f"{full}:1: is not a whole folder of results: its {name}.csv has no rows\n"
    table.write_text(kept, encoding="utf-8")


def test_one_world_is_one():
    """One run is told in the singular."""
    assert met(1).startswith("1 simulated world, met")
    assert met(2000).startswith("2,000 simulated worlds, each met")
