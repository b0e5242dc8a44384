"""The charts of sim chart: all text can be read, what is plotted is what the tables say, titles say no more."""

import itertools
import json
import re
from dataclasses import replace
from functools import cache

import matplotlib
import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from made import results
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from told import crowd, everything, four, little, run

from sim.charts import costs, differences, network, ranks, reach, time_to_half, tribes
from sim.drawing import labels as _labels
from sim.drawing import style
from sim.drawing.frame import picture
from sim.drawing.words import short, shortened
from sim.experiment.tables import measured
from sim.families.charts import charts
from sim.ground.wording import Share
from sim.reports.figures.gallery import drawable
from sim.results.record import Tables
from sim.results.results import Results, read
from sim.statistics.comparison import Compared, Difference
from sim.statistics.verdict import points
from sim.studies.costs import Costs
from sim.studies.costs import measure as priced

PEOPLE = 200
LONG = (
    "A label that is sixty letters long, as consultants write them",
    "Averyveryverylonglabelwithoutanyspacesatallinitwhichisnotnice",
    "Zoë & Jürgen: $5 to $10",
)


def growing(top: float, runs: int = 40, steps: int = 20, seed: int = 1) -> np.ndarray:
    """Curves that rise at random to about a share of the people, from 4 seeds on."""
    rng = np.random.Generator(np.random.PCG64(seed))
    ends = rng.binomial(PEOPLE, top, runs)[:, None]
    return 4 + np.floor(np.maximum(ends - 4, 0) * np.sort(rng.random((runs, steps + 1)), axis=1)).astype(int)


