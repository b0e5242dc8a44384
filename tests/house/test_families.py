"""A part takes one file: dropped in, every command and the live page have it, whatever optional member it lacks."""

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim.families.conventions import CONVENTIONS
from sim.families.datasets import DATASETS
from sim.families.distributions import DISTRIBUTIONS
from sim.families.files import FILES
from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.presets import PRESETS
from sim.families.strategies import STRATEGIES
from sim.families.traits import TRAITS
from sim.ground.faults import InputError
from sim.ground.parts import Family

SIM = Path(__file__).parents[2] / "sim"
FAMILIES = (CONVENTIONS, DATASETS, DISTRIBUTIONS, FILES, MECHANISMS, NETWORKS, PRESETS, STRATEGIES, TRAITS)

HEAD = """
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.families.equations import Equations, Opens
from sim.families.evidence import Evidence
from sim.ground.declared import Symbol
from sim.movement.plan import From, Until, When
from sim.world.outline import Drawing
from sim.world.ties import Ties

First = Annotated[int, Field(ge=0, description="with whom it begins"), Symbol("zeta")]
"""
EVIDENCE = 'EVIDENCE = Evidence("B", "own people were watched", "Own 2026, Journal 1:1", "they may be odd")'
FAULTS = 'def faults(*, first, **more):\n    if first > 5:\n        yield "first", "is too far away"'

REQUIRED = {
    MECHANISMS: """
class Tired:
    def __init__(self, loss):
        self.loss = loss

    def act(self, course):
        course.openness -= self.loss

    def weigh(self, ties):
        return ties


def begin(plan, *, first: First = 1, start: From = 1, until: Until = None, when: When = None):
    \"\"\"Everybody tires of change.\"\"\"
    return Tired(0.01 * first)
""",
    STRATEGIES: """
def choose(ties, people, count, rng, *, first: First = 1):
    \"\"\"Those who come first.\"\"\"
    return np.flatnonzero(people.can_adopt)[first : first + count]
""",
    NETWORKS: """
def build(rng, *, first: First = 1):
    \"\"\"People in a row.\"\"\"
    return Ties.from_pairs(12, np.arange(11), np.arange(1, 12), both_ways=True)


def size(*, first):
    return 12
""",
    PRESETS: """
def influence(*, first: First = 1):
    \"\"\"People talk now and then.\"\"\"
    return {"contacts": {"p": 0.3}}
""",
    DISTRIBUTIONS: """
def values(draws, ties, *, first: First = 1):
    \"\"\"As the draw has it.\"\"\"
    return draws * first
""",
    CONVENTIONS: """
def play(ties, people, seeds, steps, rng, *, first: First = 1):
    \"\"\"People talk as others do.\"\"\"
    from sim.conventions.naming_game import play

    return play(ties, people, seeds, steps, rng)
""",
    DATASETS: """
def load(*, first: First = 1):
    \"\"\"A row of twelve, as somebody saw it.\"\"\"
    return Ties.from_pairs(12, np.arange(11), np.arange(1, 12), both_ways=True)
""",
    FILES: """
ENDINGS = (".{name}",)


def read(path, people=None, *, first: First = 1):
    \"\"\"A row of twelve, whatever the file says.\"\"\"
    return Ties.from_pairs(12, np.arange(11), np.arange(1, 12), both_ways=True)
""",
}
"""What the file of a part must have, by the family."""

