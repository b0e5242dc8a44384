"""What is known of runs is declared once: the record, the manifest that is written, the faults of one that is read."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.experiment.outcome import outcome
from sim.ground.faults import InputError
from sim.ground.kinds import Place, Record
from sim.results.about import About, Roster
from sim.results.manifest import about_runs, entry_of, read_manifest
from sim.studies.support_stops import SupportStops
from sim.studies.sweep import Sweep
from sim.studies.tipping import Tipping

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(SCENARIOS.rglob("*.yaml"))

EVERYTHING = """
network: {generate: small-world, people: 30, ties: 4, rewire: 0.1}
people: {cost: {each: 20, unit: EUR}, passion: {distribution: normal, correlation_with_degree: 0.5}}
influence: {contagion: {rate: 0.5}}
movement: {storytelling: {trend: 1}}
seeds: {count: 3}
strategies: [most-connected, random]
steps: 12
runs: {precision: 0.05, at_most: 50}
support_stops: 6
random_equivalents: true
tipping: {reach: 0.5, counts: [1, 3, 6]}
sweep: {factors: {influence.contagion.rate: [0.1, 0.9]}}
sensitivity: {method: one-at-a-time, factors: {influence.contagion.rate: {from: 0.1, to: 0.9}}}
robustness: {missing_ties: [0.3], champion: [leaves]}
claim: {says: "It helps", evidence: A, strategy: most-connected, over: random}
"""


class Shelf:
    """Two runs of which nothing is known but what is told of all runs."""

    def __init__(self, scenario: sim.Scenario) -> None:
        self._runs = {"correlation": (0.123,), "counts": ([scenario.seeding.count] * len(scenario.strategies),)}

    def each(self, name: str, below: int) -> Iterator[list[tuple]]:
        """The same of both runs."""
        yield [self._runs[name]] * 2


def known(scenario: sim.Scenario) -> About:
    """What is known of the runs of a scenario."""
    return outcome(scenario, Shelf(scenario), accounts=["It was chosen so."]).about


def written(folder: Path, about: object) -> Path:
    """The manifest, in a folder, that says something of runs."""
    file = folder / "manifest.json"
    file.write_text(json.dumps({"about": about}, indent=1), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> About:
    """What is known of the runs of a scenario that asks for every study."""
    file = tmp_path_factory.mktemp("asked") / "mine.yaml"
    file.write_text(EVERYTHING, encoding="utf-8")
    return known(sim.read(file))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_what_is_known_of_a_shipped_scenario_comes_back_from_its_manifest(file, tmp_path):
    """The record that is read is the one that was written, field for field and study for study."""
    about = known(sim.read(file))
    written(tmp_path, entry_of(about))
    assert read_manifest(tmp_path)[1] == about


def test_what_is_known_of_every_study_comes_back(asked, tmp_path):
    """So is that of a scenario which asks for all studies, each with its record and its side experiments."""
    written(tmp_path, entry_of(asked))
    about = read_manifest(tmp_path)[1]
    assert about == asked
    assert {name.replace("-", "_") for name in about.studies} == about_runs().optional.keys() - {
        "precision", "accounts", "rosters", "passion_degree_correlation",
    }  # fmt: skip
    assert about.study(Tipping).counts == (1, 3, 6)
    assert about.study(SupportStops) == 6
    assert about.arms_of(Sweep) == range(4)


def test_lists_come_back(tmp_path):
    """The list of a strategy that chose once is read as it was written; of another one there is none."""
    about = known(sim.read(SCENARIOS / "karate.yaml"))
    lists = (Roster("most-connected", ("33", "0"), 1), Roster("least-connected", ("11", "18"), None))
    written(tmp_path, entry_of(replace(about, rosters=lists)))
    again = read_manifest(tmp_path)[1]
    assert again.roster("least-connected") == lists[1]
    assert again.roster("most-connected").people == ("33", "0")
    assert again.roster("random") is None


def test_what_was_not_asked_for_is_not_known(tmp_path):
    """Whoever asks for the record of a study that was not asked for is told so."""
    about = known(sim.read(SCENARIOS / "karate.yaml"))
    with pytest.raises(LookupError, match="no study of Sweep was asked for"):
        about.study(Sweep)


def places(kind: Record, above: Place = ()) -> Iterator[Place]:
    """The places of all fields of a record, and of those in it."""
    for name, inner in {**kind.keys, **kind.optional}.items():
        yield (*above, name)
        if isinstance(inner, Record):
            yield from places(inner, (*above, name))


@pytest.mark.parametrize("place", list(places(about_runs())), ids=lambda place: ".".join(place))
def test_a_value_of_a_wrong_type_is_a_fault_with_its_place(place, asked, tmp_path):
    """Each field of what is known, and of each study, is told with file, line, place and what was found."""
    about = json.loads(json.dumps(entry_of(asked)))
    *above, last = place
    content = about
    for key in above:
        content = content[key]
    wrong, shown = ("word", '"word"') if isinstance(content[last], dict | list) else ({}, "a mapping")
    content[last] = wrong
    file = written(tmp_path, about)
    with pytest.raises(InputError) as caught:
        read_manifest(tmp_path)
    (fault,) = caught.value.faults
    assert fault.file == str(file)
    assert fault.message.startswith(f"about.{'.'.join(place)}: found {shown}, expected ")
    assert f'"{last}": ' in file.read_text(encoding="utf-8").splitlines()[fault.line - 1]


def test_a_folder_may_be_a_path_as_text(tmp_path):
    """As with scenarios, the place of results is a path or its text; what is wrong is told of both alike."""
    faults = []
    for folder in (tmp_path, str(tmp_path)):
        with pytest.raises(InputError, match="is not a folder of results") as fault:
            sim.read_results(folder)
        faults.append(str(fault.value))
    assert faults[0] == faults[1]
