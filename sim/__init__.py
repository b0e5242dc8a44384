"""groundswell: how a change spreads through people, and whom to start with.

The public names, each imported when it is first used, so that `import sim` costs nothing: read and run a scenario
(`read`, `run`, `Scenario`, `Results`, `read_results`, `InputError`), with parts of your own (`part`, `laws`), or put a
world together by hand (`Ties`, `People`, `Movement`, `Trajectory`) and step it (`MovementModel`, `Person`).
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

# Intel's vector library, where it is installed, rounds the last digit differently in loops than in single calls. numba
# reads this once, when it is imported, by whichever of our modules comes first.
os.environ["NUMBA_DISABLE_INTEL_SVML"] = "1"

if TYPE_CHECKING:
    from sim.engines.agents import MovementModel, Person
    from sim.experiment.run import run
    from sim.families.own import part
    from sim.ground.faults import InputError
    from sim.movement.settings import Movement
    from sim.results.results import Results
    from sim.results.results import read as read_results
    from sim.scenario.read import read
    from sim.scenario.scenario import Scenario
    from sim.trials.laws import laws
    from sim.world.people import People
    from sim.world.ties import Ties
    from sim.world.trajectory import Trajectory

__version__ = "0.1.0"

__all__ = [
    "InputError",
    "Movement",
    "MovementModel",
    "People",
    "Person",
    "Results",
    "Scenario",
    "Ties",
    "Trajectory",
    "laws",
    "part",
    "read",
    "read_results",
    "run",
]

_HOMES = {
    "InputError": "sim.ground.faults",
    "Movement": "sim.movement.settings",
    "MovementModel": "sim.engines.agents",
    "People": "sim.world.people",
    "Person": "sim.engines.agents",
    "Results": "sim.results.results",
    "Scenario": "sim.scenario.scenario",
    "Ties": "sim.world.ties",
    "Trajectory": "sim.world.trajectory",
    "laws": "sim.trials.laws",
    "part": "sim.families.own",
    "read": "sim.scenario.read",
    "read_results": "sim.results.results",
    "run": "sim.experiment.run",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), "read" if name == "read_results" else name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
