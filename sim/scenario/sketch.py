"""A sketch of people who are yet to be drawn, on which settings of mechanisms are checked."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np

from sim.ground.draws import ONCE, stream
from sim.movement.plan import Plan, column_of, spelled
from sim.scenario.traits import LINE
from sim.world.outline import Outline
from sim.world.people import People


class Sketch(Plan):
    """A plan for a few people who between them have every value that surely occurs.

    Values that may also occur are accepted, and noted in the outline as unsure.
    """

    def __init__(self, outline: Outline, tribe: str | None) -> None:
        rows = max([2, *(len(values) for values in outline.values())])
        columns = {name: np.resize(values, rows) for name, values in outline.items()}
        manager = np.array([-1] + [0] * (rows - 1), np.int32) if LINE in outline else None
        people = replace(People.alike(rows), attributes=columns, tribe=tribe, manager=manager)
        super().__init__(people, (), lambda name: stream(0, ONCE, name))
        self._outline = outline

    def perhaps(self, scope: int, name: str) -> bool:
        """Whether a group may occur."""
        return self._outline.perhaps(self._column(scope), name)

    def is_all(self, scope: int, names: Collection[str]) -> bool:
        """Whether these may be the groups of a scope."""
        column, sure = self._column(scope), set(self.scopes[scope].names)
        if self._outline.is_open(column):
            self._outline.doubt(f'who is in the column "{column}"')
        return sure <= set(names) and all(self._outline.perhaps(column, name) for name in set(names) - sure)

    def person(self, name: str) -> int | None:
        """Some person for a name; None if nobody will have that name."""
        return 0 if self._outline.is_called(name) else None

    def lead(self, ids: np.ndarray, who: Any) -> bool:
        """Whether somebody may report to the people of `who`."""
        if isinstance(who, dict):
            for of, value in who.items():
                column, values = column_of(of, self.people.tribe), value if isinstance(value, list | tuple) else [value]
                if all(self._outline.is_idle(column, spelled(cell)) for cell in values):
                    return False
        if who not in ("top", "managers"):
            self._outline.doubt("who reports to the sponsors")
        return True

    def _column(self, scope: int) -> str:
        of = next(word for word, number in self._known.items() if number == scope)
        return column_of(of, self.people.tribe)