def two_lumps(runs: int = 40) -> np.ndarray:
    """Curves of which a third stay at the bottom and the others come to nearly everyone."""
    low, high = growing(0.05, runs // 3, seed=2), growing(0.95, runs - runs // 3, seed=3)
    return np.concatenate([low, high])


CASES = {
    "three": {"most-connected": growing(0.9), "most-passionate": two_lumps(), "random": growing(0.1, seed=5)},
    "one strategy": {"random": growing(0.4)},
    "two": {"a": growing(0.5), "b": growing(0.5, seed=8)},
    "twelve": {f"strategy number {k}": growing(0.07 * k + 0.05, seed=k) for k in range(12)},
    "twelve long names": {f"{LONG[k % 3]} {k}": growing(0.4, seed=k) for k in range(12)},
    "one run": {"a": growing(0.3, runs=1), "b": growing(0.9, runs=1), "c": growing(0.3, runs=1, seed=4)},
    "five thousand runs": {"a": growing(0.3, runs=5000), "b": growing(0.5, runs=5000, seed=3)},
    "nobody": {name: np.zeros((20, 21), int) for name in ("a", "b", "none")},
    "everyone": {name: np.full((20, 21), PEOPLE) for name in ("a", "b", "c")},
    "long names": dict(zip(LONG, (growing(0.3), growing(0.8), two_lumps()), strict=True)),
    "one step": {"a": growing(0.3, steps=1), "b": growing(0.9, steps=1)},
}


class Costly(Tables):
    """A record of made runs in which it is known what seeds cost, and how many of each of three tribes adopted."""

    @property
    def costs(self) -> np.ndarray:  # type: ignore[override]
        """More for each strategy than for the one before, and not the same in all runs."""
        strategies, runs, _ = self._shape
        rng = np.random.Generator(np.random.PCG64(9))
        return 1000.0 * np.arange(1, strategies + 1)[:, None] + rng.integers(0, 300, (strategies, runs))

    def shares(self, groups):
        """The first tribe is behind, the second as all people, the third ahead."""
        (curves,) = self.curves()
        parts = [curves / PEOPLE * (0.5 + 0.5 * number / len(self.groups)) for number in range(len(self.groups))]
        yield np.stack([parts[list(self.groups).index(name)] for name in groups], axis=2)


def scene(made: Results, people: int = PEOPLE) -> dict:
    """A first world in which the people of the first run adopt in the order of their numbers, and the last gives up."""
    rng = np.random.Generator(np.random.PCG64(3))
    ties = [[int(one), int(other), 1.0] for one, other in rng.integers(0, people, (3 * people, 2)) if one != other]
    found = {}
    for number, name in enumerate(made.strategies):
        curve = made.curves_by_run(1)[number, 0]
        changes = [[int(np.argmax(curve > person)), person, 1, None, []] for person in range(curve[-1])]
        if len(changes) > 5:
            changes.append([made.about.steps, int(curve[-1]) - 1, 0])
        found[name] = {"seeds": list(range(min(4, int(curve[0])))), "changes": changes}
    return {
        "run": 0,
        "people": [f"person {k}" for k in range(people)],
        "tribe": None,
        "ties": ties,
        "both_ways": True,
        "strategies": found,
    }


@cache
def made(name: str, *, tribes_: int = 3) -> Results:
    """The measured results of a case, with costs, tribes and a first world."""
    question = f"Does it pay, {'and does it pay again, ' * 6}in the end?" if "long" in name else "Does it pay?"
    plain = results(CASES[name], people=PEOPLE, question=question, studies={"costs": Costs("EUR")})
    keep = plain.record
    record = Costly({key: lambda key=key: keep.whole(key) for key in ("runs", "seeds")}, *keep_shape(plain))
    long = "a tribe with quite a long name, longer than its panel"
    record.groups = [long if number == 1 else f"tribe {number}" for number in range(tribes_)]
    whole = measured(Results(plain.about, record))
    return Results(whole.about, record, whole.tables, None, scene(whole))


def keep_shape(plain: Results) -> tuple[int, int, int]:
    """How many strategies, runs and steps there are."""
    return len(plain.strategies), plain.about.runs, plain.about.steps


def figure_of(found: Results, chart: str):
    """A chart as a figure, laid out."""
    with matplotlib.rc_context(style.SETTINGS):
        figure = picture(charts()[chart], found)
        figure.canvas.draw()
    return figure


def texts(figure) -> list[Text]:
    """All text of a figure that is to be seen."""
    found = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    for ax in figure.axes:
        if not ax.get_visible():
            continue
        found += [*ax.texts, ax.title, ax._left_title, ax._right_title]
        if ax.axison:
            found += [ax.xaxis.label, ax.yaxis.label]
            for axis, (low, high) in ((ax.xaxis, sorted(ax.get_xlim())), (ax.yaxis, sorted(ax.get_ylim()))):
                for tick in axis.get_major_ticks():
                    if low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                        found += [tick.label1, tick.label2]
        if ax.get_legend() is not None:
            found += [ax.get_legend().get_title(), *ax.get_legend().get_texts()]
    if figure._supylabel is not None:
        found.append(figure._supylabel)
    return list({id(text): text for text in found if text.get_visible() and text.get_text().strip()}.values())


CHARTS = ["reach", "differences", "ranks", "time_to_half", "tribes", "network", "costs"]


@pytest.mark.parametrize("name", CASES)
def test_text_can_be_read(name):
    """In every chart no text lies over another, and all of it is inside the picture."""
    found = made(name)
    for chart in set(CHARTS) & set(drawable(found)):
        readable(figure_of(found, chart), chart)


def readable(figure, chart: str) -> None:
    """Find text that lies over other text, or that is not wholly inside the picture."""
    renderer = figure.canvas.get_renderer()
    # An annotation's own extent would hold its leader line too.
    boxes = {text: Text.get_window_extent(text, renderer) for text in texts(figure)}
    for (one, here), (other, there) in itertools.combinations(boxes.items(), 2):
        overlap = min(here.x1, there.x1) - max(here.x0, there.x0), min(here.y1, there.y1) - max(here.y0, there.y0)
        assert min(overlap) <= 1, (chart, one.get_text(), other.get_text())
    for text, box in boxes.items():
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
        assert inside, (chart, text.get_text())


FOLDERS = {"everything": everything, "little": little, "crowd": crowd, "four": four}


@pytest.fixture(scope="module", params=FOLDERS)
def drawn(request, tmp_path_factory) -> Results:
    """Results of a folder that `sim run` wrote."""
    return read(FOLDERS[request.param](tmp_path_factory.mktemp("drawn")))


def test_text_can_be_read_in_all_charts_of_a_folder(drawn):
    """Whatever there are data for, side experiments among them, is drawn so that all its text can be read."""
    for chart in drawable(drawn):
        readable(figure_of(drawn, chart), chart)


def test_a_number_is_told_alike_before_and_after_it_is_written():
    """Half of the last digit is rounded in one way, whether it comes from memory or from ten digits in a file."""
    mean = float(np.mean([0.3375]) - np.mean([0.285]))
    assert mean != float(f"{mean:.10g}") == 0.0525
    said = {points(Difference(value, value, value)) for value in (mean, 0.0525)}
    assert len(said) == 1
    rows = [
        Compared("mine", "random", "reach", value, value, value, 1, 0, 0, 1, np.nan, "Student", value, value)
        for value in (mean, 0.0525)
    ]
    notes = set(map(differences._note, rows))
    assert notes == {f"● reach +{said.pop().replace(' points', '').replace('(', '(+').replace('to ', 'to +')}"}


def test_strategies_that_all_reach_as_many_are_told_together():
    """Where means and tenths are the same, the title names no strategy before others."""
    told = "Mean reach, and the middle 80 % of runs: 100 % (100 to 100 %) with every strategy"
    assert reach.finding(made("everyone")) == told


def test_the_same_in_every_run_is_no_difference():
    """Where a strategy never parts from the baseline, the title says so, and gives no interval of nothing."""
    assert differences.finding(made("nobody")) == "No difference of reach to none: the same in every run"


@pytest.mark.parametrize("name", CASES)
def test_every_chart_says_where_it_comes_from(name):
    """Each has the question, and a caption with people, scenario, version and what it holds for."""
    found = made(name)
    for chart in set(CHARTS) & set(drawable(found)):
        said = [text.get_text().replace("\n", " ") for text in figure_of(found, chart).texts]
        assert any(text.startswith("Does it pay") for text in said)
        (caption,) = [text for text in said if text.endswith("groundswell 0.1.0")]
        assert "200 people. In this model, with these assumptions. Scenario: Made by hand." in caption
        for text in said:
            assert not {"nan", "inf", "None"} & set(text.replace("(", " ").replace(")", " ").split())


def by_gid(ax, kind=None) -> dict[str, list]:
    """What is drawn in a panel, by its name."""
    found: dict[str, list] = {}
    for artist in ax.get_children():
        if artist.get_gid() and (kind is None or isinstance(artist, kind)):
            found.setdefault(artist.get_gid(), []).append(artist)
    return found


@pytest.mark.parametrize("name", ["three", "five thousand runs", "everyone"])
def test_reach_shows_every_run(name):
    """Dots are the final reach of the runs; the columns, measured by their width, hold all of them."""
    found = made(name)
    (ax,) = figure_of(found, "reach").axes
    drawn = by_gid(ax)
    for strategy in found.strategies:
        values = found.reach()[strategy].to_numpy()
        widths = np.array([bar.get_height() for bar in drawn[f"columns of {strategy}"]])
        counts = np.bincount(np.rint(values / reach.COLUMN).astype(int), minlength=51)
        np.testing.assert_allclose(widths / widths.max(), counts / counts.max())
        assert (f"runs of {strategy}" in drawn) == (len(values) <= reach.DOTS)
        if len(values) <= reach.DOTS:
            np.testing.assert_array_equal(drawn[f"runs of {strategy}"][0].get_xdata(), values)
        row = found.tables["summary"].set_index("strategy").loc[strategy]
        assert (f"mean of {strategy}" in drawn) == (row["lumps"] == 1)
        if row["lumps"] == 1:
            assert set(drawn[f"mean of {strategy}"][0].get_xdata()) == {row["reach_mean"]}


def test_two_lumps_are_told_by_their_share():
    """Where runs fall into two lumps, title and note say how many are in the upper one, and what they reach."""
    found = made("long names")
    reached = found.reach()[LONG[2]]
    upper = reached[reached > 0.5]
    says = f"in {len(upper)} of 40 runs"
    assert says in reach.finding(found)
    assert reach.finding(found).startswith("All or nothing: Zoë & Jürgen")
    notes = [text.get_text().replace("\n", " ") for text in figure_of(found, "reach").axes[0].texts]
    assert any(says in note and f"then reaches {Share(upper.mean())} on average" in note for note in notes)


def test_differences_are_those_of_the_table():
    """Dots are the differences to the baseline, bars their intervals, of comparison.csv, in points."""
    found = made("three")
    (ax,) = figure_of(found, "differences").axes
    drawn, table = by_gid(ax), found.tables["comparison"]
    for measure in ("reach", "takeoff"):
        rows = table[table["measure"] == measure]
        np.testing.assert_array_equal(drawn[f"difference of {measure}"][0].get_xdata(), 100 * rows["difference"])
        for kind, ends in (("alone", ["low", "high"]), ("all", ["low_all", "high_all"])):
            segments = drawn[f"{kind} {measure}"][0].get_segments()
            np.testing.assert_allclose([segment[:, 0] for segment in segments], 100 * rows[ends].to_numpy())
    low, high = ax.get_xlim()
    assert low < 0 < high


def test_a_difference_that_is_not_sure_is_not_claimed():
    """Two strategies with the same law are told apart by nothing; two runs are too few."""
    found = made("two")
    assert differences.finding(found).startswith("No clear difference of reach to b: a ")
    few = measured(results({"a": growing(0.9, 2), "b": growing(0.1, 2)}, people=PEOPLE))
    assert differences.finding(few) == "2 runs are too few to tell strategies from b"
    sure = differences.finding(made("three"))
    assert sure.startswith("most-connected reaches ")
    assert sure.endswith(" more than random")


def test_time_to_half_is_the_curve_of_lifelines():
    """Lines are the Kaplan-Meier curves of the steps in which half have adopted, by lifelines."""
    found = made("three")
    (ax,) = figure_of(found, "time_to_half").axes
    drawn, steps = by_gid(ax), np.arange(21)
    for strategy in found.strategies:
        there = np.maximum.accumulate(CASES["three"][strategy], axis=1) >= PEOPLE / 2
        seen = there.any(axis=1)
        fitted = KaplanMeierFitter().fit(np.where(seen, there.argmax(axis=1), 21), seen)
        line = drawn[f"not yet, {strategy}"][0]
        np.testing.assert_allclose(line.get_ydata(), fitted.predict(steps).to_numpy(), atol=1e-12)
    fastest = found.tables["summary"].set_index("strategy").loc["most-connected", "t50"]
    assert f"With most-connected half of the people have adopted by step {fastest:.0f}" in time_to_half.finding(found)


def test_ranks_are_stacked():
    """The parts of a bar are the shares of ranks.csv, and together all worlds."""
    found = made("twelve")
    (ax,) = figure_of(found, "ranks").axes
    drawn, table = by_gid(ax), found.tables["ranks"]
    for rank in range(1, 13):
        rows = table[table["rank"] == rank].set_index("strategy").loc[found.strategies, "share"]
        np.testing.assert_allclose([bar.get_width() for bar in drawn[f"rank {rank}"]], rows)
    ends = [bar.get_x() + bar.get_width() for bar in drawn["rank 12"]]
    np.testing.assert_allclose(ends, 1)
    assert ranks.finding(found).startswith("strategy number 11 reaches most in ")


def test_equal_strategies_share_ranks_and_none_is_said_to_be_first():
    """Where all strategies tie in every world, no one is named as first more often."""
    assert ranks.finding(made("everyone")) == "No strategy is ahead of another: all reach the same in each of 20 worlds"


def test_ties_are_told_where_counts_of_first_places_hold_them():
    """Of two that always tie, and a third that is first in half of the worlds, none is first as often as it is said."""
    low, high = np.full((20, 6), 10), np.full((20, 6), 20)
    third = np.where(np.arange(20)[:, None] < 8, 30, low)
    found = measured(results({"a": high, "b": high, "c": third}, people=PEOPLE))
    assert ranks.finding(found) == (
        "No strategy is first clearly more often: c reaches most in 8 of 20 worlds, a in 6 of 20 worlds (ties split)"
    )


def alike(number: int) -> str:
    """One of several long names of which only what follows their first fifty letters is not the same."""
    return f"The regional network programme of the coming year, variant {number} (of all that were thought of)"


@pytest.fixture(scope="module", params=["runs: 6", "runs: 1"])
def similar(request, tmp_path_factory) -> Results:
    """Results of seven strategies whose long names begin alike, with all that panels can show."""
    kinds = ["random", "most-connected"] * 4
    listed = "".join(f"  - {{name: {kind}, label: {json.dumps(alike(k))}}}\n" for k, kind in enumerate(kinds[:7], 1))
    text = (
        "network: {organisation: {people: 60}}\npeople: {tribe: function}\ninfluence: {contagion: {rate: 0.3}}\n"
        f"seeds: {{count: 2}}\nsteps: 8\n{request.param}\nseed: 3\noutput: {{adoptions: true, world: true}}\n"
        f"strategies:\n{listed}"
    )
    return read(run(tmp_path_factory.mktemp("similar"), text))


@pytest.mark.parametrize("chart", ["adoption", "reach", "ranks", "time_to_half", "sources", "tribes"])
def test_long_names_that_begin_alike_can_be_told_apart(similar, chart):
    """In charts with a label a strategy, each label has what only that strategy is called, and can be read."""
    figure = figure_of(similar, chart)
    readable(figure, chart)
    said = " ".join(text.get_text().replace("\n", " ") for text in texts(figure) if text not in figure.texts)
    assert [number for number in range(1, 8) if said.count(f"variant {number} (of") != 1] == []


def test_the_network_keeps_its_counts_where_names_are_long(similar):
    """Above each side stands which strategy it is and how many adopted, whatever it is called."""
    for ax, name in zip(figure_of(similar, "network").axes, network.pair(similar), strict=False):
        above = ax.get_title(loc="left").replace("\n", " ")
        _, there = network.adoption(similar.scene, name)
        assert f"variant {similar.strategies.index(name) + 1} " in above
        assert above.endswith(f": {there.sum()} of 60")


def test_one_is_counted_as_one(similar):
    """No chart of a single run speaks of 1 runs, nor of fewer than one world of one."""
    for chart in drawable(similar):
        for text in texts(figure_of(similar, chart)):
            said = text.get_text().replace("\n", " ")
            assert not re.search(r"\b1 (runs|worlds)\b|fewer than 1 of 1", said), (chart, said)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["short", "also short"], ["short", "also short"]),
        (["a" * 12, "b" * 12], ["a" * 9 + "…", "b" * 9 + "…"]),
        (["one and the same A", "one and the same B"], ["…same A", "…same B"]),
        (["one and the same A", "one and nothing"], ["one and t…", "one and n…"]),
        (["x" * 12 + "A", "x" * 12 + "B"], ["…A", "…B"]),
        (["same start A " + "z" * 12 + "1", "same start A " + "z" * 12 + "2"], ["…A zzzzzz…"] * 2),
    ],
)
def test_names_are_cut_where_they_can_still_be_told_apart(names, said):
    """Of names that are too long the ends are cut, or what they begin with alike; whatever they are, no two are one."""
    found = short(names, 10)
    assert len(set(found)) == len(names)
    assert [one.split(". ")[-1] for one in found] == said


