"""Readable twins of the compiled models, written from the papers: one interaction at a time, people one by one."""

import numpy as np

from sim.world.people import People
from sim.world.ties import Ties


def drawn(rows: list[tuple[int, int, float]], place: float) -> int:
    """The number of the row (.., .., weight) at `place` (0..1) of all weight, counted from the front."""
    if len({weight for *_, weight in rows}) == 1:
        return int(place * len(rows))
    target = place * np.cumsum([weight for *_, weight in rows])[-1]
    total = 0.0
    for number, (*_, weight) in enumerate(rows):
        total += weight
        if total > target:
            return number
    return len(rows) - 1


class NamingGame:
    """The binary naming game: each person has the set of names that they remember."""

    def __init__(self, ties: Ties, people: People, seeds) -> None:
        self.names = [{"new"} if i in set(seeds) else {"old"} for i in range(len(people))]
        self.fixed = [i in set(seeds) or bool(people.never[i]) for i in range(len(people))]
        rows = sorted(zip(ties.peers.tolist(), ties.listeners.tolist(), ties.weights.tolist(), strict=True))
        self.audience = [[row for row in rows if row[0] == i] for i in range(len(people))]

    @property
    def holds(self) -> list[bool]:
        """Who remembers the new name only."""
        return [names == {"new"} for names in self.names]

    def interact(self, draws: np.ndarray) -> None:
        """One talk: who speaks, to whom, and which of two names is said."""
        speaker = int(draws[0] * len(self.names))
        audience = self.audience[speaker]
        if not audience:
            return
        self.talk(speaker, audience[drawn(audience, draws[1])][1], draws[2])

    def talk(self, speaker: int, listener: int, coin: float) -> None:
        """The speaker says a name to the listener."""
        name = "new" if self.names[speaker] == {"new"} or ("new" in self.names[speaker] and coin < 0.5) else "old"
        success = name in self.names[listener]
        if success and not self.fixed[speaker]:
            self.names[speaker] = {name}
        if not self.fixed[listener]:
            self.names[listener] = {name} if success else self.names[listener] | {name}

    draws = 3


class BestResponse:
    """Best response: each person has a list of the plays that they heard, the oldest first."""

    draws = 2

    def __init__(self, ties: Ties, people: People, seeds, memory: int) -> None:
        self.length = memory
        self.heard = [[i in set(seeds)] * memory for i in range(len(people))]
        self.fixed = [i in set(seeds) or bool(people.never[i]) for i in range(len(people))]
        self.ties = list(zip(ties.listeners.tolist(), ties.peers.tolist(), ties.weights.tolist(), strict=True))

    @property
    def holds(self) -> list[bool]:
        """Who heard the new more often."""
        return [sum(heard) > self.length - sum(heard) for heard in self.heard]

    def interact(self, draws: np.ndarray) -> None:
        """One play over one tie."""
        if self.ties:
            listener, peer, _ = self.ties[drawn(self.ties, draws[0])]
            self.play(listener, peer, draws[1])

    def play(self, listener: int, peer: int, coin: float) -> None:
        """The peer plays, the listener remembers."""
        new, old = sum(self.heard[peer]), self.length - sum(self.heard[peer])
        played = new > old or (new == old and coin < 0.5)
        if not self.fixed[listener]:
            self.heard[listener] = [*self.heard[listener][1:], played]
