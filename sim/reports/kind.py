"""Kinds of reports: what is made for clients and classes from a folder of results. One file each in `kinds/`."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sim.families.turns import in_turn
from sim.ground.parts import Family, Part


def always(_: Path) -> bool:
    """The default of `usual`: made if no kind is named."""
    return True


def no_check(*_: object, **__: object) -> None:
    """The default of `check`: nothing can be wrong that `write` would not report."""


@dataclass(frozen=True)
class Kind(Part):
    """What the file of a kind has.

    Required: `write(run, file, *, options)` writes what a folder of results (`sim.reports.run.AsRun`) gives into a
    file, in the same bytes each time. Raises InputError if it cannot. Its docstring is the help of the option
    of `sim report` that asks for it. Its options have defaults, and are options of `sim report` too (`alias`: what they
    are called there, `title`: what stands for a value, `description`: their help); kinds can share them. Where an
    option is one kind's alone, whoever names it asks for that kind.
    """

    FILE: str = ""
    """`FILE`: the name of the file. Optional: report, with the kind as its ending."""

    AFTER: tuple[str, ...] | None = None
    """`AFTER`: the names of kinds that it comes after. Optional: it comes after all."""

    NEEDS: tuple[tuple[str, str], ...] = ()
    """`NEEDS`: modules that it needs and that are not always there, each with the name of its package. Optional."""

    EXTRA: str = "report"
    """`EXTRA`: the extra of groundswell that has these packages. Optional: report."""

    usual: Callable[[Path], bool] = always
    """`usual(folder)`: whether it is made if no kind is named. Optional: it is."""

    check: Callable[..., None] = no_check
    """`check(run, *, options)`: raises InputError if options are wrong, before any file is written. Optional."""

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.FILE or f"report.{self.name}"

    @property
    def lacking(self) -> list[str]:
        """What must be installed before it can be made."""
        return [package for module, package in self.NEEDS if find_spec(module) is None]


KINDS = Family("sim.reports.kinds", "write", Kind)


def kinds() -> dict[str, Kind]:
    """All kinds by name, in their order. Raises InputError if the file of one breaks the contract."""
    return in_turn(KINDS.parts, "kind")
