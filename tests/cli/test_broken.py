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
    assert stderr == (case / "expected.txt").read_text(encoding="utf-8")
    assert (code, stdout) == (1, "")
    assert listing(case) == before
    assert listing(tmp_path) == []
