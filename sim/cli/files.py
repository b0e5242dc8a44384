"""Files as arguments of commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from sim.cli.told import echo

if TYPE_CHECKING:
    from sim.ground.faults import Fault
    from sim.scenario.scenario import Scenario

FILE = click.Path(path_type=Path)


class Shipped(click.ParamType):
    """The name of a shipped scenario."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The shipped names that begin so."""
        from sim.scenario.templates import shipped

        return [CompletionItem(name) for name in shipped() if name.startswith(incomplete)]


class ScenarioName(click.Path):
    """A scenario: a file, or the name of a shipped one."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The shipped names that begin so, and files, which the shell itself completes."""
        names = Shipped().shell_complete(ctx, param, incomplete)
        return [*names, *super().shell_complete(ctx, param, incomplete)]


SCENARIO = ScenarioName(path_type=Path)


def note_choice(files: tuple[Path, ...]) -> None:
    """Say on stderr which scenario is taken, where a file or a shipped one could be meant."""
    from sim.scenario.templates import choice

    for file in files:
        if (words := choice(file)) is not None:
            echo(f"{file}: note: {words}", err=True)


def read_all(files: tuple[Path, ...], **changes: Any) -> list[Scenario]:
    """Read all scenarios, even after one with faults; raises InputError with the faults of all."""
    from sim.ground.faults import InputError, gathered
    from sim.scenario.read import read

    plans: list[Scenario] = []
    faults: list[Fault] = []
    for file in files:
        with gathered(faults):
            plans.append(read(file, **changes))
    if faults:
        raise InputError(faults)
    return plans
