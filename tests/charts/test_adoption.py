"""The adoption chart: what is plotted is what the tables say, and all text can be read."""

import itertools
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import results
from matplotlib.text import Annotation

from sim.drawing import labels as _labels
from sim.drawing import style
from sim.drawing.labels import spread, width, wrap
from sim.experiment.tables import measured
from sim.reports.figures.painter import Painter
from sim.reports.figures.pictures import as_figure


def growing(top: int, runs: int = 20, steps: int = 30, seed: int = 1) -> np.ndarray:
    """Curves that rise at random to about a number of people."""
    rng = np.random.Generator(np.random.PCG64(seed))
    return np.sort(rng.integers(0, top + 1, (runs, steps + 1)), axis=1)


CASES = {
    "three apart": {"most-connected": growing(990), "most-passionate": growing(500), "random": growing(100)},
    "all the same": {name: np.full((20, 31), 50) for name in ("a", "b", "c")},
    "one": {"random": growing(400)},
    "eight": {f"strategy number {k} of eight": growing(100 + 100 * k) for k in range(8)},
    "eight close together": {f"strategy {k}": growing(500, seed=k) for k in range(8)},
    "one run": {"a": growing(300, runs=1), "b": growing(900, runs=1)},
    "one step": {"a": growing(300, steps=1), "b": growing(900, steps=1)},
    "five hundred steps": {"a": growing(300, steps=500), "b": growing(900, steps=500)},
    "all at the bottom": {"a": growing(5), "b": growing(10), "c": growing(60)},
    "all at the top": {name: np.full((20, 31), 1000 - k * 10) for k, name in enumerate("abcdef")},
    "long names": {
        "A label that is sixty letters long, as consultants write them": growing(300),
        "Averyveryverylonglabelwithoutanyspacesatallinitwhichisnotnice": growing(800),
        "Zoë & Jürgen: $5 to $10": growing(820),
    },
}


def drawn(name: str):
    """The figure of a case, laid out."""
    question = "Does it pay, " + "and does it pay again, " * 8 + "if asked for long enough?"
    made = measured(results(CASES[name], people=1000, question=question if name == "long names" else "Does it pay?"))
    with matplotlib.rc_context(style.SETTINGS):
        figure = as_figure("adoption", made)
        figure.canvas.draw()
    return made, figure


def test_a_word_of_many_letters_is_broken_with_few_measurements(monkeypatch):
    """A name of 300 letters without a space goes into full lines, and each takes ten measurements at most."""
    measured = []
    monkeypatch.setattr(_labels, "width", lambda text, **look: measured.append(text) or width(text, **look))
    lines = wrap("W" * 300, 85, size=9.5).split("\n")
    assert "".join(lines) == "W" * 300
    assert len({len(line) for line in lines[:-1]}) == 1
    assert width(lines[0], size=9.5) <= 85 < width(lines[0] + "W", size=9.5)
    assert len(measured) <= 10 * len(lines)


@pytest.mark.parametrize("name", CASES)
def test_text_can_be_read(name):
    """Labels, title, question, caption and axes do not overlap, and all of it is inside the picture."""
    _, figure = drawn(name)
    (ax,) = figure.axes
    labels = [text for text in ax.texts if isinstance(text, Annotation)]
    renderer = figure.canvas.get_renderer()
    # An annotation's own extent would hold its leader line too.
    boxes = [matplotlib.text.Text.get_window_extent(label, renderer) for label in labels]
    boxes += [text.get_window_extent(renderer) for text in figure.texts if text.get_text()]
    boxes += [ax.xaxis.label.get_window_extent(renderer), ax.yaxis.label.get_window_extent(renderer)]
    for one, other in itertools.combinations(boxes, 2):
        overlap = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(overlap) <= 0.5
    for box in boxes:
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
    panel = ax.get_window_extent(renderer)
    for box in boxes[: len(labels)]:
        assert box.x0 > panel.x1
        assert box.y0 >= panel.y0 - 2
        assert box.y1 <= panel.y1 + 2


@pytest.mark.parametrize("name", ["three apart", "eight", "one run"])
def test_what_is_plotted_is_what_the_table_says(name):
    """The thick lines are the medians of curves.csv, one for each strategy."""
    made, figure = drawn(name)
    lines = {line.get_gid(): line for line in figure.axes[0].lines if line.get_gid()}
    assert set(lines) == {f"median of {strategy}" for strategy in made.strategies}
    for strategy in made.strategies:
        rows = made.tables["curves"].query("strategy == @strategy and group == 'everyone'")
        np.testing.assert_array_equal(lines[f"median of {strategy}"].get_ydata(), rows["p50"])


