"""Why people changed: adoptions.csv, sources.csv, its chart and `sim why` say the same, and it is true."""

import itertools
import shutil
from dataclasses import replace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.charts import sources
from sim.cli import main
from sim.drawing import style
from sim.experiment.reasons import adoptions
from sim.experiment.run import one_run
from sim.experiment.worlds import draw_world, programme
from sim.ground.wording import Share
from sim.movement.settings import Movement
from sim.reports.figures.pictures import as_figure
from sim.reports.why import why
from sim.results.ledger import Ledger
from sim.results.record import Tables
from sim.results.results import ADOPTIONS, apart, joined, read
from sim.world.ties import Ties
from sim.world.trajectory import Changes, Trajectory

SCENARIO = """\
name: Why
question: What pushes whom?
network: {organisation: {people: 80}}
people: {tribe: department, passion: {distribution: normal}}
influence:
  contacts: {p: 0.05}
  contagion: {rate: 0.1}
  spontaneous: 0.002
  threshold: {distribution: normal, mean: 0.5, sd: 0.2}
movement:
  formal_support: {sponsors: [{who: top}], push: 0.03}
  storytelling: {level: 1, recruits: 0.1, from: 3}
  giving_up: {rate: 0.03}
seeds: {count: 4}
strategies: [most-connected, random, none]
steps: 12
runs: 8
seed: 3
output: {adoptions: true}
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder with the scenario, run into results/why."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "why.yaml").write_text(SCENARIO, encoding="utf-8")
    result = CliRunner(catch_exceptions=False).invoke(main, ["run", "why.yaml", "--quiet"])
    assert result.exit_code == 0, result.stderr
    return tmp_path


def adopters_by_step(scenario: sim.Scenario, number: int, seeds: list[str]) -> list[set[str]]:
    """Who is an adopter after each step of a run, by watching Mesa agents."""
    world = draw_world(scenario, number)
    ties, people = world.ties, world.people
    movement = replace(scenario.movement, programme=programme(scenario, world))
    model = sim.MovementModel(ties, people, movement, [ties.names.index(seed) for seed in seeds])
    seen = [{agent.name for agent in model.adopters}]
    for _ in range(scenario.steps):
        model.step()
        seen.append({agent.name for agent in model.adopters})
    return seen


def test_adoptions_are_true(here):
    """There is a row for each adoption, first or again; shares sum to 1 but for seeds; peers named are the true ones.

    Peers who did so push as long as a person is no adopter; peers who talk do so once, in the step after they adopted.
    """
    results = read(here / "results" / "why")
    found = results.adoptions
    assert list(found.columns) == ADOPTIONS
    shares = found[[column for column in ADOPTIONS if column.startswith("share_")]]
    seeds = found["main_source"] == "seed"
    assert shares[seeds].isna().all(axis=None)
    np.testing.assert_allclose(shares[~seeds].sum(axis=1), 1)
    largest = shares[~seeds].idxmax(axis=1).str.removeprefix("share_")
    assert (largest == found.loc[~seeds, "main_source"]).all()
    assert (found.groupby(["strategy", "run"])["step"].diff().dropna() >= 0).all()
    scenario = sim.read(here / "why.yaml")
    seeded, again = results.seeds, 0
    for number in range(scenario.runs):
        graph = draw_world(scenario, number).ties.to_networkx()
        for strategy in results.strategies:
            asked = seeded[(seeded["run"] == number) & (seeded["strategy"] == strategy)]["person"].tolist()
            seen = [set(), *adopters_by_step(scenario, number, asked)]  # before step 0, after step 0, after step 1, ...
            rows = found[(found["run"] == number) & (found["strategy"] == strategy)].to_dict("records")
            came = [(step, person) for step in range(13) for person in seen[step + 1] - seen[step]]
            assert sorted((row["step"], row["person"]) for row in rows) == sorted(came)
            for row in rows:
                person, step = row["person"], row["step"]
                peers = {str(peer) for peer in graph[int(person)]}
                did, talked = set(), set()
                while step > 0 and person not in seen[step]:
                    did |= peers & seen[step]
                    talked |= peers & (seen[step] - seen[step - 1])
                    step -= 1
                again += step > 0
                true = (did if row["share_peers"] > 0 else set()) | (talked if row["share_contacts"] > 0 else set())
                assert set(row["persuaded_by"].split("; ")) - {""} == true
    assert again > 100


def test_both_engines_say_the_same(here):
    """adoptions.csv is the same with Mesa agents, to the byte."""
    CliRunner(catch_exceptions=False).invoke(
        main, ["run", "why.yaml", "--engine", "agents", "--quiet", "--out", "mesa"]
    )
    for name in ("adoptions.csv", "sources.csv", "runs.csv"):
        assert (here / "mesa" / name).read_bytes() == (here / "results" / "why" / name).read_bytes()


def test_sources_add_up(here):
    """The sources of a step add up to the share of people who ever adopted by then, each counted once."""
    results = read(here / "results" / "why")
    table = results.tables["sources"]
    for strategy in results.strategies:
        rows = results.adoptions.query("strategy == @strategy")
        steps = rows.groupby(["run", "person"])["step"].min()
        assert len(steps) < len(rows)
        ever = np.cumsum(np.bincount(steps, minlength=13)) / (80 * 8)
        summed = table[table["strategy"] == strategy].groupby("step")["mean"].sum()
        np.testing.assert_allclose(summed, ever, atol=1e-9)


def test_the_chart_of_sources_can_be_read(here):
    """Title, caption, axis labels, panels and legend lie inside the picture and do not overlap."""
    results = read(here / "results" / "why")
    with matplotlib.rc_context(style.SETTINGS):
        figure = as_figure("sources", results)
        figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.texts]
    boxes += [figure.legends[0].get_window_extent(renderer), figure.axes[0].yaxis.label.get_window_extent(renderer)]
    boxes += [ax.get_window_extent(renderer) for ax in figure.axes]
    for box in boxes:
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
    for one, other in itertools.combinations(boxes, 2):
        assert min(min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)) <= 0.5
    areas = {area.get_gid(): area for area in figure.axes[0].collections}
    top = areas["spontaneous of most-connected"].get_paths()[0].vertices[:, 1].max()
    whole = results.tables["sources"].query("strategy == 'most-connected' and step == 12")["mean"].sum()
    assert top == pytest.approx(whole)


def test_why_in_words(here):
    """`sim why` tells of a person over all runs and in one, and names the peers of adoptions.csv."""
    found = pd.read_csv(here / "results/why/adoptions.csv", dtype=str, keep_default_na=False)
    found = found.drop_duplicates(["strategy", "run", "person"], keep=False)
    row = next(row for row in found.to_dict("records") if row["persuaded_by"] and row["strategy"] == "random")
    result = CliRunner().invoke(main, ["why", "results/why", row["person"], "--run", row["run"]])
    assert result.exit_code == 0, result.stderr
    line = result.stdout.splitlines()[3]
    assert line.startswith(f"  In run {row['run']}: {row['person']} adopts in step {row['step']}, pushed by ")
    assert line.endswith(f"adopted before: {row['persuaded_by'].replace('; ', ', ')}.")
    assert result.stdout.splitlines()[2].startswith(f"random: {row['person']} adopts in ")


def test_why_tells_of_a_second_adoption(here):
    """`sim why` tells of each adoption in a run with its own step and peers, and counts runs, not adoptions."""
    found = pd.read_csv(here / "results/why/adoptions.csv", dtype=str, keep_default_na=False)
    mine = found[found["strategy"] == "random"]
    run, person = mine.groupby(["run", "person"]).size().idxmax()
    result = CliRunner().invoke(main, ["why", "results/why", person, "--run", run])
    assert result.exit_code == 0, result.stderr
    overall, once = result.stdout.splitlines()[2:4]
    rows = mine[mine["person"] == person]
    assert overall.startswith(f"random: {person} adopts in {rows['run'].nunique()} of 8 runs")
    times = rows.groupby("run").size()
    assert f". In {(times > 1).sum()} of 8 runs {person} gives up and adopts again, pushed by " in overall
    assert times.max() > 2
    first, *later = rows[rows["run"] == run].to_dict("records")
    told, *told_later = once.split(f" {person} gives up, and adopts again in step ")
    assert told.startswith(f"  In run {run}: {person} ")
    assert f"step {first['step']}" in told
    assert len(told_later) == len(later)
    for words, row in zip(told_later, later, strict=True):
        assert words.startswith(f"{row['step']}, pushed by ")
        main_share = float(row[f"share_{row['main_source']}"])
        assert f"({Share(main_share)})" in words.split(". ")[0].split(",")[1]
        assert words.endswith(f" in the meantime: {row['persuaded_by'].replace('; ', ', ')}.")


def test_who_is_seeded_again_is_told_of(here):
    """Somebody of a later wave who adopted before, gave up, and is seeded: words, and no shares."""
    results = read(here / "results" / "why")
    share = {column: [1.0 if column == "share_peers" else 0.0, np.nan] for column in ADOPTIONS[5:10]}
    keys = {"strategy": "random", "run": 2, "person": "ann", "step": [3, 7], "main_source": ["peers", "seed"]}
    table = pd.DataFrame({**keys, **share, "persuaded_by": ["bob", ""]})[ADOPTIONS]
    lines = list(why(replace(results, record=Tables({"adoptions": lambda: table}, 3, 8, 12)), "ann", run=2))
    assert lines[2] == (
        "random: ann adopts in 1 of 8 runs; when not a seed, in step 3 (median), pushed by the number or share of "
        "peers who did (100 %). In 1 of 8 runs ann gives up and adopts again, in 1 of them as a seed."
    )
    assert lines[3] == (
        "  In run 2: ann adopts in step 3, pushed by the number or share of peers who did (100 %). Peer who had "
        "adopted before: bob. ann gives up, and adopts again in step 7, as one of the seeds."
    )


def test_the_caption_says_whose_adoptions_count(here):
    """Where somebody gave up, the chart of sources says that only first adoptions count; else it need not."""
    results = read(here / "results" / "why")
    assert "Only first adoptions count" in sources.caption(results)
    steady = replace(results, record=Tables({"runs": lambda: results.runs.assign(quits=0)}, 3, 8, 12))
    assert "Only first adoptions count" not in sources.caption(steady)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["results/why", "nobody"], 'nobody is called "nobody"'),
        (["results/why", "1", "--run", "8"], "there is no run 8; runs are 0 to 7"),
        (["results/who", "1"], "is not a folder of results"),
    ],
)
def test_what_cannot_be_told(here, arguments, message):
    """A stranger, a run that is not there, a folder that is none: words, and exit code 1."""
    result = CliRunner(catch_exceptions=False).invoke(main, ["why", *arguments])
    assert result.exit_code == 1
    assert message in result.stderr


@pytest.mark.parametrize("contagion", [0.0, 0.1])
def test_who_gave_up_pushed_nobody_over_a_threshold(contagion):
    """Of peers who gave up before a threshold was crossed, and came back or not, only who is an adopter then pushed.

    4 listens to 0, 1, 2 and 3: 1 gave up, 2 gave up and came back, 3 gives up in the very step. With contagion all
    pushed while they were adopters, and that adds up.
    """
    ties = Ties.from_pairs(6, np.array([4, 4, 4, 4, 5]), np.array([0, 1, 2, 3, 1]))
    later = Changes(
        np.array([2, 2, 3, 5, 6], np.int32),
        np.array([1, 2, 2, 3, 1], np.int32),
        np.array([False, False, True, False, True]),
        np.array([[np.nan] * 5, [np.nan] * 5, [0, 1, 0, 0, 0], [np.nan] * 5, [0, 1, 0, 0, 0]]),
    )
    sources = np.full((6, 5), np.nan)
    sources[4:] = [0, 1, 0, 0, 0]
    found = Trajectory(np.array([0, 0, 1, 1, 5, 2], np.int32), 8, later, sources)
    told = adoptions(ties, [found], Movement(contagion=contagion))
    peers = dict(zip(told.person.tolist(), np.split(told.persuaders, np.cumsum(told.counts)[:-1]), strict=True))
    assert peers[4].tolist() == ([0, 1, 2, 3] if contagion else [0, 2, 3])
    assert peers[5].tolist() == [1]


def test_names_with_semicolons_stay_whole(tmp_path, monkeypatch):
    """A peer called `a; b` is one peer in `sim why`, and can be told from two peers called a and b in adoptions.csv."""
    assert [apart(joined(names)) for names in NAMES] == NAMES
    assert len(set(map(joined, NAMES))) == len(NAMES)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd.csv").write_text('source,target\n"a; b",c\n')
    (tmp_path / "odd.yaml").write_text(
        "network: {file: odd.csv}\ninfluence: {contacts: {p: 1}}\nseeds: {count: 1}\n"
        'strategies: [{name: listed, people: ["a; b"]}]\nruns: 1\noutput: {adoptions: true}\n'
    )
    assert CliRunner(catch_exceptions=False).invoke(main, ["run", "odd.yaml", "--quiet"]).exit_code == 0
    said = CliRunner(catch_exceptions=False).invoke(main, ["why", "results/odd", "c"]).stdout
    assert said.endswith('Peer who had adopted before: "a; b".\n')


def test_peers_with_odd_names_are_as_many_as_they_are(here):
    """`Meier; Anna` and `Meier, Anna` are one peer each, before a first adoption and before a later one."""
    results = read(here / "results" / "why")
    share = {column: [1.0, 1.0] if column == "share_peers" else [0.0, 0.0] for column in ADOPTIONS[5:10]}
    keys = {"strategy": "random", "run": 2, "person": "ann", "step": [3, 7], "main_source": "peers"}
    peers = [joined(["Meier; Anna"]), joined(["Meier, Anna", 'say "hi"', "bob"])]
    table = pd.DataFrame({**keys, **share, "persuaded_by": peers})[ADOPTIONS]
    lines = list(why(replace(results, record=Tables({"adoptions": lambda: table}, 3, 8, 12)), "ann", run=2))
    assert ' Peer who had adopted before: "Meier; Anna". ' in lines[3]
    assert lines[3].endswith(' Peers who were adopters in the meantime: "Meier, Anna", "say ""hi""", bob.')


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """Results on a network with names, where `cem` never adopts and nothing but contacts pushes."""
    place = tmp_path_factory.mktemp("named")
    (place / "ties.csv").write_text("source,target\nann,bob\nbob,dora\nbob,cem\n")
    (place / "people.csv").write_text("id,no\nann,0\nbob,0\ncem,1\ndora,0\n")
    (place / "named.yaml").write_text(
        "network: {file: ties.csv}\npeople: {file: people.csv, never: {column: no}}\n"
        "influence: {contacts: {p: 1}}\nseeds: {count: 1}\nstrategies: [most-connected]\n"
        "steps: 4\nruns: 2\noutput: {adoptions: true}\n"
    )
    done = CliRunner().invoke(main, ["run", str(place / "named.yaml"), "--out", str(place / "out"), "--quiet"])
    assert done.exit_code == 0, done.output
    return place / "out"


