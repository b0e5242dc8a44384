"""Networks that were read before: the same ties, faults and notes as without, and never in the way."""

import os
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

import sim
from sim.files import edge_list, graphml
from sim.ground.faults import InputError
from sim.scenario import remembered as kept
from sim.world.ties import Ties


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A folder of its own for what is kept; every file is large enough."""
    monkeypatch.setenv("GROUNDSWELL_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(kept, "LARGE", 0)
    return tmp_path / "kept"


def entries(home: Path) -> list[Path]:
    """What is there."""
    return sorted(home.iterdir()) if home.is_dir() else []


def check_same(one: Ties, other: Ties) -> None:
    """Two networks are the same in all that they hold."""
    for name in ("starts", "peers", "weights"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        assert getattr(one, name).dtype == getattr(other, name).dtype
    for mine, theirs in zip(one.audience, other.audience, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert (one.ids, one.notes, list(one.attributes)) == (other.ids, other.notes, list(other.attributes))
    for name, column in one.attributes.items():
        np.testing.assert_array_equal(column, other.attributes[name])
        assert column.dtype == other.attributes[name].dtype


def refuse() -> Ties:
    """Reading the file once more is a mistake."""
    raise AssertionError("the file is read again")


def graph_file(path: Path, *, directed: bool, weighted: bool) -> Path:
    """A network with attributes, words and numbers, and odd letters in its names."""
    graph = nx.relabel_nodes(nx.gnp_random_graph(20, 0.3, seed=1, directed=directed), lambda i: f"Zoë, {i}\u2028")
    for k, (u, v) in enumerate(graph.edges):
        if weighted:
            graph.edges[u, v]["weight"] = 0.1 + k
    for k, name in enumerate(graph):
        graph.nodes[name].update(team=f"équipe {k % 3}", age=20.5 + k)
    nx.write_graphml(graph, path)
    return path


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_what_is_kept_is_what_was_read(home, tmp_path, directed, weighted):
    """The second time the same arrays, names, attributes and notes come back, and the file is not read."""
    path = graph_file(tmp_path / "ties.graphml", directed=directed, weighted=weighted)
    first = kept.remembered(path, {}, lambda: graphml.read(path, direction="listens-to" if directed else None))
    assert len(entries(home)) == 1
    again = kept.remembered(path, {}, refuse)
    check_same(again, first)
    assert (again.audience[1] is again.peers) == (not directed)


def test_ties_without_weights_take_no_memory_again(home, tmp_path):
    """One 1 for all stays one 1 for all, and nothing is written for it."""
    ties = Ties.from_pairs(3, np.array([0, 1]), np.array([1, 2]), both_ways=True)
    path = tmp_path / "ties.csv"
    path.write_bytes(b"-")
    kept.remembered(path, {}, lambda: ties)
    assert kept.remembered(path, {}, refuse).weights.strides == (0,)
    with np.load(entries(home)[0], allow_pickle=False) as entry:
        assert "weights" not in entry


def test_another_content_or_option_is_another_network(home, tmp_path, monkeypatch):
    """What is kept goes by the content of the file, not by its name, by what was told, and by who read it."""
    path, other = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_text("source,target\na,b\n", encoding="utf-8")
    ties = kept.remembered(path, {"weights": True}, lambda: Ties.from_pairs(2, np.array([0]), np.array([1])))
    other.write_bytes(path.read_bytes())
    check_same(kept.remembered(other, {"weights": True}, refuse), ties)
    for told in ({"weights": False}, {"weights": True, "people": ("a", "b")}):
        with pytest.raises(AssertionError):
            kept.remembered(path, told, refuse)
    other.write_text("source,target\na,c\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        kept.remembered(other, {"weights": True}, refuse)
    monkeypatch.setattr(kept, "fingerprint", lambda: "another")
    with pytest.raises(AssertionError):
        kept.remembered(path, {"weights": True}, refuse)


@pytest.mark.parametrize("damage", ["cut", "empty", "flipped", "words", "objects", "folder"])
def test_a_damaged_entry_is_made_again(home, tmp_path, damage):
    """An entry that cannot be read is no fault: the network is read anew and kept again."""
    path = graph_file(tmp_path / "ties.graphml", directed=False, weighted=True)
    first = kept.remembered(path, {}, lambda: graphml.read(path))
    entry = entries(home)[0]
    content = entry.read_bytes()
    middle = len(content) // 2
    if damage == "objects":
        np.savez(entry, page=np.array([{}], dtype=object))
    elif damage == "folder":
        entry.unlink()
        entry.mkdir()
    else:
        flipped = content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]
        entry.write_bytes({"cut": content[:middle], "empty": b"", "flipped": flipped, "words": b"no zip"}[damage])
    check_same(kept.remembered(path, {}, lambda: graphml.read(path)), first)
    if damage != "folder":
        check_same(kept.remembered(path, {}, refuse), first)


def test_faults_are_not_kept(home, tmp_path):
    """A file with faults is read each time, and has the same faults each time."""
    path = tmp_path / "ties.csv"
    path.write_text("source,target\na,\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(InputError, match='the column "target" is empty'):
            kept.remembered(path, {}, lambda: edge_list.read(path))
    assert entries(home) == []


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path, monkeypatch):
    """Where nothing can be kept, networks are read as if nothing was to be kept."""
    path = graph_file(tmp_path / "ties.graphml", directed=False, weighted=True)
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("GROUNDSWELL_CACHE", str(tmp_path / "file" / "folder"))
    monkeypatch.setattr(kept, "LARGE", 0)
    check_same(kept.remembered(path, {}, lambda: graphml.read(path)), graphml.read(path))


def test_nothing_is_left_of_an_entry_that_could_not_be_written(home, tmp_path, monkeypatch):
    """A disk that is full in the middle leaves no half entry."""

    def full(file, **arrays):
        file.write(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", full)
    path = graph_file(tmp_path / "ties.graphml", directed=False, weighted=True)
    kept.remembered(path, {}, lambda: graphml.read(path))
    assert entries(home) == []


@pytest.mark.parametrize("bound", ["MOST", "LARGEST"])
def test_the_oldest_entries_go(home, tmp_path, monkeypatch, bound):
    """No more than so many entries, and bytes, are kept: those used last."""
    ties = Ties.from_pairs(3, np.array([0, 1]), np.array([1, 2]), both_ways=True)
    path = tmp_path / "ties.csv"

    def keep(number: int) -> Path:
        before = set(entries(home))
        path.write_text(str(number), encoding="utf-8")
        kept.remembered(path, {}, lambda: ties)
        (new,) = set(entries(home)) - before
        os.utime(new, (number, number))
        return new

    first, second = keep(1), keep(2)
    monkeypatch.setattr(kept, bound, 2 if bound == "MOST" else 5 * first.stat().st_size // 2)
    path.write_text("1", encoding="utf-8")
    kept.remembered(path, {}, refuse)  # the first is used once more
    third = keep(3)
    assert set(entries(home)) == {first, third}
    assert not second.exists()


def test_small_files_are_read(home, tmp_path, monkeypatch):
    """Nothing is kept of a file that is smaller than what pays."""
    monkeypatch.setattr(kept, "LARGE", 10**6)
    path = graph_file(tmp_path / "ties.graphml", directed=False, weighted=True)
    kept.remembered(path, {}, lambda: graphml.read(path))
    assert entries(home) == []


def test_where_networks_are_kept(monkeypatch, tmp_path):
    """The folder that is named; `off`; or the cache of the user, as the system has it."""
    monkeypatch.setenv("GROUNDSWELL_CACHE", "off")
    assert kept.folder() is None
    monkeypatch.setenv("GROUNDSWELL_CACHE", str(tmp_path))
    assert kept.folder() == tmp_path
    monkeypatch.delenv("GROUNDSWELL_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert kept.folder() == tmp_path / "groundswell"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert kept.folder() == Path.home() / ".cache" / "groundswell"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert kept.folder() == tmp_path / "local" / "groundswell"


def test_scenarios_read_networks_once(home, tmp_path, monkeypatch):
    """A scenario finds its network again, with the columns of the table of people, and comes to the same numbers."""
    lines = "".join(f"{i},{(i * 7 + 1) % 40}\n" for i in range(40)) + "1,2\n1,2\n3,3\n"
    (tmp_path / "ties.csv").write_text("source,target\n" + lines, encoding="utf-8")
    (tmp_path / "p.csv").write_text("id,team\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(40)), encoding="utf-8")
    (tmp_path / "s.yaml").write_text(
        "network: {file: ties.csv}\npeople: {file: p.csv, tribe: team}\ninfluence: {preset: watts}\n"
        "seeds: {count: 3}\nstrategies: [most-connected]\nruns: 3\nsteps: 4\n",
        encoding="utf-8",
    )
    first = sim.run(sim.read(tmp_path / "s.yaml"))
    assert len(entries(home)) == 1
    monkeypatch.setattr(edge_list, "read_page", refuse)
    again = sim.run(sim.read(tmp_path / "s.yaml"))
    for name, table in first.tables.items():
        assert table.equals(again.tables[name]), name
