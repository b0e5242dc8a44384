"""Parts of somebody's own, handed in or brought by packages, are parts like any other, and nothing of them stays."""

import importlib
import importlib.util
import json
import sys
import types
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from house.test_families import variants

import sim
from sim.cli import main
from sim.experiment.choices import seeds
from sim.experiment.estimate import estimate
from sim.experiment.run import one_run
from sim.experiment.worlds import draw_world, programme
from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.own import OPEN
from sim.families.strategies import STRATEGIES
from sim.families.tables import Column
from sim.ground.faults import ClusterError
from sim.ground.kinds import Number
from sim.ground.own import known
from sim.ground.parts import Part
from sim.results.ledger import Ledger

DECLARED = (STRATEGIES, MECHANISMS, NETWORKS)
"""The open families whose parts are functions; an outcome is a value."""

PAGE = """\
network: {generate: own}
influence: {contacts: {p: 0.3}}
movement: {own: {first: 1}}
seeds: {count: 2}
strategies: [own, random]
steps: 4
runs: 3
"""
OUTCOME = '''
def doubled(results):
    """Twice what each strategy reaches; in vain, but a number."""
    return 2 * results.mean_reach()
'''


def module_of(folder: Path, name: str, text: str) -> types.ModuleType:
    """A module from a file that is nowhere on the path, as its author imported it."""
    file = folder / f"{name}.py"
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_module(family: Any, module: types.ModuleType, name: str) -> Part:
    """A part handed in as a module."""
    return sim.part(module, name=name)


def members_of(family: Any, module: types.ModuleType) -> dict[str, Any]:
    """What a module has of the contract of a family."""
    return {key: getattr(module, key) for key in (*family.required, *family.optional) if hasattr(module, key)}


def as_class(family: Any, module: types.ModuleType, name: str) -> Part:
    """A part handed in as a class with the members."""
    words = "".join(word.title() for word in name.split("-"))
    return sim.part(type(words, (), {**members_of(family, module), "__module__": module.__name__}))


def as_function(family: Any, module: types.ModuleType, name: str) -> Part:
    """A part handed in as a function, with the other members beside it."""
    members = members_of(family, module)
    function = members.pop(family.verb)
    function.__name__ = name.replace("-", "_")
    return sim.part(function, **members)


Module = Callable[[str, str], types.ModuleType]


@pytest.fixture
def module(tmp_path: Path) -> Iterator[Module]:
    """Makes modules of texts, and forgets them."""
    names = []

    def make(name: str, text: str) -> types.ModuleType:
        names.append(name)
        return module_of(tmp_path, name, dedent(text))

    yield make
    for name in names:
        sys.modules.pop(name, None)


def whole_page() -> str:
    """A scenario that names every variant of strategies and mechanisms."""
    movement = ", ".join(f"{name.replace('-', '_')}: {{first: 1}}" for name in variants(MECHANISMS))
    page = PAGE.replace("own: {first: 1}", movement)
    return page.replace("[own,", f"[{', '.join(variants(STRATEGIES))},")


def invoke(*arguments: str, code: int = 0) -> str:
    """What a command prints, on both streams."""
    done = CliRunner(catch_exceptions=False).invoke(main, arguments)
    assert done.exit_code == code, done.output
    return done.output


@pytest.mark.parametrize("form", [as_module, as_class, as_function])
def test_what_is_handed_in_is_a_part_like_any_other(form, module, tmp_path):
    """Modules, classes and functions are read and run whatever optional member they lack, and leave nothing behind."""
    before = [family.names for family in OPEN]
    parts: list[Any] = [
        form(family, module(f"{family.folder}_{name.replace('-', '_')}", text), name)
        for family in DECLARED
        for name, text in variants(family).items()
    ]
    parts.append(module("outcomes_own", OUTCOME).doubled)
    file = tmp_path / "mine.yaml"
    file.write_text(whole_page(), encoding="utf-8")
    scenario = sim.read(file, parts=parts)
    assert len(scenario.parts) == len(parts)
    assert {*variants(MECHANISMS)} == scenario.mechanisms.keys()
    results = sim.run(scenario)
    summary = results.tables["summary"]
    assert summary["strategy"].tolist() == [*variants(STRATEGIES), "random"]
    np.testing.assert_array_equal(summary["doubled"], 2 * summary["reach_mean"])
    for variant in variants(NETWORKS):
        file.write_text(PAGE.replace("generate: own", f"generate: {variant}"), encoding="utf-8")
        assert sim.read(file, parts=parts).people == 12
    assert [family.names for family in OPEN] == before
    with pytest.raises(sim.InputError, match='unknown network "own-'):
        sim.read(file)


