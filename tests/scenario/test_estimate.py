"""What a run takes is told before it is made: roughly, only where it is much, and more for more."""

import json
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.experiment import estimate as cost
from sim.experiment.estimate import Estimate, cluster_warning, duration, estimate, per_visit, size, warning
from sim.families.networks import NETWORKS
from sim.families.strategies import STRATEGIES
from sim.movement.settings import Movement
from sim.scenario.read import read
from sim.strategies import influence_maximisation
from sim.strategies._reverse import sampler
from sim.world.people import People

ROOT = Path(__file__).parents[2]
BASE = {
    "network": {"generate": "scale-free", "people": 2000, "links": 5},
    "influence": {"contagion": {"rate": 0.1}},
    "seeds": {"count": 10},
    "strategies": ["most-connected", "random"],
    "steps": 20,
    "runs": 100,
}


@pytest.fixture
def foretold(tmp_path):
    """The estimate of the base scenario with some keys changed, with one worker unless it is said."""

    def make(workers: int = 1, engine: str = "compiled", **changes) -> Estimate:
        (tmp_path / "a.yaml").write_text(json.dumps(BASE | changes))
        return estimate(read(tmp_path / "a.yaml"), workers=workers, engine=engine)

    return make


def greedy(samples: int = 50) -> list:
    """Strategies of which one simulates."""
    return [{"name": "greedy", "samples": samples}, "random"]


MORE = {
    "people": ({}, {"network": BASE["network"] | {"people": 20_000}}),
    "ties": ({}, {"network": BASE["network"] | {"links": 20}}),
    "runs": ({}, {"runs": 200}),
    "steps": ({}, {"steps": 200}),
    "strategies": ({}, {"strategies": ["most-connected", "random", "least-connected"]}),
    "seeds of greedy": ({"strategies": greedy()}, {"strategies": greedy(), "seeds": {"count": 1000}}),
    "samples of greedy": ({"strategies": greedy()}, {"strategies": greedy(100)}),
    "a nested strategy": (
        {"strategies": ["random", "betweenness"]},
        {"strategies": ["random", {"name": "mixed", "parts": [{"strategy": "greedy", "share": 1}]}]},
    ),
    "seeds of influence-maximisation": (
        {"influence": {"contacts": {"p": 0.1}}, "strategies": ["influence-maximisation"]},
        {"influence": {"contacts": {"p": 0.1}}, "strategies": ["influence-maximisation"], "seeds": {"count": 100}},
    ),
    "mechanisms": ({}, {"movement": {"results": {"gain": 0.1}}}),
    "reasons": ({}, {"output": {"adoptions": True}}),
    "tipping": ({}, {"tipping": {}}),
    "equivalents": ({}, {"random_equivalents": True}),
    "a sweep": ({}, {"sweep": {"factors": {"influence.contagion.rate": [0.1, 0.2]}}}),
    "a larger sweep": (
        {"sweep": {"factors": {"influence.contagion.rate": [0.1, 0.2]}}},
        {"sweep": {"factors": {"influence.contagion.rate": [0.1, 0.2, 0.3]}}},
    ),
    "sensitivity": ({}, {"sensitivity": {"factors": {"influence.contagion.rate": {"from": 0.1, "to": 0.2}}}}),
    "robustness": ({}, {"robustness": {"missing_ties": [0.1]}}),
    "a claim": (
        {},
        {"claim": {"says": "x", "evidence": "A", "without": {"influence": {"contagion": {"rate": 0.05}}}}},
    ),
}


@pytest.mark.parametrize("what", MORE)
def test_more_takes_longer(what, foretold):
    """More people, ties, runs, steps, strategies, seeds, samples, and whatever is tried beside, take more time."""
    fewer, more = MORE[what]
    assert foretold(**fewer).seconds < foretold(**more).seconds


def test_more_takes_more_memory(foretold):
    """More people, more ties, more at a time and mechanisms take more memory; runs are kept on the disk."""
    base = foretold().bytes
    for more in (MORE["people"][1], MORE["ties"][1], MORE["mechanisms"][1]):
        assert base < foretold(**more).bytes
    assert base < foretold(workers=4).bytes
    assert base == foretold(runs=10_000).bytes


@pytest.mark.parametrize("beside", ["sweep", "sensitivity"])
def test_the_largest_setting_decides_the_memory(beside, foretold):
    """A sweep or an analysis of sensitivity over numbers of people takes as much as its largest network."""
    largest = foretold(network=BASE["network"] | {"people": 200_000})
    factors = {"network.people": [2000, 200_000] if beside == "sweep" else {"from": 2000, "to": 200_000}}
    tried = {"factors": factors} | ({"method": "one-at-a-time"} if beside == "sensitivity" else {})
    assert foretold(**{beside: tried}).bytes == largest.bytes


