"""`sim describe`: a model description that is whole, true to the scenario, and the same each time."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.families.equations import SHARED
from sim.families.mechanisms import MECHANISMS
from sim.movement.settings import Movement
from sim.reports.describe.equations import equations, symbols
from sim.reports.describe.text import describe
from sim.scenario.page import read_page

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))
ODD = [
    "1. Purpose and patterns", "2. Entities, state variables, and scales", "3. Process overview and scheduling",
    "4. Design concepts", "5. Initialization", "6. Input data", "7. Submodels",
]  # fmt: skip
CONCEPTS = [
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
]  # fmt: skip
STRESS = [
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "3.1", "3.2", "3.3", "3.4",
    "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
]  # fmt: skip


def sections(text: str) -> dict[str, str]:
    """Title -> text of each section of the third level, without what stands in blocks of code being taken for one."""
    found = re.split(r"^###? (.+)$", text, flags=re.MULTILINE)
    return dict(zip(found[1::2], (body.strip() for body in found[2::2]), strict=True))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_scenarios_are_described(file):
    """Every element, concept and item is there and says something; each value that is set is in the table."""
    text = describe(sim.read(file), file.name)
    assert text == describe(sim.read(file), file.name)
    found = sections(text)
    assert [title for title in found if re.match(r"\d\. ", title)] == ODD
    assert [title.split()[0] for title in found if re.match(r"\d\.\d", title)] == STRESS
    assert all(found[title] for title in found if title[0].isdigit())
    assert re.findall(r"\*\*(.+?):\*\*", found["4. Design concepts"]) == CONCEPTS
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}
    for key, value in sim.read(file).settings.items():
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            assert f"| {key} | {value} |" in text
    assert "None" not in found["All settings"]


def test_sentences_end_and_data_sets_are_told(tmp_path):
    """Sentences do not run into each other; a data set is no drawn network, and a cap no number of runs."""
    (tmp_path / "mine.yaml").write_text(
        "network: {dataset: karate}\ninfluence: {contagion: {rate: 0.3}}\nseeds: {count: 2}\n"
        "strategies: [random, most-connected]\nruns: {precision: 0.05, at_most: 400}\n",
        encoding="utf-8",
    )
    found = sections(describe(sim.read(tmp_path / "mine.yaml"), "mine.yaml"))
    assert "Question: none is stated. The others are compared with random." in found["1. Purpose and patterns"]
    assert found["1.1 Purpose of the model"] == "mine. See ODD, element 1."
    assert "the ties are a data set: Zachary's karate club" in found["6. Input data"]
    assert "in up to 400 runs, as many as it takes;" in found["4. Design concepts"]


def test_the_table_says_what_is_set_and_what_each_setting_means(tmp_path):
    """Values in mappings, lists and strategies are found with their description and whether they are the default."""
    file = tmp_path / "mine.yaml"
    file.write_text(
        "network: {generate: ring, people: 20, ties: 2}\ninfluence: {contagion: {rate: 0.3}}\nseeds: {count: 2}\n"
        "strategies: [random, {name: nominated, asks: 2, label: a | friend}]\n",
        encoding="utf-8",
    )
    text = describe(sim.read(file), "mine.yaml")
    assert "| influence.contagion.rate | 0.3 | set | q: hazard a step at full exposure" in text
    assert "| influence.contagion.reinforcement | 1.0 | default | omega" in text
    assert "| strategies[2].asks | 2 | set |" in text
    assert "| strategies[2].label | a \\| friend | set |" in text


@pytest.mark.parametrize(
    ("influence", "movement", "there", "missing"),
    [
        ("{contagion: {rate: 0.3}}", "{}", ["q E_i^omega", "q = 0.3"], ["C_i", "theta_i", "B_i", "S_i", "gives up"]),
        ("{contacts: {p: 0.2}}", "{}", ["C_i", "p = 0.2"], ["E_i", "theta_i", "B_i"]),
        (
            "{threshold: {distribution: constant, value: 0.3}}",
            "{}",
            ["theta_i", "nothing but thresholds"],
            ["C_i", "q "],
        ),
        (
            "{contagion: {rate: 0.3}}",
            "{storytelling: {level: 1, puts_off: 0.5}, giving_up: {rate: 0.1}, divergence: {departure: 0.5}}",
            ["sigma max(B_i, 0)", "0.5 min(B_i, 0)", "gives up", "-0.5"],
            ["S_i, 0", "M_i", "theta_i"],
        ),
    ],
)
def test_equations_are_of_what_is_on(tmp_path, influence, movement, there, missing):
    """The equations have what the scenario has on, with its numbers, and nothing else."""
    file = tmp_path / "mine.yaml"
    file.write_text(
        f"network: {{generate: ring, people: 20, ties: 2}}\ninfluence: {influence}\nmovement: {movement}\n"
        "seeds: {count: 2}\nstrategies: [random]\n",
        encoding="utf-8",
    )
    text = equations(sim.read(file))
    assert [word for word in there if word not in text] == []
    assert [word for word in missing if word in text] == []


def test_nothing_that_is_left_alone_is_called_set(tmp_path):
    """In the table, set is what stands in the file, in full or in short, and nothing else, whatever the default is."""
    file = tmp_path / "mine.yaml"
    file.write_text(
        "network: {generate: ring, people: 20, ties: 2}\npeople: {passion: {distribution: normal}}\n"
        "influence: {contagion: {rate: 0.3, reinforcement: 1}, threshold: {distribution: normal, mean: 0.4, sd: 0.1}}\n"
        "movement: {storytelling: {trend: 1}, giving_up: {rate: 0.1, held_by: {peers: 1}}}\n"
        "seeds: {count: 2}\nstrategies: [random, {name: nominated, asks: 2}]\nsteps: 40\n",
        encoding="utf-8",
    )
    rows = [line.split(" | ") for line in describe(sim.read(file), "mine.yaml").splitlines() if line.startswith("| ")]
    assert {row[0].removeprefix("| ") for row in rows if row[2] == "set"} == {
        *("network.generate", "network.people", "network.ties", "people.passion.distribution"),
        *("influence.contagion.rate", "influence.contagion.reinforcement", "influence.threshold.distribution"),
        *("influence.threshold.mean", "influence.threshold.sd", "movement.storytelling.trend", "steps"),
        *("movement.giving_up.rate", "movement.giving_up.held_by.peers", "seeds.count", "strategies[1].name"),
        *("strategies[2].name", "strategies[2].asks"),
    }


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_scenarios_call_defaults_so(file):
    """No value of a section that a shipped scenario does not have is called set."""
    scenario = sim.read(file)
    keys = set(read_page(file, file.name).content)
    rows = [line.split(" | ") for line in describe(scenario, file.name).splitlines() if line.startswith("| ")]
    called = {re.split(r"[.\[]", row[0].removeprefix("| "))[0] for row in rows if row[2] == "set"}
    assert called == keys - {"claim"} | ({"claim"} & called)


EVERYTHING = """\
network: {organisation: {people: 60}}
people: {tribe: department, passion: {distribution: normal}}
influence:
  spontaneous: 0.01
  contagion: {rate: 0.3, reinforcement: 2}
  contacts: {p: 0.1, persistence: 0.5}
  threshold: {distribution: constant, value: 0.4}
  receptivity: {passion: 0.5}
  sending: {passion: 0.5, rank: 0.5}
