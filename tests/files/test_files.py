"""Networks from files: real ones with their published counts, round trips in every format, and what is reported."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import sim
from sim.families.files import FILES, reader
from sim.ground.faults import InputError
from sim.ground.tables import numbers, read_people
from sim.ground.texts import names_of
from sim.world.people import reporting_line
from sim.world.ties import Ties

WRITERS = {
    ".graphml": nx.write_graphml,
    ".gml": nx.write_gml,
    ".gexf": nx.write_gexf,
    ".net": nx.write_pajek,
}


def read(path, people=None, **options) -> Ties:
    """Ties from a file of any format, with the defaults of the reader."""
    part = FILES.part(reader(path))
    defaults = {name: default for name, (_, default) in part.fields.items()}
    return part.function(path, people, **(defaults | options))


def write(path, text: str):
    """A file with a text."""
    path.write_text(text, encoding="utf-8")
    return path


REAL = {
    # folder: (options, people, directed ties or pairs of undirected ones)
    "krackhardt_hightech": ({"direction": "listens-to"}, 21, 190),
    "uk_faculty": ({"direction": "listens-to"}, 81, 817),
    "aarhus_cs": ({}, 61, 353),
    "hospital_ward_rfid": ({}, 75, 1139),
    "email_eu_core": ({"direction": "influences"}, 1005, 24929),
    "med_innovations": ({"direction": "listens-to"}, 125, 294),
    "korean_family_planning": ({"direction": "listens-to"}, 1047, 4999),
    "nethept": ({}, 15233, 31376),
    "cross_parker_consulting": ({"direction": "listens-to"}, 46, 877),
}


@pytest.mark.parametrize("name", REAL)
def test_real_networks(name, shared_data):
    """Each real network has the people and ties of its publication; people without ties are kept."""
    options, people, count = REAL[name]
    ids, columns = read_people(shared_data / name / "nodes.csv")
    ties = read(shared_data / name / "edges.csv", ids, **options)
    directed = options.get("direction", "none") != "none"
    assert (ties.people, len(ties.peers) // (1 if directed else 2)) == (people, count)
    assert ties.names == ids
    assert all(len(column) == people for column in columns.values())


def test_self_ties_of_mail_are_reported(shared_data):
    """The mail network's 642 self-ties are left out, and it is said."""
    ties = read(shared_data / "email_eu_core" / "edges.csv", direction="influences")
    assert ties.notes[0].startswith("642 self-ties were left out (the first in line ")


def test_weights_of_real_networks(shared_data):
    """NetHEPT keeps its 58,852 parallel ties as weights; the consultants' "never" can be cut off."""
    assert read(shared_data / "nethept" / "edges.csv").weights.sum() / 2 == 58_852
    asked = read(shared_data / "cross_parker_consulting" / "edges.csv", direction="listens-to", at_least=2)
    assert len(asked.peers) == 877 - 356
    assert asked.notes == (asked.notes[0],)
    assert asked.notes[0].startswith("356 ties with a weight below 2 were left out")


def test_listens_to_and_influences_are_opposites(tmp_path):
    """`listens-to` makes the target a peer of the source; `influences` the other way round; none makes both."""
    path = write(tmp_path / "ties.csv", "source,target\nann,bob\n")
    listens = read(path, direction="listens-to")
    influences = read(path, direction="influences")
    assert listens.names == influences.names == ("ann", "bob")
    assert (listens.listeners.tolist(), listens.peers.tolist()) == ([0], [1])
    assert (influences.listeners.tolist(), influences.peers.tolist()) == ([1], [0])
    assert read(path).listeners.tolist() == [0, 1]


