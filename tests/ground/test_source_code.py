"""Digests of source code: another source is another one, the same source again the same, in another process too."""

import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sim
from sim.ground.source_code import of_parts
from sim.ground.source_files import of_folder

Cells = Callable[..., types.ModuleType]


@pytest.fixture
def notebook() -> Iterator[Cells]:
    """Makes a notebook, whose cells are no files, and runs cells in it; another call begins another notebook."""

    def run(*cells: str) -> types.ModuleType:
        module = sys.modules["notebook_cells"] = types.ModuleType("notebook_cells")
        for cell in cells:
            exec(compile(cell, "<cell>", "exec", dont_inherit=True), vars(module))
        return module

    yield run
    sys.modules.pop("notebook_cells", None)


BASICS = """
import enum, functools, numpy as np
from dataclasses import dataclass
from typing import Annotated, NamedTuple
from pydantic import BaseModel, Field
"""
STRATEGY = """
def own(ties, people, count, rng, *, level: Annotated[Level, Field(description="how far")] = None):
    return level
"""

CHANGES = {
    "a field of an option's type": (
        ("class Level(BaseModel):\n    x: int = 1", STRATEGY),
        ("class Level(BaseModel):\n    x: int = 1\n    y: int = 2", STRATEGY),
    ),
    "a bound of an option": (
        ("Level = Annotated[int, Field(ge=0)]", STRATEGY),
        ("Level = Annotated[int, Field(ge=1)]", STRATEGY),
    ),
    "a type that is written as a text": (
        ("@dataclass\nclass Level:\n    x: int = 1", STRATEGY.replace("Annotated[Level,", "Annotated['Level',")),
        ("@dataclass\nclass Level:\n    x: float = 1", STRATEGY.replace("Annotated[Level,", "Annotated['Level',")),
    ),
    "the factory of a default": (
        ("class Level(BaseModel):\n    x: int = Field(default_factory=lambda: 1)", STRATEGY),
        ("class Level(BaseModel):\n    x: int = Field(default_factory=lambda: 2)", STRATEGY),
    ),
    "a decorator": tuple(
        (
            "def twice(function):\n    @functools.wraps(function)\n    def wrapper(*values):\n"
            f"        return {times} * function(*values)\n    return wrapper",
            "@twice\ndef far():\n    return 1",
            "def own(ties, people, count, rng):\n    return far()",
        )
        for times in (2, 3)
    ),
    "what a decorator closes over": tuple(
        (
            "def times(many):\n    def twice(function):\n        @functools.wraps(function)\n"
            "        def wrapper(*values):\n            return many * function(*values)\n"
            "        return wrapper\n    return twice",
            f"@times({many})\ndef own(ties, people, count, rng):\n    return 1",
        )
        for many in (2, 3)
    ),
    "a private member of a class": tuple(
        (f"class Far:\n    _far = {far}", "def own(ties, people, count, rng):\n    return Far._far") for far in (1, 2)
    ),
    "the class of a value": tuple(
        (
            f"@dataclass(frozen=True)\nclass Far:\n    x: int\n    def far(self):\n        return {far}",
            "FAR = Far(1)",
            "def own(ties, people, count, rng):\n    return FAR.far()",
        )
        for far in (1, 2)
    ),
    "a member of an enumeration": tuple(
        (
            f"class Kind(enum.Enum):\n    NEAR = {near}",
            "def own(ties, people, count, rng, *, kind: Kind = Kind.NEAR): ...",
        )
        for near in (1, 2)
    ),
    "a default in a field": tuple(
        (f"def own(ties, people, count, rng, *, more: int = Field({more}, ge=0, le=9)): ...",) for more in (1, 2)
    ),
    "a universal function": tuple(
        (f"def own(ties, people, count, rng):\n    return far(1, 2)\n\nfar = np.{far}",) for far in ("add", "subtract")
    ),
    "a field of a named tuple": tuple(
        (f"class Far(NamedTuple):\n    x: int = {far}", "def own(ties, people, count, rng):\n    return Far()")
        for far in (1, 2)
    ),
    "a cached function": tuple(
        (
            f"@functools.cache\ndef far():\n    return {far}",
            "def own(ties, people, count, rng):\n    return [far()]",
        )
        for far in (1, 2)
    ),
}
"""What is changed, with the cells before and after."""