def test_a_name_within_another_is_cut_as_itself():
    """In a long title each name is replaced as a whole, though another may begin with it; short titles stay."""
    names = [f"{'the same words again and again ' * 3}{end}" for end in ("1", "12")]
    said = shortened(f"{names[1]} is ahead of {names[0]}", names)
    assert said == "…again 12 is ahead of …again 1"
    assert shortened("a title", names) == "a title"


def test_a_tribe_with_a_name_without_end_takes_no_longer(monkeypatch):
    """Of a name of 100,000 letters no more are measured than of one of 1,000: a title has room for a few of either."""
    measured_letters = []
    monkeypatch.setattr(tribes, "width", lambda text, **look: measured_letters.append(len(text)) or 5.0 * len(text))
    monkeypatch.setattr(_labels, "width", tribes.width)
    sums = []
    for letters in (1_000, 100_000):
        ax = Figure().subplots()
        tribes.draw(made("two"), ax, group="x" * letters)
        sums.append(sum(measured_letters))
        measured_letters.clear()
    assert sums[0] == sums[1] > 0


def test_tribes_have_their_own_curves():
    """Each panel has the medians of its tribe in curves.csv; of many tribes those furthest behind are shown."""
    found = made("three")
    panels = {ax.get_title(loc="left"): ax for ax in figure_of(found, "tribes").axes}
    curves = found.tables["curves"]
    for group in tribes.shown(found):
        (ax,) = [ax for title, ax in panels.items() if group.startswith(title.rstrip("…"))]
        drawn = by_gid(ax)
        for strategy in found.strategies:
            rows = curves[(curves["group"] == group) & (curves["strategy"] == strategy)]
            np.testing.assert_array_equal(drawn[f"{group}, {strategy}"][0].get_ydata(), rows["p50"])
    many = made("two", tribes_=30)
    assert len(tribes.shown(many)) == 12
    behind = many.tables["tribes"].groupby("group")["behind"].max()
    assert behind[tribes.shown(many)[1:]].min() >= behind.drop(tribes.shown(many)[1:]).max()
    assert tribes.finding(found).startswith("tribe 0 is furthest behind with most-connected: it reaches ")