def test_ids_are_kept_as_they_stand(tmp_path):
    """007 stays 007, numbers are not rounded, and people come in the order of the file."""
    ties = read(write(tmp_path / "ties.csv", "source,target\n007,7\n7,1e3\nNA,007\n"))
    assert ties.names == ("007", "7", "1e3", "NA")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_a_mark_at_the_start(tmp_path, separator):
    """Comma, semicolon and tab are told by the header; the mark that Excel writes at the start is no part of a name."""
    path = tmp_path / "ties.tsv"
    path.write_bytes(("\ufeff" + f"source{separator}target{separator}weight\r\na{separator}b{separator}2\r\n").encode())
    assert read(path).weights.tolist() == [2, 2]


def test_weights_of_repeated_ties_add_up_as_they_should(tmp_path):
    """Ten times 0.1 is 1; decimal weights add up to the bits that pandas gives, in whatever order they come."""
    lines = "".join("b,a,0.1\n" for _ in range(10))
    ties = read(write(tmp_path / "ten.csv", f"source,target,weight\n{lines}b,c,1\n"), direction="listens-to")
    assert ties.weights.tolist() == [1.0, 1.0]
    rng = np.random.default_rng(4)
    table = pd.DataFrame(rng.integers(12, size=(4000, 2)), columns=["source", "target"])
    table["weight"] = rng.choice([0.1, 0.3, 1e9, 1e-7, 7.7], 4000)
    table = table[table["source"] != table["target"]]
    table.to_csv(tmp_path / "many.csv", index=False)
    ties = read(tmp_path / "many.csv", direction="listens-to")
    number = {name: i for i, name in enumerate(ties.names)}
    expected = table.groupby(["source", "target"])["weight"].sum()
    rows = zip(ties.listeners.tolist(), ties.peers.tolist(), ties.weights.tolist(), strict=True)
    assert {(number[str(a)], number[str(b)]): w for (a, b), w in expected.items()} == {(a, b): w for a, b, w in rows}


def test_repeated_ties(tmp_path):
    """Ties given more than once add their weights, or count once; undirected, a-b and b-a are the same."""
    path = write(tmp_path / "ties.csv", "source,target,weight\na,b,1\nb,a,2\na,b,4\nb,c,1\n")
    added = read(path)
    assert added.weights.tolist() == [7, 7, 1, 1]
    assert added.notes == ("2 repeated ties had their weights added (the first in line 3)",)
    once = read(path, repeated="once")
    assert once.weights.tolist() == [1, 1, 1, 1]
    assert once.notes == ("2 repeated ties count once (the first in line 3)",)
    directed = read(path, direction="influences")
    assert sorted(directed.weights.tolist()) == [1, 2, 5]
    assert set(read(path, weights=False).weights) == {1.0}


def test_zero_weights_are_no_ties(tmp_path):
    """A tie of weight 0 is left out, and it is said."""
    ties = read(write(tmp_path / "ties.csv", "source,target,weight\na,b,1\nb,c,0\n"))
    assert ties.names == ("a", "b", "c")
    assert ties.notes == ("1 ties of weight 0 were left out (the first in line 3)",)
    assert ties.peer_counts.tolist() == [1, 1, 0]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("labels", ["words", "numbers"])
@pytest.mark.parametrize("directed", [False, True])
def test_round_trips(tmp_path, suffix, labels, directed):
    """What networkx writes comes back: names, ties, weights, direction and attributes, in every format."""
    graph = nx.gnp_random_graph(12, 0.3, seed=4, directed=directed)
    names = {i: f"person {i}" if labels == "words" else i + 100 for i in graph}
    for u, v in graph.edges:
        graph.edges[u, v]["weight"] = float(u + v) / 2
    graph = nx.relabel_nodes(graph, names)
    if suffix != ".net":
        nx.set_node_attributes(graph, {name: f"team {i % 3}" for i, name in names.items()}, "team")
        nx.set_node_attributes(graph, {name: 20.5 + i for i, name in names.items()}, "age")
    path = tmp_path / f"ties{suffix}"
    WRITERS[suffix](graph, path)
    ties = read(path, direction="listens-to" if directed else None)
    expected = Ties.from_networkx(graph)
    assert set(ties.names) == {str(name) for name in names.values()}

    def triples(network: Ties) -> set[tuple[str, str, float]]:
        name = network.names
        return {
            (name[i], name[j], w)
            for i, j, w in zip(network.listeners, network.peers, network.weights.tolist(), strict=True)
        }

    assert triples(ties) == triples(expected)
    if suffix != ".net":
        assert dict(zip(ties.names, ties.attributes["team"], strict=True)) == {
            str(name): f"team {i % 3}" for i, name in names.items()
        }
        assert np.allclose(np.sort(ties.attributes["age"]), 20.5 + np.arange(12))