@pytest.mark.parametrize("change", CHANGES)
def test_in_a_notebook_no_change_is_missed_and_none_is_seen_where_none_is(change, notebook):
    """The same cells again have the same digest, changed ones another."""
    before, after = CHANGES[change]
    first = of_parts({"": notebook(BASICS, *before).own})
    assert of_parts({"": notebook(BASICS, *before).own}) == first
    assert of_parts({"": notebook(BASICS, *after).own}) != first


def test_a_module_beside_the_notebook_counts(notebook, tmp_path, monkeypatch):
    """Files of one's own count wherever they are imported, also through one another, those of libraries do not."""
    monkeypatch.syspath_prepend(str(tmp_path))
    inner, outer = tmp_path / "beside_inner.py", tmp_path / "beside_outer.py"
    outer.write_text("from beside_inner import FAR\n\ndef far():\n    return FAR\n", encoding="utf-8")
    cells = [
        ("import beside_outer\ndef own(ties, people, count, rng):\n    return beside_outer.far()",),
        ("from beside_outer import far\ndef own(ties, people, count, rng):\n    return far()",),
        ("def own(ties, people, count, rng):\n    from beside_outer import far\n    return far()",),
    ]
    digests = []
    for far in (1, 22):
        inner.write_text(f"FAR = {far}\n", encoding="utf-8")
        digests.append([of_parts({"": notebook(*each).own}) for each in cells])
        for name in ("beside_inner", "beside_outer"):
            sys.modules.pop(name, None)
    assert all(before != after for before, after in zip(*digests, strict=True))
    (tmp_path / "site-packages").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    library = tmp_path / "site-packages" / "beside_library.py"
    digests = []
    for far in (1, 22):
        library.write_text(f"FAR = {far}\n", encoding="utf-8")
        cell = "import beside_library\ndef own(ties, people, count, rng):\n    return beside_library"
        digests.append(of_parts({"": notebook(cell).own}))
        sys.modules.pop("beside_library", None)
    assert digests[0] == digests[1]


def test_every_folder_of_a_package_counts(tmp_path):
    """A folder `scenarios` counts like others; only groundswell leaves its own out."""
    (tmp_path / "scenarios").mkdir()
    file = tmp_path / "scenarios" / "far.py"
    file.write_text("FAR = 1", encoding="utf-8")
    whole, without = of_folder(tmp_path), of_folder(tmp_path, ("scenarios",))
    file.write_text("FAR = 22", encoding="utf-8")
    assert of_folder(tmp_path) != whole
    assert of_folder(tmp_path, ("scenarios",)) == without


def test_a_cell_that_is_run_again_has_its_own_types(notebook, tmp_path):
    """Options are of the class that the notebook has now, though its source is that of the class before."""
    cells = (
        "import numpy as np\nfrom pydantic import BaseModel",
        "class Level(BaseModel):\n    x: int = 1",
        "def own(ties, people, count, rng, *, level: Level = Level()):\n"
        "    assert isinstance(level, Level)\n    return np.flatnonzero(~people.never)[:count]",
    )
    file = tmp_path / "own.yaml"
    file.write_text(
        "network: {generate: ring, people: 12, ties: 2}\ninfluence: {contacts: {p: 0.3}}\nseeds: {count: 1}\n"
        "strategies: [{name: own, level: {x: 2}}]\nsteps: 2\nruns: 1\n",
        encoding="utf-8",
    )
    again = [sim.run(sim.read(file, parts=[notebook(*cells).own]), workers=1) for _ in range(2)]
    assert again[0].seeds.equals(again[1].seeds)


ELSEWHERE = """
import enum
import numpy as np
from sim.ground.digests import digest

class Kind(enum.Enum):
    NEAR = 1

print(digest(Kind.NEAR, np.add, {"a", "b"}, 1.5))
print(digest(object()))
"""


def test_another_process_says_the_same(tmp_path):
    """What can be compared is the same in every process, what cannot is another in each."""
    runs = [
        subprocess.run([sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(2)
    ]
    assert runs[0][0] == runs[1][0]
    assert runs[0][1] != runs[1][1]


def test_files_are_read_once_while_they_stay_as_they_are(tmp_path, monkeypatch):
    """A second digest of a folder reads no file again; a file that has changed is read."""
    read: list[Path] = []
    content = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or content(path))
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("FAR = 1", encoding="utf-8")
    first = of_folder(tmp_path)
    assert of_folder(tmp_path) == first
    assert len(read) == 2
    (tmp_path / "a.py").write_text("FAR = 22", encoding="utf-8")
    assert of_folder(tmp_path) != first
    assert len(read) == 3