def test_a_tribe_whose_interval_holds_all_people_is_not_said_to_be_behind():
    """Where the interval of the tribe furthest behind includes the reach of all people, it is not clearly behind."""
    found = made("two")
    table = found.tables["tribes"].assign(reach_high=1.0)
    unsure = replace(found, tables={**found.tables, "tribes": table})
    assert tribes.finding(unsure).startswith("With a no tribe is clearly behind: tribe 0 reaches ")


def test_costs_are_those_of_the_tables():
    """Points are mean cost and mean reach; the frontier joins the filled ones, from the cheapest on."""
    found = made("three")
    (ax,) = figure_of(found, "costs").axes
    table, summary = found.tables["costs"], found.tables["summary"]
    for name, cost, height in zip(found.strategies, table["cost"], summary["reach_mean"], strict=True):
        (point,) = [line for line in ax.lines if line.get_gid() == f"point of {name}"]
        assert (point.get_xdata()[0], point.get_ydata()[0]) == (cost, height)
    best = costs.frontier(table["cost"].to_numpy(), summary["reach_mean"].to_numpy())
    (line,) = [line for line in ax.lines if line.get_gid() == "frontier"]
    np.testing.assert_array_equal(line.get_xdata(), table["cost"].to_numpy()[best])


def test_the_caption_has_the_price_of_an_adopter_more_along_the_frontier():
    """From one strategy on the frontier to the next: difference of mean costs over that of mean adopters."""
    found = made("two")
    names = {"strategy": ["a", "b"]}
    table = found.tables["costs"].assign(**names, cost=[100.0, 400.0])
    summary = found.tables["summary"].assign(**names, reach_mean=[0.25, 0.4])
    shown = replace(found, tables={**found.tables, "costs": table, "summary": summary})
    assert "Along it an adopter more costs 10 EUR (b)." in costs.caption(shown)