def test_every_command_knows_what_is_known(module, tmp_path, monkeypatch):
    """Listed, explained, checked, described, run and reported as ungraded or as it says, where a part is known."""
    monkeypatch.chdir(tmp_path)
    texts = {family: variants(family)["own" if family is MECHANISMS else "own-evidence"] for family in (NETWORKS,)}
    texts |= {family: variants(family)["own"] for family in (STRATEGIES, MECHANISMS)}
    parts = [as_module(family, module(f"{family.folder}_own", text), "own") for family, text in texts.items()]
    parts.append(sim.part(module("outcomes_own", OUTCOME).doubled))
    Path("mine.yaml").write_text(PAGE, encoding="utf-8")
    with known(parts):
        listed = invoke("list")
        assert "own (first: 1, from: 1, until, when) - Everybody tires of change. [evidence: B]" in listed
        assert "Those who come first." in listed
        assert "doubled - " in listed
        assert '"zeta: with whom it begins"' in invoke("schema")
        assert "Everybody tires of change." in invoke("explain", "movement.own")
        assert "mine.yaml: no faults" in invoke("check", "mine.yaml")
        assert "- **own** (evidence grade B): Everybody tires of change." in invoke("describe", "mine.yaml")
        invoke("run", "mine.yaml", "--quiet")
        invoke("report", "results/mine")
        page = Path("results/mine/report.html").read_text(encoding="utf-8")
    assert "Own people were watched (Own 2026, Journal 1:1); they may be odd." in page
    assert page.count("<td>ungraded</td>") == 1
    manifest = json.loads(Path("results/mine/manifest.json").read_text(encoding="utf-8"))
    entries = [(part["family"], part["name"], part["of"]) for part in manifest["parts"]]
    names = {"mechanisms": "own", "networks": "own", "outcomes": "doubled", "strategies": "own"}
    assert entries == [(family, name, "handed in") for family, name in names.items()]
    # Without them, the folder is told of in words.
    lacking = invoke("report", "results/mine", "--force", code=1)
    assert 'the results were made with the outcome "doubled", which is not here (handed in)' in lacking
    assert "own (first: 1" not in invoke("list")


FIRST = """
    import numpy as np

    def take_first(ties, people, count, rng, *, skip: int = 0):
        '''Those who come first.'''
        return np.flatnonzero(people.can_adopt)[skip : skip + count]
    """