def test_workers_and_engines_differ(foretold):
    """Two workers take less time than one, and Mesa agents more than arrays."""
    assert foretold(workers=2).seconds < foretold().seconds < foretold(engine="agents").seconds


KNOWN = {"spread": None, "simulation": 1e-4, "movement": Movement(contacts=0.05), "steps": 20}
"""What else a strategy's work may go by."""


@pytest.mark.parametrize("name", STRATEGIES.names)
def test_every_strategy_takes_a_time(name):
    """What a strategy says that it takes is a positive number that never falls with people, ties and seeds."""
    part = STRATEGIES.part(name)
    options = {key: None if default is ... else default for key, (_, default) in part.fields.items()}
    work = part.work
    sizes = [(10, 20.0, 1), (100, 400.0, 10), (10_000, 1e5, 100), (20_000_000, 2e8, 1000)]
    seconds = [
        work(people=people, ties=ties, seeds=seeds, **(KNOWN | options)).seconds for people, ties, seeds in sizes
    ]
    assert seconds[0] > 0
    assert seconds == sorted(seconds)
    assert np.isfinite(seconds).all()


DRAWN = {
    "random": {"people": 500, "ties": 6},
    "ring": {"people": 500, "ties": 6},
    "torus": {"people": 400, "ties": 8},
    "scale-free": {"people": 500, "links": 3},
    "small-world": {"people": 500, "ties": 6, "rewire": 0.2},
    "complete": {"people": 40},
    "blocks": {"sizes": [300, 200], "within": 5, "across": 2},
    "degree-sequence": {"degrees": {3: 100, 6: 300}},
    "organisation": {"people": 800},
    "organisations": {"sizes": [100, 300, 200], "links": 5},
}


@pytest.mark.parametrize("name", NETWORKS.names)
def test_networks_have_about_as_many_ties_as_foretold(name):
    """A drawn network has as many ties as its generator says beforehand, within a tenth."""
    part = NETWORKS.part(name)
    options = dict(part.options()(**DRAWN[name]))
    ties = part.function(np.random.default_rng(1), **options)
    assert part.drawing(**options).ties == pytest.approx(len(ties.peers), rel=0.1)


