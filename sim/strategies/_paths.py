"""Shortest ways of influence between people, compiled; imported when it is needed.

Sums are added in an order that the network alone decides, so that they are the same in every thread and on every
machine. `starts`, `listeners`: the audience of each person in compressed rows.
"""

import numpy as np

from sim.ground.kernels import kernel


@kernel
def betweenness(starts: np.ndarray, listeners: np.ndarray) -> np.ndarray:
    """How many pairs have each person on their shortest way, a share where there are several: float64, shape (people).

    From each person in turn (Brandes 2001), ways are counted outwards, and what depends on them is added up backwards.
    """
    people = len(starts) - 1
    total = np.zeros(people)
    distance = np.full(people, -1, np.int32)
    ways = np.zeros(people)
    # What depends on a person and on the ways beyond, for each way that leads to them.
    share = np.zeros(people)
    queue = np.empty(people, np.int32)
    for start in range(people):
        distance[start] = 0
        ways[start] = 1
        queue[0] = start
        head, end = 0, 1
        while head < end:
            person = queue[head]
            head += 1
            beyond = distance[person] + 1
            for k in range(starts[person], starts[person + 1]):
                other = listeners[k]
                if distance[other] < 0:
                    distance[other] = beyond
                    ways[other] = ways[person]
                    queue[end] = other
                    end += 1
                elif distance[other] == beyond:
                    ways[other] += ways[person]
        for place in range(end - 1, 0, -1):
            person = queue[place]
            beyond = distance[person] + 1
            passed = 0.0
            for k in range(starts[person], starts[person + 1]):
                if distance[listeners[k]] == beyond:
                    passed += share[listeners[k]]
            passed *= ways[person]
            share[person] = (1 + passed) / ways[person]
            total[person] += passed
        for place in range(end):
            distance[queue[place]] = -1
    return total


@kernel
def closeness(starts: np.ndarray, listeners: np.ndarray) -> np.ndarray:
    """The sum of 1/distance over everyone whom each person's influence can reach, float64, shape (people)."""
    people = len(starts) - 1
    total = np.zeros(people)
    seen = np.full(people, -1, np.int32)
    queue = np.empty(people, np.int32)
    for start in range(people):
        seen[start] = start
        queue[0] = start
        head, end, distance = 0, 1, 0
        while head < end:
            last = end
            distance += 1
            while head < last:
                person = queue[head]
                head += 1
                for k in range(starts[person], starts[person + 1]):
                    other = listeners[k]
                    if seen[other] != start:
                        seen[other] = start
                        queue[end] = other
                        end += 1
            total[start] += (end - last) / distance
    return total


@kernel
def near(
    starts: np.ndarray, listeners: np.ndarray, person: int, steps: int, seen: np.ndarray, queue: np.ndarray
) -> np.ndarray:
    """A person and those whom their influence can reach within so many steps: part of `queue`, nearest first.

    `seen`, `queue`: room to work in, shape (people); `seen` is False everywhere, before and after.
    """
    seen[person] = True
    queue[0] = person
    head, end = 0, 1
    for _ in range(steps):
        last = end
        while head < last:
            for k in range(starts[queue[head]], starts[queue[head] + 1]):
                other = listeners[k]
                if not seen[other]:
                    seen[other] = True
                    queue[end] = other
                    end += 1
            head += 1
    for place in range(end):
        seen[queue[place]] = False
    return queue[:end]
