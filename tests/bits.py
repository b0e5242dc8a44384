"""What could hang on the machine, as digests. Run as a script, in a folder of its own, it prints them as JSON."""

import ctypes
import hashlib
import json
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

os.environ["GROUNDSWELL_CACHE"] = "off"

SCENARIOS = {
    # Prices that are no whole numbers, numbers of seeds, mistakes on the map, and why people adopt.
    "prices": """\
network: {generate: blocks, sizes: [30, 40, 20], within: 5, across: 1}
people: {tribe: block, passion: {distribution: normal}, cost: {each: {1: 0.1, 2: 0.7, 3: 1.3}, unit: EUR}}
influence: {threshold: {distribution: normal, mean: 0.4, sd: 0.15}, contacts: {p: 0.05}, sending: {passion: 0.3}}
seeds: {count: 6}
strategies: [most-connected, random, none]
steps: 12
runs: 24
seed: 4
tipping: {counts: [2, 5, 9, 20], reach: 0.3}
random_equivalents: true
robustness: {missing_ties: [0.3], lost_respondents: [0.4], champion: [leaves], linking_pin: leaves}
output: {adoptions: true}
""",
    # An organisation, its mechanisms, and a claim.
    "claim": """\
network: {organisation: {people: 120, homophily: {function: 3, tenure: 2}}}
people: {passion: {distribution: normal, correlation_with_degree: 0.4}, tribe: function}
influence: {contagion: {rate: 0.1, of: share, reinforcement: 1.2}, receptivity: {passion: 0.4}}
movement:
  storytelling: {trend: 1, level: 0.2, recruits: 0.1, told_of: tribe, reach: 0.7}
  giving_up: {rate: 0.05, held_by: {peers: 1}}
  results: {exponent: 0.7}
seeds: {share: 0.05}
strategies: [passionate-connected, random]
baseline: random
steps: 20
runs: 12
claim: {says: Stories recruit, evidence: A, without: {movement: {storytelling: null}}}
""",
    # Every centrality, on a network with weights.
    "centralities": """\
network: {dataset: les-miserables}
influence: {preset: weighted-cascade, receptivity: {passion: 0.4}}
people: {passion: {distribution: beta, a: 2, b: 5, correlation_with_degree: -0.4}}
seeds: {count: 6}
strategies:
- betweenness
- closeness
- complex-centrality
- degree-discount
- diffusion-centrality
- eigenvector
- influence-maximisation
- k-core
- pagerank
- passionate-connected
baseline: pagerank
steps: 8
runs: 20
""",
    "sensitivity": """\
network: {generate: scale-free, people: 60, links: 3}
influence: {threshold: {distribution: normal, mean: 0.4, sd: 0.1}, contacts: {p: 0.05}}
seeds: {count: 5}
strategies: [most-connected, random]
baseline: random
steps: 12
runs: 8
sensitivity:
  method: morris
  samples: 6
  factors: {influence.threshold.mean: {from: 0.3, to: 0.5}, influence.contacts.p: {from: 0.01, to: 0.2, scale: log}}
""",
    "sweep": """\
network: {generate: small-world, people: 60, ties: 6}
influence: {threshold: {distribution: beta}, contacts: {p: 0.05}}
seeds: {count: 5}
strategies: [most-connected, random, coverage]
baseline: random
steps: 12
runs: 9
sweep: {factors: {influence.contacts.p: {from: 0.01, to: 0.3, count: 4}, seeds.count: [3, 9]}}
""",
}


def digest(*arrays: Any) -> str:
    """Of the bits of numbers."""
    whole = hashlib.sha256()
    for array in arrays:
        whole.update(np.ascontiguousarray(array).tobytes())
    return whole.hexdigest()[:16]


def prices() -> Iterator[Any]:
    """What an adopter costs where many resamples cost the same."""
    from sim.studies.costs import _ratio

    rng = np.random.default_rng(1)
    for _ in range(40):
        cost, gain = rng.integers(1, 6, 20) * 0.1, rng.integers(1, 4, 20).astype(float)
        yield _ratio(cost, gain, 1)