def test_the_book_on_benchmarks_has_the_same_numbers():
    """Nanoseconds a visit and bytes a person and tie stand once: in the book on benchmarks as in the model."""
    text = (ROOT / "tests" / "benchmarks" / "README.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"^\| ns a visit \|(.*)\|$", text, re.MULTILINE)
    assert [float(cell) for cell in row.split("|")] == list(cost.VISIT.values())
    for words, table in (("while ties are made of pairs", cost.MADE), ("while a run goes on", cost.RUNNING)):
        (row,) = re.findall(rf"^\| {words} \|(.*)\|$", text, re.MULTILINE)
        assert [float(cell) for cell in row.split("|")[:2]] == [table["person"], table["tie"]]


def test_visits_between_sizes_follow_a_line():
    """The model meets what was measured, and goes on beyond the largest by the same line, as the benchmark has it."""
    from benchmarks.cost import predicted

    seconds = {size_: 1e-9 * each for size_, each in cost.VISIT.items()}
    for people in (10**3, 5_000, 10**5, 4 * 10**6, 10**7, 10**9):
        assert per_visit(people) == pytest.approx(1e9 * predicted(seconds, people))


def test_what_is_little_is_not_told():
    """A minute and a GB are let pass; more of either is told, and so is more than half of the memory."""
    assert warning(Estimate(59, 0.9e9, 2), memory=16e9) is None
    assert warning(Estimate(2400, 6e9, 2), memory=16e9) == "this will take roughly 40 minutes and 6 GB on this machine"
    assert warning(Estimate(90, 0.5e9, 2), memory=16e9) == "this will take roughly 90 seconds on this machine"
    known = Estimate(2400, 6e9, 2, "greedy to choose 1 seed among 2 people")
    assert warning(known, memory=16e9) == (
        "this will take roughly 40 minutes and 6 GB on this machine, mostly for greedy to choose 1 seed among 2 people"
    )
    assert warning(Estimate(9, 0.5e9, 2), memory=0.9e9).endswith(
        "roughly 500 MB on this machine; this machine has 900 MB"
    )


def test_what_is_far_too_long_is_not_told_in_years(foretold):
    """From ten years on it is told what takes them, a strategy or so many runs with so many people, not how many."""
    people = BASE["network"] | {"people": 20_000_000}
    chosen = warning(foretold(network=people, strategies=greedy(), seeds={"count": 1}, runs=1000), memory=0)
    assert chosen.startswith(
        "this is far too long to be run: it would take more than 10 years on this machine, mostly "
    )
    assert "mostly for greedy to choose 1 seed among 20,000,000 people; it needs roughly " in chosen
    many = warning(foretold(network=people, runs=1_000_000, steps=200, sweep=MORE["a sweep"][1]["sweep"]), memory=0)
    assert "far too long" in many
    assert "mostly for 1,000,000 runs with 20,000,000 people and 2 strategies in 3 settings" in many
    assert "far too long" not in warning(Estimate(9 * 365 * 86_400, 0, 2), memory=0)


def test_what_a_cluster_will_take_is_told_for_one_processor():
    """On a cluster time is that of one processor, which its workers share, and memory that of each worker."""
    assert cluster_warning(Estimate(59, 0.9e9, 1)) is None
    assert cluster_warning(Estimate(7_200, 6e9, 1, "1 run with 2 people")) == (
        "this would take roughly 2 hours on one processor like those here, mostly for 1 run with 2 people; "
        "the workers share it; each worker needs roughly 6 GB, and more if it makes several runs at a time"
    )
    assert "far too long" in cluster_warning(Estimate(1e12, 0, 1))


@pytest.mark.parametrize("people", [500, 4000])
@pytest.mark.parametrize(
    ("network", "movement"),
    [
        *product(["random", "scale-free", "small-world"], [0.02, 0.05, 0.1, 0.2]),
        *product(["random", "scale-free", "small-world"], ["divided", "thresholds"]),
    ],
)
def test_sets_of_influence_maximisation_are_as_many_and_as_large_as_foretold(network, movement, people):
    """What it works on is foretold within a factor of four, whether the change dies out or spreads to most."""
    options = {"random": {"ties": 10}, "scale-free": {"links": 5}, "small-world": {"ties": 10, "rewire": 0.1}}[network]
    part = NETWORKS.part(network)
    drawing = part.drawing(people=people, **options)
    ties = part.function(np.random.default_rng(1), people=people, **options)
    rule = {"divided": Movement(divided=True), "thresholds": Movement()}.get(movement) or Movement(contacts=movement)
    size, best = influence_maximisation._expected(people, drawing.ties, 20, drawing.spread, rule, 30)
    crowd, rng = People.alike(people), np.random.default_rng(2)
    needed = influence_maximisation._maximised(ties, crowd, 20, rng, rule, 30, 0.5, 1.0).sets
    sample = sampler(ties, crowd, rule, 30, rng)(min(needed, 2000))
    truth = needed * len(sample.members) / len(sample)
    sets = influence_maximisation._theta(people, people, 20, 0.5, 1.0, best)
    assert 1 / 4 < sets * size / truth < 4


@pytest.mark.parametrize("name", NETWORKS.names)
def test_ties_are_spread_about_as_foretold(name):
    """Where a generator says how unlike people's numbers of peers are, it is so, within a fifth of the mean squared."""
    part = NETWORKS.part(name)
    options = dict(part.options()(**DRAWN[name]))
    peers = np.diff(part.function(np.random.default_rng(1), **options).starts)
    drawing = part.drawing(**options)
    spread = 1 / peers.mean() if drawing.spread is None else drawing.spread
    assert spread == pytest.approx(peers.var() / peers.mean() ** 2, abs=0.2)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(64, "60 seconds"), (118, "2 minutes"), (2_340, "40 minutes"), (5_400, "90 minutes"), (9_000, "2 hours"),
     (200_000, "2 days"), (40 * 86_400, "40 days"), (3e9, "100 years")],
)  # fmt: skip
def test_times_are_told_with_a_digit(seconds, words):
    """No more is told than is known."""
    assert duration(seconds) == words


def test_memory_is_told_with_a_digit():
    """Two digits from ten to twenty, one elsewhere."""
    assert [size(one) for one in (4.4e8, 1.24e9, 6.3e9, 17.2e9, 130e9, 2e12)] == [
        "400 MB", "1 GB", "6 GB", "17 GB", "130 GB", "2 TB",
    ]  # fmt: skip


def test_check_and_run_tell_what_is_much(tmp_path, monkeypatch):
    """Both print the note on stderr and go on; greedy on 20,000 people with 1,000 seeds is not passed over."""
    page = BASE | {
        "network": {"generate": "scale-free", "people": 20_000, "links": 5},
        "seeds": {"count": 1000},
        "strategies": greedy(),
        "runs": 1000,
    }
    (tmp_path / "greedy.yaml").write_text(json.dumps(page))
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "greedy.yaml")])
    assert checked.exit_code == 0
    assert re.search(r"greedy\.yaml: note: this will take roughly \d+ (hours|days|years)", checked.stderr)
    (tmp_path / "small.yaml").write_text(json.dumps(BASE | {"runs": 2}))
    assert CliRunner().invoke(main, ["check", str(tmp_path / "small.yaml")]).stderr == ""
    monkeypatch.setattr(cost, "MINUTE", 0.001)
    result = CliRunner().invoke(main, ["run", str(tmp_path / "small.yaml"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "small.yaml: note: this will take roughly 3 seconds on this machine" in result.stderr