@pytest.mark.parametrize(
    ("finding", "extra", "said"),
    [
        ("trade-off", 50.0, "With most-connected each adopter more than with random costs 12.5 EUR (11 to 14)"),
        (
            "trade-off",
            -5.0,
            "No strategy is known to gain on random: most-connected wins fewer people; each adopter less saves",
        ),
        ("dominates", 50.0, "most-connected wins 50 people more than random (40 to 60), and costs no more"),
        (
            "dominated",
            -5.0,
            "No strategy is known to gain on random: most-connected wins fewer people, and costs no less",
        ),
        ("costs too close", 50.0, "people more than random (40 to 60), at costs that cannot be told apart"),
        (
            "undefined",
            0.5,
            "What an adopter more than with random costs cannot be said: most-connected may gain nobody",
        ),
        ("too few runs", 50.0, "40 runs are too few to say what an adopter more costs"),
    ],
)
def test_the_title_of_costs_says_what_is_found(finding, extra, said):
    """A price where there is one, with its interval; else why there is none."""
    found = made("three")
    rows = found.tables["costs"].query("strategy != 'most-passionate'").copy()
    columns = ["extra_adopters", "extra_low", "extra_high", "cost_per_extra_adopter", "low", "high"]
    rows.loc[rows["strategy"] == "most-connected", columns] = [extra, 40.0, 60.0, 12.5, 11.0, 14.0]
    rows.loc[rows["strategy"] == "most-connected", "finding"] = finding
    assert said in costs.finding(replace(found, tables={**found.tables, "costs": rows}))


