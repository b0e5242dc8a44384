"""No net is wide enough to turn a fault of ours into somebody else's."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.scenario.read import read

SIM = Path(__file__).parents[2] / "sim"

WIDE = {
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "Exception", "IndexError", "KeyError",
    "LookupError", "NameError", "RuntimeError", "TypeError", "ValueError", "ZeroDivisionError",
}  # fmt: skip
"""What a fault of a program raises by itself."""

NETS = {
    (
        "cluster/cluster.py",
        "_answer",
    ): "an answer that was cut off while it came is asked for again; else it is raised again",
    ("cluster/cluster.py", "_look"): "the client of distributed raises whatever it meets while a scheduler goes away",
    ("cluster/cluster.py", "_submit"): "likewise; nothing but its own sending",
    ("cluster/cluster.py", "connect"): "likewise; what it was is told",
    ("cluster/cluster.py", "each"): "what is left over is called off; there may be nobody to tell any more",
    ("cluster/local.py", "__enter__"): "processes are ended whatever happens; it is raised again",
    ("cluster/makers.py", "versions"): "runs where there may be another groundswell, or none, and says so",
    ("ground/contents.py", "content"): "open alone: a path with a NUL in it",
    ("ground/disk.py", "locked"): "a lock is let go of whatever happens; it is raised again",
    ("ground/disk.py", "placed"): "half a file is taken away whatever happens; it is raised again",
    ("ground/documents.py", "document"): "json alone, over a file: numbers of too many digits",
    ("files/_graphs.py", "_check_marks"): "expat alone, which calls nothing of ours: encodings that it does not know",
    (
        "scenario/remembered.py",
        "_found",
    ): "an entry that may be damaged, and nobody is blamed: the network is read anew",
    ("scenario/remembered.py", "remembered"): "pathlib alone: there is no home",
    (
        "ground/own.py",
        "from_package",
    ): "somebody else's package is loaded; what it raises is told with its name",
    ("families/outcomes.py", "added"): "it is raised again, with a note that says whose outcome it is",
    ("ground/source_code.py", "_hints"): "annotations alone: what they name may not be there; options tell of it",
    ("ground/source_code.py", "_within_cell"): "a cell of a closure alone: nothing is in it yet",
    ("ground/source_files.py", "_imports"): "ast alone, over somebody's file: no Python of this version",
    (
        "ground/source_files.py",
        "places",
    ): "importlib alone: a module without a place, or of a package that lacks",
    ("ground/own.py", "place"): "inspect alone: a class of which no source is to be had",
    ("ground/parts.py", "fields"): "annotations alone: the name of a type that is not there",
    ("trials/worlds.py", "noted"): "it is raised again, with a note that says in which world",
    ("ground/kinds.py", "fits"): "datetime alone: no date",
    (
        "results/ledger.py",
        "__init__",
    ): "numpy and zipfile alone, over a file that may be half: it is thrown away, with a note",
    ("ground/numerals.py", "parsed"): "float alone: no number",
    ("reports/deck/template.py", "checked"): "python-pptx alone, over somebody's file, before any slide is made",
    ("reports/folder.py", "write"): "half a folder is taken away whatever happens; it is raised again",
    (
        "reports/figures/painter.py",
        "_drawn",
    ): "another process draws; whatever became of it, this one draws too and tells",
    ("results/place.py", "replace"): "the old folder gets its place back whatever happens; it is raised again",
    ("scenario/page.py", "_scalar"): "ruamel alone, over a word of a file",
}
"""Where such things are caught, by file and function, and why nothing of ours can be among them, or is hidden."""


def nets(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.AST, set[str]]]:
    """Handlers, and calls of `suppress`, of a tree: the function, the node, and what is caught."""
    for node in ast.iter_child_nodes(tree):
        inside = node.name if isinstance(node, ast.FunctionDef) else function
        if isinstance(node, ast.ExceptHandler):
            yield inside, node, {"Exception"} if node.type is None else names(node.type)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("suppress", "contextlib.suppress"):
            yield inside, node, set().union(*map(names, node.args))
        yield from nets(node, inside)


def names(caught: ast.expr) -> set[str]:
    """The names of exceptions."""
    return {ast.unparse(one) for one in (caught.elts if isinstance(caught, ast.Tuple) else [caught])}


def test_every_wide_net_has_a_reason():
    """Exceptions that a fault of the program raises too are caught in the listed places, and nowhere else."""
    found = {
        (str(file.relative_to(SIM)), function)
        for file in sorted(SIM.rglob("*.py"))
        for function, _, caught in nets(ast.parse(file.read_text(encoding="utf-8")))
        if caught & WIDE
    }
    assert sorted(found - NETS.keys()) == []
    assert sorted(NETS.keys() - found) == [], "reasons for what is no more"


def test_the_reader_of_nets_sees_them():
    """Bare handlers, tuples and `suppress` are nets."""
    code = "def f():\n try: g()\n except: pass\ndef h():\n with suppress(KeyError): g()\n"
    code += "try: g()\nexcept (OSError, ValueError): pass"
    assert [(place, caught) for place, _, caught in nets(ast.parse(code))] == [
        ("f", {"Exception"}),
        ("h", {"KeyError"}),
        ("", {"OSError", "ValueError"}),
    ]


SCENARIO = """
name: Ties and people from files, with a reporting line and a sweep
question: Does a fault of the program stay one?
network: {file: ties.graphml}
people: {file: people.csv, reports_to: boss}
influence: {contagion: {rate: 0.1}}
seeds: {count: 1}
strategies: [random]
steps: 2
runs: 2
seed: 1
sweep: {factors: {influence.contagion.rate: [0.1, 0.2]}}
"""
GRAPHML = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected">
<node id="ann"/><node id="bo"/><edge source="ann" target="bo"/></graph></graphml>
"""
OWN = {
    "sim.files._marks.XmlMarks._begin": KeyError("ours"),
    "sim.files._graphs.check_cells": ValueError("ours"),
    "sim.files._graphs.Ties.from_networkx": ValueError("ours"),
    "sim.ground.tables.check_room": ValueError("ours"),
    "sim.scenario.traits.reporting_line": ValueError("ours"),
    "sim.scenario.page.Page.put": LookupError("ours"),
}
"""What of ours stands in a net, or in the hands of a library, as a scenario is read; and what it might raise."""


def scene(folder: Path) -> Path:
    """A scenario with files beside it, in whose reading all of OWN is called."""
    (folder / "ties.graphml").write_text(GRAPHML, encoding="utf-8")
    (folder / "people.csv").write_text("id,boss\nann,\nbo,ann\n", encoding="utf-8")
    file = folder / "scenario.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    return file


@pytest.mark.parametrize("place", OWN)
def test_a_fault_of_ours_is_not_told_as_the_authors(place, tmp_path, monkeypatch):
    """What a function of ours raises by mistake inside a net comes out as it is, and not as a fault of a file."""
    file = scene(tmp_path)
    read(file)

    def broken(*_: object, **__: object) -> None:
        raise OWN[place]

    monkeypatch.setattr(place, broken)
    with pytest.raises(type(OWN[place]), match="ours"):
        read(file)
