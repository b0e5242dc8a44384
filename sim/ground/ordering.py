"""Names put in order by what each comes after."""

from collections.abc import Collection, Mapping
from graphlib import TopologicalSorter


def in_order(after: Mapping[str, Collection[str]]) -> list[str]:
    """Names, each after those that it comes after; otherwise in alphabetical order.

    `after`: for each name, the names before it, which need not all be in the list. Raises graphlib.CycleError if they
    lead in a circle.
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
