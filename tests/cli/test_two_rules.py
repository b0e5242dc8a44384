"""Runs of two rules never meet in one folder: what was made by other sources or libraries is made again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.experiment.run import one_run
from sim.ground import fingerprint, source_files
from sim.ground.fingerprint import LIBRARIES, MISSING, SOURCES, differences, makers
from sim.reports import folder as reports
from sim.results import ledger
from sim.scenario import remembered as kept

ROOT = Path(sim.__file__).parents[1]
SCENARIO = """\
network: {generate: random, people: 200, ties: 6}
influence: {contacts: {p: 0.2}}
seeds: {count: 3}
strategies: [random, most-connected]
steps: 12
runs: RUNS
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in, with a small scenario."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SCENARIO.replace("RUNS", "6"), encoding="utf-8")
    return tmp_path


def package(place: Path, *, with_compiled: bool) -> Path:
    """A copy of the package, with what numba compiled of it or without."""
    left_out = () if with_compiled else ("__pycache__",)
    shutil.copytree(ROOT / "sim", place / "sim", ignore=shutil.ignore_patterns(*left_out))
    return place


def weaken(place: Path) -> None:
    """Change a factor in the rule: attempts push half as hard."""
    file = place / "sim" / "movement" / "rule.py"
    text = file.read_text(encoding="utf-8")
    assert text.count("persuasive * weight * peer_force") == 1
    file.write_text(
        text.replace("persuasive * weight * peer_force", "0.5 * persuasive * weight * peer_force"), encoding="utf-8"
    )


def start(place: Path, *arguments: str) -> subprocess.Popen:
    """`sim run` with a copy of the package."""
    where = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    code = "from sim.cli import main; main()"
    command = [sys.executable, "-c", code, "run", "long.yaml", *arguments]
    return subprocess.Popen(command, env=where | {"PYTHONPATH": str(place)}, stderr=subprocess.PIPE, text=True)