def asked(results, person) -> str:
    """What `sim why` says of somebody, or why it says nothing."""
    try:
        return "\n".join(why(results, person))
    except ValueError as error:
        return str(error)


NEVER = "most-connected: cem adopts in none of 2 runs.\n  In run 0: cem does not adopt."


def test_who_never_adopts_is_there_and_a_stranger_is_not(named):
    """Somebody who never adopts is told as such, a stranger is not, and a name that is near is offered."""
    whole = read(named)
    assert whole.names == ["ann", "bob", "cem", "dora"]
    for results in (whole, replace(whole, names=None), sim.run(sim.read(named.parent / "named.yaml"))):
        assert asked(results, "cem") == NEVER
        assert asked(results, "dorra") == 'nobody is called "dorra", did you mean "dora"?'
        assert asked(results, "zoe") == 'nobody is called "zoe" among the 4 people'


@pytest.mark.parametrize(
    ("arguments", "example"),
    [
        (["why", "results/named", "-5"], "sim why -- RESULTS PERSON"),
        (["run", "-x.yaml"], "sim run -- SCENARIO..."),
        (["report", "--mine"], "sim report -- RESULTS"),
    ],
)
def test_names_that_begin_with_a_dash_have_a_way_in(arguments, example):
    """Who gives a name that begins with a dash is told where it goes, unless it is almost an option."""
    invoke = CliRunner(catch_exceptions=False).invoke
    refused = invoke(main, arguments, prog_name="sim")
    assert refused.exit_code == 2
    assert f"A name that begins with a dash goes behind --, as in: {example}\n" in refused.stderr
    assert "behind" not in invoke(main, ["run", "--quite", "a.yaml"]).stderr
    assert "behind" not in invoke(main, ["schema", "-5"]).stderr


