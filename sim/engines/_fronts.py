"""Faster kernels where only the peers of new adopters can change: thresholds alone, or one-shot contacts alone.

The same rule and the same run as in `compiled`, to the bit. Every tie weighs a whole number here and everyone is heard
alike, so that sums do not depend on the order of peers: the front (who adopted in the step before) needs no sorting.
"""

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from sim.ground.elementary import each, power
from sim.ground.kernels import kernel
from sim.ground.prefetch import prefetch
from sim.movement import rule
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties

NEVER = 2**30
"""More than the peers of any person: this person never adopts."""

UNSURE = -1
"""Stands for a number of peers that has to be worked out with the rule itself."""

CLOSE = 1e-6
"""Nearer than this to a whole number, rounding could decide."""

BLOCK = 256
"""How many visits a counter of one byte can count."""

LARGE = 3_000
"""From so many people on prefetching memory pays; with fewer, the data fit into the cache (measured)."""

NEAR, FAR = 8, 16
"""How far ahead in the front to prefetch, in people: their audience, and where that begins."""


def fitting(ties: Ties, people: People, movement: Movement) -> Callable[[np.ndarray, int], np.ndarray] | None:
    """`spread(seeds, steps) -> adopted_at` (int32, -1 for never) if looking at the front is enough, else None."""
    own = movement.spontaneous == 0 and movement.contagion == 0
    alike = movement.persuasion == 0 and movement.authority == 0
    if not (own and alike and ties.whole and ties.heaviest < NEVER and ties.heaviest_tie < BLOCK):
        return None
    if not movement.contacts_on:
        need = followed(ties, people, movement) if movement.noise >= 1 else None
    else:
        once = movement.persistence == 0 and not movement.linear
        need = persuaded(ties, people, movement) if once and people.follow_nobody else None
    if need is None:
        return None
    starts, audience, weights = ties.audience
    heard = np.empty(0) if ties.even else np.ascontiguousarray(weights)
    # The front holds everybody who adopted, step by step, and behind them those whose counter came down to 0 in this
    # step: each person once at most, and once more for each BLOCK of the weight of their ties.
    visits = len(audience) if ties.even else int(ties.total_weights.sum())
    room = 2 * len(need) + visits // BLOCK + 1
    return partial(_spread, _kernel(not ties.even, len(need) >= LARGE), starts, audience, heard, room, need)


def _spread(
    kernel: Callable[..., None],
    starts: np.ndarray,
    audience: np.ndarray,
    heard: np.ndarray,
    room: int,
    need: np.ndarray,
    seeds: np.ndarray,
    steps: int,
) -> np.ndarray:
    # Made here, not in the kernel: numpy asks the system for large pages, in which random access is faster. Places
    # that are not used take none.
    adopted_at, low, front = np.empty(len(need), np.int32), np.empty(len(need), np.uint8), np.empty(room, np.int32)
    kernel(starts, audience, heard, need, low, front, adopted_at, seeds, steps)
    return adopted_at


def followed(ties: Ties, people: People, movement: Movement) -> np.ndarray:
    """How much weight of adopted peers reaches each person's threshold, int32, shape (people)."""
    bar, divisor, total = people.threshold, movement.threshold_divisor, ties.total_weights
    if movement.readiness != 0:
        # The exponential of 0 is 1 to the bit, and need not be worked out.
        bar = _bars(bar, people.standard_passion, movement.readiness)
    return _followed(total, total if divisor == 1 else each(power, total, divisor), bar, divisor, people.never)


def persuaded(ties: Ties, people: People, movement: Movement) -> np.ndarray | None:
    """How many contacts, with one attempt each, it takes to persuade each person, int32, shape (people); else None.

    All attempts at a person push alike, so that only their number decides, not their steps. None where somebody's
    resistance is so near to a whole number of attempts that rounding could matter.
    """
    passion = people.standard_passion if movement.readiness != 0 else np.zeros(1)
    p, divided, readiness = movement.contacts, movement.divided, movement.readiness
    total = ties.total_weights if divided else np.zeros(1)
    need = _persuaded(total, ties.heaviest, people.resistance, p, divided, passion, readiness, people.never)
    return need if len(need) else None


@kernel
def _bars(threshold: np.ndarray, passion: np.ndarray, readiness: float) -> np.ndarray:
    # The exposure from which on each person follows, float64, shape (people).
    bars = np.empty(len(threshold))
    for i in range(len(threshold)):
        bars[i] = rule.bar(threshold[i], rule.receptivity(readiness, 0.0, passion[i], 0.0))
    return bars


@kernel
def _followed(total: np.ndarray, scale: np.ndarray, bar: np.ndarray, divisor: float, never: np.ndarray) -> np.ndarray:
    # The weight of adopted peers that it takes to follow, a whole number; NEVER if all peers weigh less.
    people = len(total)
    need = np.empty(people, np.int32)
    unsure = 0
    for i in range(people):
        # Without branches, so that the processor does several at once. Minus infinity times 0 is nan.
        whole = total[i]
        level = bar[i] * scale[i] if bar[i] > 0.0 else 0.0
        near = min(level, whole + 2.0)
        over = np.int32(near)
        part = near - over
        sure = (part > CLOSE) & (part < 1.0 - CLOSE) & (over < whole)
        guess = over + 1 if sure else UNSURE
        enough = guess if level <= whole + 1.0 else NEVER
        count = NEVER if never[i] else (enough if bar[i] > 0.0 else 0)
        need[i] = count
        unsure += 1 if count == UNSURE else 0
    # UNSURE: so near to a whole number that the last bit of the rule decides, or at the ends of the range.
    for i in range(people if unsure > 0 else 0):
        if need[i] == UNSURE:
            whole = total[i]
            guess = np.int32(max(min(bar[i] * scale[i], whole), 0.0))
            while guess > 0 and rule.exposure(guess - 1.0, whole, divisor) >= bar[i]:
                guess -= 1
            while guess <= whole and rule.exposure(np.float64(guess), whole, divisor) < bar[i]:
                guess += 1
            need[i] = guess if guess <= whole else NEVER
    return need