def page_of(folder: Path, text: str = "") -> Path:
    """A scenario that names `take-first`."""
    file = folder / "first.yaml"
    file.write_text(
        text
        or PAGE.replace("generate: own", "generate: ring, people: 12, ties: 2")
        .replace("movement: {own: {first: 1}}\n", "")
        .replace("[own,", "[take-first,"),
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize(
    ("thing", "members", "words"),
    [
        ("def most_connected(ties, people, count, rng): ...", {}, '"most-connected" is a strategy of groundswell'),
        ("def Odd_(ties, people, count, rng): ...", {}, '"odd-" is no name for a part'),
        ("def odd(people): ...", {}, '"odd" is no part: it asks first for none of `ties` (strategy) or `plan`'),
        ("class Odd: ...", {}, '"odd" is no part: it has none of `choose` (strategy) or `begin` (mechanism)'),
        ("def odd(ties, people, count, rng): ...", {"FIXEDD": True}, '"FIXEDD" is no member of a strategy'),
        ("def odd(rng): ...", {}, "there is no `size`, which every network has"),
        (
            "class Odd:\n    FIXD = True\n    def choose(ties, people, count, rng): ...",
            {},
            '"FIXD" is no member of a part, did you mean "FIXED"?',
        ),
        ("def odd(ties, people, count, rng, *, more=1): ...", {}, "the type of more is missing"),
        ("def odd(ties: 'Tais', people, count, rng): ...", {}, "a type cannot be understood: name 'Tais'"),
    ],
)
def test_a_slip_is_told_with_its_file_and_line(thing, members, words, module, tmp_path):
    """Names that are taken, what is no part and misspelt members are faults with their place, and no tracebacks."""
    made = module("slips", f"\n\n{thing}\n")
    own = next(value for key, value in vars(made).items() if not key.startswith("_"))
    with pytest.raises(sim.InputError) as fault:
        sim.read(page_of(tmp_path), parts=[sim.part(own, **members)])
    assert words in str(fault.value)
    assert str(fault.value).startswith(f"{tmp_path / 'slips.py'}:3: ")


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (
            "class Odd:\n    def choose(self, ties, people, count, rng): ...",
            "`choose` asks for (self, ties, people, count, rng), expected no self, and (ties, people, count, rng)",
        ),
        (
            "def odd(ties, people, count): ...",
            "(ties, people, count), expected (ties, people, count, rng) and perhaps ",
        ),
        ("def odd(ties, people, count, rng, skip=0): ...", "and perhaps simulate, movement, steps, known; options "),
        ("def odd(ties, people, count, rng, *more): ...", "asks for (ties, people, count, rng, *more), expected"),
        ("def odd(plan, **options): ...", "asks for (plan, **options), expected (plan); options stand behind `*`"),
        ("def odd(results, runs): ...", "asks for (results, runs), expected (results)"),
        ("async def odd(ties, people, count, rng): ...", "`odd` is asynchronous or a generator, expected a function"),
        ("def odd(ties, people, count, rng):\n    yield 1", "`odd` is asynchronous or a generator"),
        ("odd = lambda ties, people, count, rng: []", '"<lambda>" is no name for a part; name="..." gives it one'),
        ("class Odd:\n    choose = 42", "`choose` is 42, expected a function"),
        ("class Odd:\n    OUTCOME = 42", "`OUTCOME` is 42, expected an Outcome"),
    ],
)
def test_how_a_function_is_called_is_checked(thing, words, module, tmp_path):
    """What a function asks for is what its family gives; else both are told, before anything is run."""
    with pytest.raises(sim.InputError) as fault:
        sim.part(next(value for key, value in vars(module("slips", f"{thing}\n")).items() if key[0] != "_"))
    assert words in str(fault.value)
    assert str(fault.value).startswith(f"{tmp_path / 'slips.py'}:")


def test_all_parts_of_the_project_are_called_as_their_families_say():
    """The contract that parts of somebody's own are held to is that of the project's own."""
    faults = [fault for family in DECLARED for part in family.parts.values() for fault in part.slips(family)]
    assert not faults


SHARE = Column("x", "percent", Number(0, 1), "a share")


@pytest.mark.parametrize(
    ("name", "members", "words"),
    [
        ("runs", {}, 'the summary has a column "runs" already'),
        ("seeds", {}, 'the summary has a column "seeds" already'),
        ("strategy", {}, 'the summary has a column "strategy" already'),
        ("reach_mean", {}, 'the summary has a column "reach_mean" already'),
        ("odd", {"columns": {"t50": SHARE}}, 'the summary has a column "t50" already'),
        ("odd", {"columns": {"odd": 1}}, 'the column "odd" is 1, expected a Column'),
        ("odd", {"columns": [SHARE]}, "`columns` is [Column("),
        ("odd", {"better": "up"}, '`better` is \'up\', expected "more", "less" or None'),
        ("odd", {"after": ("rech",)}, "`after` has 'rech', expected outcomes of groundswell, did you mean \"reach\"?"),
    ],
)
def test_what_an_outcome_says_is_checked(name, members, words, module):
    """Columns that the summary has already, and what cannot be true of an outcome, are told when it is described."""
    own = getattr(module("slips", f"def {name}(results): ..."), name)
    with pytest.raises(sim.InputError) as fault:
        sim.part(own, **members)
    assert words in str(fault.value)