def tables(folder: Path) -> dict[str, bytes]:
    """What a folder of results holds, but for the pictures and the manifest."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".yaml")}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_a_killed_run_is_not_gone_on_from_with_another_rule(here, engine):
    """Kill a run, change a factor in the rule, run again: no old run is used, and no old compiled rule either."""
    runs = "1500" if engine == "compiled" else "60"
    (here / "long.yaml").write_text(SCENARIO.replace("RUNS", runs), encoding="utf-8")
    mine = package(here / "mine", with_compiled=True)
    process = start(mine, "--engine", engine, "--out", "killed")
    deadline = time.monotonic() + 300
    while not list(here.glob(".killed.unfinished/*/runs-*.npz")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list(here.glob(".killed.unfinished/*/runs-*.npz")), "no run was finished before the kill: it proves nothing"
    assert not (here / "killed").exists()
    weaken(mine)
    stderr = start(mine, "--engine", engine, "--out", "killed").communicate()[1]
    assert "unfinished runs were made with other sources or libraries: all are made anew." in stderr
    assert "Going on from" not in stderr
    fresh = package(here / "fresh", with_compiled=False)
    weaken(fresh)
    start(fresh, "--engine", engine, "--out", "undisturbed").communicate()
    assert tables(here / "killed") == tables(here / "undisturbed")
    assert not list(here.glob(".*")), "what is outdated goes with the unfinished runs that were used"


def run(*arguments: str):
    """`sim run` on the small scenario, which must succeed."""
    result = CliRunner(catch_exceptions=False).invoke(main, ["run", "small.yaml", *arguments])
    assert result.exit_code == 0, result.stderr
    return result


def other_makers(monkeypatch, **changed: str) -> None:
    """Pretend that the numbers are made by others from here on."""
    made = makers() | changed
    word = "".join(changed.values())
    for module in (fingerprint, reports):
        monkeypatch.setattr(module, "makers", lambda: made)
    for module in (fingerprint, reports, ledger, kept):
        monkeypatch.setattr(module, "fingerprint", lambda: word.ljust(16, "0"))


@pytest.mark.parametrize("name", [SOURCES, *LIBRARIES])
def test_runs_of_other_makers_are_outdated(here, monkeypatch, name):
    """With other sources, or another version of any library that can change a number, finished runs are made anew."""
    scenario = sim.read(here / "small.yaml")
    shelf = ledger.Ledger(here / "results" / ".small.unfinished", scenario.digest)
    shelf.keep([one_run(scenario, number, "compiled") for number in range(3)])
    shelf.close(finished=False)
    made = dict(makers())
    monkeypatch.setattr(fingerprint, "makers", lambda: made | {name: "0.1"})
    other = fingerprint.fingerprint.__wrapped__()
    assert other != fingerprint.fingerprint()
    monkeypatch.setattr(ledger, "fingerprint", lambda: other)
    again = ledger.Ledger(here / "results" / ".small.unfinished", scenario.digest)
    assert (len(again.numbers), again.outdated, again.others) == (0, 3, 0)
    again.close(finished=True)
    assert not list((here / "results").iterdir())


def test_results_that_others_made_are_replaced_with_a_note(here, monkeypatch):
    """The same scenario with another numpy: its results are replaced, and one line says what they were made with."""
    run("--out", "one")
    assert "were made with" not in run("--out", "one").stderr
    before = makers()["numpy"]
    other_makers(monkeypatch, numpy="9.9")
    said = "The results in one are replaced; numbers can differ from them, which were made with"
    assert f"{said} numpy {before}, here 9.9." in run("--out", "one").stderr
    manifest = json.loads((here / "one" / "manifest.json").read_text())
    assert (manifest["fingerprint"], manifest["libraries"]["numpy"]) == ("9.9".ljust(16, "0"), "9.9")
    for key in ("fingerprint", "sources", "libraries", "python"):
        del manifest[key]
    (here / "one" / "manifest.json").write_text(json.dumps(manifest))
    older = "The results in one are replaced; an older groundswell made them, and numbers can differ.\n"
    assert older in run("--out", "one").stderr


def test_the_manifest_names_all_that_decides_the_numbers(here):
    """The manifest has the fingerprint, a digest of the sources, and the version of each library that counts."""
    run("--out", "one")
    manifest = json.loads((here / "one" / "manifest.json").read_text())
    assert manifest["fingerprint"] == fingerprint.fingerprint()
    assert manifest["sources"] == makers()[SOURCES]
    assert {name: manifest["libraries"][name] for name in LIBRARIES} == {name: makers()[name] for name in LIBRARIES}


def test_any_change_of_a_source_is_another_digest(tmp_path):
    """Each source counts, by its name and its content; caches of Python, shipped scenarios and other files do not."""
    place = package(tmp_path, with_compiled=False) / "sim"
    first = source_files.of_folder(place, fingerprint.SHIPPED)
    (place / "__pycache__").mkdir()
    (place / "__pycache__" / "ties.cpython-311.pyc").write_bytes(b"x")
    (place / "scenarios").mkdir()
    (place / "scenarios" / "people.csv").write_text("id\n")
    (place / "notes.txt").write_text("x")
    assert (
        source_files.of_folder(place, fingerprint.SHIPPED)
        == first
        == source_files.of_folder(ROOT / "sim", fingerprint.SHIPPED)
    )
    seen = {first}
    for file in (place / "world" / "ties.py", place / "movement" / "rule.py", place / "studies" / "sweep.py"):
        file.write_bytes(file.read_bytes() + b"\n")
        seen.add(source_files.of_folder(place, fingerprint.SHIPPED))
    (place / "world" / "ties.py").rename(place / "world" / "ties2.py")
    seen.add(source_files.of_folder(place, fingerprint.SHIPPED))
    assert len(seen) == 5


def test_every_library_that_the_sources_import_has_been_weighed():
    """A library that is imported in sim/ is one that can change a number, or one of those that only show or carry."""
    shows = "matplotlib click rich nicegui fastapi PIL reportlab xlsxwriter pptx"
    carries = "pyarrow distributed cloudpickle imageio_ffmpeg uvicorn starlette pydantic_core typing_extensions"
    counts = {"ruamel" if name == "ruamel.yaml" else name for name in LIBRARIES}
    assert imported() - counts - {*shows.split(), *carries.split()} == {"sim"}


def imported() -> set[str]:
    """The packages that files of sim/ import, besides those of Python itself."""
    import ast

    names = set()
    for file in (ROOT / "sim").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names)


def test_a_library_that_need_not_be_there_parts_nobody():
    """Where an optional library is missing nothing is worked out with it; any other that is missing is a difference."""
    here = makers()
    assert differences(here, here | {"SALib": MISSING}) == differences(here | {"SALib": MISSING}, here) == []
    assert differences(here | {"SALib": "1"}, here | {"SALib": "2"}) == ["SALib 2, here 1"]
    assert differences(here, here | {"pandas": MISSING}) == [f"pandas missing, here {here['pandas']}"]


def test_a_network_that_other_sources_read_is_read_again(here, monkeypatch):
    """What is kept of a network is kept under the fingerprint: other readers read it anew."""
    monkeypatch.setenv("GROUNDSWELL_CACHE", str(here / "kept"))
    monkeypatch.setattr(kept, "LARGE", 0)
    (here / "ties.csv").write_text("source,target\na,b\nb,c\n", encoding="utf-8")
    for _ in range(2):
        sim.read(network(here))
        assert len(list((here / "kept").iterdir())) == 1
    other_makers(monkeypatch, numpy="9.9")
    sim.read(network(here))
    assert len(list((here / "kept").iterdir())) == 2


def network(here: Path) -> Path:
    """A scenario with a network from a file."""
    file = here / "network.yaml"
    file.write_text(SCENARIO.replace("{generate: random, people: 200, ties: 6}", "{file: ties.csv}"), encoding="utf-8")
    file.write_text(file.read_text().replace("RUNS", "2").replace("count: 3", "count: 1"), encoding="utf-8")
    return file
