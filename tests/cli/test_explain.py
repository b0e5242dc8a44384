"""`sim explain` and `sim list`: everything that can be named is explained, with an example that passes the check."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from sim.cli import main
from sim.families.charts import CHARTS
from sim.families.conventions import CONVENTIONS
from sim.families.datasets import DATASETS
from sim.families.distributions import DISTRIBUTIONS
from sim.families.files import FILES
from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.presets import PRESETS
from sim.families.strategies import STRATEGIES
from sim.families.studies import studies as every_study
from sim.reports.explain.explanation import Explanation, explain
from sim.reports.explain.keys import keys
from sim.reports.explain.text import text
from sim.reports.explain.topics import Topic, matches, topics, unique
from sim.results.columns import MEASURES, every_column
from sim.scenario.templates import shipped

PEOPLE = 60


def sim(*arguments: str) -> Result:
    """Run a command; a traceback would be raised here."""
    return CliRunner(catch_exceptions=False).invoke(main, arguments)


@pytest.fixture(scope="module")
def explanations() -> dict[Topic, Explanation]:
    """What is said of each topic."""
    return {topic: explain(topic) for topic in topics()}


@pytest.fixture
def files(tmp_path, monkeypatch) -> Path:
    """A folder with the files that examples name: a network in each format, its people, and people to seed."""
    monkeypatch.chdir(tmp_path)
    graph = nx.relabel_nodes(nx.random_regular_graph(4, PEOPLE, seed=1), str)
    nx.write_gexf(graph, "ties.gexf")
    nx.write_gml(graph, "ties.gml")
    nx.write_graphml(graph, "ties.graphml")
    nx.write_pajek(graph, "ties.net")
    ties = "".join(f"{person},{peer},1\n" for person, peer in graph.edges)
    Path("ties.csv").write_text(f"source,target,weight\n{ties}", encoding="utf-8")
    rows = "".join(f"{person},{person},0.{person % 9},0,900\n" for person in range(PEOPLE))
    Path("people.csv").write_text(f"id,name,keenness,opposed,fee\n{rows}", encoding="utf-8")
    Path("champions.csv").write_text("id\n3\n14\n", encoding="utf-8")
    return tmp_path


def scenarios(explanations: dict[Topic, Explanation]) -> Iterator[tuple[str, str]]:
    """The name of each topic with an example, and the page of its scenario with the example in place."""
    yaml = YAML(typ="safe")
    pages = {name: yaml.load(file.read_text(encoding="utf-8")) for name, file in shipped().items()}
    for explanation in explanations.values():
        if explanation.example is not None:
            page = StringIO()
            yaml.dump({**pages[explanation.example.scenario], **yaml.load(explanation.example.text)}, page)
            yield explanation.name, page.getvalue()


def test_every_example_passes_the_check(files, explanations):
    """Every key and part has an example, which `sim check` passes in the shipped scenario that is named with it."""
    lacking = [topic.full_name for topic, known in explanations.items() if topic.keys and known.example is None]
    assert lacking == []
    pages = list(dict.fromkeys(page for _, page in scenarios(explanations)))
    assert len(pages) > 200
    names = [f"{number}.yaml" for number in range(len(pages))]
    for name, page in zip(names, pages, strict=True):
        Path(name).write_text(page, encoding="utf-8")
    checked = sim("check", *names)
    assert checked.exit_code == 0, checked.stderr


def test_an_example_shows_what_it_is_an_example_of(explanations):
    """The last word of a key's place, or the name of a part, stands in its example."""
    for topic, known in explanations.items():
        if known.example is not None:
            key = topic.keys[0]
            # A reader of files is told by the ending; a strategy stands by its bare name.
            words = {"files": "file"}.get(topic.family, key.schema["const"] if key.is_tag else key.place[-1])
            assert words in known.example.text, topic.full_name