def test_a_person_whose_name_begins_with_a_dash_is_asked_for(tmp_path, monkeypatch):
    """Behind -- anybody can be named: somebody called -5 is told of."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ties.csv").write_text("source,target\n-5,1\n1,2\n")
    (tmp_path / "dash.yaml").write_text(
        "network: {file: ties.csv}\ninfluence: {contagion: {rate: 1}}\nseeds: {count: 1}\nsteps: 3\nruns: 2\n"
        "strategies: [{name: listed, people: ['-5']}]\noutput: {adoptions: true}\n"
    )
    invoke = CliRunner(catch_exceptions=False).invoke
    assert invoke(main, ["run", "dash.yaml", "--quiet"]).exit_code == 0
    answered = invoke(main, ["why", "--", "results/dash", "-5"])
    assert answered.exit_code == 0
    assert "-5" in answered.stdout


def test_older_results_do_not_say_who_else_there_is(named):
    """Where a folder names only those who adopt, nothing is claimed about anybody else."""
    older = replace(read(named), names=None, scene=None)
    for person in ("cem", "zoe"):
        assert asked(older, person) == (
            f'nobody called "{person}" ever adopts, with any strategy, in any run, and these results do not say who '
            "else there is; make them anew to have all names"
        )
    assert asked(older, "ann").startswith("most-connected: ann adopts in ")


def test_drawn_people_are_called_by_their_numbers(here):
    """On a drawn network nobody has a name that a file would have to hold: people are 0, 1, 2, ..."""
    results = replace(read(here / "results" / "why"), scene=None)
    assert not (here / "results" / "why" / "all_people.csv").exists()
    for person in sorted(set(map(str, range(80))) - set(results.adoptions["person"])):
        assert f"{person} adopts in none of 8 runs" in asked(results, person)
    for stranger in ("80", "-1", "007", "²", "ann", ""):
        assert asked(results, stranger) == f'nobody is called "{stranger}"; people are called 0 to 79'


def test_a_list_of_people_that_lacks_somebody_is_a_fault(named, tmp_path):
    """all_people.csv has each person once: else it is told in words that it does not."""
    folder = tmp_path / "out"
    shutil.copytree(named, folder)
    for text in ("person\nann\n", "person\nann\nann\ncem\ndora\n", "who\nann\n"):
        (folder / "all_people.csv").write_text(text)
        result = CliRunner(catch_exceptions=False).invoke(main, ["why", str(folder), "ann"])
        assert result.exit_code == 1
        assert "all_people.csv:1: " in result.stderr


NAMES = [[], ["a", "b"], ["a; b"], ["a;b", "c"], ['"a', "b"], ['say "hi"; go', "7"], ["o'b", "x y"]]


LOST = [
    ("runs.csv", None, ":1: is not a whole folder of results: it has no runs.csv"),
    ("summary.csv", None, ":1: is not a whole folder of results: it has no summary.csv"),
    ("adoptions.csv", "", "/adoptions.csv:1: has no header line with the names of its columns"),
    (
        "adoptions.csv",
        "strategy,run,person,step\nrandom,0,1,0\n",
        "/adoptions.csv:1: lacks main_source, share_peers, share_formal, share_stories, share_spontaneous, "
        "share_contacts, persuaded_by; make the results anew if another groundswell made them",
    ),
    (
        "ranks.csv",
        "strategy,rank\nrandom,1\n",
        "/ranks.csv:1: lacks share; make the results anew if another groundswell made them",
    ),
    (
        "manifest.json",
        "{",
        "/manifest.json:1: is no JSON: Expecting property name enclosed in double quotes (column 2)",
    ),
    ("manifest.json", "[]", "/manifest.json:1: found an empty list, expected a mapping"),
    ("manifest.json", "{}", "/manifest.json:1: lacks about"),
    ("manifest.json", '{"about": {"runs": 8}}', "/manifest.json:1: about: lacks people, steps, strategies"),
]


def test_folders_that_are_not_whole(here):
    """A folder of results that lost something is told in words, with the file, whatever is asked of it."""
    for file, text, message in LOST:
        lost = here / "results/why" / file
        kept = lost.read_text(encoding="utf-8")
        lost.unlink() if text is None else lost.write_text(text)
        result = CliRunner(catch_exceptions=False).invoke(main, ["why", "results/why", "1"])
        assert result.exit_code == 1
        assert result.stderr == f"results/why{message}\n"
        lost.write_text(kept, encoding="utf-8")


def test_the_ledger_keeps_why(here):
    """What an interrupted experiment goes on from has the reasons of each run, to the bit."""
    scenario = sim.read(here / "why.yaml")
    runs = [one_run(scenario, number, "compiled") for number in (0, 2, 5)]
    ledger = Ledger(here / "ledger", "x" * 64)
    ledger.keep(runs)
    ledger.close(finished=False)
    again = Ledger(here / "ledger", "x" * 64)
    assert again.numbers == {0, 2, 5}
    (read,) = again.each("number", "adoptions")
    for run, (number, kept) in zip(runs, read, strict=True):
        assert number == run.number
        for name in ("strategy", "person", "step", "sources", "counts", "persuaders"):
            np.testing.assert_array_equal(getattr(kept, name), getattr(run.adoptions, name))
    again.close(finished=True)
