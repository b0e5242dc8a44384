"""How far a change gets from each person if it takes several peers to follow; imported when it is needed."""

import numpy as np

from sim.ground.kernels import kernel


@kernel
def lengths(starts: np.ndarray, listeners: np.ndarray, threshold: int) -> np.ndarray:
    """The total length of complex paths from each person, int64, shape (people).

    `starts`, `listeners`: the audience of each person in compressed rows; `threshold`: how many peers it takes to
    follow. A person and their audience start; lengths are counted over ties between people who are reached.
    """
    people = len(starts) - 1
    total = np.zeros(people, np.int64)
    # Entries of the present start are marked with its number, so that nothing must be cleared between starts.
    reached = np.full(people, -1, np.int32)
    counted = np.full(people, -1, np.int32)
    seen = np.full(people, -1, np.int32)
    pushed = np.zeros(people, np.int32)
    distance = np.zeros(people, np.int32)
    queue = np.empty(people, np.int32)
    for start in range(people):
        reached[start] = start
        queue[0] = start
        end = 1
        for k in range(starts[start], starts[start + 1]):
            reached[listeners[k]] = start
            queue[end] = listeners[k]
            end += 1
        head = 0
        while head < end:
            person = queue[head]
            head += 1
            for k in range(starts[person], starts[person + 1]):
                other = listeners[k]
                if reached[other] == start:
                    continue
                if counted[other] != start:
                    counted[other] = start
                    pushed[other] = 0
                pushed[other] += 1
                if pushed[other] >= threshold:
                    reached[other] = start
                    queue[end] = other
                    end += 1
        seen[start] = start
        distance[start] = 0
        queue[0] = start
        head, end = 0, 1
        while head < end:
            person = queue[head]
            head += 1
            for k in range(starts[person], starts[person + 1]):
                other = listeners[k]
                if reached[other] == start and seen[other] != start:
                    seen[other] = start
                    distance[other] = distance[person] + 1
                    total[start] += distance[other]
                    queue[end] = other
                    end += 1
    return total