def test_every_key_part_outcome_and_scenario_is_explained():
    """Whatever the schema, the families and the tables have is a topic with a meaning, found by its own name."""
    named = {name for topic in topics() for name in topic.names}
    families = {
        "strategies": STRATEGIES, "networks": NETWORKS, "presets": PRESETS, "mechanisms": MECHANISMS,
        "conventions": CONVENTIONS, "datasets": DATASETS, "distributions": DISTRIBUTIONS, "files": FILES,
        "charts": CHARTS,
    }  # fmt: skip
    expected = {f"{title}.{name}" for title, family in families.items() for name in family.names}
    expected |= {key.name.replace("_", "-") for key in keys()}
    expected |= {f"outcomes.{name.replace('_', '-')}" for name in MEASURES}
    expected |= {
        f"{table}.{name}".replace("_", "-") for table in ("comparison", "tipping") for name in every_column(table)
    }
    expected |= {f"scenarios.{name}" for name in shipped()}
    assert {name.lower() for name in expected} <= named
    assert [
        topic.full_name for topic in topics() if not topic.meaning and not all(key.is_tag for key in topic.keys)
    ] == []


def test_what_is_listed_can_be_asked_for_alone():
    """The name that is told of a topic means it and no other, with hyphens or underscores, in any capitals."""
    for topic in topics():
        name = unique(topic)
        for spelling in (name, name.replace("_", "-"), name.replace("-", "_"), name.upper()):
            called, ending = matches(spelling)
            assert (called or ending) == [topic], spelling


@pytest.mark.parametrize("width", [40, 100])
def test_text_fits_the_terminal(explanations, width):
    """No line but one of an example or of a single long word is wider than the terminal."""
    for known in explanations.values():
        whole = text(known, width)
        assert len(whole.splitlines()) > 2
        shown = set() if known.example is None else {f"  {line}" for line in known.example.text.splitlines()}
        for line in whole.splitlines():
            assert len(line) <= width or line in shown or len(line.split()) == 1 or line[2:] in known.commands, line


def test_facts_are_those_of_the_declarations():
    """Type, range, default, place, evidence and columns are told as the schema, the part and the tables have them."""
    answer = sim("explain", "storytelling.trend").stdout
    assert answer.startswith("movement.storytelling.trend (key)\n")
    for fact in ("Takes: a number of at least 0\n", "Default: 0\n", "Evidence: A (field experiments): for the trend"):
        assert fact in answer
    assert "  movement:\n    storytelling: {trend: 1}\n" in answer
    assert "Takes: a number from 0 to 1\n" in sim("explain", "giving_up.for_good").stdout
    assert "Default: none, it must be given\n" in sim("explain", "influence.contagion.rate").stdout
    assert "a whole number from 1 to 1,000; default 1]" in re.sub(r"\s+", " ", sim("explain", "nominated").stdout)
    assert "Place: movement.formal_support\n" in sim("explain", "formal_support").stdout
    assert "Place: influence.preset: bass\n" in sim("explain", "presets.bass").stdout
    assert "t50_low in summary.csv" in sim("explain", "t50").stdout
    assert "  sim run connectors\n" in sim("explain", "connectors").stdout


def test_an_ambiguous_name_lists_what_it_can_be():
    """A name of several things lists each with a name that means it alone; one that others end in is explained."""
    answer = sim("explain", "random")
    assert answer.exit_code == 0
    assert re.findall("sim explain (.*)", answer.stdout) == ["strategies.random", "networks.random"]
    assert sim("explain", "networks.random").stdout.startswith("networks.random (network)\n")
    outcome = sim("explain", "reach").stdout
    assert outcome.startswith("reach (outcome)\n")
    assert "movement.storytelling.reach" in outcome.partition("See also: ")[2]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("most-conected", "most-connected"),
        ("storyteling.trend", "movement.storytelling.trend"),
        ("conectors", "connectors"),
        ("reach_men", "reach_mean"),
    ],
)
def test_an_unknown_name_is_a_fault_with_the_nearest(asked, meant):
    """A name of nothing ends with exit code 1, the nearest name on stderr, and nothing on stdout, as JSON too."""
    for options in ((), ("--json",)):
        answer = sim("explain", asked, *options)
        assert answer.exit_code == 1
        assert answer.stdout == ""
        assert answer.stderr == f'nothing here is called "{asked}", did you mean "{meant}"?\n'


@pytest.mark.parametrize(
    "asked", ["", " ", ".", "..", "[]", "x" * 5_000, "\x1b[31m", "--", "storytelling\N{LATIN SMALL LETTER LONG S}"]
)
def test_odd_names_are_told_of_in_words(asked):
    """Whatever is asked for, the answer is one line of words."""
    answer = sim("explain", "--", asked)
    assert answer.exit_code == 1
    assert len(answer.stderr.splitlines()) == 1
    assert "\x1b" not in answer.stderr