@pytest.mark.parametrize("suffix", [".graphml", ".gml", ".gexf"])
def test_people_of_a_table_and_a_graph_file(tmp_path, suffix):
    """With a table of people, a graph file has exactly those, in that order, and strangers are a fault."""
    path = tmp_path / f"ties{suffix}"
    WRITERS[suffix](nx.Graph([("bob", "ann")]), path)
    assert read(path, ("ann", "bob", "cem")).names == ("ann", "bob", "cem")
    with pytest.raises(InputError, match='"bob" is not in the table of people'):
        read(path, ("ann", "cem"))


def test_many_faults_are_counted(tmp_path):
    """After twenty of a kind, faults are counted, not listed."""
    path = write(tmp_path / "ties.csv", "source,target,weight\n" + "a,b,x\n" * 50)
    with pytest.raises(InputError) as caught:
        read(path)
    assert len(caught.value.faults) == 21
    assert caught.value.faults[-1].message == "and 30 more lines like these"


def test_columns_of_numbers_are_numbers(tmp_path):
    """A column of nothing but numbers is numeric; one empty cell makes it text."""
    ids, columns = read_people(write(tmp_path / "p.csv", "id,age,tenure\na,30,\nb,41,2\n"))
    assert ids == ("a", "b")
    assert columns["age"].tolist() == [30.0, 41.0]
    assert columns["tenure"].tolist() == ["", "2"]


def test_no_spelling_is_lost(tmp_path):
    """A column with 01 and 1 in it stays text, and where numbers are wanted its cells are numbers all the same."""
    page = "id,team,flag,share,manager\n007,1,0,0.50,\n7,01,1,1e-1,007\nx,1,1,2,7\n"
    ids, columns = read_people(write(tmp_path / "p.csv", page))
    assert ids == ("007", "7", "x")
    assert columns["team"].tolist() == ["1", "01", "1"]
    assert columns["flag"].tolist() == [0.0, 1.0, 1.0]
    assert columns["share"].tolist() == ["0.50", "1e-1", "2"]
    assert numbers(columns["share"]).tolist() == [0.5, 0.1, 2.0]
    assert numbers(columns["manager"]) is None
    assert names_of(columns["flag"]).tolist() == ["0", "1", "1"]
    assert reporting_line(ids, columns["manager"]).tolist() == [-1, 0, 1]


def test_a_scenario_uses_columns_as_text_and_as_numbers(tmp_path):
    """Tribes are called as they are written; passion and never-adopters are the numbers that are written."""
    write(tmp_path / "ties.csv", "source,target\na,b\nb,c\n")
    write(tmp_path / "p.csv", "id,team,keen,refuses\na,1,0.50,00\nb,01,0.25,1\nc,1,0.10,00\n")
    page = "network: {file: ties.csv}\ninfluence: {preset: watts}\nseeds: {count: 1}\nstrategies: [most-passionate]\n"
    people = "people: {file: p.csv, tribe: team, passion: {distribution: column, name: keen}, never: {column: refuses}}"
    found = sim.run(sim.read(write(tmp_path / "s.yaml", f"{page}{people}\nruns: 2\nsteps: 2\n")))
    assert list(dict.fromkeys(found.tables["curves"]["group"])) == ["everyone", "01", "1"]
    assert set(found.seeds["person"]) == {"a"}