OPTIONAL = {
    MECHANISMS: {
        "AFTER": 'AFTER = ("homophily",)',
        "SUPPORT": "SUPPORT = True",
        "EVIDENCE": EVIDENCE,
        "SCHEDULE": 'SCHEDULE = "Everybody tires a little."',
        "SENSING": 'SENSING = "and feel how tired they are"',
        "equations": (
            'def equations(*, first, **more):\n    term = Opens(-0.01 * first, "T_i", "people tire")\n'
            '    symbols = {"T_i": "tiredness"}\n'
            '    return Equations(opens=(term,), states=("T_i = 1",), symbols=symbols, shared=("i",))'
        ),
        "idle": 'def idle(used, *, first, **more):\n    return "" if first else "tires nobody, for `first` is 0"',
        "uses": 'def uses(**more):\n    return {"support"}',
        "lightest": "def lightest(**more):\n    return 1.0",
        "obeys_more": "def obeys_more(people, **more):\n    return True",
        "steady": "def steady(**more):\n    return True",
        "faults": FAULTS,
    },
    STRATEGIES: {
        "FIXED": "FIXED = True",
        "NESTED": "NESTED = False",
        "sees": "from sim.families.strategies import Sight, seeing\n\nsees = seeing(Sight.COLUMNS)",
        "score": "def score(ties, people, *, first):\n    return np.zeros(len(people))",
        "lacks": 'def lacks(columns, tribe, line, *, first):\n    if first == 4:\n        yield "first", "is lacking"',
        "misfits": 'def misfits(around, *, first):\n    if first == 3:\n        yield "name", "fits nothing"',
        "named": "def named(*, first):\n    return ()",
        "settled": 'def settled(*, first):\n    return {"first": first + 1}',
        "notes": 'def notes(*, first):\n    yield "own: the first go first"',
        "account": 'def account(ties, people, count, rng, *, first):\n    return "they stand in front"',
        "work": (
            "from sim.families.strategies import Work\n\n\ndef work(*, people, **more):\n    return Work(1e-6 * people)"
        ),
        "faults": FAULTS,
    },
    NETWORKS: {
        "drawing": "def drawing(*, first):\n    return Drawing(11.0)",
        "columns": "def columns(*, first):\n    return {}",
        "lightest": "def lightest(*, first):\n    return 1.0",
        "luck": 'def luck(*, first):\n    return ("first",)',
        "EVIDENCE": EVIDENCE,
        "faults": FAULTS,
    },
    PRESETS: {
        "movement": 'def movement(*, first):\n    return {"giving_up": {"rate": 0.1}}',
        "notes": 'def notes(*, first):\n    yield "own: people talk"',
        "EVIDENCE": EVIDENCE,
        "faults": FAULTS,
    },
    DISTRIBUTIONS: {"DRAWN": "DRAWN = False", "EVIDENCE": EVIDENCE, "faults": FAULTS},
    CONVENTIONS: {"EVIDENCE": EVIDENCE, "RULE": 'RULE = "They do as they did."', "faults": FAULTS},
    DATASETS: {"EVIDENCE": EVIDENCE, "faults": FAULTS},
    FILES: {"EVIDENCE": EVIDENCE, "faults": FAULTS},
}
"""What it may have."""


def variants(family: Family) -> dict[str, str]:
    """Parts of a family by name: one that has all that it may have, and one for each member that leaves that out."""
    members = OPTIONAL[family]
    texts = {}
    for without in ("", *members):
        name = f"own-{without.lower().replace('_', '-')}" if without else "own"
        chosen = [text for member, text in members.items() if member != without]
        body = REQUIRED[family].replace("{name}", name)
        texts[name] = "\n\n\n".join([HEAD + body, *chosen]) + "\n"
    return texts


def folder_of(family: Family) -> str:
    """The folder of a family in sim/."""
    return family.package.removeprefix("sim.")


REST = "seeds: {count: 2}\nsteps: 3\nruns: 2\n"


def scenarios() -> dict[str, str]:
    """Scenarios by name, in which every variant of every family stands at least once."""
    movement = ", ".join(f"{name.replace('-', '_')}: {{first: 1}}" for name in variants(MECHANISMS))
    strategies = ", ".join(variants(STRATEGIES))
    pages = {
        "whole": "network: {generate: own}\ninfluence: {contagion: {rate: 0.3}, receptivity: {passion: 1}}\n"
        f"people: {{passion: {{distribution: own}}}}\nmovement: {{{movement}}}\nstrategies: [{strategies}]\n{REST}"
    }
    sources = [f"{{generate: {name}}}" for name in variants(NETWORKS)]
    sources += [f"{{dataset: {name}}}" for name in variants(DATASETS)]
    sources += [f"{{file: ties.{name}}}" for name in variants(FILES)]
    pushes = [f"{{preset: {name}}}" for name in variants(PRESETS)]
    pushes += [f"{{convention: {name}}}" for name in variants(CONVENTIONS)]
    passions = list(variants(DISTRIBUTIONS))
    for number, source in enumerate(sources):
        push, passion = pushes[number % len(pushes)], passions[number % len(passions)]
        pages[f"s{number}"] = (
            f"network: {source}\npeople: {{passion: {{distribution: {passion}}}}}\ninfluence: {push}\n"
            f"strategies: [own]\n{REST}"
        )
    return pages


