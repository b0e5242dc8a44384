"""Files are read whole or refused in words, whatever they are (sim/ground/contents.py)."""

import os
from pathlib import Path

import pytest

from sim.files import pajek
from sim.ground.contents import content, decoded, text
from sim.ground.faults import InputError, first_of, gathered
from sim.ground.spelling import did_you_mean
from sim.ground.tables import read_people


def refused(path, **limits) -> str:
    """The words in which a file is refused."""
    with pytest.raises(InputError) as caught:
        content(path, **limits)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == (str(path), 1)
    return fault.message


def test_what_is_no_file(tmp_path):
    """Pipes that nobody writes to, devices without end, links to them, folders and impossible names are no files."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    assert refused(pipe) == "is a pipe, expected a file"
    assert refused(link) == refused(Path("/dev/zero")) == "is a device, expected a file"
    assert refused(tmp_path).startswith("cannot be read: ")
    assert refused(tmp_path / "none") == "there is no such file"
    assert refused(Path("a\0b")) == "cannot be read: no file has such a name"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux has such files")
def test_files_without_a_size_of_their_own():
    """A file of the system that calls itself empty and is not may have no end."""
    assert refused(Path("/proc/self/status")).startswith("is longer than it says")


def test_sizes(tmp_path):
    """A file of as many bytes as are allowed comes back, one byte more is refused, and so is a hole of a terabyte."""
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    assert content(file, most=5) == b"12345"
    assert refused(file, most=4) == "is larger than 4 bytes, the most that is read"
    with file.open("r+b") as handle:
        handle.truncate(2**40)
    assert refused(file).startswith("is larger than 4,294,967,295 bytes")


@pytest.mark.parametrize("odd", ["\0", "\x1b", "\x7f", "\x9b"])
def test_control_characters(odd, tmp_path):
    """What steers a terminal or ends text is told with its line; other spaces are letters."""
    file = tmp_path / "file"
    file.write_text(f"\ufeffa\x0b\n\tb{odd}", encoding="utf-8")
    with pytest.raises(InputError, match=rf":2: holds the control character U\+{ord(odd):04X}"):
        text(file)
    assert decoded(b"\xef\xbb\xbfa\x0b\x1c\n\t", "file") == "a\x0b\x1c\n\t"


def test_near_names_among_many():
    """Of a hundred thousand names the one a letter away is near; of few, any that is alike; very long ones are not."""
    many = [f"person{number:06}" for number in range(100_000)]
    for word in ("persson012345", "person01234x5", "perosn012345"):
        assert did_you_mean(word, many) == ', did you mean "person012345"?'
    assert did_you_mean("persn012345", many) == ', did you mean "person012345"?'
    assert did_you_mean("PERSON012345", many) == ', did you mean "person012345"?'
    assert did_you_mean("randm", ["random", "none"]) == ', did you mean "random"?'
    assert did_you_mean("x" * 100_000, ["x" * 100_001]) == ""


def test_words_are_made_for_the_first_faults_only():
    """Of a thousand faults twenty are worded, and the last line says how many more there are."""
    asked = []
    faults = first_of("file", [(line, line) for line in range(1, 1001)], lambda found: asked.append(found) or "wrong")
    assert asked == list(range(1, 21))
    assert [fault.line for fault in faults] == list(range(1, 22))
    assert faults[-1].message == "and 980 more like these"


QUOTES = {
    "people.csv": ('id,x\n"ann"b,1\n"cy" ,2\n"d""e",3\nf"g,4\n"h" i,5\n', [(2, "something"), (6, "something")]),
    "open.csv": ('id,x\n"ann"b,1\n"cy,2\n"d"e,3\nf"\n', [(2, "something"), (3, "a quoted cell begins")]),
    "header.csv": ('"id"s,x\nann,1\n', [(1, "something")]),
    "ties.net": ('*Vertices 3\n1 a\n2 "b\n3 "c"d 0.1\n*Edges\n1 2\n', [(3, "a quote"), (4, "a quote")]),
    "right.net": ('% "\n*Vertices 3\n1 "a b" 0.1 ic "Light Blue"\n*Arcs :1 "likes"\n1 2\n*Partition p\n"\n', []),
    "right.csv": ('id,x\n"a ,"" ,b" ,1\nc"d,2\n', []),
}
"""Files with quotes, and where these are broken: lines, and how the words begin."""


@pytest.mark.parametrize("name", QUOTES)
def test_broken_quotes(name, tmp_path):
    """A quote that stays open, or ends before its cell or label does, is a fault in its line; others are read."""
    words, wrong = QUOTES[name]
    (tmp_path / name).write_text(words, encoding="utf-8")
    faults = []
    with gathered(faults):
        if name.endswith(".csv"):
            read_people(tmp_path / name)
        else:
            pajek.read(tmp_path / name, direction="influences")
    assert [fault.line for fault in faults] == [line for line, _ in wrong]
    assert all(fault.message.startswith(word) for fault, (_, word) in zip(faults, wrong, strict=True))
