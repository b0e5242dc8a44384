"""Claims: what is reached with one, against the same worlds without it, and the words for what comes of that."""

import json
import re
from dataclasses import replace
from pathlib import Path

import matplotlib.text
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.charts import claim
from sim.cli import main
from sim.drawing.frame import PANEL
from sim.experiment import run as experiment
from sim.reports.figures.pictures import as_figure
from sim.results.ledger import Ledger
from sim.results.results import read as read_results
from sim.statistics.comparison import Difference
from sim.studies.claim import Claim, finding, headline, sentences

ROOT = Path(__file__).parents[2]
CLAIMS = sorted((ROOT / "scenarios" / "claims").glob("*.yaml"))
SCENARIO = """\
network: {{generate: random, people: 60, ties: 6}}
people: {{passion: {{distribution: normal, mean: 0, sd: 1}}}}
influence: {{contagion: {{rate: 0.1, of: share}}, receptivity: {{passion: 0.4}}}}
movement: {{storytelling: {{{story}}}}}
seeds: {{count: 3}}
strategies: [most-connected, random]
steps: 15
runs: 12
seed: 5
{claim}
"""
TOLD = "trend: 2, recruits: 0.2"
UNTOLD = "trend: 2, recruits: 0.0"


def write(file: Path, story: str, *claim: str) -> Path:
    """Write a small scenario with a story, and a claim with these lines besides its words."""
    lines = ["claim:", "  says: Stories recruit", "  evidence: A", *(f"  {line}" for line in claim)]
    file.write_text(SCENARIO.format(story=story, claim="\n".join(lines) if claim else ""), encoding="utf-8")
    return file


def invoke(*arguments: object, **options: str) -> object:
    """Run a command; a traceback would be raised here."""
    environment = {"COLUMNS": options.get("columns", "120")}
    return CliRunner(catch_exceptions=False).invoke(main, [str(one) for one in arguments], env=environment)


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> dict[str, sim.Results]:
    """A small scenario with a claim, and the two scenarios that are its sides, written by hand."""
    folder = tmp_path_factory.mktemp("claims")
    change = "without: {movement: {storytelling: {recruits: 0}}}"
    files = {
        "claim": write(folder / "claim.yaml", TOLD, change),
        "lead": write(folder / "lead.yaml", TOLD, change, "over: random", "expects: less", "measure: auc"),
        "with": write(folder / "with.yaml", TOLD),
        "without": write(folder / "without.yaml", UNTOLD),
    }
    return {name: sim.run(sim.read(file)) for name, file in files.items()}


def test_every_claim_is_there():
    """Claims (a) to (g) each have a scenario, (a) one on either side."""
    assert {file.stem[0] for file in CLAIMS} == set("abcdefg")
    assert len([file for file in CLAIMS if file.stem.startswith("a-")]) == 2


