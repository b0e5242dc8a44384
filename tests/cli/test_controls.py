"""Names cannot steer a terminal: what would be obeyed there is shown, and markup is no markup."""

import io
import json
import re
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from sim.cli import job, main
from sim.ground.faults import LISTED, Fault
from sim.ground.visible import in_json, visible

SIM = Path(main.callback.__code__.co_filename).parents[1]

EVIL = "[red]x[/red] :smile: \r\x85\u202eabc\u2028\u200b\ttwo\nlines"
SHOWN = "[red]x[/red] :smile: \\r\\x85\\u202eabc\\u2028\\u200b\\ttwo\\nlines"

SCENARIO = f"""
name: {json.dumps("name " + EVIL)}
question: {json.dumps("why " + EVIL + "?")}
network: {{generate: ring, people: 30, ties: 4}}
influence: {{contagion: {{rate: 0.4}}}}
movement: {{storytelling: {{trend: 1}}}}
seeds: {{count: 2}}
strategies:
  - {{name: most-connected, label: {json.dumps("best " + EVIL)}}}
  - {{name: random, label: {json.dumps("any " + EVIL)}}}
claim: {{says: {json.dumps("claim " + EVIL)}, evidence: C, without: {{movement: {{storytelling: null}}}}}}
random_equivalents: true
sweep: {{factors: {{influence.contagion.rate: [0.1, 0.5]}}}}
steps: 4
runs: 8
output: {{adoptions: true}}
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with an evil scenario under an evil name."""
    monkeypatch.chdir(tmp_path)
    Path("evil\x1b[31m.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def printed(*arguments: str) -> str:
    """What a command prints, on either stream, which has no letter that a terminal obeys but the ends of lines."""
    result = CliRunner(catch_exceptions=False).invoke(main, arguments)
    text = result.stdout + result.stderr
    assert unsafe(text) == set(), arguments
    return text


def unsafe(text: str) -> set[str]:
    """The letters of a text, line ends aside, that are controls, line ends of other kinds, or without width."""
    kinds = {"Cc", "Cf", "Zl", "Zp", "Cs"}
    return {letter for letter in text if letter not in "\n\u200c\u200d" and unicodedata.category(letter) in kinds}


def test_commands_print_names_as_they_are_spelled(here):
    """Of names, labels, a question and a file with escapes nothing reaches the terminal raw; markup stands there."""
    file, folder = "evil\x1b[31m.yaml", "results/evil\x1b[31m"
    assert printed("check", file).startswith("evil\\x1b[31m.yaml: no faults")
    told = printed("run", file)
    assert f"name {SHOWN}: 30 people" in told
    assert f"claim {SHOWN}" in told
    assert f"best {SHOWN}" in told
    assert "Results are in results/evil\\x1b[31m.\n" in told
    assert f"best {SHOWN}: " in printed("why", folder, "3")
    assert "wrote results/evil\\x1b[31m/charts/reach.png" in printed("chart", folder, "--chart", "reach")
    assert "best " in printed("describe", file)
    assert f'"{SHOWN}"' in printed("why", folder, EVIL)
    printed("run", file, file, "--out", "two\x07")


def test_json_on_the_screen_is_harmless_and_the_same(here):
    """`--json` prints JSON whose words are those of the scenario, without a letter that a terminal obeys."""
    told = json.loads(printed("run", "evil\x1b[31m.yaml", "--json", "--quiet"))
    assert told["scenarios"][0]["summary"][0]["strategy"] == f"best {EVIL}"


@pytest.mark.parametrize("columns", ["40", "200"])
def test_tables_of_all_widths_show_names_as_they_are_spelled(here, columns, monkeypatch):
    """Narrow and wide, a table of the screen takes labels for words."""
    monkeypatch.setenv("COLUMNS", columns)
    told = re.sub(r"\s", "", printed("run", "evil\x1b[31m.yaml"))
    assert re.sub(r"\s", "", "[red]x[/red] :smile: \\r\\x85") in told


FAULTY = [
    '"\\e[31mkey\\n": 1',
    '"strategies\\x07": [random]',
    'strategies: ["\\e[31mrandom"]',
    'network: {file: "no\\e[31mfile.csv"}',
    'network: {generate: "ring\\u202e"}',
    'network: {file: ties.csv, names: "x\\rY"}',
    'seeds: {count: "\\e]0;title\\a"}',
    "seeds: {count: 2}\nseeds\x85: 1",
]


@pytest.mark.parametrize("text", FAULTY)
def test_faults_show_what_was_found(here, text):
    """Unknown keys, names and values with escapes are told as faults, spelled out, each in one line."""
    Path("bad.yaml").write_text(text + "\n", encoding="utf-8")
    told = printed("check", "bad.yaml")
    assert all(re.match(r"[^:]+:\d+: ", line) for line in told.splitlines()), told


@pytest.mark.parametrize(
    "arguments",
    [["\x1b[31m"], ["run", "--\x1b[31m"], ["run", "--runs", "\x1b[31m", "x"], ["list", "a\x07"], ["check", "no\r\x1b"]],
)
def test_wrong_commands_are_told_without_escapes(here, arguments):
    """What somebody else's script puts into a command is spelled out too."""
    assert printed(*arguments)


def test_the_progress_shows_the_name_as_it_is_spelled():
    """On a terminal, the bar's name is a word, whatever markup and controls are in it."""
    screen = io.StringIO()
    with job._progress(Console(file=screen, force_terminal=True, width=200)) as bar:
        bar.add_task(visible(EVIL), total=2)
        bar.refresh()
    assert SHOWN in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.getvalue())


