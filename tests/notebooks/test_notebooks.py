"""The notebooks run from the first cell to the last, without internet, and show what they talk about."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jupytext
import pytest
from books.reading import Book
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

import sim

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))

PICTURES = {
    "01_first_movement": 2,
    "02_do_connectors_win": 4,
    "03_published_results": 4,
    "04_from_survey_to_slides": 5,
    "05_your_own_parts": 3,
}

OFFLINE = """\
import socket
connected = socket.socket.connect
def on_this_machine(self, address):
    assert self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "localhost", "::1"), address
    return connected(self, address)
socket.socket.connect = on_this_machine
"""
"""A first cell that lets a notebook reach nothing beyond this machine."""


def executed(name: str, folder: Path) -> NotebookNode:
    """The notebook of a name after it ran in a copy of the project's notebooks and scenarios."""
    for part in ("notebooks", "scenarios"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("client"))
    notebook = jupytext.read(folder / "notebooks" / f"{name}.py")
    notebook.cells.insert(0, new_code_cell(OFFLINE))
    place = {"metadata": {"path": str(folder / "notebooks")}}
    return NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()


def test_there_are_five():
    """There are the notebooks that are looked at here, and no others."""
    assert [file.stem for file in NOTEBOOKS] == list(PICTURES)


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_a_notebook_runs(name, tmp_path):
    """Every cell runs, nothing warns, and each figure comes out as a picture."""
    outputs = [output for cell in executed(name, tmp_path).cells for output in cell.get("outputs", [])]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == PICTURES[name]
    said = "".join(output["text"] for output in outputs if output.get("name") == "stderr")
    assert "Warning" not in said


def test_code_is_clean():
    """The code in notebooks is as clean, and looks as, that of the project."""
    for command in (["check"], ["format", "--check"]):
        run = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "notebooks"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr


def test_own_parts_need_promised_names_only():
    """The notebook on parts of one's own uses of groundswell what `sim` promises, and nothing from inside it."""
    tree = ast.parse((ROOT / "notebooks" / "05_your_own_parts.py").read_text(encoding="utf-8"))
    inside = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [line for line in inside if "sim" in line.split()[1].split(".")] == ["import sim"]
    of_sim = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "sim"]
    names = {node.attr for node in of_sim}
    assert names <= set(sim.__all__)
    assert {"read", "run", "laws", "Person"} <= names


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_nothing_of_one_machine(file):
    """A notebook names no place on somebody's machine, and no outside address."""
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"(?:/home|/tmp|/root|/usr|/work|/Users|[A-Z]:\\)[/\w]*|https?://\S+", text) == []


def test_their_book_names_them():
    """Who reads the book on notebooks finds each of them, and no others."""
    links = Book("notebooks/README.md").links()
    assert {target for target, _ in links} == {file.name for file in NOTEBOOKS}