def test_two_outcomes_of_ones_own_have_columns_apart(module, tmp_path):
    """A column that two outcomes have is told of the second."""
    made = module("slips", "def first(results): ...\ndef second(results): ...\n")
    parts = [sim.part(own, columns={"far": SHARE}) for own in (made.first, made.second)]
    with pytest.raises(
        sim.InputError, match=r'slips\.py:2: .* has the column "far", which the outcome "first" has, too'
    ):
        sim.read(page_of(tmp_path), parts=parts)


@pytest.mark.parametrize("parts", [invoke, "x", None, 42, dict])
def test_parts_that_are_no_list_are_told(parts, tmp_path):
    """A part by itself, or what is none, in place of a list of parts is a fault in words."""
    with pytest.raises(sim.InputError, match=r"sim\.read:1: parts: found .*, expected a list, as in parts=\[\.\.\.\]"):
        sim.read(page_of(tmp_path), parts=parts)


@pytest.mark.parametrize("value", [42, "x", None, [1]])
def test_a_value_is_no_part(value, tmp_path):
    """What is no function, class or module is told as such."""
    with pytest.raises(sim.InputError, match="is no part"):
        sim.read(page_of(tmp_path), parts=[value])


def test_all_slips_are_told_at_once(module, tmp_path):
    """What is wrong with one part does not hide what is wrong with another, and a name is for one of them."""
    first = module("first", FIRST).take_first
    with pytest.raises(sim.InputError) as fault:
        sim.read(page_of(tmp_path), parts=[len, first, first, lambda people: 1])
    words = str(fault.value)
    assert "<built-in function len> is no part: its source cannot be had" in words
    assert '"take-first" is a strategy already: it is handed in twice' in words
    assert '"<lambda>" is no part' in words


def test_options_of_ones_own_are_checked(module, tmp_path):
    """A wrong option of somebody's own part is told as that of any other, with the line of the scenario."""
    first = module("first", FIRST).take_first
    text = page_of(tmp_path).read_text(encoding="utf-8").replace("take-first", "{name: take-first, skipp: 1}")
    with pytest.raises(sim.InputError, match=r'first\.yaml:4: unknown key "skipp".*did you mean "skip"'):
        sim.read(page_of(tmp_path, text), parts=[first])


def test_a_scenario_brings_its_parts_along(module, tmp_path):
    """Worlds are drawn, and time and memory foretold, of a scenario with parts of one's own, wherever that is asked."""
    parts = [as_module(family, module(f"{family.folder}_along", variants(family)["own"]), "own") for family in DECLARED]
    (tmp_path / "mine.yaml").write_text(PAGE, encoding="utf-8")
    scenario = sim.read(tmp_path / "mine.yaml", parts=parts)
    drawn = draw_world(scenario, 1)
    assert len(drawn.people) == scenario.people == 12
    assert [len(ids) for ids in seeds(scenario, drawn)] == [2, 2]
    assert programme(scenario, drawn) is not None
    assert estimate(scenario).seconds > 0


def test_a_network_is_as_large_as_it_says(module, tmp_path):
    """A network of one's own with other people than its `size` says is a fault with its file, not a wrong number."""
    text = variants(NETWORKS)["own"].replace("from_pairs(12,", "from_pairs(13,")
    (tmp_path / "mine.yaml").write_text(PAGE.replace("movement: {own: {first: 1}}\n", "").replace("[own,", "["))
    row = as_module(NETWORKS, module("too_large", text), "own")
    with pytest.raises(sim.InputError, match=r"too_large.py:\d+: `size` says that there are 12 people, .* has 13"):
        sim.run(sim.read(tmp_path / "mine.yaml", parts=[row]))


