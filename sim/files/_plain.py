"""Plain tables of ties, read byte by byte in one compiled pass: no quotes, no odd characters, no faults.

Whatever is not plain is left to the general reader of tables, which says what is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.ground.numerals import parsed
from sim.ground.tables import Page


@dataclass(frozen=True)
class Lines:
    """Ties as the lines of a table give them: the numbers of both ends, by the names of the people.

    `line`: the line of each in the file. `weights`: float64, nan for what is no number; None without weights.
    """

    source: np.ndarray
    target: np.ndarray
    names: tuple[str, ...]
    line: np.ndarray
    weights: np.ndarray | None

    def of(self, mask: np.ndarray) -> Lines:
        """A selection of the lines; the names stay."""
        weights = None if self.weights is None else self.weights[mask]
        return Lines(self.source[mask], self.target[mask], self.names, self.line[mask], weights)


def plain(page: Page, source: str, target: str, weight: str | None) -> Lines | None:
    """The ties of a table (its `page`), or None if it is not plain: what `sim.ground.tables` gives, but faster."""
    from sim.files._scanned import joined, numbered, scanned

    content = page.content
    begin = content.find(b"\n") + 1
    if begin == 0 or len(content) >= 2**32 or b'"' in content or source == target or weight in (source, target):
        return None
    letters = np.frombuffer(content, np.uint8)
    columns = np.array([-1 if name is None else page.header.index(name) for name in (source, target, weight)])
    keys, spans, cells, values = scanned(letters, begin, ord(page.separator), columns, len(page.header))
    if not len(keys):
        return None
    numbers, first = numbered(letters, keys, spans)
    names = joined(letters, spans, first).tobytes().decode().split("\n")[:-1]
    # Blanks around a name were taken off; of other spaces there are many, and pandas knows them.
    if not content.isascii() and any(name != name.strip() for name in names):
        return None
    hard = np.flatnonzero(cells[:, 1])
    if len(hard):
        values[hard] = parsed(content[a:b].decode() for a, b in cells[hard].tolist())
    line = np.arange(2, len(numbers) // 2 + 2)
    return Lines(numbers[0::2], numbers[1::2], tuple(names), line, None if weight is None else values)
