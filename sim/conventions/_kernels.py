"""What happens in one step of each model, compiled: as many interactions as there are people.

Each interaction takes the same number of draws whatever happens in it: with a generator in the same state the
same people meet in the same order, whoever is committed, so that more committed people never lead to fewer adopters.
"""

import numpy as np

from sim.ground.kernels import kernel

OLD, BOTH, NEW = 0, 1, 2
"""States in a naming game: a person remembers the old name, both names, or the new one."""


@kernel
def pick(cumulative: np.ndarray, first: int, last: int, place: float) -> int:
    """The tie at `place` (0..1) among ties first..last-1, by weight; `cumulative` is empty if all weigh the same."""
    if len(cumulative) == 0:
        return first + int(place * (last - first))
    below = cumulative[first - 1] if first > 0 else 0.0
    target = below + place * (cumulative[last - 1] - below)
    return min(first + np.searchsorted(cumulative[first:last], target, side="right"), last - 1)


@kernel
def says_new(state: int, coin: float) -> bool:
    """Whether a speaker says the new name: a name that they remember, chosen by a coin toss if there are two."""
    return state == NEW or (state == BOTH and coin < 0.5)


@kernel
def listener_after(listener: int, new: bool) -> int:
    """What a listener remembers after hearing a name: only that name if they knew it, otherwise both."""
    if new:
        return BOTH if listener == OLD else NEW
    return BOTH if listener == NEW else OLD


@kernel
def speaker_after(speaker: int, listener: int, new: bool) -> int:
    """What a speaker remembers after saying a name: only that name if the listener knew it, else the same as before."""
    if new:
        return speaker if listener == OLD else NEW
    return speaker if listener == NEW else OLD


@kernel
def naming_game(
    states: np.ndarray,
    fixed: np.ndarray,
    starts: np.ndarray,
    audience: np.ndarray,
    cumulative: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """One step of the naming game; `states` (int8, shape (people)) change in place, except those that are `fixed`."""
    people = len(states)
    for _ in range(people):
        speaker = int(rng.random() * people)
        place = rng.random()
        coin = rng.random()
        first, last = starts[speaker], starts[speaker + 1]
        if first == last:
            continue
        listener = audience[pick(cumulative, first, last, place)]
        new = says_new(states[speaker], coin)
        heard = states[listener]
        if not fixed[listener]:
            states[listener] = listener_after(heard, new)
        if not fixed[speaker]:
            states[speaker] = speaker_after(states[speaker], heard, new)


@kernel
def best_response(
    memory: np.ndarray,
    oldest: np.ndarray,
    counts: np.ndarray,
    fixed: np.ndarray,
    listeners: np.ndarray,
    peers: np.ndarray,
    cumulative: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """One step of best response; `memory`, `oldest` and `counts` change in place, except of those who are `fixed`.

    `memory`: bool, shape (people, plays), a ring buffer for each person: whether each play they heard was of the new
    convention; `oldest`: where the oldest play is; `counts`: how many plays were of the new one.
    """
    people, length = memory.shape
    if len(peers) == 0:
        return
    for _ in range(people):
        place = rng.random()
        coin = rng.random()
        tie = pick(cumulative, 0, len(peers), place)
        hearer, speaker = listeners[tie], peers[tie]
        if fixed[hearer]:
            continue
        new = 2 * counts[speaker] > length or (2 * counts[speaker] == length and coin < 0.5)
        slot = oldest[hearer]
        counts[hearer] += int(new) - int(memory[hearer, slot])
        memory[hearer, slot] = new
        oldest[hearer] = (slot + 1) % length
