"""The benchmarks time the same work: ours and every peer come to the same where the law is deterministic."""

import json
import sys
from dataclasses import replace

import pytest

from benchmarks import cost, large, other, run, timing, work


@pytest.mark.parametrize("network", ["random", "scale-free", "small-world"])
def test_thresholds_are_the_same_with_every_peer(network):
    """Mesa agents, with neighbours kept or not, cynetdiff and ndlib reach as many people as we do."""
    peers = {"mesa", "mesa, neighbours kept", "cynetdiff", "ndlib"}
    found = {name: each() for name, each in work.thresholds(work.world(network, 400), peers, 2).items()}
    assert found.keys() == {"ours", *peers}
    assert set(found.values()) == {found["ours"]}
    assert found["ours"] > 4


def test_contagion_is_the_same_as_a_sparse_matrix():
    """Pushes that add up against a resistance reach the same people by matrix products."""
    found = {name: each() for name, each in work.contagion(work.world("random", 400), {"scipy.sparse"}, 1).items()}
    assert 40 < found["ours"] == found["scipy.sparse"]


def test_contacts_reach_about_as_many():
    """Dice and resistances have the same law: the mean of 200 cascades is within four standard errors."""
    reached: dict[str, list[int]] = {"ours": [], "cynetdiff": []}
    for seed in range(200):
        for name, each in work.contacts(work.world("random", 300, seed), {"cynetdiff"}, 1).items():
            reached[name].append(each())
    means, spreads = ([f(reached[name]) for name in ("ours", "cynetdiff")] for f in (_mean, _variance))
    assert abs(means[0] - means[1]) < 4 * ((spreads[0] + spreads[1]) / 200) ** 0.5


@pytest.mark.parametrize("kind", ["contagion", "thresholds"])
def test_a_batch_is_the_same_as_its_kernel(kind, monkeypatch):
    """The experiment reaches as many as its kernel alone, with one thread and with two."""
    whole = other._scenario(kind)
    monkeypatch.setattr(other, "_scenario", lambda *_: replace(whole, runs=20))
    found = {name: each() for make in (other.batch, other.threads) for name, each in make(kind).items()}
    assert found.keys() == {"ours", "kernel alone", "one thread"}
    assert len(set(found.values())) == 1
    assert found["ours"] > 20 * 3 * 20


def test_the_best_by_pagerank_and_the_innermost_are_those_of_igraph():
    """Set-up that is timed beside igraph comes to the same."""
    for make in (other.pageranks, other.cores):
        found = {name: each() for name, each in make().items()}
        assert found["ours"] == found["igraph"]


def test_a_result_becomes_a_table(tmp_path):
    """Ratios are how many times longer a peer takes; the table shows them beside their targets."""
    found = timing.ratios({"ours": lambda: 1, "slow": lambda: sum(range(100_000))}, 3)
    assert found["ratio"]["slow"] > 1
    assert found["found"] == {"ours": 1, "slow": sum(range(100_000))}
    row = {"name": "work", "size": 1000, "targets": {"slow": 2}, **found}
    (tmp_path / "a.json").write_text(json.dumps({"about": run.about(), "rows": [row]}))
    table = run.table(json.loads((tmp_path / "a.json").read_text()))
    assert table.splitlines()[2].startswith("| work | 1,000 | ")
    assert table.splitlines()[2].endswith(" x |")
    assert run.about()["processor"] in table.splitlines()[-1]
    assert {"python", "cores", "processor", "versions"} <= run.about().keys()


def test_circles_have_the_ties_that_are_asked(capsys):
    """Everybody in the large benchmark has as many ties, and it says how far from the floor a run is."""
    large.main(2000, 10)
    said = json.loads(capsys.readouterr().out)
    assert (said["people"], said["ties"], said["reach"]) == (2000, 20_000, 1.0)
    assert said["floor_over_ours"] > 0


def _mean(values: list[int]) -> float:
    return sum(values) / len(values)


def _variance(values: list[int]) -> float:
    return sum((value - _mean(values)) ** 2 for value in values) / (len(values) - 1)


def test_costs_between_sizes_and_beyond_follow_a_line():
    """The model meets what was measured, goes straight between in logarithms, and never falls beyond the largest."""
    costs = {10**3: 1e-9, 10**5: 4e-9, 10**7: 8e-9}
    for size, cost_there in costs.items():
        assert cost.predicted(costs, size) == pytest.approx(cost_there)
    assert cost.predicted(costs, 10**4) == pytest.approx(2e-9)
    assert cost.predicted(costs, 10**9) == pytest.approx(16e-9)
    assert cost.predicted({10**3: 2e-9, 10**4: 1e-9}, 10**6) == pytest.approx(1e-9)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory a process had at most")
def test_memory_is_told_a_person_and_a_tie():
    """From sizes that are made in processes of their own; a tie takes four bytes at least, and a run its arrays."""
    found = cost.memory(10**5)
    for phase in ("made", "run"):
        assert found[phase]["bytes_a_tie"] > 3
        assert abs(found[phase]["held_out_off_by"]) < 0.25
    assert found["run"]["bytes_a_person"] > 30
