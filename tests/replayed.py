"""Results and replays for the tests of these."""

from click.testing import CliRunner

from sim.cli import main

TEXT = """\
question: {question}
network: {{generate: scale-free, people: {people}, links: 3}}
people: {{passion: {{distribution: normal}}}}
influence: {{threshold: {{distribution: normal, mean: 0.3, sd: 0.15}}}}
{movement}
seeds: {{count: {seeds}}}
strategies: [{strategies}]
baseline: random
steps: 20
runs: {runs}
seed: 9
output: {{adoptions: true}}
"""


def made(folder, monkeypatch, *, people=60, seeds=4, runs=12, strategies="most-connected, most-passionate, random",
         question="Who first?", movement="", form=TEXT):  # fmt: skip
    """A folder of results."""
    monkeypatch.chdir(folder)
    text = form.format(
        question=question, people=people, seeds=seeds, runs=runs, strategies=strategies, movement=movement
    )
    (folder / "mine.yaml").write_text(text if "random" in strategies else text.replace("baseline: random\n", ""))
    ran = CliRunner().invoke(main, ["run", "mine.yaml", "--quiet"])
    assert ran.exit_code == 0, ran.stderr
    return folder / "results/mine"


def reported(folder, *arguments: str):
    """What `sim report` did."""
    return CliRunner().invoke(main, ["report", str(folder), *arguments])
