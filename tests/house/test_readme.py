"""The README is true: its Python runs, its scenario checks, its strategy works by being there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    """The code blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_there_are_two_commands():
    """One command sets up and runs the main job, one sets up and passes the tests."""
    assert ["run scenarios/connectors.yaml" in block for block in blocks("sh first")] == [True]
    assert ["pytest" in block for block in blocks("sh tests")] == [True]


@pytest.mark.parametrize("code", [block for block in blocks("python") if "import sim\n" in block])
def test_python_examples_run(code):
    """Each example runs as it stands, from the root of the project."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout


def test_the_scenarios_of_the_readme_have_no_faults(tmp_path):
    """The scenarios shown can be read as they stand; the last puts a claim to the test."""
    from sim.scenario.read import read

    shown = []
    for number, code in enumerate(blocks("yaml")):
        (tmp_path / f"{number}.yaml").write_text(code, encoding="utf-8")
        shown.append(read(tmp_path / f"{number}.yaml"))
    assert [scenario.seeding.count for scenario in shown] == [25, 25, 15]
    assert [scenario.claim is not None for scenario in shown] == [False, False, True]


def test_the_strategy_of_the_readme_is_found_by_being_there(tmp_path):
    """The one file of "Add a strategy", put into the folder, can be named in a scenario with its option."""
    (code,) = (block for block in blocks("python") if "def choose(" in block)
    (tmp_path / "local_stars.py").write_text(code, encoding="utf-8")
    scenario = "network: {dataset: karate}\ninfluence: {preset: watts}\nseeds: {count: 2}\nruns: 2\nsteps: 3\n"
    (tmp_path / "mine.yaml").write_text(
        scenario + "strategies: [{name: local-stars, bonus: 2}, random]\n", encoding="utf-8"
    )
    script = (
        f"import sim.strategies; sim.strategies.__path__.append({str(tmp_path)!r})\n"
        "from sim.cli import main; main(['run', 'mine.yaml', '--json'])"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert '"strategy": "local-stars"' in run.stdout


def test_links_lead_somewhere():
    """Every file that the README links to is there."""
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target


def test_names_of_this_project_agree():
    """Version, citation and schema say the same everywhere."""
    import sim
    from sim.scenario.language.schema import text

    assert f"version: {sim.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert (ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8") == text(), (
        "sim schema > scenarios/scenario.schema.json"
    )
