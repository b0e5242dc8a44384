"""Killed before any operation on files, or with a disk that fails at any, a command done again makes it good.

The same command gives the same bytes, its user's own files stay, and nothing else is left.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.ground.disk import PART
from sim.results.place import OURS

TESTS = Path(__file__).parents[1]
SCENARIO = """\
name: A small one
network: {generate: blocks, sizes: [12, 8], within: 3, across: 1}
people: {tribe: block}
influence: {threshold: {distribution: normal, mean: 0.3, sd: 0.15}, contacts: {p: 0.05}}
movement: {storytelling: {level: 1, recruits: 0.1}}
seeds: {count: 2}
strategies: [most-connected, random]
steps: 4
runs: 5
output: {adoptions: true}
claim: {says: Stories recruit, evidence: B, without: {movement: {storytelling: null}}}
"""
AGAIN = ["run", "claim.yaml", "--runs", "4", "--out", "results", "--force", "--quiet", "--workers", "1"]


@pytest.fixture
def before(tmp_path, monkeypatch) -> Path:
    """A folder with a scenario with a claim, and with its results from other settings; its user's files lie there."""
    place = tmp_path / "before"
    place.mkdir()
    monkeypatch.chdir(place)
    (place / "claim.yaml").write_text(SCENARIO, encoding="utf-8")
    result = CliRunner(catch_exceptions=False).invoke(main, ["run", "claim.yaml", "--out", "results", "--quiet"])
    assert result.exit_code == 0, result.stderr
    results = place / "results"
    for name in ("notes.txt", "without/mine.txt", "charts/mine.png", "charts/ours/adoption.png", "slides/new/talk.md"):
        (results / name).parent.mkdir(parents=True, exist_ok=True)
        (results / name).write_text(f"years of work: {name}")
    (results / "charts" / "adoption.png").write_bytes(b"a chart of the old results")
    (results / "empty").mkdir()
    (results / "link").symlink_to("slides")
    return place


def interrupted(before: Path, *commands: list[str], kinds: list[str], results: str = "", every: int = 1) -> list[dict]:
    """What comes of each command over copies of a folder that is struck at its operations on files."""
    where = os.environ | {"PYTHONPATH": str(Path(sim.__file__).parents[1]), "OPENBLAS_NUM_THREADS": "1"}
    asked = json.dumps({"commands": commands, "results": results, "kinds": kinds, "every": every})
    command = [sys.executable, str(TESTS / "interrupted.py"), str(before.parent)]
    run = subprocess.run(command, input=asked, env=where, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout.splitlines()[-1])


USERS = {"notes.txt", "without/mine.txt", "charts/mine.png", "charts/ours/adoption.png", "slides/new/talk.md", "link"}
FOLDERS = {"charts", "charts/ours", "empty", "slides", "slides/new", "without"}


def check(found: dict, *, least: int) -> None:
    """Nothing is wrong, it was tried often enough, and the folder holds ours, its user's files, and nothing else."""
    assert found["wrong"] == []
    assert found["tried"] >= least
    held = {name.removeprefix("results/") for name in found["files"] if name.startswith("results/")}
    assert held >= USERS | FOLDERS
    assert held - USERS - FOLDERS <= OURS | {f"without/{name}" for name in OURS}
    assert {name for name in found["files"] if "/" not in name} == {"claim.yaml", "results"}


def test_struck_here_and_there_a_run_is_made_good(before):
    """`sim run` with a claim over an old folder: killed, with a failure, on a full disk, at one in 30 operations."""
    (found,) = interrupted(before, AGAIN, results="results", kinds=["kill", "fail", "full"], every=30)
    assert len(found["operations"]) > 200, "too few operations are seen to be believed"
    check(found, least=3 * len(found["operations"]) // 30)
    assert unsynced([(kind, [Path(path) for path in paths]) for kind, paths in found["operations"]]) == []


def unsynced(operations: list[tuple[str, list[Path]]]) -> list[str]:
    """What a power cut would leave empty: files and folders that get their place before they are on disk."""
    wrong, times = [], {}
    for time, (kind, paths) in enumerate(operations):
        for path in paths:
            times.setdefault(kind, {}).setdefault(path, []).append(time)
    synced = times["fsync"]
    for time, (kind, paths) in enumerate(operations):
        if kind != "os.rename" or not (paths[0].name.startswith(PART) or paths[0].name == "new"):
            continue
        source, target = paths
        for changed in (path for path in {**times["write"], **times["open"]} if path.is_relative_to(source)):
            last = max(moment for kind in ("open", "write") for moment in times[kind].get(changed, ()) if moment < time)
            for needed in (changed, *(() if source.name != "new" else (changed.parent,))):
                if not any(last < moment < time for moment in synced.get(needed, ())):
                    wrong.append(f"{needed} is not on disk when {target} gets its place")
        if not any(moment > time for moment in synced.get(target.parent, ())):
            wrong.append(f"that {target} has its place is not on disk")
    return wrong


def test_a_command_without_syncs_is_caught():
    """The judge of syncs tells of a file, of a folder and of a place that are not on disk in time."""
    part, there = Path(f"/a/{PART}b"), Path("/a/b")
    whole = [
        ("open", [part]),
        ("write", [part]),
        ("fsync", [part]),
        ("os.rename", [part, there]),
        ("fsync", [Path("/a")]),
    ]
    assert unsynced(whole) == []
    assert len(unsynced([*whole[:2], *whole[3:], ("fsync", [part])])) == 1
    assert len(unsynced([*whole[:3], ("write", [part]), *whole[3:]])) == 1
    assert len(unsynced([whole[4], *whole[:4]])) == 1


OTHERS = {
    "chart": ["chart", "results", "--format", "png", "--format", "svg"],
    "chart --out": ["chart", "results", "--chart", "reach", "--chart", "adoption", "--out", "pictures"],
    "report": ["report", "results", "--html", "--replay", "--xlsx"],
    "describe": ["describe", "claim.yaml", "--out", "paper.md"],
    "new": ["new", "mine.yaml"],
}


def test_other_commands_are_made_good(before):
    """`sim chart`, `report`, `describe` and `new` at one operation in five: killed, and with a failure."""
    for name, found in zip(OTHERS, interrupted(before, *OTHERS.values(), kinds=["kill", "fail"], every=5), strict=True):
        assert found["wrong"] == [], name
        assert found["tried"] >= 2, name
        assert unsynced([(kind, [Path(path) for path in paths]) for kind, paths in found["operations"]]) == [], name


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["moments", "fail"])
def test_struck_anywhere_a_run_is_made_good(before, kind):
    """`sim run` with a claim over an old folder: before each operation, and with a failure at each."""
    (found,) = interrupted(before, AGAIN, results="results", kinds=[kind])
    check(found, least=100 if kind == "moments" else len(found["operations"]))
