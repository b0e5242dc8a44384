"""Tries the laws of its family on a part."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.outcomes import OUTCOMES
from sim.families.own import part as part_of
from sim.families.strategies import STRATEGIES
from sim.ground.faults import Fault, InputError, OptionError
from sim.ground.own import known
from sim.ground.parts import Part
from sim.movement.plan import MisfitError
from sim.trials import mechanisms, networks, outcomes, strategies
from sim.trials.worlds import BrokenError

TRIALS: dict[str, Any] = {
    STRATEGIES.package: strategies.obeyed,
    MECHANISMS.package: mechanisms.obeyed,
    NETWORKS.package: networks.obeyed,
    OUTCOMES.package: outcomes.obeyed,
}
"""What tries the laws of a family, by its package."""


def laws(thing: Any, **options: Any) -> tuple[str, ...]:
    """Try the laws of its family on a part of your own, in small worlds first; gives the laws that hold, in words.

    `thing`: as `sim.part` takes it; `options`: its options as a scenario has them, where it shall not be tried with the
    usual ones. Raises InputError with the first law that is broken and the smallest world where that was seen. What the
    part itself raises comes through, with a note that says in which world.
    """
    part = part_of(thing)
    assert part.origin is not None
    try:
        with known((part,)):
            return tuple(dict.fromkeys(TRIALS[part.origin.family](part, _settings(part, options))))
    except (BrokenError, MisfitError, OptionError) as error:
        message = str(error)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        message = f"{'; '.join(faults)} (laws(..., option=value) says with which options it is tried)"
    raise InputError([Fault(part.origin.file, part.origin.line, f"{part.name}: {message}")])


def _settings(part: Part, options: dict[str, Any]) -> dict[str, Any]:
    if part.EXTRAS:
        return {}
    model = part.options().model_validate(options)
    return {name: getattr(model, name) for name in part.fields}
