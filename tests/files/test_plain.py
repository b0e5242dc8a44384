"""Plain tables are read byte by byte: the same ties, notes and faults as by the careful reader of all tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.files import edge_list
from sim.ground.faults import InputError
from sim.world.ties import Ties

LETTERS = st.sampled_from(
    [*"ab01", "ann", "a much longer name", "another long name", "é", "日本", " a", "b ", "-", "1.0"]
)
ODD = st.sampled_from(["", " ", "\t", "\x0b", "\u00a0a", "a\u2003", "\x1c", '"a"', '"a,b"', "\x85"])
WEIGHTS = st.sampled_from(["1", "0", "2.5", "0.1", "007", ".5", "5.", "123456789.123456", "1e-3", "1E2", "+1", " 3 "])
WRONG = st.sampled_from(["x", "", "-1", "nan", "inf", ".", "1.2.3", "1e101", "1_000"])


@st.composite
def tables(draw, odd: bool) -> bytes:
    """A table of ties; with `odd`, some of it is not plain, or at fault."""
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    separator = draw(st.sampled_from([",", ";", "\t"]))
    columns = draw(st.permutations(["source", "target", "weight", "said"]).map(lambda names: names[:4]))
    columns = [name for name in columns if name in ("source", "target") or draw(st.booleans())]
    rows = []
    for _ in range(draw(st.integers(0, 12))):
        row = []
        for name in columns:
            strange = odd and draw(st.integers(0, 15)) == 0
            value = WEIGHTS if name == "weight" else LETTERS
            row.append(draw((WRONG if name == "weight" else ODD) if strange else value))
        if odd and draw(st.integers(0, 30)) == 0:
            row = row[1:] if draw(st.booleans()) else [*row, "more"]
        rows.append(separator.join(row))
    text = end.join([separator.join(columns), *rows]) + draw(
        st.sampled_from(["", end, end + end] if odd else ["", end])
    )
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


def came_to(path, people, options) -> tuple:
    """What reading a table comes to: ties, or faults."""
    defaults = {"direction": "none", "weights": True, "repeated": "add"}
    try:
        ties = edge_list.read(path, people, **(defaults | options))
    except InputError as error:
        return tuple((fault.line, fault.message) for fault in error.faults)
    arrays = tuple(array.tolist() for array in (ties.starts, ties.peers, ties.weights, *ties.audience))
    return (*arrays, ties.ids, ties.notes)


OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "direction": st.sampled_from(["listens-to", "influences"]),
        "repeated": st.just("once"),
        "weights": st.just(False),
        "at_least": st.just(1.0),
    },
)


@pytest.mark.parametrize("odd", [False, True])
def test_plain_and_careful_readers_agree(tmp_path_factory, odd):
    """For any table, options and table of people, both readers come to the same, faults included."""
    path = tmp_path_factory.mktemp("plain") / "ties.csv"
    plainly = 0

    @given(tables(odd), OPTIONS, st.sampled_from([None, ("b", "a", "ann", "é", "0", "1", "zoe", "-", "1.0", "日本")]))
    @settings(max_examples=150, deadline=None)
    def check(content, options, people):
        nonlocal plainly
        path.write_bytes(content)
        found = came_to(path, people, options)
        with pytest.MonkeyPatch.context() as patch:
            read = edge_list.plain
            seen = []
            patch.setattr(edge_list, "plain", lambda *told: seen.append(read(*told)) or seen[-1])
            assert came_to(path, people, options) == found
            plainly += bool(seen) and seen[0] is not None
            patch.setattr(edge_list, "plain", lambda *told: None)
            assert came_to(path, people, options) == found

    check()
    assert plainly > (0 if odd else 50)


def test_many_names_that_are_alike(tmp_path):
    """Thousands of names, short and long, are told apart and numbered in the order in which they come."""
    rng = np.random.default_rng(1)
    names = [f"{i:x}" for i in range(6000)] + [f"{'x' * 7}{i:x}" for i in range(6000)]
    pairs = rng.integers(len(names), size=(30_000, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    path = tmp_path / "ties.csv"
    path.write_text("source,target\n" + "".join(f"{names[a]},{names[b]}\n" for a, b in pairs), encoding="utf-8")
    ties = edge_list.read(path)
    order = list(dict.fromkeys(names[i] for i in pairs.ravel().tolist()))
    assert ties.ids == tuple(order)
    place = {name: i for i, name in enumerate(order)}
    ends = np.array([[place[names[a]], place[names[b]]] for a, b in pairs.tolist()])
    expected = Ties.from_pairs(len(order), ends[:, 0], ends[:, 1], both_ways=True)
    np.testing.assert_array_equal(ties.peers, expected.peers)
    np.testing.assert_array_equal(ties.weights, expected.weights)


def test_weights_are_rounded_right(tmp_path):
    """Numbers of few digits and of many come out as Python reads them."""
    rng = np.random.default_rng(2)
    written = [f"{value:.{digits}f}" for digits in range(0, 15) for value in rng.random(40) * 10.0 ** rng.integers(6)]
    written = [text for text in written if float(text) > 0]
    path = tmp_path / "ties.csv"
    lines = "".join(f"{k},{k + 1},{text}\n" for k, text in enumerate(written))
    path.write_text("source,target,weight\n" + lines, encoding="utf-8")
    ties = edge_list.read(path, direction="listens-to")
    few = np.array([sum(letter.isdigit() for letter in text) <= 15 for text in written])
    exact = np.array([float(text) for text in written])
    assert few.sum() > 300
    np.testing.assert_array_equal(ties.weights[few], exact[few])
    np.testing.assert_allclose(ties.weights, exact, rtol=1e-15)


def test_ties_without_weights_take_no_memory_for_them(tmp_path):
    """A table without weights gives one 1 for all ties."""
    path = tmp_path / "ties.csv"
    path.write_text("source,target\na,b\nb,c\n", encoding="utf-8")
    assert edge_list.read(path).weights.strides == (0,)
