from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.evidence.known import DRAWN
from sim.ground.kinds import MOST_PEOPLE
from sim.world.outline import Drawing
from sim.world.ties import Ties

EVIDENCE = DRAWN


EXPECTED = "a list of whole numbers from 0 up, or a mapping {ties: how many people have them}"


def _counts(value: Any) -> tuple[int, ...] | dict[int, int]:
    # A union of types would report one error for each of them.
    keys: Any = value
    if isinstance(value, dict):
        keys = [int(key) if str(key).isascii() and str(key).isdecimal() else -1 for key in value]
    expected = EXPECTED
    twice = next((key for key in keys if keys.count(key) > 1), -1) if isinstance(value, dict) else -1
    if twice >= 0:
        expected = f"each number of ties once, and not {twice} again"
    whole = isinstance(keys, list | tuple) and all(type(item) is int and 0 <= item <= MOST_PEOPLE for item in keys)
    counts = list(value.values()) if isinstance(value, dict) else []
    if twice >= 0 or not keys or not whole or not all(type(item) is int and item >= 0 for item in counts):
        raise PydanticCustomError("expected", "{expected}", {"expected": expected})
    return dict(zip(keys, counts, strict=True)) if isinstance(value, dict) else tuple(value)


Degrees = Annotated[
    Any,
    AfterValidator(_counts),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1},
                {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}, "minProperties": 1},
            ]
        }
    ),
]


def build(
    rng: np.random.Generator,
    *,
    degrees: Annotated[
        Degrees,
        Field(
            description="ties of each person as a list, or a mapping {ties: how many people have them}",
            examples=[{"3": 200, "8": 100}],
        ),
    ],
) -> Ties:
    """Ties at random in which each person has a given number of them: the configuration model.

    Half-ties are joined at random (Bollobas 1980); self-ties and repeated ties are repaired by exchanging ends with a
    tie drawn at random, which keeps everyone's number of ties, so that the network is simple and exactly as asked.
    """
    numbers = _listed(degrees)
    halves = rng.permutation(np.repeat(np.arange(len(numbers)), numbers)).reshape(-1, 2)
    ends = [(int(min(a, b)), int(max(a, b))) for a, b in halves]
    count = Counter(ends)

    def wrong(tie: int) -> bool:
        a, b = ends[tie]
        return a == b or count[a, b] > 1

    def put(pairs: dict[int, tuple[int, int]]) -> None:
        count.subtract(ends[tie] for tie in pairs)
        count.update(pairs.values())
        for tie, pair in pairs.items():
            ends[tie] = pair

    open_ties = [tie for tie in range(len(ends)) if wrong(tie)]
    while open_ties:
        tie, other = open_ties[-1], int(rng.integers(len(ends)))
        if not wrong(tie):
            open_ties.pop()
        elif other != tie:
            before = {tie: ends[tie], other: ends[other]}
            faults = wrong(tie) + wrong(other)
            (a, b), (c, d) = ends[tie], ends[other][:: 1 if rng.random() < 0.5 else -1]
            put({tie: (min(a, c), max(a, c)), other: (min(b, d), max(b, d))})
            # Now and then a step back is allowed: a few sequences cannot be repaired without one.
            if wrong(tie) + wrong(other) > faults and rng.random() > 0.05:
                put(before)
            else:
                open_ties.append(other)
    pairs = np.array(ends, dtype=np.int32).reshape(-1, 2)
    return Ties.from_pairs(len(numbers), pairs[:, 0], pairs[:, 1], both_ways=True)


def size(*, degrees: tuple[int, ...] | dict[int, int]) -> int:
    """The number of people."""
    return sum(degrees.values()) if isinstance(degrees, dict) else len(degrees)


def faults(*, degrees: tuple[int, ...] | dict[int, int]) -> Iterator[tuple[str, str]]:
    """What is wrong between the options."""
    numbers, people = _tallied(degrees)
    ends = int((numbers * people).sum())
    if ends % 2:
        yield "degrees", f"the sum is {ends}, expected an even number: every tie has two ends"
    elif not _graphical(numbers, people):
        yield "degrees", "no network has these numbers of ties without self-ties and repeated ties"


def _tallied(degrees: tuple[int, ...] | dict[int, int]) -> tuple[np.ndarray, np.ndarray]:
    # The different numbers of ties, descending, and how many people have each; int64.
    if isinstance(degrees, dict):
        pairs = sorted(((ties, people) for ties, people in degrees.items() if people), reverse=True)
        table = np.array(pairs, np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]
    numbers, people = np.unique(np.array(degrees, np.int64), return_counts=True)
    return numbers[::-1], people[::-1]


def _listed(degrees: tuple[int, ...] | dict[int, int]) -> np.ndarray:
    if isinstance(degrees, dict):
        return np.repeat(list(degrees), list(degrees.values()))
    return np.array(degrees, np.int64)


def _graphical(numbers: np.ndarray, people: np.ndarray) -> bool:
    # Erdos & Gallai (1960): the k largest cannot have more ties than there is room for. It is enough to check where the
    # numbers fall (Tripathi & Vijay 2003).
    heads = np.concatenate([[0], np.cumsum(people)])
    ends = np.concatenate([[0], np.cumsum(numbers * people)])
    k = heads[1:]
    # Of the others, those with at least k ties have room for k, and the rest for all of theirs.
    many = np.maximum(len(numbers) - np.searchsorted(numbers[::-1], k, side="left"), np.arange(1, len(numbers) + 1))
    room = k * (k - 1) + k * (heads[many] - k) + ends[-1] - ends[many]
    return bool((ends[1:] <= room).all())


def drawing(*, degrees: tuple[int, ...] | dict[int, int]) -> Drawing:
    """What a draw takes, roughly."""
    numbers, people = _tallied(degrees)
    ties = float((numbers * people).sum())
    mean = ties / people.sum()
    spread = float((people * (numbers - mean) ** 2).sum()) / (ties * mean) if ties else None
    return Drawing(ties, nanoseconds=2000, bytes=130, spread=spread)
