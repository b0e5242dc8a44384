"""Splits a number of people by shares, and merges lists so that every beginning of the result is split alike."""

from collections.abc import Callable, Sequence

import numpy as np


def quotas(count: int, shares: Sequence[float], room: Sequence[int]) -> list[int]:
    """How many of `count` each share gets, by largest remainder (Hamilton); equal remainders in the given order.

    `room`: the most that each can take. The rest goes to those with room, again by their shares. The total is `count`,
    or less if those with a share have less room.
    """
    counts = [0] * len(shares)
    while left := count - sum(counts):
        weights = [share if counts[i] < room[i] else 0.0 for i, share in enumerate(shares)]
        total = sum(weights)
        if not total:
            break
        # Ten digits, so that 0.1 + 0.2 and 0.3 leave the same remainder.
        exact = [round(left * weight / total, 10) for weight in weights]
        whole = [int(part) for part in exact]
        by_remainder = sorted(range(len(shares)), key=lambda i: whole[i] - exact[i])
        for i in by_remainder[: left - sum(whole)]:
            whole[i] += 1
        counts = [min(room[i], counts[i] + more) for i, more in enumerate(whole)]
    return counts


def interleaved(lists: Sequence[np.ndarray]) -> np.ndarray:
    """All lists merged, each in its order and evenly spaced; if two are due at once, the earlier list goes first."""
    due = np.concatenate([(np.arange(len(ids)) + 0.5) / len(ids) for ids in lists if len(ids)] or [np.empty(0)])
    ids = np.concatenate([np.empty(0, np.int64), *lists]).astype(np.int64)
    return ids[np.argsort(due, kind="stable")]


def filled(
    count: int,
    shares: Sequence[float],
    room: Sequence[int],
    ask: Callable[[int, int, np.ndarray], np.ndarray],
) -> np.ndarray:
    """Up to `count` people by shares, interleaved: `ask(i, number, taken)` gives up to `number` more of share i.

    A share that gives fewer than its quota is not asked again; the others are asked for the rest.
    """
    lists = [np.empty(0, np.int64) for _ in shares]
    room = list(room)
    while True:
        targets = quotas(count, shares, room)
        if all(len(ids) >= number for ids, number in zip(lists, targets, strict=True)):
            return interleaved([ids[:number] for ids, number in zip(lists, targets, strict=True)])
        for i, number in enumerate(targets):
            missing = number - len(lists[i])
            if missing > 0:
                taken = np.concatenate(lists)
                more = ask(i, missing, taken)[:missing]
                lists[i] = np.concatenate([lists[i], more])
                if len(more) < missing:
                    room[i] = len(lists[i])


def faults(option: str, shares: Sequence[float]) -> list[tuple[str, str]]:
    """What is wrong with shares that must add up to 1."""
    total = sum(shares)
    return [] if abs(total - 1) <= 0.005 else [(option, f"the shares add up to {total:g}, expected 1")]