SCRIPT = """
import contextlib, importlib, io, json, sys, traceback
folders, commands, pages = json.loads(sys.stdin.read())
for folder in folders:
    importlib.import_module(f"sim.{folder}").__path__.append(f"own/{folder}")
from sim.cli import main
told = []
for words in commands:
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(words, standalone_mode=False)
        except SystemExit as end:
            code = end.code
        except Exception:
            code = traceback.format_exc()
    told.append((code, out.getvalue(), err.getvalue()))
shown = []
for page in pages:
    from pathlib import Path
    from sim.app.draft import draft
    from sim.app.stage import Stage
    live = draft(Path(page))
    stage = Stage(live.scenario, [strategy.label for strategy in live.scenario.strategies])
    stage.step()
    shown.append(sorted(slider.name for slider in live.sliders))
print(json.dumps([told, shown]))
"""


def commanded(place: Path, commands: list[list[str]], pages: list[str]) -> tuple[list[list], list[list[str]]]:
    """What commands say of a groundswell that has more parts (code, out, err), and the sliders of live pages."""
    asked = json.dumps([[folder.name for folder in (place / "own").iterdir()], commands, pages])
    call = [sys.executable, "-W", "error", "-c", SCRIPT]
    done = subprocess.run(call, cwd=place, input=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told, shown = json.loads(done.stdout)
    return told, shown


def put(place: Path) -> None:
    """All variants of parts, and scenarios that name them, in a folder."""
    for family in OPTIONAL:
        folder = place / "own" / folder_of(family)
        folder.mkdir(parents=True)
        for name, text in variants(family).items():
            (folder / f"{name.replace('-', '_')}.py").write_text(text, encoding="utf-8")
    for name, text in scenarios().items():
        (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    for name in variants(FILES):
        (place / f"ties.{name}").write_text("a b\n", encoding="utf-8")


@pytest.mark.parametrize("family", OPTIONAL, ids=folder_of)
def test_the_parts_tried_have_what_a_part_may_have(family):
    """The parts that are dropped in have every member of the contract: a new member is tried by being there."""
    assert set(OPTIONAL[family]) == set(family.optional)
    assert all(f"def {name}(" in REQUIRED[family] or f"{name} = " in REQUIRED[family] for name in family.required)


def test_a_part_takes_one_file(tmp_path):
    """Dropped into its folder, a part is in every command, report and description and on the live page."""
    put(tmp_path)
    every = list(scenarios())
    commands = [["list"], ["schema"], *(["check", f"{name}.yaml"] for name in every)]
    commands += [["describe", f"{name}.yaml"] for name in every]
    commands += [["run", f"{name}.yaml", "--quiet"] for name in every]
    commands += [["chart", "results/whole"], ["report", "results/whole"], ["report", "results/s0"]]
    commands += [["explain", "movement.own"], ["explain", "strategies.own-work"]]
    told, (sliders,) = commanded(tmp_path, commands, ["whole.yaml"])
    assert [(words, code, err) for words, (code, _, err) in zip(commands, told, strict=True) if code] == []
    listed, schema = told[0][1], told[1][1]
    for family in (MECHANISMS, STRATEGIES, NETWORKS, PRESETS, CONVENTIONS, DATASETS):
        assert all(f"  {name} (first: 1" in listed for name in variants(family))
    assert "own (first: 1, from: 1, until, when) - Everybody tires of change. [evidence: B]" in listed
    assert '"zeta: with whom it begins"' in schema
    description = told[2 + len(every)][1]
    for words in ("T_i", "T_i tiredness", "Everybody tires a little.", "and feel how tired they are"):
        assert words in description
    assert "what own-equations adds, as own-equations itself says" in description
    assert "- **own** (evidence grade B): Everybody tires of change." in description
    page = (tmp_path / "results/whole/report.html").read_text(encoding="utf-8")
    assert "Own people were watched (Own 2026, Journal 1:1); they may be odd." in page
    assert page.count("<td>ungraded</td>") == 1
    for kind in ("report.html", "report.pptx", "report.xlsx", "report.pdf", "replay.html"):
        assert (tmp_path / "results/whole" / kind).stat().st_size > 1000
    assert "movement.own.first" in sliders
    assert "Evidence: B (observation or laboratory): own people were watched" in told[-2][1]
    assert "Those who come first." in told[-1][1]


def test_what_a_part_says_is_told(tmp_path):
    """Faults, notes and sentences that parts say of their options are told as those of shipped ones, in words."""
    put(tmp_path)
    page = scenarios()["whole"]
    (tmp_path / "far.yaml").write_text(page.replace("own: {first: 1}", "own: {first: 6}"), encoding="utf-8")
    (tmp_path / "idle.yaml").write_text(page.replace("own: {first: 1}", "own: {first: 0}"), encoding="utf-8")
    fussy = page.replace("[own,", "[{name: own, first: 4}, {name: own, first: 3, label: b},")
    (tmp_path / "fussy.yaml").write_text(fussy, encoding="utf-8")
    stopped = "support_stops: 1\n".join(["", page])
    (tmp_path / "stopped.yaml").write_text(stopped.replace("stops: 1", "stops: 2"), encoding="utf-8")
    slip = tmp_path / "own" / "mechanisms" / "slip.py"
    names = ("far", "idle", "fussy", "stopped")
    told, _ = commanded(tmp_path, [["check", f"{name}.yaml"] for name in names], [])
    far, idle, fussy_told, stopped_told = told
    assert (far[0], far[2]) == (1, "far.yaml:4: movement.own.first: is too far away\n")
    assert idle[0] == 0
    assert "movement.own: tires nobody, for `first` is 0" in idle[1] + idle[2]
    assert fussy_told[0] == 1
    assert "first: is lacking" in fussy_told[2]
    assert "fits nothing" in fussy_told[2]
    assert stopped_told[0] == 0, stopped_told
    slip.write_text(f"{HEAD}{REQUIRED[MECHANISMS]}\n\ndef obey_more(people, **more):\n    return True\n")
    ((code, out, err),), _ = commanded(tmp_path, [["check", "idle.yaml"]], [])
    assert (code, out) == (1, "")
    assert '"obey_more" is no member of a part, did you mean "obeys_more"?' in err


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("def began(plan):\n    pass\n", "there is no `begin`"),
        ("EVIDENC = 1\ndef begin(plan):\n    pass\n", '"EVIDENC" is no member of a part, did you mean "EVIDENCE"'),
    ],
)
def test_a_slip_in_a_file_is_told(tmp_path, monkeypatch, text, fault):
    """A file that lacks what each has, or misspells what it may have, is told with its place."""
    package = importlib.import_module("sim.mechanisms")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    (tmp_path / "slipped.py").write_text(text)
    family = Family(MECHANISMS.package, MECHANISMS.verb, MECHANISMS.contract)
    try:
        with pytest.raises(InputError, match=rf"slipped\.py:1: .*{fault}"):
            family.part("slipped")
    finally:
        del sys.modules["sim.mechanisms.slipped"], package.slipped


def test_an_option_without_a_type_is_told():
    """An option that says nothing of its type is told with its place, and is no traceback."""
    part = MECHANISMS.contract("own", lambda plan, *, loss=1: None)
    with pytest.raises(InputError, match=r"test_families\.py:\d+: .*: the type of loss is missing"):
        _ = part.fields


@pytest.mark.parametrize("family", FAMILIES, ids=folder_of)
def test_what_is_public_in_a_part_is_of_its_contract_or_used(family):
    """Each public function and constant of a part is of its contract or used in its folder: none is ignored."""
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in (SIM / folder_of(family)).glob("*.py")}
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    used |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    known = used | {*family.required, *family.optional}
    parts = {file: tree for file, tree in trees.items() if not file.name.startswith("_")}
    assert len(parts) == len(family.names)
    strangers = [(file.name, name) for file, tree in parts.items() for name in defined(tree) if name not in known]
    assert strangers == []


def defined(tree: ast.Module) -> list[str]:
    """The public names of functions and constants that a module defines."""
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        names += [target.id for target in targets if isinstance(target, ast.Name)]
    return [name for name in names if not name.startswith("_")]
