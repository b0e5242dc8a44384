"""The house stands: imports go down only, and the doors open fast (ARCHITECTURE.md)."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SIM = Path(__file__).parents[2] / "sim"

FLOORS = [
    {"cli"},
    {"app", "job"},
    {"experiment", "reports"},
    {"charts", "cluster", "scene", "sides"},
    {"costs", "estimate", "outcome", "statistics", "world"},
    {"scenario"},
    {"engines"},
    {"networks", "datasets", "files", "traits", "strategies", "presets", "conventions", "reasons"},
    {"distributions", "kept", "tables", "movement", "mistakes", "outline"},
    {"ties", "people", "trajectory", "results", "ledger"},
    {"result_table"},
    {"first_world", "manifest", "result_rows"},
    {"columns", "documents", "result_cells"},
    {"contents", "texts"},
    {"cells", "disk", "draws", "family", "faults", "frozen", "layout", "numerals", "record", "rows", "threads"},
    {"digests", "elementary", "extras", "fingerprint", "kernels", "kinds", "places", "prefetch", "visible"},
]
"""The rooms, from the doors down to the ground; rooms of one floor do not import each other."""

HEAVY = {
    "mesa",
    "numba",
    "matplotlib.pyplot",
    "pandas",
    "numpy",
    "scipy",
    "networkx",
    "igraph",
    "pydantic",
    "rich",
    "distributed",
}


def room(module: str) -> str:
    """The room of a module: the name after `sim`."""
    return module.split(".")[1] if "." in module else ""


def imports() -> list[tuple[str, str, str]]:
    """Every import of a room from a room: (file, importing room, imported room); those for types only do not count."""
    found = []
    for file in sorted(SIM.rglob("*.py")):
        parts = file.relative_to(SIM).with_suffix("").parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "sim":
                names = [f"sim.{name.name}" for name in node.names] if node.module == "sim" else [node.module]
            elif isinstance(node, ast.Import):
                names = [name.name for name in node.names if name.name.split(".")[0] == "sim"]
            found += [(str(file.relative_to(SIM)), parts[0], room(name)) for name in names]
    return [row for row in found if row[1] != row[2] and row[2] not in ("", "__version__")]


def test_every_room_has_a_floor():
    """No file or folder of sim/ is on no floor."""
    rooms = {p.stem for p in SIM.iterdir() if (p.suffix == ".py" or (p.is_dir() and any(p.glob("*.py"))))}
    assert rooms - {"__init__", "__main__"} == set().union(*FLOORS)


def test_imports_go_down_only():
    """A room imports only from the floors below its own."""
    floor = {name: level for level, names in enumerate(FLOORS) for name in names}
    rows = [row for row in imports() if row[1] != "__init__"]
    assert len(rows) > 50, "the reader of imports finds too little to be believed"
    upwards = [row for row in rows if floor[row[1]] >= floor[row[2]]]
    assert upwards == []


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    """`sim --help` starts without mesa, numba, pyplot and the like."""
    code = f"import sys; from sim.cli import main; main({arguments!r}, standalone_mode=False); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(run.stdout.split()) == set()


def test_the_compiled_engine_never_imports_mesa():
    """A run with the compiled engine leaves Mesa and networkx alone, and draws without pyplot."""
    code = "import sys, sim.job, sim.scenario.read, sim.engines.compiled; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"mesa", "networkx", "matplotlib.pyplot"} & set(run.stdout.split()) == set()


def test_no_global_randomness():
    """No file of sim/ uses the module random or numpy's global functions."""
    offenders = []
    for file in SIM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [name.name for name in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                offenders += [(file.name, name) for name in names if name == "random"]
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "np.random":
                allowed = {"Generator", "SeedSequence", "PCG64"} if file.name == "draws.py" else {"Generator"}
                offenders += [(file.name, node.attr)] * (node.attr not in allowed)
    assert offenders == []
