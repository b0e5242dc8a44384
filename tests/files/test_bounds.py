"""Small files that ask for much work or room: each is read, or refused in words, within what its size warrants."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

REST = "\ninfluence: {preset: watts}\nseeds: {count: 1}\nstrategies: [random]\n"
PLAIN = "network: {generate: ring, people: 10, ties: 2}\ninfluence: {preset: watts}\nseeds: {count: 1}\n"
XML = '<?xml version="1.0"?>\n'
MANY = 3000
"""Faults of one kind: so few that a file is small, so many that to look for a near name at each would take minutes."""

Files = dict[str, str]


def from_file(name: str, more: str = "") -> str:
    """A scenario whose network is in a file."""
    direction = "" if name.endswith((".gml", ".graphml", ".gexf")) else ", direction: listens-to"
    return f"network: {{file: {name}{direction}}}" + REST + more


def chained(first: str, link: Callable[[int], str], count: int) -> str:
    """Anchors a0, a1, ... of which each is made from the one before."""
    return "\n".join([f"a0: &a0 {first}", *(f"a{number}: &a{number} {link(number - 1)}" for number in range(1, count))])


def nodes(count: int) -> str:
    """The nodes of a GraphML file."""
    return "".join(f'<node id="person{number:05}"/>' for number in range(count))


def graphml(inside: str, keys: str = "") -> str:
    """A GraphML file."""
    begin = f'{XML}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{keys}<graph edgedefault="undirected">'
    return f"{begin}{inside}</graph></graphml>"


PEOPLE = "id,team\n" + "".join(f"person{number:05},a\n" for number in range(MANY))
GML = (
    "graph [\n"
    + "".join(f'node [ id {n} label "person{n:05}" ]\n' for n in range(MANY))
    + "edge [ source 0 target 1 ]\n]"
)
FAR = ",".join(f"persn{number:05}" for number in range(MANY))

BOMBS: dict[str, Files] = {
    "aliases": {"scenario.yaml": chained("[x, x]", lambda n: "[" + ", ".join([f"*a{n}"] * 9) + "]", 12)},
    "merged keys": {"scenario.yaml": chained("{x: 1}", lambda n: f"{{<<: [*a{n}, *a{n}, *a{n}]}}", 40)},
    "deep aliases": {"scenario.yaml": chained("[x]", lambda n: f"[*a{n}]", 5000)},
    "brackets": {"scenario.yaml": "name: " + "[" * 20_000},
    "braces": {"scenario.yaml": "name: " + "{a: " * 20_000},
    "dashes": {"scenario.yaml": "- " * 20_000},
    "a long list": {"scenario.yaml": "name: [" + "1," * 200_000 + "1]"},
    "a large page": {"scenario.yaml": "name: " + "x" * 2_000_000},
    "strategies": {"scenario.yaml": PLAIN + "strategies: [" + "[], " * 4_000 + "random]"},
    "unknown keys": {
        "scenario.yaml": PLAIN + "strategies: [random]" + "".join(f"\nstrateges{n}: 1" for n in range(4_000))
    },
    "unknown people": {"scenario.yaml": PLAIN + f"strategies: [{{name: listed, people: [{FAR}]}}]"},
    "a list of strangers": {
        "scenario.yaml": from_file("ties.gml").replace("[random]", "[{name: listed, file: list.csv}]"),
        "ties.gml": GML,
        "list.csv": "id\n" + FAR.replace(",", "\n"),
    },
    "cells": {
        "scenario.yaml": PLAIN
        + "strategies: [random]\nsweep: {factors: {seeds.count: &a ["
        + ",".join(map(str, range(5_000)))
        + "], steps: *a}}"
    },
    "factors": {
        "scenario.yaml": PLAIN
        + "strategies: [random, none]\nsensitivity: {factors: {"
        + ", ".join(f"x{n}: [1, 2]" for n in range(3000))
        + "}}"
    },
    "organisations": {
        "scenario.yaml": "network: {organisations: {count: 1000000000000, size: 100}}" + REST,
    },
    "vertices": {"scenario.yaml": from_file("ties.net"), "ties.net": "*Vertices 99999999\n*Edges\n1 2\n"},
    "relations": {
        "scenario.yaml": from_file("ties.net"),
        "ties.net": "*Vertices 2\n" + "".join(f"*Edges :{n}\n1 2\n" for n in range(5_000)),
    },
    "people beside a graph": {
        "scenario.yaml": from_file("ties.gml", "people: {file: people.csv}"),
        "people.csv": "id\n" + "".join(f"person{number:05}\n" for number in range(20_000)),
        "ties.gml": GML,
    },
    "strangers beside a graph": {
        "scenario.yaml": from_file("ties.gml", "people: {file: people.csv}"),
        "people.csv": PEOPLE.replace("person", "persn"),
        "ties.gml": GML,
    },
    "misspelt ends": {
        "scenario.yaml": from_file("ties.graphml"),
        "ties.graphml": graphml(
            nodes(MANY) + "".join(f'<edge source="person00000" target="persn{n:05}"/>' for n in range(MANY))
        ),
    },
    "misspelt ends in a table": {
        "scenario.yaml": from_file("ties.csv", "people: {file: people.csv}"),
        "people.csv": PEOPLE,
        "ties.csv": "source,target\n" + "".join(f"person00000,persn{n:05}\n" for n in range(MANY)),
    },
    "entities": {
        "scenario.yaml": from_file("ties.graphml"),
        "ties.graphml": "<!DOCTYPE g [<!ENTITY e0 'eeeeeeeeee'>"
        + "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
        + "]><graphml>&e11;</graphml>",
    },
    "an entity outside": {
        "scenario.yaml": from_file("ties.graphml"),
        "ties.graphml": "<!DOCTYPE g [<!ENTITY e SYSTEM 'file:///dev/zero'>]><graphml>&e;</graphml>",
    },
    "deep XML": {
        "scenario.yaml": from_file("ties.graphml"),
        "ties.graphml": XML + "<graphml>" + "<a>" * 50_000 + "</a>" * 50_000 + "</graphml>",
    },
    "deep graphs": {
        "scenario.yaml": from_file("ties.gexf"),
        "ties.gexf": f'{XML}<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph>'
        + "".join(f'<nodes><node id="{n}">' for n in range(20_000))
        + "</node></nodes>" * 20_000
        + "</graph></gexf>",
    },
    "deep GML": {"scenario.yaml": from_file("ties.gml"), "ties.gml": "graph [ a " + "[ a " * 20_000},
    "values for all": {
        "scenario.yaml": from_file("ties.graphml"),
        "ties.graphml": graphml(
            nodes(4000) + '<edge source="person00000" target="person00001"/>',
            "".join(
                f'<key id="k{n}" for="node" attr.name="k{n}" attr.type="string"><default>{n}</default></key>'
                for n in range(4000)
            ),
        ),
    },
    "a column a person": {
        "scenario.yaml": from_file("ties.gml"),
        "ties.gml": "graph ["
        + "".join(f'node [ id {n} label "p{n}" k{n} 1 ]\n' for n in range(4_000))
        + "edge [ source 0 target 1 ] ]",
    },
    "a long cell": {
        "scenario.yaml": from_file("ties.csv", "people: {file: people.csv}"),
        "people.csv": f"id,note\n0,{'x' * 90_000}\n" + "".join(f"{n},\n" for n in range(1, 100_000)),
        "ties.csv": "source,target\n0,1\n",
    },
    "a long line": {"scenario.yaml": from_file("ties.csv"), "ties.csv": "source,target\na," + "b" * 5_000_000},
    "an open quote": {
        "scenario.yaml": from_file("ties.csv"),
        "ties.csv": 'source,target\na,"b\n' + "b,c\n" * 100_000,
    },
    "columns": {"scenario.yaml": from_file("ties.csv"), "ties.csv": "s," * 15_000 + "\na\n"},
    "columns twice": {
        "scenario.yaml": from_file("ties.csv"),
        "ties.csv": "source," * 9_000 + "\na\n",
    },
    "a header of one line": {"scenario.yaml": from_file("ties.csv"), "ties.csv": "a," * 2_000_000},
}
"""Files by the kind of their fault; some were minutes of work, others more memory than any machine has."""

READ = """
import json, os, resource, sys
from sim.ground.faults import InputError
from sim.scenario.read import read