def named_ties(ties: Ties) -> set[tuple[str, str, float]]:
    """Every tie as (listener, peer, weight), by name."""
    ends = zip(ties.listeners, ties.peers, ties.weights.tolist(), strict=True)
    return {(ties.names[i], ties.names[j], weight) for i, j, weight in ends}


BOTH = {("1", "2", 1.0), ("2", "1", 1.0)}
PAJEK = {
    # what: (text, ties with `listens-to`)
    "edges": ("*Vertices 3\n*Edges\n1 2\n", BOTH),
    "no labels, some labels, comments and a mark": (
        "\ufeff% made by hand\n*vertices 2\n 2 \"b c\" .1 .2 .5\n\n*EDGES\n1 2 3 c Red\n",
        {("1", "b c", 3.0), ("b c", "1", 3.0)}),
    "one relation": ('*Vertices 2\n*Edges :1 "friends"\n1 2\n', BOTH),
    "arcs and edges": ("*Vertices 3\n*Arcs\n1 2 2\n*Edges\n2 3\n", {("1", "2", 2.0), ("2", "3", 1.0), ("3", "2", 1.0)}),
    "lists of arcs": ("*Vertices 3\n*Arcslist\n1 2 3\n", {("1", "2", 1.0), ("1", "3", 1.0)}),
    "lists of edges": ("*Vertices 3\n*Edgeslist\n1 2\n", BOTH),
    "a matrix": ("*Vertices 2\n*Matrix\n0 2\n.5 0\n", {("1", "2", 2.0), ("2", "1", 0.5)}),
    "other objects": ("*Network x\n*Vertices 2\n*Edges\n1 2\n*Partition sex\n*Vertices 2\n1\n2\n", BOTH),
}  # fmt: skip


@pytest.mark.parametrize("what", PAJEK)
def test_pajek_by_hand(tmp_path, what):
    """Each way to write ties in a Pajek file gives the ties that it says, with Mac and Windows line ends too."""
    text, expected = PAJEK[what]
    for number, end in enumerate(("\n", "\r", "\r\n")):
        path = tmp_path / f"{number}.net"
        path.write_bytes(text.replace("\n", end).encode())
        ties = read(path, direction="listens-to")
        assert named_ties(ties) == expected
    assert bool(ties.notes) == (what == "other objects")


def test_graphml_gives_values_for_all(tmp_path):
    """The default of a key holds for the ties and people that have no value of their own."""
    page = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
    <key id="w" for="edge" attr.name="weight" attr.type="double"><default>4</default></key>
    <key id="t" for="node" attr.name="team" attr.type="string"><default>red</default></key>
    <graph edgedefault="undirected"><node id="a"/><node id="b"><data key="t">blue</data></node><node id="c"/>
    <edge source="a" target="b"/><edge source="b" target="c"><data key="w">2</data></edge></graph></graphml>"""
    ties = read(write(tmp_path / "ties.graphml", page))
    assert named_ties(ties) == {("a", "b", 4.0), ("b", "a", 4.0), ("b", "c", 2.0), ("c", "b", 2.0)}
    assert ties.attributes["team"].tolist() == ["red", "blue", "red"]


@pytest.mark.parametrize("odd", ["\u2028", "\u0085", "\x0b", "\x0c", "\x1c"])
def test_only_line_ends_end_lines(tmp_path, odd):
    """What some programs take for the end of a line is a letter in a cell; line ends of old Macs are line ends."""
    path = tmp_path / "ties.csv"
    path.write_bytes(f"source,target\ra{odd}b,c\rc,d\r".encode())
    assert read(path).names == (f"a{odd}b", "c", "d")


def test_the_separator_is_not_looked_for_in_quotes(tmp_path):
    """Commas inside the quoted names of columns do not make a semicolon file one with commas."""
    page = '"from, that is";"to, that is"\na;b\n'
    ties = read(write(tmp_path / "ties.csv", page), source="from, that is", target="to, that is")
    assert ties.names == ("a", "b")
