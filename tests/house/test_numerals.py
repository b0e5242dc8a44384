"""Numbers as text spells them: which spellings are numbers, and no cell that ends the process."""

import ast
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ground.numerals import number, parsed

SIM = Path(__file__).parents[2] / "sim"

HARD = ["1e2147483648", "1e-2147483649", "1e2147483647", "9e99999999999", "-1.5E+9223372036854775808", "1e" + "9" * 400]
HARD += ["12345e678901234567890", "9" * 5000, "0." + "0" * 5000 + "1", "0x1p2147483648"]
"""Cells that look like hashes, at which pandas' parser of numbers reads out of bounds, and others of great length."""

NUMBERS = ["1", "-1", "+1", "01", "1.", ".5", "1e5", "1E-5", "1.e+05", "  7 ", "inf", "-Infinity", "+INF", "0.1e-5"]
OTHERS = [
    "",
    " ",
    "nan",
    "NA",
    "None",
    "true",
    "1_0",
    "1,5",
    "1 000",
    "0x1A",
    "1e",
    "e5",
    ".",
    "-",
    "--1",
    "+-1",
    "1..2",
]
OTHERS += ["1e5.0", "- 1", "\u0661", "\uff11", "\u0131nf", "1d5", "1L", "1\x002", "\u2212" + "1", "5\n6"]

BANNED = {"to_numeric", "read_json", "read_table", "read_fwf", "genfromtxt", "loadtxt", "fromstring", "fromregex"}
BANNED |= {"infer_objects", "convert_dtypes", "read_csv"}


@pytest.mark.parametrize("cell", NUMBERS)
def test_numbers(cell):
    """What is a number has the value that Python gives it, the nearest float64."""
    assert number(cell) == parsed([cell])[0] == parsed([cell, ""])[0] == float(cell)


@pytest.mark.parametrize("cell", OTHERS)
def test_no_numbers(cell):
    """What is no number is nan, alone and beside numbers, and so are spellings that only Python knows."""
    assert math.isnan(number(cell))
    assert np.isnan(parsed([cell, "3", cell])).tolist() == [True, False, True]


@given(st.lists(st.floats(allow_nan=False), max_size=20))
def test_every_float_comes_back(values):
    """Every float64 as it is printed is read to the bit."""
    assert parsed(map(repr, values)).tobytes() == np.array(values, np.float64).tobytes()


@given(st.lists(st.one_of(st.text("0123456789.eE+-_ \ninfINFx", max_size=8), st.text(max_size=5)), max_size=6))
def test_each_cell_by_itself(cells):
    """A cell's value does not depend on the cells beside it, and nothing is raised for any text."""
    assert parsed(cells).tobytes() == np.array([number(cell) for cell in cells], np.float64).tobytes()


READ = """
import sys
from pathlib import Path
from sim.ground.faults import InputError
from sim.files import edge_list, gexf, gml, graphml, pajek
from sim.ground.tables import numbers, read_people

folder = Path(sys.argv[1])
for cell in sys.argv[2:]:
    (folder / "people.csv").write_text(f"id,a,b\\n{cell},{cell},1\\nbo,2,1\\n")
    ids, columns = read_people(folder / "people.csv")
    numbers(columns["a"])
    for tie in (f"{cell},bo,1", f"ann,bo,{cell}", f'ann,bo,"{cell}"'):
        (folder / "ties.csv").write_text(f"source,target,weight\\n{tie}\\nbo,cy,1\\n")
        try:
            edge_list.read(folder / "ties.csv")
        except InputError:
            pass
    for reader, text in (
        (gml, f"graph [ node [ id 1 x {cell} ] node [ id 2 ] edge [ source 1 target 2 weight {cell} ] ]"),
        (pajek, f"*Vertices 2\\n*Edges\\n1 2 {cell}\\n"),
        (graphml, '<graphml><key id="w" for="edge" attr.name="weight" attr.type="double"/>'
            '<graph edgedefault="undirected"><node id="a"/><node id="b"/><edge source="a" target="b">'
            f'<data key="w">{cell}</data></edge></graph></graphml>'),
        (gexf, '<gexf version="1.2"><graph><nodes><node id="a"/><node id="b"/></nodes><edges>'
            f'<edge id="0" source="a" target="b" weight="{cell}"/></edges></graph></gexf>'),
    ):
        (folder / "ties.any").write_text(text)
        try:
            reader.read(folder / "ties.any")
        except InputError:
            pass
print("alive")
"""


def test_hard_cells_end_no_process(tmp_path):
    """A process that reads such cells as ids, as columns of people and as weights in every format lives on."""
    child = subprocess.run([sys.executable, "-c", READ, tmp_path, *HARD], capture_output=True, text=True, check=False)
    assert (child.returncode, child.stdout) == (0, "alive\n"), child.stderr


@pytest.mark.parametrize("cell", HARD)
def test_a_hard_cell_has_a_value(cell):
    """Such a cell is as large, or as near to 0, as it says, or no number."""
    expected = math.nan if "x" in cell else 0.0 if "e-" in cell or cell.startswith("0.") else math.inf
    np.testing.assert_equal(abs(number(cell)), expected)


def test_work_grows_with_the_text():
    """A million digits, and a million points, are read at once: nothing is tried again for each of them."""
    odd = ["9" * 10**6, "1." * 10**6, "1." + "1" * 10**6 + "x", "1e" + "0" * 10**6 + "x", " " * 10**6 + "1"]
    assert len(parsed(odd)) == len(odd)


def test_no_other_parser_reads_numbers():
    """No module of sim/ hands text to the parsers of pandas and numpy."""
    calls = [
        (str(file.relative_to(SIM)), node)
        for file in sorted(SIM.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.ImportFrom)
    ]
    offenders = []
    for file, node in calls:
        if isinstance(node, ast.Attribute) and node.attr in BANNED:
            offenders.append((file, node.lineno, node.attr))
        if isinstance(node, ast.ImportFrom) and node.module in ("pandas", "numpy"):
            offenders.append((file, node.lineno, f"from {node.module}"))
    assert offenders == []
    assert len(calls) > 1000, "the reader of modules finds too little to be believed"