def test_threads_know_each_their_own(module, tmp_path):
    """Two scenarios at the same time, each with another part of one name, run as each does alone."""
    file = page_of(tmp_path)
    others = FIRST.replace("[skip : skip + count]", "[::-1][skip : skip + count]")
    scenarios = [sim.read(file, parts=[module(f"part{k}", text).take_first]) for k, text in enumerate((FIRST, others))]
    alone = [sim.run(scenario, workers=1).seeds for scenario in scenarios]
    assert not alone[0].equals(alone[1])
    with ThreadPoolExecutor(2) as pool:
        together = [results.seeds for results in pool.map(lambda each: sim.run(each, workers=2), scenarios)]
    assert all(one.equals(other) for one, other in zip(alone, together, strict=True))


def sources(thing: Any, **members: Any) -> str:
    """The digest of the source of a part."""
    origin = sim.part(thing, **members).origin
    assert origin is not None
    return origin.digest


def test_another_source_is_another_fingerprint(module, tmp_path):
    """Runs of another source are never gone on from; the same source again is the same."""
    file = page_of(tmp_path)
    scenario = sim.read(file, parts=[module("first", FIRST).take_first])
    again = sim.read(file, parts=[module("first", FIRST).take_first])
    other = sim.read(file, parts=[module("first", FIRST.replace("skip : skip", "1 + skip : 1 + skip")).take_first])
    assert scenario.digest == again.digest == other.digest
    shelf = Ledger(tmp_path / "ledger", scenario.digest, scenario.own_sources)
    shelf.keep([one_run(scenario, number, "compiled") for number in range(3)])
    shelf.close(finished=False)
    shelf = Ledger(tmp_path / "ledger", again.digest, again.own_sources)
    shelf.close(finished=False)
    assert (shelf.numbers, shelf.outdated) == ({0, 1, 2}, 0)
    shelf = Ledger(tmp_path / "ledger", other.digest, other.own_sources)
    shelf.close(finished=False)
    assert (shelf.numbers, shelf.outdated) == (set(), 3)


def test_what_a_function_closes_over_is_of_its_source(module):
    """Functions that another one makes differ by the values that they have from it, and by members beside them."""
    text = """
    def made(far):
        def step(ties, people, count, rng):
            return far
        return step
    """
    made = module("closed", text).made
    assert sources(made(1)) == sources(made(1)) != sources(made(2))
    assert sources(made(1)) != sources(made(1), FIXED=True)


CELLS = {
    "HALF = 0.5": "HALF = 0.6",
    "def helped(values):\n    return [value + HALF for value in values]": "def helped(values):\n    return values",
    "class Far:\n    def far(self):\n        return 1": "class Far:\n    def far(self):\n        return 2",
    "def own(ties, people, count, rng, *, more: int = 1):\n    return helped([Far().far()])": (
        "def own(ties, people, count, rng, *, more: int = 2):\n    return helped([Far().far()])"
    ),
}
"""The cells of a notebook, each with another one in its place."""


def of_cells(cells: list[str]) -> str:
    """The digest of a strategy that was written in the cells of a notebook, which is no file."""
    notebook = types.ModuleType("notebook_cells")
    sys.modules["notebook_cells"] = notebook
    try:
        for cell in cells:
            exec(compile(cell, "<cell>", "exec"), vars(notebook))
        return sources(notebook.own)
    finally:
        del sys.modules["notebook_cells"]