@given(st.text())
def test_visible_text_is_one_safe_line(text):
    """Nothing is left that a terminal obeys, what is harmless stays, and to show it twice changes nothing."""
    shown = visible(text)
    assert "\n" not in shown
    assert {letter for letter in unsafe(shown) if unicodedata.category(letter) != "Cf"} == set()
    assert visible(shown) == shown
    if not unsafe(text) and "\n" not in text:
        assert shown == text


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_harmless_json_means_the_same(content):
    """JSON with escapes in place of letters that a terminal obeys is read as what it was made of."""
    text = in_json(json.dumps(content, indent=2, ensure_ascii=False))
    assert json.loads(text) == content
    assert {letter for letter in unsafe(text) if unicodedata.category(letter) != "Cf"} == set()


def test_a_fault_is_one_line():
    """A fault of a file and a value with line ends and escapes in them takes one line."""
    assert str(Fault("a\nb", 3, "x\x1b\r\n")) == "a\\nb:3: x\\x1b\\r\\n"


def test_all_printing_goes_through_one_place():
    """No command prints by itself: rich and click are asked in sim/cli/told.py and sim/reports/screen.py alone."""
    printing = re.compile(r"click\.(?:s?echo|secho)\(|(?<![\w.])print\(|console\.print\((?!\))|\.stdout\.write\(")
    there = {
        str(file.relative_to(SIM)) for file in SIM.rglob("*.py") if printing.search(file.read_text(encoding="utf-8"))
    }
    # The other process of a local cluster tells its address to the one that started it.
    assert there == {"cli/told.py", "reports/screen.py", "cluster/local.py"}


def test_of_thousands_of_faults_the_first_are_told(here, monkeypatch):
    """A fault for each of hundreds of values fills no screen: of a kind 20 are told, of all kinds the first TOLD."""
    scenario = "network: {dataset: karate}\ninfluence: {contagion: {rate: 0.1}}\nseeds: {count: 2}\n"
    rows = "\n  - {name: random, label: same}" * 250
    (here / "many.yaml").write_text(f"{scenario}strategies:{rows}\n")

    def lines() -> list[str]:
        return CliRunner().invoke(main, ["check", "many.yaml"]).stderr.splitlines()

    alike = lines()
    assert len(alike) == LISTED + 1
    assert alike[-1].endswith(f"and {249 - LISTED} more like these")
    monkeypatch.setattr("sim.cli.told.TOLD", 10)
    assert lines() == [*alike[:10], f"... and {LISTED + 1 - 10} more faults"]


@pytest.mark.parametrize(
    ("seeds", "strategies", "counted"),
    [(1, "[random]", "34 people, 1 seed, 1 strategy"), (2, "[random, none]", "34 people, 2 seeds, 2 strategies")],
)
def test_what_is_counted_agrees_with_its_number(here, seeds, strategies, counted):
    """A check says `1 seed`, and `2 seeds`."""
    scenario = f"network: {{dataset: karate}}\ninfluence: {{contagion: {{rate: 0.1}}}}\nseeds: {{count: {seeds}}}\n"
    (here / "few.yaml").write_text(f"{scenario}strategies: {strategies}\nbaseline: random\n")
    assert CliRunner().invoke(main, ["check", "few.yaml"]).stdout == f"few.yaml: no faults ({counted})\n"
