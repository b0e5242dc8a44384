"""Work besides the engines: set-up, the upper reference, and asking for memory ahead."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import work
from sim.engines import _fronts, compiled
from sim.experiment import choices
from sim.experiment import run as experiment
from sim.experiment import worlds as world
from sim.families.files import FILES
from sim.families.networks import NETWORKS
from sim.movement.settings import Movement
from sim.scenario.read import read
from sim.scenario.scenario import Scenario
from sim.strategies._cores import coreness
from sim.strategies._walk import pagerank
from sim.world.ties import Ties

Work = dict[str, Callable[[], int]]


def prefetch() -> Work:
    """The kernel for thresholds, with and without asking for memory ahead, at a million people."""
    place = work.world("random", 10**6)
    need = _fronts.followed(place.ties, place.people, Movement())
    starts, audience, _ = place.ties.audience

    def run(ahead: bool) -> int:
        room = 2 * len(need) + len(audience) // _fronts.BLOCK + 1
        kernel = _fronts._kernel(False, ahead)
        found = _fronts._spread(kernel, starts, audience, np.empty(0), room, need, place.seeds, work.STEPS)
        return int(np.count_nonzero(found >= 0))

    return {"ours": lambda: run(True), "plain": lambda: run(False)}


def batch(kind: str) -> Work:
    """A thousand worlds of 1,000 people on one network, three strategies: the experiment, and its kernel alone."""
    scenario, worlds = _scenario(kind), []
    for number in range(scenario.runs):
        drawn = world.draw_world(scenario, number)
        inputs = drawn.ties, drawn.people, scenario.movement
        kernel = _fronts.fitting(*inputs) or compiled._dense(*inputs)
        chosen = [np.asarray(ids, np.int32) for ids in choices.seeds(scenario, drawn)]
        worlds.append((drawn, kernel, chosen))

    def ours() -> int:
        return sum(int(experiment.in_world(scenario, drawn, "compiled").new.sum()) for drawn, *_ in worlds)

    def bare() -> int:
        return sum(
            int(np.count_nonzero(kernel(ids, scenario.steps) >= 0)) for *_, kernel, chosen in worlds for ids in chosen
        )

    return {"ours": ours, "kernel alone": bare}


def threads(kind: str, people: int = 1000, runs: int = 1000) -> Work:
    """The same experiment, people and all, with two threads and with one."""
    scenario = _scenario(kind, people, runs)

    def run(workers: int) -> int:
        return int(experiment.run(scenario, workers=workers).curves_by_run()[:, :, -1].sum())

    return {"ours": lambda: run(2), "one thread": lambda: run(1)}


def _scenario(kind: str, people: int = 1000, runs: int = 1000) -> Scenario:
    pairs = work.world("scale-free", people).ties
    folder = Path(tempfile.mkdtemp())
    lines = "\n".join(f"{a},{b}" for a, b in zip(pairs.listeners.tolist(), pairs.peers.tolist(), strict=True) if a < b)
    (folder / "ties.csv").write_text(f"source,target\n{lines}\n", encoding="utf-8")
    influence = {
        "contagion": "contagion: {rate: 0.2}",
        "thresholds": "threshold: {distribution: normal, mean: 0.3, sd: 0.12, in: shares}",
    }[kind]
    (folder / "batch.yaml").write_text(
        f"name: batch\nquestion: how long?\nnetwork: {{file: ties.csv}}\ninfluence: {{{influence}}}\n"
        "people: {passion: {distribution: uniform}}\nseeds: {share: 0.02}\n"
        f"strategies: [most-connected, most-passionate, random]\nsteps: 50\nruns: {runs}\n",
        encoding="utf-8",
    )
    return read(folder / "batch.yaml")


def csv() -> Work:
    """A table of 500,000 ties between 100,000 people, read into ties, or into a graph."""
    import networkx as nx

    pairs = np.column_stack(_pairs())
    folder = Path(tempfile.mkdtemp())
    file, bare = folder / "ties.csv", folder / "ties.txt"
    lines = "\n".join(f"{a},{b}" for a, b in pairs.tolist())
    file.write_text(f"source,target\n{lines}\n", encoding="utf-8")
    bare.write_text(lines, encoding="utf-8")
    read = FILES.part("edge-list")
    return {
        "ours": lambda: read.function(file).people,
        "networkx": lambda: len(nx.read_edgelist(bare, delimiter=",", nodetype=int)),
    }


def attachment() -> Work:
    """Preferential attachment: 100,000 people, 5 ties a newcomer."""
    import igraph
    import networkx as nx

    build = NETWORKS.part("scale-free").function
    return {
        "ours": lambda: build(np.random.default_rng(1), people=10**5, links=5).people,
        "networkx": lambda: len(nx.barabasi_albert_graph(10**5, 5, seed=1)),
        "igraph": lambda: igraph.Graph.Barabasi(10**5, 5).vcount(),
    }


def arrays() -> Work:
    """Ties, or a graph, from two arrays of 500,000 ends."""
    import networkx as nx

    one, other = _pairs()

    def graph() -> int:
        made = nx.Graph()
        made.add_nodes_from(range(10**5))
        made.add_edges_from(zip(one.tolist(), other.tolist(), strict=True))
        return len(made)

    ours = partial(Ties.from_pairs, 10**5, one, other, both_ways=True)
    return {"ours": lambda: ours().people, "networkx": graph}


def pageranks() -> Work:
    """PageRank of 100,000 people with a million entries."""
    import igraph

    ties = work.world("scale-free", 10**5).ties
    graph = igraph.Graph(10**5, np.column_stack([ties.listeners, ties.peers]), directed=True)
    starts, listeners, _ = ties.audience

    def ours() -> int:
        return int(np.argmax(pagerank(starts, listeners, np.empty(0), ties.total_weights, 0.85)))

    return {"ours": ours, "igraph": lambda: int(np.argmax(graph.pagerank()))}


def cores() -> Work:
    """Coreness of the same people."""
    import igraph

    ties = work.world("scale-free", 10**5).ties
    graph = igraph.Graph(10**5, np.column_stack([ties.listeners, ties.peers]), directed=True)
    return {
        "ours": lambda: int(coreness(ties.starts, ties.peers, ties.audience_sizes).max()),
        "igraph": lambda: max(graph.coreness(mode="in")),
    }


def _pairs() -> tuple[np.ndarray, np.ndarray]:
    # Both ends of half a million ties, each given once, in random order and either way round.
    ties = work.world("random", 10**5).ties
    once = np.random.default_rng(1).permutation(np.flatnonzero(ties.listeners < ties.peers))
    ends = np.random.default_rng(2).permuted(np.array([ties.listeners[once], ties.peers[once]]), axis=0)
    return np.ascontiguousarray(ends[0]), np.ascontiguousarray(ends[1])
