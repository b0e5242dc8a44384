"""The option of kinds that show one world: which strategies."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from sim.reports.run import AsRun

Strategies = Annotated[
    tuple[str, ...], Field(alias="strategy", title="LABEL", description="One or two strategies for the replay.")
]


def check(run: AsRun, *, strategies: tuple[str, ...] = ()) -> None:
    """Raise InputError if the results have no such strategies."""
    from sim.reports.replay.page import chosen

    if strategies:
        chosen(run.results, strategies, run.folder)


def unasked(_: Path) -> bool:
    """Films are only made if they are named: they take long."""
    return False