def test_curves_that_coincide_share_a_label():
    """Three equal curves have one label with three names."""
    _, figure = drawn("all the same")
    assert [text.get_text() for text in figure.axes[0].texts] == ["a = b = c"]


def test_the_colour_of_a_label_is_that_of_the_line_that_is_seen():
    """Of nine curves, several of them equal, each label has the colour of the line on top at its end."""
    heights = {"a": 900, "b": 500, "c": 900, "d": 500, "e": 100, "f": 900, "g": 101, "h": 700, "i": 100}
    curves = {name: np.full((20, 31), height) for name, height in heights.items()}
    with matplotlib.rc_context(style.SETTINGS):
        figure = as_figure("adoption", measured(results(curves, people=1000)))
    (ax,) = figure.axes
    labels = {text.get_text(): text for text in ax.texts}
    assert set(labels) == {"a = c = f", "b = d", "e = g = i", "h"}
    for names, label in labels.items():
        lines = [line for line in ax.lines if (line.get_gid() or "").removeprefix("median of ") in names.split(" = ")]
        top = max(lines, key=lambda line: (line.get_zorder(), list(ax.lines).index(line)))
        assert {line.get_color() for line in lines} == {top.get_color()} == {label.get_color()}
        assert len({line.get_linestyle() for line in lines}) == 1


def test_the_title_is_the_finding_with_its_range():
    """The title is the verdict's sentence, and the caption says what the band is and how many runs there are."""
    _, figure = drawn("three apart")
    title, question, caption = (text.get_text().replace("\n", " ") for text in figure.texts)
    assert title.startswith("most-connected wins: it reaches ")
    assert " points (" in title
    assert question == "Does it pay?"
    assert "the middle 80 % of 20 runs at each step; thin lines: 5 single runs. 1,000 people. In this model," in caption
    assert caption.endswith("groundswell 0.1.0")


def test_the_caption_of_one_run_tells_of_no_median():
    """With one run there is no median, no band and no further run to speak of."""
    _, figure = drawn("one run")
    assert figure.texts[-1].get_text().startswith("Thick lines: the only run. 1,000 people.")


def test_the_same_bytes_each_time(tmp_path):
    """PNG and SVG have no dates and no chance in them."""
    made = measured(results(CASES["three apart"], people=1000))
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        Painter().draw(made, tmp_path / folder)
    for name in ("adoption.png", "adoption.svg"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_no_window_is_opened():
    """Charts are drawn without pyplot and its windows."""
    code = "import sys, sim.reports.figures.pictures; print('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 0.3)), min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_labels_are_spread(labels):
    """Spread labels keep their order, do not overlap, stay between the ends, and do not move without need."""
    wanted, heights = map(np.array, zip(*labels, strict=True))
    placed = spread(wanted, heights, 0, 1)
    size = heights * min(1, 1 / heights.sum())
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(placed[order]) >= (size[order][1:] + size[order][:-1]) / 2 - 1e-9).all()
    assert (placed - size / 2 >= -1e-9).all()
    assert (placed + size / 2 <= 1 + 1e-9).all()
    if len(labels) == 1:
        assert placed[0] == pytest.approx(np.clip(wanted[0], size[0] / 2, 1 - size[0] / 2))


@given(st.text(alphabet="abcdefg hijk-WM$", max_size=80), st.floats(30, 300))
@settings(max_examples=60, deadline=None)
def test_wrapped_text_fits(text, room):
    """Every line is as wide as there is room at most, and no letter is lost."""
    wrapped = wrap(text, room, size=10)
    assert wrapped.replace("\n", "").replace(" ", "") == text.replace(" ", "")
    assert all(width(line, size=10) <= room or len(line) == 1 for line in wrapped.split("\n") if line)


def test_colours_can_be_told_apart():
    """No two of the first 48 curves look the same, no two of eight share a colour, nor neighbours their dashes."""
    assert len({(look["color"], str(look["linestyle"])) for look in map(style.line, range(48))}) == 48
    looks = [style.line(number) for number in range(8)]
    assert len({look["color"] for look in looks}) == 8
    assert all(one["linestyle"] != other["linestyle"] for one, other in itertools.pairwise(looks))


def test_letters_that_the_font_lacks_are_named(tmp_path):
    """Letters without a picture are given back, each once, and no warning is let out; others are drawn as ever."""
    made = measured(results({"\U000f0001 and \U000f0000": growing(300), "b": growing(900)}, people=1000))
    assert set(Painter().draw(made, tmp_path)) == {"\U000f0001", "\U000f0000"}
    assert Painter().draw(measured(results({"Zoë": growing(300)}, people=1000)), tmp_path) == []