movement:
  formal_support: {sponsors: [{who: top}], push: 0.1, openness: 0.5, keen: 0.5}
  storytelling: {level: 1, trend: 1, recruits: 0.1, puts_off: 0.2, hearsay: 0.3}
  messages: {fit: {D1: {a: 1}}, periods: [{message: a}]}
  homophily: {same: 1, other: 0.5}
  critical_mass: {reach: 0.2, openness: 0.5}
  results: {win: 0.7, openness: 0.5}
  divergence: {departure: 0.5}
  giving_up: {rate: 0.1, held_by: {peers: 1, support: 1, results: 1}}
seeds: {count: 3}
strategies: [random]
"""


GREEK = "theta_i|omega|delta|kappa|sigma|beta_[LT]|eta|psi_[A-Zb]|chi|mu|nu"
SYMBOL = re.compile(
    rf"(?<!')\b(?:l0|F0|[A-Za-z]~?_[a-z]+|(?:rank|reached)_[a-z]|{GREEK}|fit|like|win|[A-Zb-z](?![~*]))\b|F\*"
)


def declared(scenario) -> list[tuple[str, str]]:
    """Symbols with their meanings: those that several things share, and what each mechanism that is on says."""
    parts = [(MECHANISMS.part(name), options) for name, options in scenario.mechanisms.items()]
    own = [pair for part, options in parts for pair in part.equations(**options).symbols.items()]
    return [*SHARED.items(), *own]


def unlisted_and_unused(scenario) -> tuple[set[str], set[str]]:
    """The symbols in equations that the list beside them lacks, and those of the list that are not in the equations."""
    used = set(SYMBOL.findall(equations(scenario)))
    used |= {letter for symbol in used if symbol[:4] not in ("beta", "psi_") for letter in symbol.partition("_")[2]}
    meanings = sorted({meaning for _, meaning in declared(scenario)}, key=len, reverse=True)
    lines = symbols(scenario)
    heads = [line.removesuffix(next(each for each in meanings if line.endswith(f" {each}"))) for line in lines]
    listed = {symbol for head in heads for symbol in head.strip().split(", ")}
    return used - listed, listed - used


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_symbols_listed_are_those_of_the_equations(file):
    """For every shipped scenario, each symbol in its equations is listed, and each one listed is in them."""
    scenario = sim.read(file)
    if scenario.convention is None:
        assert unlisted_and_unused(scenario) == (set(), set())
    else:
        assert symbols(scenario) == []


def test_each_symbol_has_one_meaning(tmp_path):
    """With everything on, each symbol of the equations is listed with its meaning, and no letter has two of them."""
    file = tmp_path / "mine.yaml"
    file.write_text(EVERYTHING, encoding="utf-8")
    scenario = sim.read(file)
    text = equations(scenario)
    assert set(scenario.mechanisms) == set(MECHANISMS.names)
    meanings: dict[str, set[str]] = {}
    for symbol, meaning in declared(scenario):
        base = symbol if symbol.startswith(("beta_", "psi_")) else symbol.partition("_")[0]
        meanings.setdefault(base, set()).add(meaning)
    assert {base: meaning for base, meaning in meanings.items() if len(meaning) > 1} == {}
    assert unlisted_and_unused(scenario) == (set(), set())
    assert "R_i resistance; " in describe(scenario, "mine.yaml")
    assert set(re.findall(r"\bR_(\w+)", text)) == {"i"}
    assert set(re.findall(r"\bH_(\w+)", text)) == {"i"}
    assert "H[" not in text


def test_symbols_that_mean_the_same_stand_together(tmp_path):
    """Of a scenario with little in it few symbols are listed; a letter with two indices is listed once."""
    file = tmp_path / "mine.yaml"
    file.write_text(
        "network: {generate: ring, people: 20, ties: 4}\nseeds: {count: 3}\nstrategies: [random]\n"
        "influence: {spontaneous: 0.1, receptivity: {passion: 1}, sending: {passion: 0.8}}\n"
    )
    assert symbols(sim.read(file)) == [
        "i a person", "j one of those whom i listens to", "t the step", "h_i push in a step",
        "H_i push added up since the spell began", "R_i resistance", "x_i receptivity", "y_j sending force",
        "b_i, b_j passion, in standard deviations", "l0 hazard of adopting by oneself",
    ]  # fmt: skip


def test_a_mechanism_of_ones_own_is_named_as_unknown_to_the_equations(tmp_path):
    """Where a mechanism is on that no equation is known of, it is named; nothing is told as if it were not there."""
    file = tmp_path / "mine.yaml"
    file.write_text(EVERYTHING[: EVERYTHING.index("movement:")] + "seeds: {count: 3}\nstrategies: [random]\n")
    bare = replace(sim.read(file), movement=Movement(), traits={**sim.read(file).traits, "threshold": {}})
    assert "x_i = 0" in equations(bare)
    text = equations(replace(bare, mechanisms={"rumours": {}}))
    assert "x_i = 0" not in text
    assert "h_i(t) = 0" not in text
    assert "x_i = what rumours adds, as rumours itself says" in text
    assert "rumours acts as rumours itself says, which is not part of the equations here" in text


def test_the_command(tmp_path, monkeypatch):
    """It prints or writes the text, never over a file, and tells faults with their line."""
    monkeypatch.chdir(tmp_path)
    invoke = CliRunner(catch_exceptions=False).invoke
    printed = invoke(main, ["describe", str(SHIPPED[0])])
    assert printed.exit_code == 0
    assert printed.stdout.startswith("# ")
    assert invoke(main, ["describe", str(SHIPPED[0]), "--out", "model.md"]).stdout == "wrote model.md\n"
    assert (tmp_path / "model.md").read_text(encoding="utf-8") == printed.stdout
    again = invoke(main, ["describe", str(SHIPPED[0]), "--out", "model.md"])
    assert (again.exit_code, again.stderr) == (1, "model.md: is there already; nothing was written\n")
    (tmp_path / "bad.yaml").write_text("influence: {}\n", encoding="utf-8")
    bad = invoke(main, ["describe", "bad.yaml"])
    assert bad.exit_code == 1
    assert "bad.yaml:1:" in bad.stderr
