"""Who took a convention up, and who dropped it: what the models have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.frozen import freeze
from sim.people import People
from sim.ties import Ties


@dataclass(frozen=True, eq=False)
class Changes:
    """One run of one strategy, from step 0 (the seeds) to the last, as changes between the ends of steps.

    `adopted_at`: int32, shape (people): the step in which each person first took the new convention up, -1 for never;
    `later_step`, `later_person`: int32, and `later_adopts`: bool, all of one length: the changes after that of the
    same people, ordered by step and person, and whether each is back to the new convention (or to the old one);
    `steps` >= 0: the number of the last step. Raises ValueError with the name of the broken invariant.
    """

    adopted_at: np.ndarray
    later_step: np.ndarray
    later_person: np.ndarray
    later_adopts: np.ndarray
    steps: int

    def __post_init__(self) -> None:
        if not len(self.later_step) == len(self.later_person) == len(self.later_adopts):
            raise ValueError("each later change has a step, a person and a direction")
        if (self.later_step <= self.adopted_at[self.later_person]).any():
            raise ValueError("later changes come after the first adoption of the same person")
        freeze(self, "adopted_at", "later_step", "later_person", "later_adopts")

    @cached_property
    def new(self) -> np.ndarray:
        """How many took the new convention up in each step, for the first time or again: int64, shape (steps + 1)."""
        again = np.bincount(self.later_step[self.later_adopts], minlength=self.steps + 1)
        return np.bincount(self.adopted_at + 1, minlength=self.steps + 2)[1:] + again

    @cached_property
    def quits(self) -> np.ndarray:
        """How many dropped the new convention in each step, int64, shape (steps + 1)."""
        return np.bincount(self.later_step[~self.later_adopts], minlength=self.steps + 1)

    @cached_property
    def adopters(self) -> np.ndarray:
        """How many hold to the new convention after each step, int64, shape (steps + 1)."""
        return np.cumsum(self.new - self.quits)


def committed(ties: Ties, people: People, seeds: Sequence[int] | np.ndarray) -> np.ndarray:
    """Who is a seed, bool, shape (people). Raises ValueError as the engines do."""
    if len(people) != ties.people:
        raise ValueError("people and ties must speak of the same people")
    people.check_seeds(seeds)
    chosen = np.zeros(len(people), np.bool_)
    chosen[np.asarray(seeds, np.int64)] = True
    return chosen


def cumulative(weights: np.ndarray) -> np.ndarray:
    """The running sum of the weights of ties, float64; empty if all weigh the same."""
    alike = len(weights) == 0 or bool((weights == weights[0]).all())
    return np.empty(0) if alike else np.cumsum(weights)


def watch(steps: int, holds: Callable[[], np.ndarray], step: Callable[[], None]) -> Changes:
    """Play all steps and compare who holds to the new convention after each; what cancels within a step is not seen.

    `holds` gives a fresh array of yes and no, shape (people); `step` plays one step.
    """
    now = holds()
    adopted_at = np.where(now, 0, -1).astype(np.int32)
    later = [(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.bool_))]
    for number in range(1, steps + 1):
        # Where nobody is committed, nobody ever says the new; where everyone holds to it, nobody ever says the old.
        if not now.any() or now.all():
            break
        step()
        before, now = now, holds()
        changed = np.flatnonzero(now != before).astype(np.int32)
        first = adopted_at[changed] < 0
        adopted_at[changed[first]] = number
        again = changed[~first]
        later.append((np.full(len(again), number, np.int32), again, now[again]))
    when, who, adopts = (np.concatenate(column) for column in zip(*later, strict=True))
    return Changes(adopted_at, when, who, adopts, steps)
