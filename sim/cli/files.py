"""Files that commands are given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sim.ground.faults import Fault
    from sim.scenario.scenario import Scenario

FILE = click.Path(path_type=Path)


def read_all(files: tuple[Path, ...], **changes: Any) -> list[Scenario]:
    """Read scenarios, one fault not hiding another's; raises InputError with the faults of all."""
    from sim.ground.faults import InputError
    from sim.scenario.read import read

    plans: list[Scenario] = []
    faults: list[Fault] = []
    for file in files:
        try:
            plans.append(read(file, **changes))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return plans