def test_one_of_many_that_is_ahead_by_luck_has_no_price():
    """Where the interval that holds for all strategies at once includes no gain, no price is told."""
    found = made("three")
    table = found.tables["comparison"].assign(low_all=-1.0, high_all=1.0)
    assert "cannot be said" in costs.finding(replace(found, tables={**found.tables, "comparison": table}))


def test_the_frontier_is_that_of_all_mixtures():
    """A strategy is on the frontier where no mixture of two others reaches more for as little: by brute force."""
    rng = np.random.Generator(np.random.PCG64(4))
    for _ in range(200):
        cost, height = rng.random(6).round(1), rng.random(6).round(1)
        kept = costs.frontier(cost, height)
        assert (np.diff(cost[kept]) > 0).all()
        assert (np.diff(height[kept]) > 0).all()
        weights = np.linspace(0, 1, 101)
        for one, other in itertools.product(range(6), range(6)):
            mixed_cost = weights * cost[one] + (1 - weights) * cost[other]
            mixed = weights * height[one] + (1 - weights) * height[other]
            above = np.interp(mixed_cost, cost[kept], height[kept])
            assert (mixed <= above + 1e-9)[mixed_cost >= cost[kept][0] - 1e-12].all()


def test_the_interval_of_the_mean_cost_holds_it():
    """cost_low and cost_high stand on both sides of the mean, and are the mean where all runs cost the same."""
    found = made("three")
    table = priced(found)
    assert (table["cost_low"] < table["cost"]).all()
    assert (table["cost"] < table["cost_high"]).all()
    widths = (table["cost_high"] - table["cost_low"]).to_numpy()
    expected = 2 * 1.96 * found.record.costs.std(axis=1, ddof=1) / np.sqrt(found.about.runs)
    np.testing.assert_allclose(widths, expected, rtol=0.15)


