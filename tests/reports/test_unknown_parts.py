"""Parts that the tables of evidence do not know, a user's own, are ungraded, and no fault of the results."""

import subprocess
import sys
from pathlib import Path

PARTS = {
    "presets/hearsay.py": """
def influence(*, p: float = 0.2):
    return {"contacts": {"p": p, "persistence": 1.0}}
""",
    "mechanisms/weariness.py": """
class Weariness:
    def act(self, course):
        course.openness -= 0.1

def begin(plan, *, loss: float = 0.1):
    \"\"\"Everybody tires of change.\"\"\"
    return Weariness()
""",
    "mechanisms/boredom.py": """
from sim.families.evidence import Evidence
from sim.mechanisms.weariness import Weariness

EVIDENCE = Evidence("B", "bored people were seen to leave")

def begin(plan):
    return Weariness()
""",
    "strategies/first_by_number.py": """
import numpy as np

def choose(ties, people, count, rng):
    return np.arange(count)
""",
    "conventions/copying.py": """
def play(ties, people, seeds, steps, rng, *, laziness: float = 0.5):
    from sim.conventions.naming_game import play

    return play(ties, people, seeds, steps, rng)
""",
}
"""Files of parts by their places: most without docstrings, none of which the tables know."""

SCENARIO = """
network: {generate: small-world, people: 30, ties: 4, rewire: 0.1}
influence: {preset: hearsay}
movement: {weariness: {}, boredom: {}}
seeds: {count: 3}
strategies: [first-by-number, random]
steps: 6
runs: 8
"""
CONVENTION = """
network: {generate: complete, people: 12}
influence: {convention: copying}
seeds: {count: 3}
strategies: [first-by-number]
steps: 4
runs: 3
"""

CODE = """
import importlib, sys
for folder in ("presets", "mechanisms", "strategies", "conventions"):
    importlib.import_module(f"sim.{folder}").__path__.append(f"own/{folder}")
from sim.cli import main
main()
"""


def command(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of a groundswell that has more parts, in a folder."""
    return subprocess.run([sys.executable, "-c", CODE, *arguments], cwd=place, capture_output=True, text=True)


def with_parts(place: Path, text: str) -> None:
    """The files of the parts and a scenario, in a folder."""
    for name, content in PARTS.items():
        (place / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "own" / name).write_text(content, encoding="utf-8")
    (place / "mine.yaml").write_text(text, encoding="utf-8")


def test_a_preset_and_a_mechanism_without_evidence_are_ungraded(tmp_path):
    """Page and slides are made of a new preset, mechanisms and strategy; what is not graded is said to be so."""
    with_parts(tmp_path, SCENARIO)
    assert (done := command(tmp_path, "run", "mine.yaml", "--quiet")).returncode == 0, done.stderr
    kinds = ("--html", "--pptx")
    assert (done := command(tmp_path, "report", "results/mine", *kinds)).returncode == 0, done.stderr
    page = (tmp_path / "results/mine/report.html").read_text(encoding="utf-8")
    assert page.count("<td>ungraded</td>") == 2
    assert "Nobody has graded the evidence for it" in page
    assert '<td class="grade grade-B">B</td><td>Bored people were seen to leave.' in page
    assert "Everybody tires of change." in page
    listed = command(tmp_path, "list", "mechanisms").stdout
    assert "weariness (loss: 0.1) - Everybody tires of change. [evidence: ungraded]" in listed
    assert (done := command(tmp_path, "describe", "mine.yaml", "--out", "odd.md")).returncode == 0, done.stderr
    assert "weariness" in (tmp_path / "odd.md").read_text(encoding="utf-8")


def test_a_convention_without_evidence_is_ungraded(tmp_path):
    """Likewise for what is played in place of a movement."""
    with_parts(tmp_path, CONVENTION)
    assert (done := command(tmp_path, "run", "mine.yaml", "--quiet")).returncode == 0, done.stderr
    assert (done := command(tmp_path, "report", "results/mine", "--html")).returncode == 0, done.stderr
    page = (tmp_path / "results/mine/report.html").read_text(encoding="utf-8")
    assert page.count("<td>ungraded</td>") == 1