@pytest.mark.parametrize("file", CLAIMS, ids=lambda file: file.stem)
def test_claims_come_out_as_their_files_expect(file):
    """Each says what it expects and leans on, and comes out so, with the numbers that the book on scenarios shows."""
    page = file.read_text(encoding="utf-8")
    assert page.startswith("# yaml-language-server: $schema=../scenario.schema.json\n")
    assert "# Source:" in page
    scenario = sim.read(file)
    assert scenario.question.endswith("?")
    expected = re.search(r"# Expected: (\w+)", page)[1]
    row = sim.run(scenario).tables["claim"].iloc[0]
    assert row["finding"] == expected
    effect, low, high = (f"{100 * row[name]:+.1f}" for name in ("difference", "low", "high"))
    shown = f"| {row['claim']} | [{file.stem}](claims/{file.name}) | {effect} ({low} to {high}) | {expected} |"
    assert shown in (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")


def test_both_sides_are_what_they_are_alone(both):
    """With the claim and without it the runs are those of two scenarios written by hand: the same worlds and luck."""
    pd.testing.assert_frame_equal(both["claim"].runs, both["with"].runs)
    pd.testing.assert_frame_equal(both["claim"].without.runs, both["without"].runs)
    pd.testing.assert_frame_equal(both["claim"].seeds, both["claim"].without.seeds)


def test_the_effect_is_the_paired_difference(both):
    """The effect, its interval by Student, and the counts of worlds are those of the differences run by run."""
    paired = (both["with"].reach() - both["without"].reach())["most-connected"]
    row = both["claim"].tables["claim"].iloc[0]
    assert row["difference"] == pytest.approx(paired.mean())
    half = 2.200985 * paired.std() / np.sqrt(12)
    assert row["low"] <= paired.mean() - half + 1e-7
    assert row["high"] >= paired.mean() + half - 1e-7
    assert row["high"] - row["low"] < 2.5 * half
    assert (row["wins"], row["losses"], row["runs"]) == ((paired > 0).sum(), (paired < 0).sum(), 12)
    assert row["finding"] == "supported"


def test_a_lead_is_compared_with_the_lead(both):
    """With `over:`, the effect is the difference of two leads; here of the mean reach over all steps."""

    def lead(results: sim.Results) -> np.ndarray:
        of, over = results.curves_by_run().mean(axis=2) / 60
        return of - over

    row = both["lead"].tables["claim"].iloc[0]
    assert row["difference"] == pytest.approx((lead(both["with"]) - lead(both["without"])).mean())
    assert (row["measure"], row["over"]) == ("auc", "random")


def test_strategies_alone_can_be_compared(tmp_path):
    """Without `without:` there is one side, and the effect is that of the comparison of strategies."""
    results = sim.run(sim.read(write(tmp_path / "a.yaml", TOLD, "over: random")))
    assert results.without is None
    row = results.tables["comparison"].query("measure == 'reach'").iloc[0]
    assert (results.tables["claim"].iloc[0][["difference", "low", "high"]] == row[["difference", "low", "high"]]).all()


def test_what_changes_nothing_has_no_effect(tmp_path):
    """A story that nobody hears of anything is the same as none: exactly no effect, and no support."""
    change = "without: {movement: {storytelling: {puts_off: 1}}}"
    results = sim.run(sim.read(write(tmp_path / "a.yaml", "trend: 1, recruits: 0", change)))
    row = results.tables["claim"].iloc[0]
    assert (row["difference"], row["low"], row["high"], row["ties"]) == (0, 0, 0, 12)
    assert row["finding"] == "no clear effect"


@pytest.mark.parametrize(
    ("found", "runs", "expects", "words"),
    [
        ((0.1, 0.05, 0.15), 100, "more", "supported"),
        ((0.1, 0.05, 0.15), 100, "less", "contradicted"),
        ((-0.1, -0.15, -0.05), 100, "more", "contradicted"),
        ((-0.1, -0.15, -0.05), 100, "less", "supported"),
        ((0.1, -0.01, 0.15), 100, "more", "no clear effect"),
        ((0.019, 0.018, 0.0199), 100, "more", "no clear effect"),
        ((0.02, 0.018, 0.022), 100, "more", "supported"),
        ((0.5, 0.4, 0.6), 5, "more", "too few runs to say"),
        ((0.5, np.nan, np.nan), 1, "more", "too few runs to say"),
    ],
)
def test_words_for_what_was_found(found, runs, expects, words):
    """A claim is supported or contradicted for certain, by enough, and by six runs or more; else nothing is clear."""
    assert finding(Difference(*found), runs, expects, 0.02) == words


def test_an_effect_that_does_not_matter_is_said_to_be_small(both):
    """A certain effect below the smallest that matters is no clear one, and the sentence says why."""
    table = both["claim"].tables["claim"].assign(difference=0.013, low=0.005, high=0.019, finding="no clear effect")
    small = replace(both["claim"], tables={**both["claim"].tables, "claim": table})
    assert headline(small).startswith("No clear effect in this setting")
    assert "less than the 2 points that matter here" in sentences(small)[0]
    assert "that matter" not in sentences(both["claim"])[0]


def test_a_claim_whose_strategy_is_left_out(tmp_path):
    """With `--strategy`, a claim about another strategy is a fault that says so."""
    file = write(tmp_path / "a.yaml", TOLD, "over: random")
    with pytest.raises(sim.InputError, match="--strategy leaves the others out"):
        sim.read(file, only=("most-connected",))


def test_the_folder_holds_both_sides(tmp_path, monkeypatch):
    """What is read back is what was run, and the scenario in the folder gives the same numbers again."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "mine.yaml", TOLD, "without: {movement: {storytelling: null}}", "over: random")
    assert invoke("run", "mine.yaml").exit_code == 0
    folder = tmp_path / "results" / "mine"
    back, run = read_results(folder), sim.run(sim.read(tmp_path / "mine.yaml"))
    pd.testing.assert_frame_equal(back.tables["claim"], run.tables["claim"])
    pd.testing.assert_frame_equal(back.without.runs, run.without.runs)
    assert (headline(back), sentences(back)) == (headline(run), sentences(run))
    assert sim.read(folder / "scenario.yaml").digest == sim.read(tmp_path / "mine.yaml").digest
    alone = sim.read(folder / "without" / "scenario.yaml")
    assert alone.digest == json.loads((folder / "without" / "manifest.json").read_text())["digest"]
    pd.testing.assert_frame_equal(sim.run(alone).runs, run.without.runs)


def test_a_users_own_files_stay_on_both_sides(tmp_path, monkeypatch):
    """Run again, or replaced by a scenario without a claim, files that `sim run` did not write are untouched."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "mine.yaml", TOLD, "without: {movement: {storytelling: null}}")
    assert invoke("run", "mine.yaml").exit_code == 0
    folder = tmp_path / "results" / "mine"
    (folder / "without" / "thesis.txt").write_text("years of work")
    assert invoke("run", "mine.yaml").exit_code == 0
    assert (folder / "without" / "thesis.txt").read_text() == "years of work"
    assert (folder / "without" / "runs.csv").is_file()
    write(tmp_path / "mine.yaml", TOLD)
    assert invoke("run", "mine.yaml", "--force").exit_code == 0
    assert [path.name for path in (folder / "without").iterdir()] == ["thesis.txt"]
    assert not (folder / "claim.csv").exists()
    assert read_results(folder).without is None


def test_a_claim_goes_on_from_finished_runs(tmp_path, both):
    """Broken off on either side, an experiment goes on from what is there, to the same numbers."""
    scenario = sim.read(write(tmp_path / "a.yaml", TOLD, "without: {movement: {storytelling: {recruits: 0}}}"))
    for broken_off in (1, 13):
        ledger = Ledger(tmp_path / f"ledger{broken_off}", "digest")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(experiment, "SECONDS_BETWEEN_WRITES", 0)

            def stop(runs: int, at: int = broken_off) -> None:
                if runs >= at:
                    raise KeyboardInterrupt

            with pytest.raises(KeyboardInterrupt):
                sim.run(scenario, ledger=ledger, workers=1, finished=stop)
        ledger.close(finished=False)
        again = Ledger(tmp_path / f"ledger{broken_off}", "digest")
        assert len(again.numbers) + len(again.inside("without").numbers) >= broken_off
        results = sim.run(scenario, ledger=again)
        again.close(finished=True)
        pd.testing.assert_frame_equal(results.tables["claim"], both["claim"].tables["claim"])
        assert not (tmp_path / f"ledger{broken_off}").exists()


def test_several_claims_make_a_table(tmp_path, monkeypatch):
    """One command prints claim, effect with interval, finding and evidence for each, wide or narrow; JSON has them."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "one.yaml", TOLD, "without: {movement: {storytelling: null}}")
    write(tmp_path / "two.yaml", TOLD, "over: random", "expects: less")
    wide = invoke("run", "one.yaml", "two.yaml").stdout
    table = wide[wide.index("All claims") :]
    assert re.search(r"one +Stories recruit +reach \+\d+\.\d \(\+\d+\.\d to \+\d+\.\d\) +supported +A", table)
    assert len(re.findall("Stories recruit", table)) == 2
    narrow = invoke("run", "one.yaml", "two.yaml", columns="50").stdout
    assert re.search(r"in this setting: supported\nevidence: A", narrow[narrow.index("All claims") :])
    found = json.loads(invoke("run", "one.yaml", "two.yaml", "--json").stdout)["scenarios"]
    assert found[0]["claim"]["finding"] == "supported"
    assert found[1]["claim"]["claim"] == "Stories recruit"


def test_claims_beside_other_scenarios(tmp_path, monkeypatch):
    """Where something is not claimed, all scenarios are compared as ever, and the claims besides."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "one.yaml", TOLD, "without: {movement: {storytelling: null}}")
    write(tmp_path / "two.yaml", TOLD)
    printed = invoke("run", "one.yaml", "two.yaml").stdout
    assert printed.index("All scenarios") < printed.index("All claims")


def test_options_hold_for_both_sides(tmp_path, monkeypatch):
    """`--people`, `--runs`, `--steps` and `--seed` change the scenario with the claim and without it."""
    file = write(tmp_path / "one.yaml", TOLD, "without: {movement: {storytelling: null}, network: {ties: 4}}")
    scenario = sim.read(file, people=40, runs=3, steps=4, seed=9)
    for one in (scenario, scenario.claim.without):
        assert (one.people, one.runs, one.steps, one.seed) == (40, 3, 4, 9)


def test_who_is_named_by_number_stays_named_so(tmp_path):
    """An id that looks like a number is kept as it is spelled inside what differs without a claim, too."""
    support = "formal_support: {sponsors: [{who: [007]}], push: 1}"
    file = write(tmp_path / "a.yaml", TOLD, "without:", "  movement:", f"    {support}")
    page = file.read_text(encoding="utf-8").replace(
        "{generate: random, people: 60, ties: 6}", "{organisation: {people: 60}}"
    )
    file.write_text(page, encoding="utf-8")
    with pytest.raises(sim.InputError, match="007"):
        sim.read(file)


def test_the_chart_shows_what_is_compared(both):
    """The curves are the medians with the claim and without it; title and texts stay within the picture."""
    for name, arms in (("claim", 2), ("lead", 4)):
        figure = as_figure("claim", both[name])
        figure.canvas.draw()
        lines = [line for line in figure.axes[0].get_lines() if str(line.get_gid()).startswith("median")]
        assert len(lines) == arms
        side = both["without"].tables["curves"].query("group == 'everyone' and strategy == 'most-connected'")
        np.testing.assert_array_equal(lines[1].get_ydata(), side["p50"])
        for text in figure.findobj(matplotlib.text.Text):
            if text.get_text() and text.get_visible():
                box = text.get_window_extent()
                assert box.x0 >= 0
                assert box.x1 <= figure.bbox.x1
        assert "Evidence grade A" in claim.caption(both[name])


@pytest.mark.parametrize("key", ["says", "question"])
def test_however_much_is_said_the_pictures_are_drawn(both, key):
    """A text of thousands of letters is cut short in pictures, and leaves the curves their room."""
    text = "Stories make others join " * 200
    results = both["claim"]
    claim = replace(results.about.study(Claim), says=text)
    about = replace(results.about, question=text, studies={"claim": claim})
    figure = as_figure("claim" if key == "says" else "adoption", replace(results, about=about))
    assert figure.axes[0].get_position().height * figure.get_figheight() >= PANEL - 1e-9
    figure.canvas.draw()
    boxes = [one.get_window_extent() for one in figure.texts]
    assert min(box.y0 for box in boxes) >= 0
    assert max(box.y1 for box in boxes) <= figure.bbox.y1
    assert any(one.get_text().endswith("…") for one in figure.texts)


def test_what_a_scenario_needs_cannot_be_taken_away(tmp_path):
    """Where `without:` takes away a key that must be there, the fault says so, in its own line."""
    for key in ("network", "influence", "seeds"):
        file = write(tmp_path / "a.yaml", TOLD, f"without: {{{key}: null}}")
        with pytest.raises(sim.InputError, match=f"a.yaml:13: claim.without.{key}: a scenario needs") as caught:
            sim.read(file)
        assert len(caught.value.faults) == 1