def differences() -> Iterator[Any]:
    """Differences with their intervals, of skewed numbers."""
    import pandas as pd

    from sim.statistics.comparison import differences as compared

    rng = np.random.default_rng(2)
    for runs in (12, 60, 200):
        counts = pd.DataFrame(rng.integers(0, 30, (runs, 3)) ** 4)
        for found in compared(counts, counts[0] // 2, 1000, 1):
            yield found.mean, found.low, found.high, found.low_all, found.high_all


def curves() -> Iterator[Any]:
    """Critical-mass curves, and the numbers of seeds that they say."""
    from sim.studies import tipping

    rng = np.random.default_rng(3)
    counts = np.array([1, 2, 5, 9, 20, 48, 100])
    lines = tipping.logistic(counts, np.sort(rng.integers(0, 31, (3000, 7)), axis=1).astype(float), 30)
    yield lines
    yield tipping.seeds_for(lines, 0.9)
    yield tipping._tried(lines, 0.5, counts)


def survival() -> Iterator[Any]:
    """How many have not yet got there, with intervals."""
    from made import results

    from sim.outcomes.times import kaplan_meier

    rng = np.random.default_rng(4)
    new = rng.integers(0, 9, (2, 37, 30))
    yield kaplan_meier(results(dict(zip("ab", new.cumsum(axis=2), strict=True)), 130))


def analyses() -> Iterator[Any]:
    """Morris's and Sobol's indices."""
    from sim.statistics.screening import sample
    from sim.studies.sensitivity import analysed

    for method in ("morris", "sobol"):
        unit = sample(method, 3, 8, 1)
        values = np.array([math_of(row) for row in unit.tolist()])
        yield unit
        yield from analysed(method, unit, values, 1, 4).values()


def math_of(row: list[float]) -> float:
    """Something that is not linear."""
    return row[0] * row[1] + row[2] * row[2] / 3 + row[0] / 7


def homophily() -> Iterator[Any]:
    """Which pairs are tied, where people seek their like."""
    from sim.networks._homophily import _chances, alike_ties, chosen

    rng = np.random.default_rng(5)
    for traits in (1, 2, 3, 4) * 10:
        alike = rng.random((traits, 400)) < 0.4
        goal = np.array([alike_ties(2.5, 80, row.sum(), 400) for row in alike])
        yield chosen(np.random.default_rng(1), alike, 80, goal)
        kinds = (np.arange(2**traits)[:, None] >> np.arange(traits)) & 1
        yield _chances(kinds, rng.integers(1, 90, 2**traits), 40, rng.random(traits) * 40)


def skewed() -> Iterator[Any]:
    """Lognormal numbers, and whole ones."""
    from sim.networks._skewed import lognormal, whole

    for seed in range(5):
        yield lognormal(np.random.default_rng(seed), 500, 7.0, 6.0)
        yield whole(np.random.default_rng(seed), 200, 1400, 5.0, most=60)[0]


def network(people: int = 300) -> Any:
    """Weighted ties between people, at random."""
    from sim.world.ties import Ties

    rng = np.random.default_rng(6)
    one, other = rng.integers(0, people, (2, 6 * people))
    apart = one != other
    weights = rng.integers(1, 30, 6 * people) / 10
    return Ties.from_pairs(people, one[apart].astype(np.int32), other[apart].astype(np.int32), weights[apart])


def centralities() -> Iterator[Any]:
    """Scores of people, before they are ranked."""
    from sim.strategies._spectrum import radius
    from sim.strategies.diffusion_centrality import diffusion

    ties = network()
    yield radius(ties)
    yield diffusion(ties, None, 6)


def correlation() -> Iterator[Any]:
    """A rank correlation of many."""
    from sim.experiment.worlds import rank_correlation
    from sim.ground.ranking import ranks

    rng = np.random.default_rng(7)
    people = 400_000
    sizes = rng.integers(0, 50, people)
    yield rank_correlation(rng.random(people), SimpleNamespace(audience_sizes=sizes, audience_ranks=ranks(sizes)))


def reverse() -> Iterator[Any]:
    """Sets of those who could have brought people to adopt, where the passionate are readier."""
    from sim.movement.settings import Movement
    from sim.strategies._reverse import sampler
    from sim.world.people import People

    rng, ties = np.random.default_rng(8), network()
    blank = People.alike(ties.people)
    people = People(rng.random(ties.people), blank.threshold, blank.resistance, blank.never)
    movement = Movement(contacts=0.1, readiness=0.7, persuasion=0.3)
    found = sampler(ties, people, movement, 10, np.random.default_rng(1))(2000)
    yield found.members
    yield found.ends


def places() -> Iterator[Any]:
    """Where people stand in a picture."""
    from sim.world.layout import positions

    rng = np.random.default_rng(9)
    yield positions(80, rng.integers(0, 80, (200, 2)), ["abc"[one % 3] for one in range(80)])
    yield positions(1200, rng.integers(0, 1200, (2000, 2)))


MEASURES: list[Callable[[], Iterator[Any]]] = [
    *(prices, differences, curves, survival, analyses, homophily),
    *(skewed, centralities, correlation, reverse, places),
]


def files() -> dict[str, str]:
    """All files of folders of results; of the manifest all but when it was made."""
    from click.testing import CliRunner

    from sim.cli import main

    for name, text in SCENARIOS.items():
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["run", *(f"{name}.yaml" for name in SCENARIOS), "--quiet"])
    assert done.exit_code == 0, done.output
    found = {}
    for path in sorted(Path("results").rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        if path.name == "manifest.json":
            content = b"".join(line for line in content.splitlines(True) if b'"start": ' not in line[:12])
            content = b"".join(line for line in content.splitlines(True) if b'"seconds": ' not in line[:14])
        found[str(path)] = hashlib.sha256(content).hexdigest()[:16]
    return found


def kernel() -> str | None:
    """The kernel that numpy's OpenBLAS takes; None where there is none that says so."""
    for file in (Path(np.__file__).parents[1] / "numpy.libs").glob("*openblas*"):
        named = getattr(ctypes.CDLL(str(file)), "scipy_openblas_get_corename64_", None)
        if named is not None:
            named.restype = ctypes.c_char_p
            return str(named().decode())
    return None


def libm() -> str:
    """Of values of the C library's functions, as Python has them: others on a processor without FMA."""
    return digest([math.exp(place / 997 - 50) for place in range(100_000)])


def processor() -> str:
    """What numba compiles for."""
    from numba.core.registry import cpu_target

    return str(cpu_target.target_context.codegen().magic_tuple()[1])


def features() -> list[str]:
    """What numpy uses of this processor."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return [name for name in __cpu_dispatch__ if __cpu_features__[name]]


if __name__ == "__main__":
    measured = {measure.__name__: digest(*measure()) for measure in MEASURES}
    machine = {"kernel": kernel(), "features": features(), "libm": libm(), "processor": processor()}
    print(json.dumps({**machine, "bits": measured | files()}))
