"""Bad input: every fault in words, with file and line, all at once, exit code 1, no traceback, nothing written."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main

BROKEN = Path(__file__).parent / "broken"
CASES = sorted(path for path in BROKEN.iterdir() if path.is_dir())


def listing(folder: Path) -> list[str]:
    """Everything that lies in a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command; a traceback would be raised here."""
    result = CliRunner(catch_exceptions=False).invoke(main, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_there_are_at_least_thirty():
    """The collection of broken input has not shrunk."""
    assert len(CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
@pytest.mark.parametrize("command", ["check", "run"])
def test_broken_input_is_explained(case, command, tmp_path, monkeypatch):
    """`sim check` and `sim run` print exactly the expected lines on stderr, leave with 1 and write nothing."""
    monkeypatch.chdir(case)
    before = listing(case)
    extra = ["--out", str(tmp_path / "out")] if command == "run" else []
    code, stdout, stderr = run(case, command, "scenario.yaml", *extra)
    if command == "check" and (case / "checked.txt").exists():
        # Only the draw of a network tells: `sim check` draws none, and says of what `sim run` will tell.
        assert stderr == (case / "checked.txt").read_text(encoding="utf-8")
        assert (code, "no faults" in stdout) == (0, True)
    else:
        assert stderr == (case / "expected.txt").read_text(encoding="utf-8")
        assert (code, stdout) == (1, "")
    assert listing(case) == before
    assert listing(tmp_path) == []


ASKED = """network: {generate: ring, people: 10, ties: 2}
influence: {contacts: {p: .5}}
seeds: {count: 2}
strategies:
  - random
  - most-connected
  - {name: nominated, ask: 2}
  - {name: random, within: {team: [a]}, label: ours}
  - {name: most-connected, label: twin}
  - {name: random, label: twin}
"""


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["nominated"], '7: unknown key "ask" in strategies[3], did you mean "asks"?'),
        (["random", "ours"], '8: strategies[4].within: the people have no column "team"; known are none'),
        (["most-passionat"], '1: --strategy most-passionat: unknown strategy "most-passionat", did you mean '),
        (["formal-leaders", "random"], "1: --strategy formal-leaders: `formal-leaders` needs a reporting line"),
        (["twin"], '10: strategies[6]: two are called "twin"; give one a `label:` of its own'),
    ],
)
def test_faults_of_strategies_asked_for(asked, told, tmp_path, monkeypatch):
    """With --strategy a fault keeps the line and the number of the file, and one that is not there says so."""
    monkeypatch.chdir(tmp_path)
    Path("asked.yaml").write_text(ASKED)
    options = [word for name in asked for word in ("--strategy", name)]
    code, stdout, stderr = run(tmp_path, "run", "asked.yaml", *options)
    assert stderr.startswith(f"asked.yaml:{told}")
    assert (code, stdout, stderr.count("\n")) == (1, "", 1)
