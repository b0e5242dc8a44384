"""Who took a convention up, and who dropped it, in each step: shared by all conventions."""

from collections.abc import Callable, Sequence

import numpy as np

from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Changes, Trajectory


def committed(ties: Ties, people: People, seeds: Sequence[int] | np.ndarray) -> np.ndarray:
    """Who is a seed, bool, shape (people). Raises ValueError if a seed is no person or one who never adopts."""
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


def watch(steps: int, holds: Callable[[], np.ndarray], step: Callable[[], None]) -> Trajectory:
    """Play all steps, and compare who holds to the new convention after each; a change undone within a step is none.

    `holds()` gives a fresh bool array, shape (people); `step()` plays one step.
    """
    now = holds()
    adopted_at = np.where(now, 0, -1).astype(np.int32)
    later = [(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.bool_))]
    for number in range(1, steps + 1):
        # With nobody committed, the new convention is never used; once everyone holds to it, the old is not.
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
    return Trajectory(adopted_at, steps, Changes(when, who, adopts))