def test_in_a_notebook_all_that_is_named_counts():
    """Where there is no file, another value, function or class that a part names makes it another."""
    cells = list(CELLS)
    first = of_cells(cells)
    assert of_cells(["", *cells, "unused = 3"]) == first
    digests = [of_cells([CELLS[cell] if cell == changed else cell for cell in cells]) for changed in cells]
    assert len({first, *digests}) == 1 + len(cells)


Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a package, such as `lab 1.0`: files of its module by name, and entry points `family name` -> value."""

    def install(files: dict[str, str], points: dict[str, str], name: str = "lab", site: Path = tmp_path / "site"):
        (site / name).mkdir(parents=True, exist_ok=True)
        (site / name / "__init__.py").write_text("", encoding="utf-8")
        for file, text in files.items():
            (site / name / f"{file}.py").write_text(dedent(text), encoding="utf-8")
        meta = site / f"{name}-1.0.dist-info"
        meta.mkdir(exist_ok=True)
        (meta / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        sections = [f"[groundswell.{key.split()[0]}]\n{key.split()[1]} = {value}" for key, value in points.items()]
        (meta / "entry_points.txt").write_text("\n".join(sections) + "\n", encoding="utf-8")
        monkeypatch.syspath_prepend(str(site))
        forget()

    def forget() -> None:
        importlib.invalidate_caches()
        for name in [name for name in sys.modules if name.split(".")[0] in ("lab", "den")]:
            del sys.modules[name]
        for family in OPEN:
            family.forget()

    yield install
    monkeypatch.undo()
    forget()


POINTS = {"strategies own": "lab.chooses", "mechanisms own": "lab.tires", "networks own": "lab.row"}


def test_a_package_brings_parts(install, tmp_path, monkeypatch):
    """What a package names is listed, explained, checked, run, drawn and reported; a scenario without it loads none."""
    files = {"chooses": variants(STRATEGIES)["own"], "tires": variants(MECHANISMS)["own"]}
    files |= {"row": variants(NETWORKS)["own-evidence"], "measures": OUTCOME, "first": FIRST}
    more = {"outcomes doubled": "lab.measures:doubled", "strategies take_first": "lab.first:take_first"}
    install(files, POINTS | more)
    monkeypatch.chdir(tmp_path)
    Path("plain.yaml").write_text(
        PAGE.replace("generate: own", "dataset: karate")
        .replace("movement: {own: {first: 1}}\n", "")
        .replace("[own,", "[most-connected,"),
        encoding="utf-8",
    )
    invoke("check", "plain.yaml")
    invoke("--help")
    assert not [name for name in sys.modules if name.startswith("lab")]
    Path("mine.yaml").write_text(PAGE.replace("[own,", "[own, take-first,"), encoding="utf-8")
    invoke("check", "mine.yaml")
    assert "lab.measures" not in sys.modules
    assert "own (first: 1, from: 1, until, when) - Everybody tires of change. [evidence: B]" in invoke("list")
    assert '"zeta: with whom it begins"' in invoke("schema")
    assert "Those who come first." in invoke("explain", "strategies.take-first")
    assert "(evidence grade B): Everybody tires of change." in invoke("describe", "mine.yaml")
    invoke("run", "mine.yaml", "--quiet")
    invoke("chart", "results/mine")
    invoke("report", "results/mine", "--html", "--xlsx")
    page = Path("results/mine/report.html").read_text(encoding="utf-8")
    assert "Everybody tires of change." in page
    manifest = json.loads(Path("results/mine/manifest.json").read_text(encoding="utf-8"))
    assert {part["of"] for part in manifest["parts"]} == {"lab 1.0"}
    assert len(manifest["parts"]) == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import no_such_module", "cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'"),
        ("1 / 0", "cannot be loaded: ZeroDivisionError"),
        ("def chose(): ...", "there is no `choose`, which every strategy has"),
    ],
)
def test_a_broken_package_is_told_where_it_is_used(text, words, install, tmp_path):
    """Who names its part is told of the package; whoever does not is not disturbed; `sim list` says it in the end."""
    install({"broken": text, "measures": text}, {"strategies own": "lab.broken", "outcomes odd": "lab.measures"})
    file = page_of(tmp_path, page_of(tmp_path).read_text(encoding="utf-8").replace("take-first", "own"))
    with pytest.raises(sim.InputError) as fault:
        sim.read(file)
    assert 'the package lab 1.0 brings the strategy "own"' in str(fault.value)
    assert words in str(fault.value)
    file.write_text(file.read_text(encoding="utf-8").replace("[own,", "[most-connected,"), encoding="utf-8")
    assert 'the package lab 1.0 brings the strategy "own"' in invoke("list", "strategies").splitlines()[-2]
    assert 'the package lab 1.0 brings the strategy "own"' in invoke("explain", "strategies.own", code=1)
    printed = invoke("run", str(file), "--out", str(tmp_path / "results"))
    assert 'the package lab 1.0 brings the outcome "odd"' in printed


def test_packages_are_looked_through_once(install, tmp_path, monkeypatch):
    """What packages bring to all families is found in one look at all that is installed."""
    install({"first": FIRST}, {"strategies first": "lab.first:take_first"})
    looks: list[Any] = []
    monkeypatch.setattr("sim.ground.parts.entry_points", lambda: looks.append(1) or entry_points())
    assert [sorted(family.installed) for family in OPEN] == [["first"], [], [], []]
    assert len(looks) == 1


def test_a_word_of_other_meaning_loads_nothing(install, tmp_path):
    """A broken package whose parts are called as a column of the people, a name or a label is disturbs nobody."""
    points = {"strategies club": "lab.broken", "mechanisms karate": "lab.broken", "networks random": "lab.broken"}
    install({"broken": "1 / 0"}, points)
    text = "name: karate\nquestion: Who wins the club?\nnetwork: {dataset: karate}\npeople: {tribe: club}\n"
    text += "influence: {preset: watts}\nseeds: {count: 2}\nstrategies: [random]\nsteps: 3\nruns: 2\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    assert sim.read(tmp_path / "mine.yaml").parts == ()


MEASURES = {"measures": OUTCOME}, {"outcomes doubled": "lab.measures:doubled"}


@pytest.fixture
def plain(tmp_path, monkeypatch):
    """A scenario that names nothing of anybody's own, and runs in a moment."""
    monkeypatch.chdir(tmp_path)
    return str(page_of(tmp_path, page_of(tmp_path).read_text(encoding="utf-8").replace("take-first", "most-connected")))


