"""On a cluster the same bits as on one machine, with nothing of the author's machine but what is sent, once."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from clusters import same

import sim
from sim.cluster.cluster import Cluster
from sim.cluster.worker import keep
from sim.scenario.scenario import Scenario
from sim.world.ties import Ties

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scenarios").rglob("*.yaml"))
FROM_FILES = """\
network: {file: ties.csv}
people: {file: staff.csv, tribe: team, passion: {distribution: column, name: keen}, reports_to: boss}
influence: {threshold: {distribution: uniform, low: 0, high: 1}, contacts: {p: 0.1}}
seeds: {count: 2}
strategies:
- {name: listed, file: champions.csv, label: Champions}
- {name: mixed, parts: [{strategy: {name: listed, file: champions.csv}, share: .5}, {strategy: random, share: .5}]}
- {name: spread, strategy: most-connected, over: team, shares: equal}
- most-passionate
steps: 6
runs: 10
output: {adoptions: true}
"""


@pytest.fixture(scope="module")
def there(machines):
    """A cluster that is open."""
    with Cluster(machines.address) as cluster:
        yield cluster


@pytest.fixture
def from_files(tmp_path) -> Scenario:
    """A scenario that was read from files which are not there any more."""
    rng = np.random.default_rng(1)
    pairs = {tuple(sorted(rng.choice(40, 2, replace=False).tolist())) for _ in range(120)}
    files = {
        "ties.csv": "source,target\n" + "".join(f"p{a},p{b}\n" for a, b in sorted(pairs)),
        "staff.csv": "id,team,keen,boss\n"
        + "".join(f"p{i},{'ab'[i % 2]},{i / 40},{f'p{i // 3}' if i else ''}\n" for i in range(40)),
        "champions.csv": "id\np3\np7\n",
        "mine.yaml": FROM_FILES,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    scenario = sim.read(tmp_path / "mine.yaml")
    for name in files:
        (tmp_path / name).unlink()
    return scenario


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_scenarios_give_the_same_bits(there, file):
    """Every table of every shipped scenario, with its claim and without, is the same from workers as from threads."""
    scenario = sim.read(file, runs=6)
    same(sim.run(scenario), sim.run(scenario, cluster=there))


def test_files_are_not_needed_there(there, from_files):
    """Networks, people and listed strategies from files that are gone give the same bits; why people adopt too."""
    here = sim.run(from_files)
    assert here.adoptions is not None
    same(here, sim.run(from_files, cluster=there))


def test_the_other_engine_gives_the_same_bits_there(there, from_files):
    """The engine of Mesa agents runs on workers too, to the same numbers as compiled ones here."""
    same(sim.run(from_files), sim.run(from_files, cluster=there, engine="agents"))


def test_rounds_end_at_the_same_number_there(there, tmp_path):
    """With a precision in place of a number of runs, workers make as many runs as threads, to the same bits."""
    page = (ROOT / "scenarios" / "word-of-mouth.yaml").read_text(encoding="utf-8")
    page = page.replace("runs: 200", "runs: {precision: 0.01, at_most: 400}")
    (tmp_path / "rounds.yaml").write_text(page, encoding="utf-8")
    here = sim.run(sim.read(tmp_path / "rounds.yaml"))
    assert 100 < here.about.runs < 400
    same(here, sim.run(sim.read(tmp_path / "rounds.yaml"), cluster=there))


def test_an_address_is_enough(machines):
    """From Python, `cluster=` takes an address, and lets go of the cluster."""
    scenario = sim.read(ROOT / "scenarios" / "karate.yaml", runs=5)
    same(sim.run(scenario), sim.run(scenario, cluster=machines.address))


def test_what_it_takes_is_sent_once_to_each_worker(there, from_files, monkeypatch):
    """The network goes to each of two workers once, however many chunks there are, and chunks are but numbers."""
    import distributed

    sent, chunks = [], []
    run, submit = distributed.Client.run, distributed.Client.submit

    def ran(self, function, *arguments, **options):
        if function is keep:
            sent.extend(options["workers"])
            assert len(pickle.dumps(arguments)) > 1000, "the network is in there"
        return run(self, function, *arguments, **options)

    def submitted(self, *arguments, **options):
        chunks.append(len(pickle.dumps(arguments)))
        return submit(self, *arguments, **options)

    monkeypatch.setattr(distributed.Client, "run", ran)
    monkeypatch.setattr(distributed.Client, "submit", submitted)
    monkeypatch.setattr("sim.cluster.cluster.CHUNK", 1e-9)
    sim.run(from_files, cluster=there)
    assert len(sent) == len(set(sent)) == 2
    assert len(chunks) == 10
    assert max(chunks) < 500


def test_work_is_unpacked_once_by_each_worker(there, tmp_path):
    """What came is made into objects once in each worker, for all chunks; and packed once here."""

    packed: list[int] = []

    class Network:
        def __init__(self, notes):
            self.notes = notes

        def __reduce__(self):
            packed.append(1)
            return made, (self.notes,)

    def made(notes):
        import os

        with open(notes, "a") as file:
            file.write(f"{os.getpid()}\n")
        return notes

    network = Network(str(tmp_path / "unpacked"))

    def work(number):
        import time

        time.sleep(0.05)
        return number, network is not None

    assert sorted(there.each(work, range(60))) == [(number, True) for number in range(60)]
    workers = (tmp_path / "unpacked").read_text().split()
    assert len(workers) == len(set(workers)) == 2
    assert packed == [1]


def test_no_more_than_a_few_chunks_ahead_of_the_reader(there, tmp_path):
    """Who reads one result and waits finds but a few more made, whatever their number."""
    import time

    def work(number):
        import time

        time.sleep(0.1)
        with open(tmp_path / str(number), "w"):
            return number

    results = there.each(work, range(1000))
    next(results)
    time.sleep(2)
    assert len(list(tmp_path.iterdir())) <= 8
    results.close()


@pytest.mark.parametrize("both_ways", [True, False])
@pytest.mark.parametrize("weights", [None, np.array([2.0, 1.0, 0.5])])
def test_ties_travel_as_they_are(both_ways, weights):
    """Ties that were sent are the ties they were: frozen, one weight in the memory of one, listeners known."""
    ties = Ties.from_pairs(
        4, np.array([0, 1, 2]), np.array([1, 2, 3]), weights, both_ways=both_ways, ids=tuple("abcd"), notes=["odd"]
    )
    assert len(ties.listeners) == len(ties.peers)
    buffers = []
    text = pickle.dumps(ties, protocol=5, buffer_callback=buffers.append)
    found = pickle.loads(text, buffers=[bytes(buffer.raw()) for buffer in buffers])
    for name in ("starts", "peers", "weights"):
        np.testing.assert_array_equal(getattr(found, name), getattr(ties, name))
        assert getattr(found, name).dtype == getattr(ties, name).dtype
        assert getattr(found, name).strides == getattr(ties, name).strides
        assert not getattr(found, name).flags.writeable
    assert "listeners" not in vars(found)
    assert (found.ids, found.notes, found.even) == (ties.ids, ties.notes, ties.even)
    for one, other in zip(found.audience, ties.audience, strict=True):
        np.testing.assert_array_equal(one, other)
    assert (found.audience[1] is found.peers) == both_ways
