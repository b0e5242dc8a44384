"""The law of more (MODEL.md section 9), and where it holds."""

from collections.abc import Mapping
from typing import Any

from sim.families.mechanisms import MECHANISMS
from sim.movement.settings import Movement
from sim.world.people import People


def obeys_more(movement: Movement, mechanisms: Mapping[str, Mapping[str, Any]], people: People) -> bool:
    """Whether these settings obey the law of more, for these people.

    If they do, then in every run and step (a) the adopters from seeds S are a subset of those from seeds S' that
    contain S, and (b) they are a subset of those under other settings whose push on each person is never smaller, for
    any history of adopters, and whose gates never open later. `mechanisms`: the options of each that is on, by name.
    Each says in `obeys_more(people, *, options)` whether more adopters never push anybody less through it, and in
    `steady(*, options)` whether it leaves receptivity the same in every step; one that does not say obeys nowhere.

    Of the sources, spontaneous adoption, contagion with any reinforcement and thresholds obey everywhere. Contacts do
    if each attempt is repeated in full (persistence 1). Attempts that fade count for what they are worth when they are
    made: an earlier one may meet less receptivity, or (link linear, where two in one step count for more than one after
    the other) less company. False where it is not known.
    """
    fading = movement.contacts_on and movement.persistence < 1
    parts = {name: MECHANISMS.part(name) for name in mechanisms}
    if not all(parts[name].obeys_more(people, **options) for name, options in mechanisms.items()):
        return False
    constant = all(parts[name].steady(**options) for name, options in mechanisms.items())
    return not fading or (constant and not movement.linear)
