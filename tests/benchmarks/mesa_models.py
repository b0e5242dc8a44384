"""The same movement as a Mesa user would write it: agents on a network who look at their neighbours in each step."""

import math
import random

import mesa
import networkx as nx
import numpy as np
from mesa.space import NetworkGrid


class Follower(mesa.Agent):
    """Somebody who adopts when enough neighbours did, or by chance with the share of those who did."""

    def __init__(self, model: "Spread", threshold: float) -> None:
        super().__init__(model)
        self.threshold = threshold
        self.adopted = self.next = False

    def neighbours(self) -> list["Follower"]:
        """Who is tied to this person, asked of the grid each time."""
        return self.model.grid.get_neighbors(self.pos, include_center=False)

    def decide(self) -> None:
        """Look around."""
        self.next = self.adopted
        if not self.adopted:
            around = self.neighbours()
            share = sum(other.adopted for other in around) / len(around) if around else 0.0
            if self.model.rate:
                self.next = self.model.luck.random() < 1 - math.exp(-self.model.rate * share)
            else:
                self.next = share >= self.threshold

    def commit(self) -> None:
        """Change together with everyone."""
        self.adopted = self.next


class Friend(Follower):
    """The same, but neighbours are looked up once."""

    known: list["Follower"] | None = None

    def neighbours(self) -> list["Follower"]:
        """Who is tied to this person, remembered."""
        if self.known is None:
            self.known = super().neighbours()
        return self.known


class Spread(mesa.Model):
    """People with thresholds, or with a rate of contagion, on a graph numbered from 0."""

    def __init__(self, graph: nx.Graph, thresholds: np.ndarray, rate: float, kind: type[Follower]) -> None:
        super().__init__(rng=1)
        self.rate, self.luck = rate, random.Random(1)
        self.grid = NetworkGrid(graph)
        self.persons = [kind(self, threshold) for threshold in thresholds.tolist()]
        for number, person in enumerate(self.persons):
            self.grid.place_agent(person, number)
        for person in self.persons:
            person.neighbours()

    def run(self, seeds: list[int], steps: int) -> int:
        """Run from these seeds until nothing changes, or for so many steps; how many adopted."""
        for person in self.persons:
            person.adopted = False
        for number in seeds:
            self.persons[number].adopted = True
        before = -1
        for _ in range(steps):
            self.agents.do("decide")
            self.agents.do("commit")
            count = sum(person.adopted for person in self.persons)
            if count == before and not self.rate:
                break
            before = count
        return sum(person.adopted for person in self.persons)
