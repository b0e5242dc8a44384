"""The work that is timed: each function gives a name -> callable for ours and each peer, on the same data.

Every callable gives how many adopted, so that results can be compared; where the law is deterministic they are equal.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks import mesa_models
from sim.engines import compiled
from sim.families.networks import NETWORKS
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties

Work = dict[str, Callable[[], int]]
STEPS = 200


@dataclass(frozen=True)
class World:
    """A network, everyone on it, and who starts."""

    ties: Ties
    people: People
    seeds: np.ndarray


def world(network: str, people: int, seed: int = 1) -> World:
    """A network of mean degree 10; thresholds in shares of peers; 1 % of people start."""
    options = {
        "scale-free": {"links": 5},
        "small-world": {"ties": 10, "rewire": 0.1},
        "random": {"ties": 10},
    }[network]
    rng = np.random.default_rng(seed)
    ties = NETWORKS.part(network).function(rng, people=people, **options)
    crowd = People(
        np.zeros(people), rng.uniform(0.02, 0.4, people), rng.standard_exponential(people), np.zeros(people, bool)
    )
    return World(ties, crowd, rng.choice(people, max(1, people // 100), replace=False).astype(np.int32))


def ours(place: World, movement: Movement, steps: int, batch: int) -> Callable[[], int]:
    """A batch of runs, or a single one."""

    def run() -> int:
        for _ in range(batch):
            found = compiled.run(place.ties, place.people, movement, place.seeds, steps)
        return int(np.count_nonzero(found.adopted_at >= 0))

    return run


def thresholds(place: World, peers: set[str], batch: int) -> Work:
    """Everyone follows once enough peers did: deterministic."""
    work: Work = {"ours": ours(place, Movement(), STEPS, batch)}
    seeds, limits = place.seeds.tolist(), place.people.threshold
    if "mesa" in peers:
        graph = place.ties.to_networkx().to_undirected()
        natural = mesa_models.Spread(graph, limits, 0.0, mesa_models.Follower)
        work["mesa"] = lambda: natural.run(seeds, STEPS)
    if "mesa, neighbours kept" in peers:
        graph = place.ties.to_networkx().to_undirected()
        kept = mesa_models.Spread(graph, limits, 0.0, mesa_models.Friend)
        work["mesa, neighbours kept"] = lambda: kept.run(seeds, STEPS)
    if "cynetdiff" in peers:
        from cynetdiff.models import LinearThresholdModel

        model = LinearThresholdModel(*_rows(place.ties))
        model.set_seeds(seeds)
        wanted = limits.astype(np.float32)

        def spread() -> int:
            model.reset_model()
            model._assign_thresholds(wanted)
            model.advance_until_completion()
            return int(model.get_num_activated_nodes())

        work["cynetdiff"] = spread
    if "ndlib" in peers:
        work["ndlib"] = _ndlib_thresholds(place)
    return work


def contacts(place: World, peers: set[str], batch: int, p: float = 0.1) -> Work:
    """Each new adopter talks once to each peer, and persuades them with probability p."""
    place = replace(place, people=replace(place.people, threshold=np.full(len(place.people), np.inf)))
    work: Work = {"ours": ours(place, Movement(contacts=p), STEPS, batch)}
    seeds = place.seeds.tolist()
    if "cynetdiff" in peers:
        from cynetdiff.models import IndependentCascadeModel

        model = IndependentCascadeModel(*_rows(place.ties), activation_prob=p)
        model.set_seeds(seeds)

        def spread() -> int:
            model.reset_model()
            model.advance_until_completion()
            return int(model.get_num_activated_nodes())

        work["cynetdiff"] = spread
    if "ndlib" in peers:
        work["ndlib"] = _ndlib_contacts(place, p)
    if "EoN" in peers:
        import EoN

        graph = place.ties.to_networkx().to_undirected()
        work["EoN"] = lambda: int(EoN.basic_discrete_SIR(graph, p, initial_infecteds=seeds)[3][-1])
    return work


def contagion(place: World, peers: set[str], batch: int, rate: float = 0.3, steps: int = 50) -> Work:
    """In each of 50 steps everyone is pushed by the share of their peers who adopted."""
    place = replace(place, people=replace(place.people, threshold=np.full(len(place.people), np.inf)))
    work: Work = {"ours": ours(place, Movement(contagion=rate), steps, batch)}
    seeds = place.seeds.tolist()
    if "mesa" in peers:
        graph = place.ties.to_networkx().to_undirected()
        natural = mesa_models.Spread(graph, place.people.threshold, rate, mesa_models.Follower)
        work["mesa"] = lambda: natural.run(seeds, steps)
    if "scipy.sparse" in peers:
        from scipy.sparse import csr_array

        count = len(place.people)
        ones = np.ones(len(place.ties.peers))
        matrix = csr_array((ones, place.ties.peers, place.ties.starts), shape=(count, count))
        divisor, resistance = np.maximum(place.ties.peer_counts, 1), place.people.resistance

        def spread() -> int:
            adopted = np.zeros(count)
            adopted[place.seeds] = 1
            pushed = np.zeros(count)
            for _ in range(steps):
                pushed += rate * (matrix @ adopted) / divisor
                adopted[pushed >= resistance] = 1
            return int(adopted.sum())

        work["scipy.sparse"] = spread
    return work


def _rows(ties: Ties) -> tuple[array, array]:
    starts, audience, _ = ties.audience
    return array("I", starts[:-1].astype(np.uint32)), array("I", audience.astype(np.uint32))


def _ndlib_thresholds(place: World) -> Callable[[], int]:
    import ndlib.models.epidemics as models
    from ndlib.models.ModelConfig import Configuration

    model = models.ThresholdModel(place.ties.to_networkx().to_undirected())
    config = Configuration()
    config.add_model_initial_configuration("Infected", place.seeds.tolist())
    for person, limit in enumerate(place.people.threshold.tolist()):
        config.add_node_configuration("threshold", person, limit)
    model.set_initial_status(config)
    return _ndlib(model, place)


def _ndlib_contacts(place: World, p: float) -> Callable[[], int]:
    import ndlib.models.epidemics as models
    from ndlib.models.ModelConfig import Configuration

    graph = place.ties.to_networkx().to_undirected()
    model = models.IndependentCascadesModel(graph)
    config = Configuration()
    config.add_model_initial_configuration("Infected", place.seeds.tolist())
    for edge in graph.edges():
        config.add_edge_configuration("threshold", edge, p)
    model.set_initial_status(config)
    return _ndlib(model, place, removed=True)


def _ndlib(model: object, place: World, *, removed: bool = False) -> Callable[[], int]:
    def spread() -> int:
        model.reset(place.seeds.tolist())
        before = None
        for _ in range(STEPS):
            found = model.iteration()
            counts = found["node_count"]
            # Cascades are over when nobody is infectious, thresholds when nothing changes.
            if (removed and counts[1] == 0) or (not removed and counts == before):
                break
            before = dict(counts)
        return int(counts[1] + counts.get(2, 0))

    return spread
