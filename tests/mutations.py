"""Folders of results that somebody, or something, has changed: seeded, one change at a time."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

ODD_CELLS = (
    *("", " ", "abc", "1e2147483648", "1e-2147483649", "9" * 400, "nan", "inf", "-inf", "-1", "0", "1", "2", "0.5"),
    *(
        "1.5",
        "1e300",
        "1_000",
        "1,5",
        "True",
        "=1+1",
        "'",
        '"',
        "\0",
        "a\nb",
        "x" * 200_000,
        "\U0001f600",
        "NA",
        "None",
    ),
)
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 0.5, -0.5, 1e308, 10**30, 10**400, "", "abc", "\0", "\ud800", "1", "x" * 5_000),
    *([], {}, [None], [[1]], [1, 2], {"a": 1}, {"": None}, [[[[]]]], ["a", "a"], float("inf"), float("nan")),
)

Change = Callable[[np.random.Generator, Path], str]


def cell(rng: np.random.Generator, file: Path) -> str:
    """Another value in one cell of a table, sometimes in its header."""
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").split("\n")]
    row = rows[rng.integers(0, max(1, min(len(rows) - 1, 400)))]
    place, value = rng.integers(len(row)), ODD_CELLS[rng.integers(len(ODD_CELLS))]
    if rng.random() < 0.3:
        other = rows[rng.integers(len(rows))]
        value = other[min(place, len(other) - 1)]
    row[place] = value
    file.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    return f"a cell {value[:30]!r}"


def column(rng: np.random.Generator, file: Path) -> str:
    """Another value in all cells of a column."""
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").split("\n")]
    place, value = rng.integers(len(rows[0])), ODD_CELLS[rng.integers(14)]
    for row in rows[1:]:
        if place < len(row):
            row[place] = value
    file.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    return f"a column {rows[0][place]} of {value[:30]!r}"


def rows(rng: np.random.Generator, file: Path) -> str:
    """Lines taken away, doubled, swapped or sorted, or columns likewise."""
    lines = file.read_text(encoding="utf-8").split("\n")
    one, other = rng.integers(len(lines), size=2)
    kind = rng.integers(6)
    if kind == 0:
        del lines[one]
    elif kind == 1:
        lines.insert(one, lines[other])
    elif kind == 2:
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == 3:
        lines = [lines[0], *sorted(lines[1:])]
    elif kind == 4:
        lines = lines[:1]
    else:
        cut = rng.integers(len(lines[0].split(",")))
        lines = [",".join(part for place, part in enumerate(line.split(",")) if place != cut) for line in lines]
    file.write_text("\n".join(lines), encoding="utf-8")
    return f"rows {kind}"


def saved(rng: np.random.Generator, file: Path) -> str:
    """The same text as another program saves it."""
    text = file.read_text(encoding="utf-8")
    kind = rng.integers(7)
    if kind == 0:
        file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    elif kind == 1:
        file.write_text(text.replace(",", ";").replace(".", ","), encoding="utf-8")
    elif kind == 2:
        file.write_text(text, encoding="utf-16")
    elif kind == 3:
        file.write_bytes((text + "é").encode("latin-1", "replace"))
    elif kind == 4:
        file.write_text(text.replace(",", "\t"), encoding="utf-8")
    elif kind == 5:
        file.write_bytes(text.replace("\n", "\r").encode())
    else:
        file.write_text(text.replace("True", "TRUE").replace("False", "FALSE") + "\n\n", encoding="utf-8")
    return f"saved {kind}"


def scattered(rng: np.random.Generator, file: Path) -> str:
    """Bytes changed, taken away or put in, the end cut off, a quote opened, or nothing left."""
    content = bytearray(file.read_bytes())
    kind, place = rng.integers(7), int(rng.integers(max(1, len(content))))
    if kind == 0:
        content[place : place + 1] = bytes([rng.integers(256)])
    elif kind == 1:
        del content[place : place + int(rng.integers(1, 30))]
    elif kind == 2:
        content[place:place] = bytes(rng.integers(256, size=3).tolist())
    elif kind == 3:
        del content[place:]
    elif kind == 4:
        content[place:place] = b'"'
    elif kind == 5:
        content[place:place] = b"\0"
    else:
        content.clear()
    file.write_bytes(bytes(content))
    return f"bytes {kind} at {place}"


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """All places of a document."""
    yield place
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*place, key))


def document(rng: np.random.Generator, file: Path) -> str:
    """A value of a document changed, taken away, doubled, or nested deeply."""
    value = json.loads(file.read_text(encoding="utf-8"))
    # As many of the few that say much as of the many in long lists.
    every = list(places(value))[1:]
    short = [place for place in every if not any(isinstance(key, int) and key > 2 for key in place)]
    pool = short if rng.random() < 0.8 else every
    place = pool[rng.integers(len(pool))]
    inside = value
    for key in place[:-1]:
        inside = inside[key]
    kind, odd = rng.integers(8), ODD_VALUES[rng.integers(len(ODD_VALUES))]
    if kind == 0:
        del inside[place[-1]]
    elif kind == 1:
        other = value
        for key in every[rng.integers(len(every))]:
            other = other[key]
        odd = json.loads(json.dumps(other))
        inside[place[-1]] = odd
    elif kind == 2 and isinstance(inside, list):
        inside.append(odd)
    else:
        inside[place[-1]] = odd
    text = json.dumps(value, indent=2 if rng.random() < 0.9 else None)
    if kind == 3:
        deep = int(rng.choice([50, 500, 100_000]))
        text = text.replace(json.dumps(odd), "[" * deep + "]" * deep, 1)
    file.write_text(text, encoding="utf-8")
    return f"{'.'.join(map(str, place))} {kind} {str(odd)[:30]!r}"


CHANGES: dict[str, tuple[Change, ...]] = {
    ".csv": (cell, cell, cell, column, rows, saved, scattered),
    ".json": (document, document, document, document, scattered, saved),
}


def changed(rng: np.random.Generator, folder: Path) -> str:
    """Change one file of a folder of results that its readers look at; what was done."""
    names = sorted(path for path in folder.rglob("*") if path.suffix in CHANGES and path.name not in UNREAD)
    weights = np.array([6.0 if path.suffix == ".json" else 1.0 for path in names])
    file = names[rng.choice(len(names), p=weights / weights.sum())]
    if rng.random() < 0.01:
        file.unlink()
        return f"{file.relative_to(folder)} is gone"
    pool = CHANGES[file.suffix]
    return f"{file.relative_to(folder)}: {pool[rng.integers(len(pool))](rng, file)}"


UNREAD = ("summary.json", "sweep_runs.csv")
"""What nothing reads again."""
