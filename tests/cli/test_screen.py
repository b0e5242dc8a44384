"""The comparison on a screen: whatever the labels and the width, numbers keep their words."""

import io

import numpy as np
import pytest
from made import results

from sim.experiment.tables import measured
from sim.reports.screen import Screen, show, show_all

LONG = "A label that is far longer than what a table of a hundred and twenty columns has room for, as people write them"


def shown(labels: list[str], width: int, *, twice: bool = False) -> str:
    """What is printed of strategies with these labels."""
    rng = np.random.Generator(np.random.PCG64(1))
    made = measured(results({label: np.sort(rng.integers(0, 1000, (20, 9)), axis=1) for label in labels}, people=1000))
    console = Screen(file=io.StringIO(), width=width)
    show_all([made, made], console) if twice else show(made, console)
    return console.file.getvalue()


def table(text: str) -> list[str]:
    """The lines of the first table in what was printed; none if there are lines of their own in place of it."""
    lines = text.splitlines()
    begin = next((k for k, line in enumerate(lines) if "seeds" in line and "takeoff" in line and "W-T-L" in line), None)
    end = next((k for k in range(begin or 0, len(lines)) if not lines[k] or lines[k].startswith("- ")), len(lines))
    return [] if begin is None else lines[begin:end]


@pytest.mark.parametrize("width", [100, 120, 200])
@pytest.mark.parametrize("labels", [["a", LONG], [LONG, "b"], [LONG + " 1", LONG + " 2"], ["x" * 200, "y" * 200]])
def test_long_labels_fold_and_numbers_do_not(labels, width):
    """A long label folds; the words of the other columns stand in one piece, and no line is wider than the screen."""
    plain, lines = table(shown(["a", "b"], 200)), table(shown(labels, width))
    assert lines
    assert all(len(line) <= width for line in lines)
    numbers = {word for line in plain[1:] for word in line.split()[1:]}
    assert len(numbers) > 8
    assert numbers <= {word for line in lines for word in line.split()}


@pytest.mark.parametrize("width", [80, 120])
def test_tables_of_scenarios_keep_their_numbers(width):
    """With a column for the scenario too, numbers stay whole."""
    text = shown(["a", LONG], width, twice=True)
    assert all(len(line) <= width for line in table(text))
    for word in {word for line in table(shown(["a", "b"], 200))[1:] for word in line.split()[1:]}:
        assert word in text


@pytest.mark.parametrize("width", [1, 2, 10, 71, 72, 80])
def test_narrow_screens(width):
    """At any width something is printed, and every label is there."""
    text = shown(["most-connected", LONG], width).replace("\n", "").replace(" ", "")
    assert "most-connected" in text
    assert LONG.replace(" ", "") in text