def test_json_has_all_that_is_known():
    """`--json` prints every topic of a name, as data."""
    answer = json.loads(sim("explain", "takeoff", "--json").stdout)
    assert [topic["kind"] for topic in answer["topics"]] == ["key", "outcome"]
    key = answer["topics"][0]
    assert (key["default"], key["places"], key["required"]) == (0.1, ["takeoff"], False)
    storytelling = json.loads(sim("explain", "storytelling", "--json").stdout)["topics"][0]
    assert storytelling["evidence"]["grade"] == "A"
    assert {"name", "takes", "default", "required", "meaning"} == set(storytelling["options"][0])
    assert YAML(typ="safe").load(storytelling["example"]["text"])["movement"]["storytelling"]


def test_scenarios_outcomes_and_studies_are_listed():
    """`sim list` names shipped scenarios with their questions, outcomes and studies with what they mean."""
    listed = sim("list", "scenarios").stdout.splitlines()
    assert [line.partition(" - ")[0] for line in listed] == list(shipped())
    assert all(line.endswith("?") for line in listed)
    assert "connectors - Does it pay to recruit the best-connected people first?" in listed
    outcomes = sim("list", "outcomes").stdout.splitlines()
    assert {"reach", "takeoff", "t50"} <= {line.partition(" - ")[0] for line in outcomes}
    studies = sim("list", "studies").stdout.splitlines()
    assert [line.partition(" - ")[0] for line in studies] == list(every_study())
    assert all(line.partition(" - ")[2] for line in (*outcomes, *studies))
    everything = sim("list").stdout
    assert all(f"  {line}\n" in everything for line in (*listed, *outcomes, *studies))


def test_every_name_that_is_listed_is_explained():
    """The first word of each line of `sim list` can be asked for, after the title of its list."""
    title = ""
    for line in sim("list").stdout.splitlines():
        if not line.startswith("  "):
            title = line.removesuffix(":")
            continue
        name = line.split()[0]
        called, ending = matches(f"{title}.{name}")
        assert len(called or ending) == 1, (title, name)


OWN = """
import importlib
for folder in ("mechanisms", "strategies", "presets"):
    importlib.import_module(f"sim.{folder}").__path__.append(f"own/{folder}")
from sim.cli import main
for name in ("weariness", "hearsay", "by-number"):
    main(["explain", "--json", name], standalone_mode=False)
"""
PARTS = {
    "mechanisms/weariness.py": (
        "from typing import Annotated\n\nfrom pydantic import Field\n\n\n"
        "def begin(plan, *, loss: Annotated[float, Field(ge=0, le=3, description='how much it tires')] = 0.25):\n"
        "    '''Everybody tires of change.'''\n"
    ),
    "strategies/by_number.py": "def choose(ties, people, count, rng):\n    return range(count)\n",
    "presets/hearsay.py": "def influence(*, p: float = 0.2):\n    return {'contacts': {'p': p}}\n",
}


def test_a_part_of_ones_own_is_explained(tmp_path):
    """A file that is dropped in is explained with its options, as ungraded, with an example, whatever it lacks."""
    for name, content in PARTS.items():
        (tmp_path / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / name).write_text(content, encoding="utf-8")

    run = subprocess.run([sys.executable, "-c", OWN], cwd=tmp_path, capture_output=True, text=True, check=True)
    decoder, rest, shown = json.JSONDecoder(), run.stdout, []
    while rest:
        answer, end = decoder.raw_decode(rest)
        shown += answer["topics"]
        rest = rest[end:].lstrip()
    weariness, hearsay, by_number = shown
    assert weariness["meaning"] == "Everybody tires of change."
    assert weariness["options"] == [
        {
            "name": "loss",
            "takes": "a number from 0 to 3",
            "default": 0.25,
            "required": False,
            "meaning": "how much it tires",
        }
    ]
    assert weariness["evidence"]["grade"] == "ungraded"
    assert "weariness" in weariness["example"]["text"]
    assert hearsay["evidence"]["grade"] == "ungraded"
    assert "by-number" in by_number["example"]["text"]
