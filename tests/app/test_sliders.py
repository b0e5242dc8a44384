"""The sliders of the live page: which numbers can be moved, and how far."""

from pathlib import Path

import pytest

from sim.app.draft import Draft, draft
from sim.app.ranges import Place, range_of
from sim.app.sliders import sliders
from sim.ground.faults import InputError
from sim.scenario.page import read_page

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "scenarios").rglob("*.yaml"))


def moved(mine: Draft, place: Place, value: float) -> tuple[list[int], str]:
    """The lines of what is wrong with a value, and the digest of the scenario if nothing is."""
    try:
        return [], mine.put(place, value).scenario.digest
    except InputError as error:
        return [fault.line for fault in error.faults], ""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_slider_begins_where_the_scenario_is(file):
    """Each range holds the scenario's own value, on its grid of steps; no step is as wide as the range."""
    for slider in sliders(read_page(file, str(file)).content):
        span = slider.range
        assert span.low <= slider.value <= span.high, slider
        steps = (slider.value - span.low) / span.step
        assert steps == pytest.approx(round(steps), abs=1e-6), slider
        assert (span.high - span.low) / span.step >= 2, slider
        assert span.about, slider


@pytest.mark.parametrize(
    "name", ["scenarios/lessons/1-who-goes-first", "scenarios/lessons/2-talk-or-passion", "scenarios/backing"]
)
def test_ends_of_a_slider_can_be_had_or_are_told_to_be_wrong(name):
    """Every number can be moved to both ends: that is another scenario, or a fault in words."""
    mine = draft(ROOT / f"{name}.yaml")
    before = mine.scenario.digest
    for slider in mine.sliders:
        assert mine.put(slider.place, slider.value).scenario.digest == before
        for end in {slider.range.low, slider.range.high} - {slider.value}:
            lines, digest = moved(mine, slider.place, end)
            assert lines or digest != before
            assert 1 not in lines


def test_ranges_are_those_of_the_schema_where_it_has_both_ends():
    """Shares go from 0 to 1, correlations from -1 to 1; what has no end goes some way beyond the value."""
    content = {
        "people": {"passion": {"distribution": "beta", "a": 2, "b": 5, "correlation_with_degree": 0.1}},
        "influence": {"contacts": {"p": 0.05}, "contagion": {"rate": 0.12}},
        "movement": {"storytelling": {"over": 4, "reach": 0.7}},
        "seeds": {"count": 25},
    }
    found = {slider.name: slider.range for slider in sliders(content)}
    ends = {name: (span.low, span.high, span.step) for name, span in found.items()}
    assert ends == {
        "people.passion.a": (0.05, 5, 0.05),
        "people.passion.b": (0.2, 20, 0.2),
        "people.passion.correlation_with_degree": (-1, 1, 0.02),
        "influence.contacts.p": (0, 1, 0.01),
        "influence.contagion.rate": (0, 0.5, 0.005),
        "movement.storytelling.over": (1, 10, 1),
        "movement.storytelling.reach": (0, 1, 0.01),
        "seeds.count": (0, 100, 1),
    }
    assert range_of(("seeds", "count"), content).about == "number of people"


def test_what_is_no_number_of_the_world_is_not_moved():
    """Steps, runs, costs, names and yes-or-no have no slider; items of lists are counted from 1."""
    content = {
        "steps": 40,
        "people": {"tribe": "team", "cost": {"each": 200}},
        "movement": {"formal_support": {"sponsors": [{"who": "top", "backing": 0.8}], "walks_the_talk": True}},
        "seeds": {"waves": [{"share": 0.03}, {"count": 5, "from": 10}]},
    }
    assert [slider.name for slider in sliders(content)] == [
        "movement.formal_support.sponsors[1].backing",
        "seeds.waves[1].share",
        "seeds.waves[2].count",
        "seeds.waves[2].from",
    ]
