"""A scenario that is being changed on the live page: other values for some of its numbers, and how it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sim.app.ranges import Place
from sim.app.sliders import Slider, sliders, written
from sim.app.stage import NUMBER
from sim.experiment.worlds import draw_world
from sim.families.own import brought
from sim.ground import disk
from sim.ground.faults import Fault, InputError
from sim.ground.own import known, own
from sim.scenario.page import Page, read_page
from sim.scenario.read import confirmed, read, understood
from sim.scenario.reading import Reading
from sim.scenario.scenario import Scenario
from sim.scenario.templates import located
from sim.scenario.varying import beside as _beside

MOST_PEOPLE, MOST_TIES = 2_000, 50_000
"""The largest network that can be looked at and stepped several times a second."""


@dataclass(frozen=True)
class Draft:
    """The scenario of a file with `changes`: new values of its numbers, by their places in it.

    `beside`: the keys of studies that the file asks for, such as a sweep; they are left out here.
    """

    file: Path
    page: Page
    changes: Mapping[Place, float] = field(default_factory=dict)
    beside: tuple[str, ...] = ()

    @cached_property
    def changed(self) -> Page:
        """What the file would contain with the changes."""
        page = self.page
        for place, value in self.changes.items():
            page = page.put(place, value, place)
        return page

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with its changes. Raises InputError with all faults."""
        changed = confirmed(understood(self.file, self.changed))
        faults = list(_not_for_the_page(changed, self.changed))
        if faults:
            raise InputError(faults)
        return changed

    @property
    def sliders(self) -> list[Slider]:
        """The numbers that can be changed, with their values in the file."""
        with known((*own(), *brought(self.page.content))):
            return sliders(self.page.content)

    def put(self, place: Place, value: float) -> Draft:
        """The draft with another value at a place."""
        return replace(self, changes={**self.changes, place: value})

    def save(self, file: Path) -> None:
        """Write the scenario with its changes to a new file, from which `sim run` gets the same numbers as the page.

        Raises InputError if the file exists already or cannot be written.
        """
        text = StringIO()
        _yaml().dump(self._content(file.parent), text)
        try:
            with disk.placed(file, new=True) as part:
                part.write_text(self._head() + text.getvalue(), encoding="utf-8")
        except FileExistsError:
            raise InputError([Fault(str(file), 1, "is there already; nothing was written")]) from None
        except OSError as error:
            raise InputError([Fault(str(file), 1, f"cannot be written: {error.strerror or error}")]) from None

    def _head(self) -> str:
        moved = [f"{written(place)}: {value}" for place, value in self.changes.items()]
        settings = f", with {', '.join(moved)}" if moved else ""
        without = f", without {', '.join(self.beside)}" if self.beside else ""
        name = f"{self.file.name}{settings}{without}"
        return f"# Saved from the live page (`sim app`): {name}.\n# What the page showed is run 0.\n"

    def _content(self, folder: Path) -> dict[str, Any]:
        # As it was read, so that ids such as 007 stay as they are; paths lead from the new folder.
        content = Reading(self.file, self.changed, (), {}).data
        beside = self.file.parent.resolve()
        return content if folder.resolve() == beside else _from_elsewhere(content, beside)


def draft(file: Path) -> Draft:
    """The draft of a scenario, without its studies; `file` as `sim.scenario.read.read` takes it.

    Raises InputError with all faults.
    """
    read(file)
    path = located(file)
    page = read_page(path, str(file))
    beside = tuple(key for key in _beside() if key in page.content)
    for key in beside:
        page = page.without(key)
    bare = Draft(path, page, beside=beside)
    # Faults are reported before a page is opened. No slider makes more ties, so that one check of the size is enough.
    faults = list(_too_dense(bare.scenario, page))
    if faults:
        raise InputError(faults)
    return bare


def _not_for_the_page(scenario: Scenario, page: Page) -> Iterator[Fault]:
    if scenario.convention is not None:
        message = "influence: the live page does not show conventions; `sim run` and `sim report --replay` do"
        yield Fault(page.file, page.line(("influence",)), message)
    if scenario.people > MOST_PEOPLE:
        message = f"network: {scenario.people} people are too many to look at; the live page shows up to {MOST_PEOPLE}"
        yield Fault(page.file, page.line(("network",)), message)


def _too_dense(scenario: Scenario, page: Page) -> Iterator[Fault]:
    ties = draw_world(scenario, NUMBER).ties
    count = len(ties.peers) // (1 if ties.directed else 2)
    if count > MOST_TIES:
        message = f"network: {count} ties are too many to look at; the live page shows up to {MOST_TIES}"
        yield Fault(page.file, page.line(("network",)), message)


def _from_elsewhere(content: Any, folder: Path) -> Any:
    if isinstance(content, dict):
        return {
            key: str(folder / value) if key == "file" and isinstance(value, str) else _from_elsewhere(value, folder)
            for key, value in content.items()
        }
    return [_from_elsewhere(item, folder) for item in content] if isinstance(content, list) else content


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width = 120
    return yaml