def test_a_folder_is_read_by_the_outcomes_that_made_it(install, plain):
    """An outcome that comes later makes no folder unreadable, and one that is gone is told by its name."""
    invoke("run", plain, "--quiet")
    install(*MEASURES)
    invoke("report", "results/first", "--xlsx")
    invoke("run", plain, "--quiet", "--out", "results/second")
    invoke("report", "results/second", "--xlsx")
    install({}, {})
    words = invoke("report", "results/second", "--xlsx", "--force", code=1)
    assert 'the results were made with the outcome "doubled", which is not here (lab 1.0)' in words
    assert len(words.splitlines()) == 1
    again = " ".join(invoke("run", plain, "--out", "results/second").split())
    assert "numbers can differ from them, which were made with outcomes doubled " in again
    assert ", here missing." in again


def test_another_source_of_an_outcome_is_another_fingerprint(install, plain):
    """The manifest tells results of one outcome from those of another, and the runs are the same."""

    def fingerprint() -> str:
        return str(json.loads(Path("results/first/manifest.json").read_text(encoding="utf-8"))["fingerprint"])

    install(*MEASURES)
    invoke("run", plain, "--quiet")
    before = fingerprint()
    assert "numbers can differ" not in invoke("run", plain)
    assert fingerprint() == before
    install({"measures": OUTCOME.replace("2 *", "3 *")}, MEASURES[1])
    again = " ".join(invoke("run", plain).split())
    assert "numbers can differ from them, which were made with outcomes doubled " in again
    assert fingerprint() != before


@pytest.mark.parametrize("parts", [None, [1], {}, [{"family": "outcomes"}]])
def test_parts_in_a_manifest_can_be_anything(parts, plain):
    """Whatever a manifest says of parts, a run that replaces its results says what differs, or nothing."""
    invoke("run", plain, "--quiet")
    file = Path("results/first/manifest.json")
    content = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(content | {"parts": parts, "fingerprint": "0"}), encoding="utf-8")
    assert "numbers can differ" not in invoke("run", plain)


def test_an_outcome_that_raises_is_named_and_the_runs_are_kept(install, plain):
    """The error says which package brings the outcome; the runs are gone on from once it is mended."""
    install({"measures": OUTCOME.replace("2 *", "1 / 0 *")}, MEASURES[1])
    with pytest.raises(ZeroDivisionError) as error:
        invoke("run", plain)
    assert 'This was raised by the outcome "doubled" (lab 1.0; ' in error.value.__notes__[0]
    install(*MEASURES)
    assert "Going on from 3 finished runs." in invoke("run", plain)


