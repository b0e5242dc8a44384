"""A scenario is checked without drawing anything: what can be told is told from the options, and the rest by a run."""

import json
import resource
import subprocess
import sys
from dataclasses import replace
from functools import wraps
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.families.networks import NETWORKS
from sim.ground.draws import stream
from sim.ground.faults import InputError
from sim.ground.texts import names_of
from sim.scenario.read import confirmed, read

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scenarios").rglob("*.yaml"))
MANY = 20_000_000
LARGE = {
    "random": {"people": MANY, "ties": 10},
    "ring": {"people": MANY, "ties": 10},
    "torus": {"people": MANY},
    "scale-free": {"people": MANY, "links": 5},
    "small-world": {"people": MANY, "ties": 10},
    "complete": {"people": MANY},
    "blocks": {"sizes": [MANY // 2, MANY // 2], "within": 8, "across": 2},
    "degree-sequence": {"degrees": {10: MANY // 2, 4: MANY // 2}},
    "organisation": {"people": MANY},
    "organisations": {"count": 20_000, "size": MANY // 20_000},
}
REST = """\
influence: {contacts: {p: 0.1}, contagion: {rate: 0.1}}
movement:
  storytelling: {level: 1, recruits: 0.1}
  results: {when: {reach: 0.1}}
seeds: {share: 0.05}
strategies: [most-connected, {name: listed, people: [7, 8], label: two}, random]
steps: 10
runs: 5
tipping: {}
"""


@pytest.fixture
def _no_draws(monkeypatch):
    # Every generator of a network fails when it is asked for one.
    for name, part in NETWORKS.parts.items():

        @wraps(part.function)
        def build(*_, **__):
            pytest.fail("a network was drawn")

        monkeypatch.setitem(NETWORKS.parts, name, replace(part, function=build))


@pytest.mark.usefixtures("_no_draws")
@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_scenarios_are_read_without_a_draw(file):
    """Reading a shipped scenario, with its sweep, claim and all, asks no generator for a network."""
    assert read(file).people > 0


@pytest.mark.usefixtures("_no_draws")
@pytest.mark.parametrize("name", NETWORKS.names)
def test_twenty_million_people_are_read_without_a_draw(name, tmp_path):
    """No kind of network is drawn to be checked, however large."""
    (tmp_path / "a.yaml").write_text(f"network: {json.dumps({'generate': name, **LARGE[name]})}\n{REST}")
    assert read(tmp_path / "a.yaml").people == MANY


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is one of Linux")
def test_checking_twenty_million_people_takes_little_memory(tmp_path):
    """`sim check` of every kind of network with 20 million people passes with 2 GB of address space."""
    files = []
    for name, options in LARGE.items():
        files.append(tmp_path / f"{name}.yaml")
        files[-1].write_text(f"network: {json.dumps({'generate': name, **options})}\n{REST}")

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2 * 10**9, 2 * 10**9))

    code = (
        f"import sys; sys.argv = ['sim', 'check', *{[str(file) for file in files]!r}]; from sim.cli import main; main()"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=False,
        env={"OPENBLAS_NUM_THREADS": "1", "PATH": "/usr/bin"},
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.count(f"no faults ({MANY:,} people, {MANY // 20:,} seeds, 3 strategies)") == len(LARGE)


COLUMNS = {
    "blocks": {"sizes": (30, 20, 1), "within": 0.0, "across": 4.0},
    "organisation": {"people": 97, "site": {"north": 0.6, "south": 0.39, "hut": 0.01}, "departments": 3},
    "organisations": {"sizes": (60, 90, 60), "unlike": ({}, {"contract": {"all": 1.0}}), "width": 3, "links": 4},
}


@pytest.mark.parametrize("name", NETWORKS.names)
def test_what_is_known_of_columns_is_so_in_every_draw(name):
    """Foretold columns are those that come; sure values are there, as often as said, and others only if they may be."""
    part = NETWORKS.part(name)
    columns = part.columns
    if name not in COLUMNS:
        assert not part.function(np.random.default_rng(1), **_small(name)).attributes
        return
    options = dict(part.options()(**COLUMNS[name]))
    foretold = columns(**options)
    for run in range(20):
        ties = part.function(stream(3, run, "network"), **options)
        assert list(ties.attributes) == list(foretold)
        for label, column in foretold.items():
            values, sizes = np.unique(names_of(ties.attributes[label]), return_counts=True)
            found = dict(zip(values.tolist(), sizes.tolist(), strict=True))
            assert set(column.sizes) <= set(found), label
            assert all(column.sizes[value] in (None, found[value]) for value in column.sizes), label
            assert all(column.perhaps(value) for value in set(found) - set(column.sizes)), label
        assert ties.weights.min(initial=9.0) >= part.lightest(**options)


def _small(name: str) -> dict:
    few = {"people": 20, "degrees": {2: 20}, "ties": 4, "links": 2}
    own = {key: value for key, value in few.items() if key in NETWORKS.part(name).fields}
    return dict(NETWORKS.part(name).options()(**own))


ORGANISATION = (
    "network: {organisation: {people: 80}}\ninfluence: {contagion: {rate: 0.1}}\nstrategies: [random]\nruns: 2\n"
)
BY_CHANCE = {
    "a level": "seeds: {count: 3}\nmovement: {messages: {of: level, fit: {9: {x: 1}}, periods: [{message: x}]}}\n",
    "a team as tribe": "people: {tribe: team, never: {share: {T79: 0.5}}}\nseeds: {count: 3}\n",
    "a sponsor": "seeds: {count: 3}\nmovement: {formal_support: {sponsors: [{who: [79]}], push: 0.1}}\n",
    "a wave": "seeds: {waves: [{count: 2}, {count: 1, when: {reach: 0.1, of: {team: T79}}}]}\n",
}


@pytest.mark.parametrize("what", BY_CHANCE)
def test_what_only_the_draw_tells_is_told_by_a_run_before_anything_is_written(what, tmp_path, monkeypatch):
    """`sim check` says what it leaves open; `sim run` draws the first network and tells with file and line."""
    monkeypatch.chdir(tmp_path)
    page = ORGANISATION + BY_CHANCE[what]
    Path("a.yaml").write_text(page)
    checked = CliRunner().invoke(main, ["check", "a.yaml"])
    assert checked.exit_code == 0, checked.output
    assert "a.yaml: note: `sim run` draws the first network to check: " in checked.stderr
    result = CliRunner(catch_exceptions=False).invoke(main, ["run", "a.yaml"])
    assert result.exit_code == 1, result.output
    line = next(number for number, text in enumerate(page.splitlines(), 1) if "79" in text or "9:" in text)
    assert result.stderr.startswith(f"a.yaml:{line}: ")
    assert sorted(path.name for path in Path().iterdir()) == ["a.yaml"]


CERTAIN = {
    "a level that cannot be": ("of: level, fit: {eleven: {x: 1}}", 'nobody belongs to "eleven"; there are 1, 2, 3'),
    "a site": ("of: site, fit: {noth: {x: 1}}", 'nobody belongs to "noth", did you mean "north"?'),
    "a column": ("of: sites, fit: {north: {x: 1}}", 'the people have no column "sites", did you mean "site"?'),
}


@pytest.mark.usefixtures("_no_draws")
@pytest.mark.parametrize("what", CERTAIN)
def test_what_is_wrong_in_every_draw_is_told_from_the_options(what, tmp_path):
    """Groups and columns that no draw has are faults at once."""
    said, fault = CERTAIN[what]
    page = ORGANISATION + f"seeds: {{count: 3}}\nmovement: {{messages: {{{said}, periods: [{{message: x}}]}}}}\n"
    (tmp_path / "a.yaml").write_text(page)
    with pytest.raises(InputError, match=r"6: movement\.messages: ") as error:
        read(tmp_path / "a.yaml")
    assert fault in str(error.value)


def test_a_run_draws_no_network_that_it_does_not_run(tmp_path, monkeypatch):
    """Each run of an experiment draws its network once, and nothing is drawn besides."""
    import sim

    drawn = []
    part = NETWORKS.parts["random"]

    @wraps(part.function)
    def build(*given, **options):
        drawn.append(1)
        return part.function(*given, **options)

    monkeypatch.setitem(NETWORKS.parts, "random", replace(part, function=build))
    # Where it goes by its name, as any part: side experiments then know that their networks are the same.
    monkeypatch.setattr("sim.networks.random.build", build)
    (tmp_path / "a.yaml").write_text(
        "network: {generate: random, people: 50, ties: 4}\ninfluence: {contagion: {rate: 0.1}}\nseeds: {count: 2}\n"
        "strategies: [most-connected, random]\nruns: 7\nsteps: 5\ntipping: {}\n"
    )
    sim.run(read(tmp_path / "a.yaml"))
    assert len(drawn) == 7


def test_what_was_confirmed_is_not_drawn_again(tmp_path):
    """A scenario of which nothing is left open is given back as it is."""
    (tmp_path / "a.yaml").write_text(ORGANISATION + "seeds: {count: 3}\nmovement: {results: {of: level}}\n")
    plain = read(tmp_path / "a.yaml")
    assert plain.unsure == ()
    assert confirmed(plain) is plain
    (tmp_path / "a.yaml").write_text(
        ORGANISATION + "people: {tribe: level, never: {share: {4: 0.1}}}\nseeds: {count: 3}\n"
    )
    unsure = read(tmp_path / "a.yaml")
    assert unsure.unsure == ('"4" in the column "level"',)
    assert confirmed(unsure).drawn is None