def test_the_network_shows_who_adopted_when():
    """People have the colour of the step of their first adoption, white who never did; seeds are ringed."""
    found = made("three")
    figure = figure_of(found, "network")
    told = found.scene
    assert told is not None
    assert network.pair(found) == ["most-connected", "random"]
    for ax, name in zip(figure.axes, network.pair(found), strict=False):
        drawn = by_gid(ax, PathCollection)
        first, there = network.adoption(told, name)
        assert there.sum() == CASES["three"][name][0, -1] - 1, "the last one gave up"
        points = drawn[f"people with {name}"][0]
        assert len(points.get_offsets()) == PEOPLE
        order = np.argsort(first >= 0, kind="stable")
        colors = points.get_facecolors()
        np.testing.assert_allclose(colors[~there[order]], 1)
        np.testing.assert_allclose(colors[there[order]], network.scale(found).to_rgba(first[order][there[order]]))
        assert len(drawn[f"seeds of {name}"][0].get_offsets()) == 4


def test_labels_at_the_right_of_the_panel_belong_to_curves_that_can_be_told_apart():
    """Curves that coincide share a label."""
    figure = figure_of(made("everyone"), "time_to_half")
    assert [text.get_text() for text in figure.axes[0].texts if isinstance(text, Annotation)] == ["a = b = c"]