@kernel
def _persuaded(
    total: np.ndarray,
    heaviest: float,
    resistance: np.ndarray,
    chance: float,
    divided: bool,
    passion: np.ndarray,
    readiness: float,
    never: np.ndarray,
) -> np.ndarray:
    # How many attempts over ties of weight 1 it takes (more than anybody meets: never); an empty array if too close.
    people = len(resistance)
    need = np.empty(people, np.int32)
    # Certainty (an infinite push) takes one attempt; what never pushes takes more than there are.
    usual = 1.0 / rule.persuasive(chance, 1.0, False) if chance > 0.0 else np.inf
    attempts = np.full(people if divided or readiness != 0.0 else 1, usual)
    for i in range(people if divided or readiness != 0.0 else 0):
        if divided and total[i] > 0.0:
            attempts[i] = 1.0 / rule.persuasive(chance, total[i], True)
        if readiness != 0.0:
            gain = rule.gain(rule.receptivity(readiness, 0.0, passion[i], 0.0))
            attempts[i] = attempts[i] / gain if gain > 0.0 else np.inf
    close = 0
    for i in range(people):
        # Without branches, so that the processor does several at once; whoever cannot be persuaded needs more
        # attempts than there are.
        count = min(resistance[i] * attempts[i if len(attempts) > 1 else 0], heaviest + 1.5)
        over = np.int32(count)
        part = count - over
        # Each addition and product is off by half a unit in the last place at most; there are about 2 a contact. What a
        # contact pushes is a multiple of 2^-52 of what all would push together, or of a little less.
        room = (count + 4.0 + heaviest) * 2.0**-50 * (count + 1.0)
        close += 1 if min(part if over > 0 else 0.5, 1.0 - part) <= room else 0
        need[i] = NEVER if never[i] else over + 1
    if close > 0:
        return np.empty(0, np.int32)
    return need


@cache
def _kernel(weighted: bool, ahead: bool) -> Callable[..., None]:
    @kernel
    def spread(
        starts: np.ndarray,
        audience: np.ndarray,
        weights: np.ndarray,
        need: np.ndarray,
        low: np.ndarray,
        front: np.ndarray,
        adopted_at: np.ndarray,
        seeds: np.ndarray,
        steps: int,
    ) -> None:
        # What is still needed is counted in one byte, as four would not fit into the cache: it comes down to 0 once in
        # BLOCK visits. How often it must still do so is kept in `adopted_at`, below -1, until the person adopts.
        people = len(need)
        ready, most = 0, 0
        for i in range(people):
            low[i] = np.uint8(need[i] & 255)
            adopted_at[i] = -1 - ((need[i] - 1) >> 8 if need[i] > 0 else 0)
            ready += need[i] == 0
            most = max(most, need[i])
        # Unsigned indices: numba checks signed ones for being negative each time.
        end = np.uint64(0)
        for k in range(len(seeds)):
            front[end] = seeds[k]
            adopted_at[seeds[k]] = 0
            end += np.uint64(1)
        begin = np.uint64(0)
        step = 0
        while step < steps and (end > begin or (step == 0 and ready > 0)):
            step += 1
            last = end
            if step == 1 and ready > 0:
                # People who need nobody adopt in the first step, whoever else does.
                for i in range(people):
                    if need[i] == 0 and adopted_at[i] < 0:
                        adopted_at[i] = 1
                        front[end] = i
                        end += np.uint64(1)
            place = end
            for k in range(begin, last):
                if ahead:
                    if k + np.uint64(FAR) < last:
                        prefetch(starts, np.uint32(front[k + np.uint64(FAR)]))
                    if k + np.uint64(NEAR) < last:
                        # The beginning and the end of a row of the audience: most rows lie across two cache lines.
                        soon = np.uint32(front[k + np.uint64(NEAR)])
                        prefetch(audience, starts[soon])
                        prefetch(audience, starts[soon + np.uint32(1)] - 1)
                j = np.uint32(front[k])
                for m in range(np.uint64(starts[j]), np.uint64(starts[j + np.uint32(1)])):
                    whose = np.uint32(audience[m])
                    weight = np.uint8(weights[m]) if weighted else np.uint8(1)
                    before = np.uint8(low[whose] - np.uint8(1))
                    low[whose] = np.uint8(low[whose] - weight)
                    # Without a branch, which would be mispredicted: who is not down to 0 is overwritten by the next.
                    front[place] = whose
                    place += np.uint64(weight > before)
            for k in range(end, place):
                whose = np.uint32(front[k])
                left = adopted_at[whose]
                if left == -1:
                    adopted_at[whose] = step
                    front[end] = whose
                    end += np.uint64(1)
                elif left < -1:
                    adopted_at[whose] = left + 1
            begin = last
        if most > BLOCK:
            for i in range(people):
                adopted_at[i] = max(adopted_at[i], -1)

    return spread
