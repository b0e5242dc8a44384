"""What the live page leaves behind: 200 resets, or windows, hold no more than 20."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from leftovers import EARLY, LATE, SCENARIO, Held, assert_steady, growth

from sim.app.draft import draft
from sim.app.stage import Stage


@pytest.fixture
def scenario(tmp_path):
    """A small scenario in a folder with room for temporary files."""
    (tmp_path / "temporary").mkdir()
    (tmp_path / "mine.yaml").write_text(SCENARIO)
    return tmp_path / "mine.yaml"


def test_200_resets_of_the_stage_hold_no_more_than_20(scenario, monkeypatch):
    """A stage that is played and set back again and again holds the models of the present, and nothing of before."""
    monkeypatch.setattr(tempfile, "tempdir", str(scenario.parent / "temporary"))
    stage = Stage(draft(scenario).scenario, ["most-connected", "random"])

    def again() -> None:
        stage.step()
        stage.reset()

    assert_steady(growth(again))


@pytest.mark.parametrize("what", ["windows", "resets"])
def test_200_of_the_live_page_hold_no_more_than_20(what, scenario):
    """Windows that are opened, used and closed are gone with all that was shown; resets in one leave one of each."""
    driver = Path(__file__).with_name("windows.py")
    asked = [sys.executable, driver, what, scenario, scenario.parent / "temporary", str(EARLY), str(LATE)]
    done = subprocess.run(asked, cwd=scenario.parent, capture_output=True, text=True, timeout=1800)
    assert done.stderr == ""
    before, after = json.loads(done.stdout)
    kept = int(what == "resets")
    for name, number in (("Client", kept), ("Page", kept), ("Stage", kept), ("MovementModel", 2 * kept)):
        assert (before[name], after[name]) == (number, number)
    assert_steady(Held(**{name: after[name] - before[name] for name in Held.__dataclass_fields__}))
