"""The course: the surroundings of people in each step of one run, which mechanisms set, for both engines alike."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sim.movement.plan import Scope, Windows

BACKING, RESULTS = "support", "results"
"""Names of fields of a Course that mechanisms set for others to use."""


class Mechanism(Protocol):
    """A mechanism, resolved for a world: it acts at the beginning of each step."""

    def act(self, course: Course) -> None:
        """Change the surroundings of people in this step."""


class Course:
    """The state of a programme in one run.

    Surroundings of people in the present `step`, each float64, shape (people): `openness`: the terms of x_i that do not
    depend on passion; `keen`: beta_Sb S_i, added for each standard deviation of passion; `formal`: f max(S_i, 0);
    `stories`: s B_i+; `hearsay`, `heard`: v for those whom stories reach (else 0) and F~; `support`: S_i; `results`: R;
    `held`: psi_S S + psi_R R.
    `adopted`: bool, shape (people), the state after the step before. `shares`: for each scope (a way to group people)
    and step, the share of adopters in each group after it, float64, shape (groups). `stocks`: what mechanisms carry
    from step to step; `begun`: the windows of seed waves that have begun.
    """

    def __init__(self, scopes: tuple[Scope, ...], windows: Windows, mechanisms: tuple[Mechanism, ...]) -> None:
        self.step = 0
        self.scopes, self.windows, self.mechanisms = scopes, windows, mechanisms
        people = len(scopes[0].membership)
        self.adopted = np.zeros(people, np.bool_)
        self._counts = [np.zeros(len(scope.names), np.int64) for scope in scopes]
        # The share of an empty group is 0.
        self._sizes = [np.maximum(scope.sizes, 1) for scope in scopes]
        self.shares: list[list[np.ndarray]] = [[] for _ in scopes]
        self.opened = np.zeros(len(windows.first), np.bool_)
        self.active = np.zeros(len(windows.first), np.bool_)
        self.clear()
        self.support, self.results = np.zeros(people), np.zeros(people)
        self.stocks: dict[object, np.ndarray] = {}
        self.begun: set[int] = set()

    def clear(self) -> None:
        """Reset the surroundings of the step before."""
        people = len(self.adopted)
        self.openness, self.keen, self.formal, self.stories = (np.zeros(people) for _ in range(4))
        self.hearsay, self.heard, self.held = (np.zeros(people) for _ in range(3))

    def change(self, people: np.ndarray, adopted: bool) -> None:
        """Record that people adopted, or gave up, in this step."""
        if not len(people):
            return
        self.adopted[people] = adopted
        for scope, counts in zip(self.scopes, self._counts, strict=True):
            counts += (1 if adopted else -1) * np.bincount(scope.membership[people], minlength=len(counts))

    def end_step(self) -> None:
        """Record the shares of adopters after a step."""
        for counts, sizes, shares in zip(self._counts, self._sizes, self.shares, strict=True):
            shares.append(counts / sizes)

    def begin_step(self) -> None:
        """Go to the next step: open what begins in it, and let each mechanism act."""
        self.step += 1
        self.opened |= self.step >= self.windows.first
        for window in np.flatnonzero(~self.opened & (self.windows.scope >= 0)):
            scope, group = self.windows.scope[window], self.windows.group[window]
            self.opened[window] = self.shares[scope][self.step - 1][group] >= self.windows.share[window]
        self.active = self.opened & (self.step <= self.windows.last)
        if self.mechanisms:
            self.clear()
        for mechanism in self.mechanisms:
            mechanism.act(self)

    def share(self, scope: int, step: int) -> np.ndarray:
        """The share of adopters in each group of a scope after a step; before step 0 it is that of step 0."""
        return self.shares[scope][max(step, 0)]

    def of_each(self, scope: int, values: np.ndarray) -> np.ndarray:
        """The value of each person's group, as an array of shape (people)."""
        return values[self.scopes[scope].membership]
