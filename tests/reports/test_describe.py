"""`sim describe`: a model description that is whole, true to the scenario, and the same each time."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.reports.describe._equations import equations
from sim.reports.describe.text import describe

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
            ["s max(B_i, 0)", "0.5 min(B_i, 0)", "gives up", "-0.5"],
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
