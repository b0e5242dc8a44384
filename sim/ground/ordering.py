"""Things put in order by what each says it comes after."""

from collections.abc import Collection, Mapping
from graphlib import TopologicalSorter


def in_order(after: Mapping[str, Collection[str]]) -> list[str]:
    """Names, each behind those that it comes after; where both ways are right, in the order of the alphabet.

    `after`: by name, the names before it, of which some may not be there. Raises graphlib.CycleError where names come
    after each other in a circle.
    """
    sorter = TopologicalSorter({name: set(before) & after.keys() for name, before in after.items()})
    sorter.prepare()
    names: list[str] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()])
        name = ready.pop(0)
        names.append(name)
        sorter.done(name)
    return names