for name in sys.argv[1:]:
    os.chdir(name)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime) + 60, resource.RLIM_INFINITY))
    try:
        read("scenario.yaml")
        told = []
    except InputError as error:
        told = [str(fault) for fault in error.faults]
    print(json.dumps([os.path.basename(name), told]), flush=True)
"""

ROOM = 3 * 2**30
"""Bytes of data that a child may have: the files have some megabytes at the most."""


def limited() -> None:
    """In the child: little memory, so that a fault of ours cannot stop the machine."""
    resource.setrlimit(resource.RLIMIT_DATA, (ROOM, ROOM))


def read(folders: Iterator[Path]) -> dict[str, list[str]]:
    """The faults of scenarios by the name of their folder, read one after the other in a limited child."""
    child = subprocess.run(
        [sys.executable, "-c", READ, *map(str, folders)],
        capture_output=True,
        text=True,
        preexec_fn=limited,
        check=False,
    )
    told = dict(json.loads(line) for line in child.stdout.splitlines())
    assert child.returncode == 0, (list(told)[-1:], child.stderr[-2000:])
    return told


def test_small_files_stay_small(tmp_path):
    """No small file takes a minute of computing or three gigabytes, and none ends in a traceback."""
    for name, files in BOMBS.items():
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(text, encoding="utf-8")
    told = read(tmp_path / name for name in BOMBS)
    assert told.keys() == BOMBS.keys()
    fine = {"people beside a graph"}
    assert {name for name, faults in told.items() if not faults} == fine
    assert max(map(len, told.values())) <= 200
    assert max(len(fault) for faults in told.values() for fault in faults) < 3000
