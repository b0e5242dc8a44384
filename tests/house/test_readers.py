"""Whatever stands in the files of an author, reading them gives a result or faults in words, and nothing else."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.files import edge_list, gexf, gml, graphml, pajek
from sim.ground.faults import Fault, InputError
from sim.ground.tables import numbers, read_people
from sim.scenario.read import read
from sim.strategies.listed import named

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SEEDS = range(4)
SCENARIO_READS, FILE_READS = 60, 250
"""How many broken ones each seed tries; many more were tried by hand."""


class Raw(str):
    """A scalar as it stands in YAML, with no quotes around it."""


ODD: list[Any] = [None, [], {}, "", "x", " ", 0, -1, 1, 2, 0.5, -0.5, 1e9, 10**12, True, False, [None], ["x"], [1]]
ODD += [[[1]], {"x": 1}, {"name": "random"}, [{}], ["random"], {"count": 1}, {"": 1}, {"everyone": 1}, "random"]
ODD += ["everyone", "id", "/dev/null", "..", "\0", "\x1b[31m", "é" * 200]
ODD += map(Raw, ("1e2147483648", ".nan", ".inf", "9" * 400, "2020-01-01", "1_0", "!!int x", '!!float ""', "!odd 1"))

PEOPLE = b'id,team,years,boss\nann,a,1,\nbo,b,2.5,ann\n"cy, z",a,3,ann\n4,b,x,bo\n'
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'
FILES = {
    "ties.csv": b'source,target,weight\nann,bo,1\nbo,cy,2.5\ncy,ann,1\n"d, e",ann,3\n',
    "ties.net": b'% c\n*Network x\n*Vertices 4\n1 "ann" 0.1\n2 "bo"\n3 "cy z"\n'
    b'*Arcs :1 "r"\n1 2 1.5\n2 3\n*Edges\n3 4 2\n',
    "matrix.net": b'*Vertices 3\n1 "a"\n*Matrix\n0 1 0\n1 0 2\n0 2 0\n',
    "ties.gml": b'graph [\n directed 0\n node [ id 1 label "ann" age 3 g [ x 1.5 ] ]\n node [ id 2 label "b&#233;o" ]\n'
    b' node [ id 3 label "cy" ]\n edge [ source 1 target 2 weight 2 ]\n edge [ source 2 target 3 ]\n]\n',
    "ties.graphml": XML + b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    b'<key id="w" for="edge" attr.name="weight" attr.type="double"><default>2</default></key>\n'
    b'<key id="t" for="node" attr.name="team" attr.type="string"><default>r</default></key>\n'
    b'<graph edgedefault="undirected">\n<node id="a"><data key="t">x</data></node><node id="b"/>'
    b'<node id="c"><port name="p"/></node>\n<edge id="e1" source="a" target="b"><data key="w">1.5</data></edge>\n'
    b'<edge source="b" target="c"/>\n</graph></graphml>\n',
    "ties.gexf": XML + b'<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    b'<graph defaultedgetype="undirected" mode="static">\n<attributes class="node">'
    b'<attribute id="0" title="team" type="string"><default>q</default></attribute></attributes>\n'
    b'<nodes><node id="a" label="A"><attvalues><attvalue for="0" value="x"/></attvalues></node><node id="b" label="B"/>'
    b'</nodes>\n<edges><edge id="0" source="a" target="b" weight="2"/></edges>\n</graph></gexf>\n',
    "people.csv": PEOPLE,
}
READERS: dict[str, Callable[..., Any]] = {
    ".csv": edge_list.read, ".net": pajek.read, ".gml": gml.read, ".graphml": graphml.read, ".gexf": gexf.read,
}  # fmt: skip
PIECES = [b"", b"\0", b'"', b'""', b"\xff", b"\n", b"\r", b",", b";", b"\t", b"[", b"]", b"<", b">", b"&", b"*", b" "]
PIECES += [b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\x1b[31m", b"[[[[", b"<node>", b"*Vertices 5", b"&#0;", b"&#27;", b"()"]
PIECES += [b"1e2147483648", b"-1", b"nan", b"inf", b"9" * 5000, b"0", b"1.5", b"NAN", b"INF", b"true", b"integer"]
PIECES += [b"dynamic", b"directed", b"utf-16", b"id", b"weight", b"node_default", b"edge_default"]


def flow(value: Any) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(str(key))}: {flow(inside)}" for key, inside in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str) and not isinstance(value, Raw):
        shown = (f"\\U{ord(letter):08x}" if letter in '"\\' or letter < " " else letter for letter in value)
        return f'"{"".join(shown)}"'
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values inside a value, and its own."""
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from places(one, (*at, key))


