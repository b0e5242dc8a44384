"""Tests of words in the cells of our CSV files."""

import csv
import io
import re
import string

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli import main
from sim.ground.kinds import Number, Text
from sim.results import cells
from sim.results.results import apart, joined, read, table
from sim.results.table import read_csv

SIGNS = "=+-@'\t\r\n;\", \u202e\x1b\x85\u2028\uff1d" + string.ascii_letters[:3] + "0.e"
TEXT = st.text(st.one_of(st.sampled_from(SIGNS), st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
"""Names of all kinds, those above all that a spreadsheet or a reader of CSV takes for something else."""

HARMLESS = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")


@given(TEXT)
def test_words_come_back_and_are_no_formulas(word):
    """No cell begins as a formula unless it is a number, and each is read as the word that was written."""
    cell = cells.shielded(word)
    assert cells.bare(cell) == word
    assert cell[:1] not in set("=+-@\t\r\n") or cell[:1] == "" or HARMLESS.fullmatch(cell)
    assert cell in (word, f"'{word}")


def test_ordinary_words_and_numbers_stay_as_they_are():
    """Nobody needs the convention to read names, apostrophes within or before them, and numbers below zero."""
    for word in ("ann", "O'Neil", "'t Hooft", "-1", "-0.5", "+1e3", "1+1", "a=b", "", "'", "''"):
        assert cells.shielded(word) == word
    for word in ("=1+1", "-1+1", "+49 170", "@home", "\t=1", "'=1", "-a", "=", "-", "--1", "\uff1d1"):
        assert cells.shielded(word) == f"'{word}"


@settings(deadline=None)
@given(st.lists(st.tuples(TEXT, st.integers(), st.floats(-1e6, 1e6), TEXT), min_size=1))
def test_tables_come_back_through_a_file(tmp_path_factory, rows):
    """A table of results with any names is read as it was written, its numbers as they are; the csv module agrees."""
    file = tmp_path_factory.mktemp("cells") / "seeds.csv"
    columns = ["strategy", "run", "rank", "person"]
    written = pd.DataFrame(rows, columns=columns)
    table([written.iloc[:1], written.iloc[1:]], file)
    found = read_whole(file)
    assert [list(found[name]) for name in ("strategy", "person")] == [
        list(written[name]) for name in ("strategy", "person")
    ]
    np.testing.assert_allclose(found["rank"].astype(float), written["rank"], rtol=1e-9)
    lines = list(csv.reader(io.StringIO(file.read_bytes().decode(), newline="")))
    assert [[cells.bare(line[0]), cells.bare(line[3])] for line in lines[1:]] == written[
        ["strategy", "person"]
    ].values.tolist()


def read_whole(file):
    """A table as the reader of results folders gives it."""
    words, number = Text(empty=True), Number(empty=True)
    return read_csv(file, {"strategy": words, "run": number, "rank": number, "person": words}, {})[0]


@given(st.lists(TEXT))
def test_names_in_one_cell_come_back(names):
    """Names that stand in one cell are those that were put there, whatever is in them."""
    assert apart(joined(names)) == names


PEOPLE = ["=1+1", "+41 44", "-most", "@home", "'=1+1", "-7", "ann"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Results in which everything that can be named is named as a formula."""
    place = tmp_path_factory.mktemp("formulas")
    ties = [(one, other) for k, one in enumerate(PEOPLE) for other in PEOPLE[k + 1 :]]
    (place / "ties.csv").write_text("source,target\n" + "".join(f"{one},{other}\n" for one, other in ties))
    tribes = "".join(f"{name},{('=a', '-b')[k % 2]}\n" for k, name in enumerate(PEOPLE))
    (place / "people.csv").write_text(f"id,team\n{tribes}")
    (place / "odd.yaml").write_text(
        "network: {file: ties.csv}\npeople: {file: people.csv, tribe: team}\n"
        "influence: {contagion: {rate: 0.5}}\nmovement: {storytelling: {trend: 1}}\nseeds: {count: 2}\n"
        'strategies: [{name: most-connected, label: "=cmd|\' /C calc\'!A0"}, {name: random, label: "@SUM(1)"}]\n'
        'claim: {says: "=2+2", evidence: C, without: {movement: {storytelling: null}}}\n'
        "random_equivalents: true\nrobustness: {missing_ties: [0.3]}\n"
        "steps: 5\nruns: 8\nseed: 1\noutput: {adoptions: true}\n"
    )
    done = CliRunner().invoke(main, ["run", str(place / "odd.yaml"), "--out", str(place / "out"), "--quiet"])
    assert done.exit_code == 0, done.output
    return place / "out"


def test_no_file_of_results_holds_a_formula(folder):
    """Whatever people, tribes, strategies and claims are called, no cell of any CSV begins as a formula does."""
    words = set()
    for file in folder.rglob("*.csv"):
        with file.open(encoding="utf-8", newline="") as handle:
            for line in list(csv.reader(handle))[1:]:
                for cell in line:
                    assert cell[:1] not in ("=", "+", "-", "@") or HARMLESS.fullmatch(cell), (file.name, cell)
                    words.add(cell)
    assert {"'=1+1", "''=1+1", "-7", "ann", "'=a", "'=2+2", "'@SUM(1)"} <= words


def test_results_read_back_have_the_names(folder):
    """Readers of the folder undo the convention: names are those of the scenario and its files, in every table."""
    results = read(folder)
    assert set(results.seeds["person"]) <= set(PEOPLE)
    assert set(results.adoptions["person"]) <= set(PEOPLE)
    assert {name for cell in results.adoptions["persuaded_by"] for name in apart(cell)} <= set(PEOPLE)
    for rows in results.tables.values():
        if "strategy" in rows:
            assert set(rows["strategy"]) <= set(results.strategies)
    assert set(results.tables["curves"]["group"]) == {"everyone", "=a", "-b"}
    assert results.tables["claim"]["claim"].item() == "=2+2"
