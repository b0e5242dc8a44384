"""`sim app` as a command: what it says, where it listens, how it ends."""

import builtins
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from pages import served

from sim.cli import main
from sim.ground.extras import installing

ROOT = Path(__file__).parents[2]


def test_it_is_served_on_this_machine_only_and_the_next_free_port_is_taken(tmp_path):
    """Two pages at once have two ports of 127.0.0.1; under any other name nothing is served; ctrl-C ends both."""
    with served(tmp_path) as first, served(tmp_path) as second:
        assert first != second
        for address in (first, second):
            assert address.startswith("http://127.0.0.1:86")
            page = urllib.request.urlopen(address).read().decode()
            assert "groundswell" in page
            asked = urllib.request.Request(address, headers={"Host": "elsewhere.example"})
            with pytest.raises(urllib.error.HTTPError, match="400"):
                urllib.request.urlopen(asked)
        port = int(first.rsplit(":", 1)[1])
        with socket.socket() as other, pytest.raises(OSError, match="refused"):
            other.connect((socket.gethostbyname("127.0.0.2"), port))


def test_a_scenario_with_faults_is_told_before_anything_is_served(tmp_path):
    """Every fault has its file and line, exit code 1, as with `sim check`."""
    (tmp_path / "mine.yaml").write_text("network: {generate: rign}\nseeds: {count: -1}\n")
    result = CliRunner().invoke(main, ["app", str(tmp_path / "mine.yaml")])
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "mine.yaml")])
    assert result.exit_code == 1
    assert result.stderr == checked.stderr
    assert 'did you mean "ring"' in result.stderr


def test_without_the_extra_it_says_what_is_missing(monkeypatch):
    """Without nicegui a plain sentence says how to install it."""
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.split(".")[0] in ("nicegui", "uvicorn", "fastapi"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    result = CliRunner().invoke(main, ["app", "--no-browser"])
    assert (result.exit_code, result.stderr) == (1, f"The live page needs nicegui: {installing('app')}\n")


def test_ctrl_c_before_anything_is_served_says_nothing_of_runs(monkeypatch):
    """No runs are kept, so nothing is said of them; the exit code is that of other commands."""

    def interrupted(*items, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.app.serve.serve", interrupted)
    result = CliRunner().invoke(main, ["app", "--no-browser"])
    assert (result.exit_code, result.output) == (130, "")
