"""The house stands: imports go down only, and the doors open fast (sim/README.md)."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SIM = Path(__file__).parents[2] / "sim"
README = SIM / "README.md"

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
    """The room of a module: the name after `sim`, nothing for `sim` itself."""
    return module.split(".")[1] if "." in module else ""


def at_work(node: ast.AST) -> Iterator[ast.AST]:
    """All that is inside a node, but for what is there for checkers of types only."""
    for inner in ast.iter_child_nodes(node):
        yield inner
        if isinstance(inner, ast.If) and ast.unparse(inner.test) == "TYPE_CHECKING":
            continue
        yield from at_work(inner)


def imported(file: Path) -> set[str]:
    """The rooms that a file imports from, whenever it does."""
    rooms = set()
    for node in at_work(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "sim":
            rooms |= {name.name for name in node.names if (SIM / name.name).is_dir()}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
            rooms.add(room(str(node.module)))
        elif isinstance(node, ast.Import):
            rooms |= {room(name.name) for name in node.names if name.name.startswith("sim.")}
    return rooms


def house() -> dict[str, set[str]]:
    """Each room with the other rooms that it imports from."""
    rooms = {folder.name: set() for folder in SIM.iterdir() if folder.is_dir() and any(folder.rglob("*.py"))}
    for name, below in rooms.items():
        for file in (SIM / name).rglob("*.py"):
            below |= imported(file)
    return {name: below - {name} for name, below in rooms.items()}


def floors(rooms: dict[str, set[str]]) -> list[list[str]]:
    """The rooms by floor, from the doors down to the ground: each as low as the rooms let it that it stands on.

    Raises ValueError with the rooms that stand on each other in a circle.
    """
    left, levels = dict(rooms), []
    while left:
        level = sorted(name for name, below in left.items() if not below & left.keys())
        if not level:
            raise ValueError(f"these rooms stand on each other: {sorted(left)}")
        levels.append(level)
        left = {name: below for name, below in left.items() if name not in level}
    return levels[::-1]


def drawn(levels: list[list[str]]) -> str:
    """The floors as sim/README.md has them."""
    lines = [", ".join(f"`{name}/`" for name in level) for level in levels]
    return "\n".join(f"- floor {number}: {line}" for number, line in zip(range(len(lines), 0, -1), lines, strict=True))


def test_the_house_has_rooms_only():
    """No module lies loose in sim/: each is in a room, all but the door itself."""
    assert {file.name for file in SIM.glob("*.py")} == {"__init__.py"}


def test_imports_go_down_only():
    """No room imports from a room that stands on it: there are floors."""
    rooms = house()
    assert sum(map(len, rooms.values())) > 50, "the reader of imports finds too little to be believed"
    assert "ground" in floors(rooms)[-1]


def test_a_circle_is_told():
    """Two rooms that import from each other have no floors."""
    with pytest.raises(ValueError, match="'one', 'two'"):
        floors({"one": {"two"}, "two": {"one", "ground"}, "ground": set()})


def test_the_floors_are_drawn_as_they_are():
    """sim/README.md has the floors that the imports make; with SIM_WRITE=1 in the environment it is written anew."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split("<!-- floors -->\n")
    stale, after = rest.split("\n<!-- end of floors -->")
    now = drawn(floors(house()))
    if os.environ.get("SIM_WRITE"):
        README.write_text(f"{before}<!-- floors -->\n{now}\n<!-- end of floors -->{after}", encoding="utf-8")
    else:
        assert stale == now


def test_what_is_private_stays_in_its_folder():
    """Names that begin with an underscore are imported by their own folder, and by those inside it, only."""
    strangers = []
    for file in SIM.rglob("*.py"):
        here = ["sim", *file.relative_to(SIM).parent.parts]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim"):
                for name in node.names:
                    path = [*str(node.module).split("."), name.name]
                    private = next((place for place, part in enumerate(path) if part.startswith("_")), None)
                    if private is not None and name.name != "__version__" and path[:private] != here[:private]:
                        strangers.append((str(file.relative_to(SIM)), ".".join(path)))
    assert strangers == []


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    """`sim --help` starts without mesa, numba, pyplot and the like."""
    code = f"import sys; from sim.cli import main; main({arguments!r}, standalone_mode=False); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(run.stdout.split()) == set()


@pytest.mark.parametrize(
    "arguments", [["check", "connectors"], ["check", "claims/b-formal-backing"], ["list", "scenarios"]]
)
def test_checking_imports_no_engine(arguments):
    """A scenario whose network is drawn is checked without what only runs and charts need."""
    code = f"import sys; from sim.cli import main; main({arguments!r}, standalone_mode=False); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"mesa", "numba", "matplotlib", "networkx", "igraph"} & set(run.stdout.split()) == set()


def test_the_compiled_engine_never_imports_mesa():
    """A run with the compiled engine leaves Mesa and networkx alone, and draws without pyplot."""
    code = "import sys, sim.cli.job, sim.scenario.read, sim.engines.compiled; print(*sys.modules)"
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