def test_an_outcome_without_a_row_for_each_strategy_is_named(module, tmp_path):
    """Strategies never fall out of the summary because an outcome says nothing of them."""
    text = "import pandas as pd\ndef far(results):\n    return pd.DataFrame({'strategy': ['random'], 'far': [1.0]})\n"
    scenario = sim.read(page_of(tmp_path), parts=[module("first", FIRST).take_first, _far(module("odd", text))])
    with pytest.raises(ValueError, match="no row for some strategies") as error:
        sim.run(scenario)
    assert 'the outcome "far" (handed in; ' in error.value.__notes__[0]


def _far(made: types.ModuleType) -> Part:
    return sim.part(made.far, columns={"far": SHARE})


def test_packages_that_bring_the_same_are_told(install, plain):
    """Two outcomes with one column: the second is told and not measured; two parts with one name: both are."""
    install(*MEASURES)
    other = "from sim.families.outcomes import Outcome\nfrom lab.measures import doubled\n"
    other += "from sim.families.tables import Column\nfrom sim.ground.kinds import Number\n"
    other += "OUTCOME = Outcome(doubled, {'doubled': Column('x', 'number', Number(), 'x')})\n"
    install({"other": other}, {"outcomes other": "den.other"}, name="den")
    words = " ".join(invoke("run", plain).split())
    assert 'has the column "doubled", which the outcome "' in words
    install({"first": FIRST}, {"strategies take-first": "lab.first:take_first"})
    install({"first": FIRST}, {"strategies take-first": "den.first:take_first"}, name="den")
    with pytest.raises(sim.InputError, match=r'the packages .* each bring a strategy "take-first": uninstall one'):
        sim.read(page_of(Path()))


def test_a_name_of_a_package_is_not_for_what_is_handed_in(install, module, tmp_path):
    """Which of two would be meant, nobody could say."""
    install({"first": FIRST}, {"strategies take-first": "lab.first:take_first"})
    with pytest.raises(sim.InputError, match='"take-first" is a strategy already: a package brings one, too'):
        sim.read(page_of(tmp_path), parts=[module("first", FIRST).take_first])


def test_a_value_that_a_package_brings_is_no_part(install, tmp_path):
    """An entry point that leads to a value is told with its package."""
    install({"first": "take_first = 42"}, {"strategies take-first": "lab.first:take_first"})
    words = 'the package lab 1.0 brings the strategy "take-first", which is no function, class or module but int'
    with pytest.raises(sim.InputError, match=words):
        sim.read(page_of(tmp_path))


def test_a_name_of_ours_stays_ours(install, tmp_path):
    """A package that brings a part under a name of groundswell's changes no scenario, and is told of."""
    install({"first": FIRST}, {"strategies random": "lab.first:take_first"})
    assert STRATEGIES.part("random").origin is None
    assert '"random" is one of the strategies of groundswell; that of lab 1.0 is never used' in invoke(
        "list", "strategies"
    )


def test_workers_get_what_was_handed_in(module, tmp_path):
    """A part from a file that no worker can import travels along, and the runs are those made here."""
    scenario = sim.read(page_of(tmp_path), parts=[module("nowhere_else", FIRST).take_first])
    here, there = sim.run(scenario), sim.run(scenario, cluster="local", workers=1)
    assert here.seeds.equals(there.seeds)


@pytest.mark.parametrize(("there", "words"), [("nothing", "missing"), ("another", "[0-9a-f]+")])
def test_workers_need_the_package(there, words, install, tmp_path, monkeypatch):
    """A worker that has not the package of a part, or another make of it, does nothing, and says why."""
    install({"first": FIRST.replace("skip : skip", "1 + skip : skip")}, {}, site=tmp_path / "another")
    install({"first": FIRST}, {"strategies take-first": "lab.first:take_first"})
    scenario = sim.read(page_of(tmp_path))
    paths = [path for path in sys.path if Path(path).parent != tmp_path]
    monkeypatch.setattr(sys, "path", [str(tmp_path / there), *paths])
    with pytest.raises(ClusterError, match=rf"the numbers could differ there: .* has lab {words}, here [0-9a-f]+"):
        sim.run(scenario, cluster="local", workers=1)