def changed(value: Any, at: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    """A copy of a value in which `change` was made to what holds the place, and its key there."""
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(at) == 1:
        change(copy, at[0])
    else:
        copy[at[0]] = changed(value[at[0]], at[1:], change)
    return copy


def broken_page(page: Any, pages: list[Any], rng: random.Random) -> Any:
    """A scenario of which a value is another one, is gone, is there twice, or has a part of another scenario in it."""
    at = rng.choice([place for place in places(page) if place])
    kind = rng.randrange(8)

    def change(holder: Any, key: Any) -> None:
        if kind < 5:
            holder[key] = rng.choice(ODD)
        elif kind == 5:
            del holder[key]
        elif kind == 6 and isinstance(holder, list):
            holder.insert(key, holder[key])
        else:
            other = rng.choice(pages)
            for step in rng.choice([place for place in places(other) if place]):
                other = other[step]
            holder[key] = other

    return changed(page, at, change)


def broken_file(content: bytes, rng: random.Random) -> bytes:
    """A file with bytes, words or lines put in, taken out, exchanged or cut off, or in another encoding."""
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        kind, place, lines = rng.randrange(7), rng.randrange(len(content) + 1), content.split(b"\n")
        words = list(re.finditer(rb"[A-Za-z0-9_.:-]+", content))
        if kind == 0:
            content = content[:place] + rng.choice(PIECES) + content[place:]
        elif kind == 1:
            content = content[:place] + content[place + rng.randint(1, 8) :]
        elif kind in (2, 3) and words:
            word = rng.choice(words)
            new = rng.choice(PIECES) if kind == 2 else rng.choice(words)[0]
            content = content[: word.start()] + new + content[word.end() :]
        elif kind == 4:
            content = content[:place]
        elif kind == 5:
            lines.insert(rng.randrange(len(lines)), rng.choice(lines))
            content = b"\n".join(lines)
        else:
            encoding = rng.choice(["utf-16", "latin-1", "utf-8-sig", "cp037"])
            content = content.decode("utf-8", "replace").encode(encoding, "replace")
    return content


def check_words(faults: tuple[Fault, ...]) -> None:
    """There are faults, each with a line and words."""
    assert faults
    assert all(fault.line > 0 and len(fault.message) > 5 for fault in faults)


@pytest.mark.parametrize("seed", SEEDS)
def test_scenarios(seed, tmp_path):
    """Shipped scenarios with a value that is odd, gone, double or from elsewhere are read or refused in words."""
    rng = random.Random(seed)
    pages = [YAML(typ="safe", pure=True).load(file) for file in sorted(SCENARIOS.rglob("*.yaml"))]
    file, refused = tmp_path / "scenario.yaml", 0
    for _ in range(SCENARIO_READS):
        file.write_text(flow(broken_page(rng.choice(pages), pages, rng)), encoding="utf-8")
        try:
            read(file)
        except InputError as error:
            refused += 1
            check_words(error.faults)
    assert SCENARIO_READS / 3 < refused < SCENARIO_READS


def read_any(path: Path, rng: random.Random) -> None:
    """Read a file of people or ties by a reader that it is for, with options that are right."""
    if path.stem == "people":
        ids, columns = read_people(path)
        assert len(set(ids)) == len(ids) == len(named(names=(), file=path))
    else:
        everyone = [None, None, ("ann", "bo", "cy", "d, e", "a", "b", "c"), ("zoe",)]
        options = {"direction": rng.choice(["listens-to", "influences"]), "weights": rng.random() < 0.7}
        ties = READERS[path.suffix](path, rng.choice(everyone), **options)
        columns = dict(ties.attributes)
    for column in columns.values():
        numbers(column)


@pytest.mark.parametrize("seed", SEEDS)
def test_files(seed, tmp_path):
    """Files of people and of ties in every format that were damaged are read or refused in words."""
    rng, refused = random.Random(seed), 0
    for _ in range(FILE_READS):
        name = rng.choice(list(FILES))
        (tmp_path / name).write_bytes(broken_file(FILES[name], rng))
        try:
            read_any(tmp_path / name, rng)
        except InputError as error:
            refused += 1
            check_words(error.faults)
    assert FILE_READS / 3 < refused < FILE_READS


@pytest.mark.parametrize("name", FILES)
def test_whole_files(name, tmp_path):
    """The files that are damaged here are right as they are."""
    (tmp_path / name).write_bytes(FILES[name])
    options = {} if name == "people.csv" else {"direction": "listens-to"}
    reader = read_people if name == "people.csv" else READERS[Path(name).suffix]
    assert reader(tmp_path / name, **options)
