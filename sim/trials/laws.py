"""Tries the laws of its family on a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pydantic import ValidationError

from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.outcomes import OUTCOMES
from sim.families.own import OPEN
from sim.families.own import part as part_of
from sim.families.strategies import STRATEGIES, Strategy
from sim.ground.faults import Fault, InputError, OptionError
from sim.ground.own import known, place
from sim.ground.parts import Part
from sim.movement.plan import MisfitError
from sim.scenario.choosing import asked, sees, within
from sim.scenario.language import nested
from sim.scenario.language.settings import adapter
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
    """Try the laws of its family on a part, in small worlds first; gives the laws that hold, in words.

    `thing`: as `sim.part` takes it, or a part of groundswell; `options`: its options as a scenario has them, where it
    shall not be tried with the usual ones; paths of files start at the working folder. Raises InputError with what is
    wrong with the options, or the first law that is broken and the smallest world where that was seen. What the part
    itself raises comes through, with a note that says in which world.
    """
    part = part_of(thing)
    family = next(family for family in OPEN if isinstance(part, family.contract))
    try:
        with known((part,) if part.origin else ()):
            return tuple(dict.fromkeys(TRIALS[family.package](part, *_settings(part, options))))
    except (BrokenError, MisfitError, OptionError) as error:
        messages = [str(error)]
    except ValidationError as error:
        # Strategies are checked as the only one of a list.
        places = [fault["loc"][2 * isinstance(part, Strategy) :] for fault in error.errors()]
        words = [f"{'.'.join(map(str, at))}: {fault['msg']}" for at, fault in zip(places, error.errors(), strict=True)]
        messages = [f"{word} (laws(..., option=value) says with which options it is tried)" for word in words]
    file, line = (part.origin.file, part.origin.line) if part.origin else place(part.function)
    raise InputError([Fault(file, line, f"{part.name}: {message}") for message in messages])


def _settings(part: Part, options: Mapping[str, Any]) -> tuple[Any, ...]:
    # The options with which a part is tried, and what a strategy sees with these.
    if part.EXTRAS:
        if options:
            raise OptionError(tuple(options)[:1], "an outcome has no options")
        return ({},)
    if isinstance(part, Strategy):
        written = nested.spelled_out({"name": part.name, **options})
        model = adapter("strategies").validate_python([written])[0]
        return _ready(part, model), sees(model)
    return (_ready(part, part.options().model_validate(options)),)


def _ready(part: Part, model: Any) -> dict[str, Any]:
    # Checked options as the function takes them: with files read, and strategies in them made.
    settings = {name: getattr(model, name) for name in part.fields}
    for option, message in part.faults(**settings):
        raise OptionError(option, message)
    if isinstance(part, Strategy):
        settings |= part.settled(**settings)
        settings = {name: nested.filled(hint, settings[name], _inner) for name, (hint, _) in part.fields.items()}
    return settings


def _inner(model: Any) -> Callable[..., Any]:
    part = STRATEGIES.part(model.name)
    return partial(asked, part.function, _ready(part, model), within(model, "site") or {})
