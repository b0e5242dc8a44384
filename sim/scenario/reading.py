"""One reading of one scenario file: its sections, checked one by one, and the faults found so far."""

from __future__ import annotations

import copy
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.families.networks import NETWORKS
from sim.ground.contents import content
from sim.ground.faults import LISTED, Fault, InputError
from sim.ground.once import Once
from sim.ground.parts import OptionFault, Part
from sim.ground.spelling import did_you_mean
from sim.scenario.faults import Place, inside, path, unknown_key, worded
from sim.scenario.language.nested import spelled_out
from sim.scenario.language.settings import adapter, keys, settings
from sim.scenario.page import Page

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LARGEST = 1e100
HOLD_NAMES = ("strategies", "movement")
WITHOUT: Place = ("claim", "without")
NAMES = frozenset({"people", "who", "within"})
"""Keys that name people or groups of them: 007 is an id there, not a number."""


class Reading:
    """A scenario file on its way to a Scenario; each fault is kept, so that one does not hide another.

    `only`: the strategies that --strategy names; `sections`: the values of the top-level keys that are right by
    themselves; `inputs`: SHA-256 of the files that the scenario reads, by name; `notes`: what its author should know;
    `sources`: of networks, by their settings, and `memory`: of what is made once for all runs; both are shared with
    readings of variants of the page. `drawn`: whether generated
    networks are drawn as in the first run, to check what only that shows. `understand`: the function that makes a
    scenario of a reading; without it sections are only checked one by one.
    """

    def __init__(
        self,
        file: Path,
        page: Page,
        strategies: tuple[str, ...],
        changes: dict[str, Any],
        *,
        drawn: bool = False,
        understand: Callable[[Reading, str], Scenario | None] = lambda reading, kind: None,
    ) -> None:
        self.drawn = drawn
        self._understand = understand
        self._file, self._changes = file, dict(changes)
        self.folder = file.parent
        self.stem = file.stem
        self.page = page
        self.only = strategies
        self.faults: list[Fault] = list(self.page.faults)
        self._alike: dict[Place, list[tuple[Place, Fault]]] = {}
        self.notes: list[str] = []
        self.inputs: dict[str, str] = {}
        self.sources: dict[str, Any] = {}
        self.memory = Once()
        self.data = self._plain()
        self._strategies: list[str | int] | None = None
        self._change(strategies, dict(changes))
        self.sections = self._checked()

    def beside(self, page: Page) -> Reading:
        """A reading of another page in place of this one, with the same `only` and `changes`."""
        other = Reading(self._file, page, self.only, self._changes, drawn=self.drawn, understand=self._understand)
        other.sources, other.memory = self.sources, self.memory
        return other

    def understand(self, kind: str) -> Scenario | None:
        """The scenario of this reading, as a variant (`kind`) of the main one; None if it has faults."""
        return self._understand(self, kind)

    def fault(self, place: Place, message: str, named: Place | None = None) -> None:
        """Keep a fault at a place in the scenario, unless its value could not even be read.

        The message begins with the place, or with `named` in its stead; with nothing if that is empty.
        """
        if self.page.is_broken(place):
            return
        where = path(place if named is None else named)
        fault = Fault(self.page.file, self.page.line(place), f"{where}: {message}" if where else message)
        self.faults.append(fault)
        keys = tuple(key for key in place if not isinstance(key, int))
        if len(keys) < len(place):
            self._alike.setdefault(keys, []).append((place, fault))

    def first(self) -> list[Fault]:
        """The faults; of faults in many items of a list only the first and the number of the others."""
        many = [alike for alike in self._alike.values() if len(alike) > LISTED]
        surplus = {fault for alike in many for _, fault in alike[LISTED:]}
        return [
            *(fault for fault in self.faults if fault not in surplus),
            *(self._more(alike[LISTED][0], len(alike) - LISTED) for alike in many),
        ]

    def _more(self, place: Place, count: int) -> Fault:
        return Fault(self.page.file, self.page.line(place), f"{path(place)}: and {count} more like these")

    def first_faults(self, places: Sequence[tuple[Place, Any]], say: Callable[[Any], str]) -> None:
        """Keep a fault for each of the first (place, what was found) pairs, and then how many more there are."""
        sound = [(place, value) for place, value in places if not self.page.is_broken(place)]
        self.faults += [Fault(self.page.file, self.page.line(place), say(value)) for place, value in sound[:LISTED]]
        if len(sound) > LISTED:
            self.faults.append(self._more(sound[LISTED][0], len(sound) - LISTED))

    def check_label(self, place: Place, label: str, labels: Sequence[str], more: str = "") -> None:
        """Keep a fault if a label is not that of a strategy; `more`: is added to the message."""
        if label not in labels:
            near = did_you_mean(label, labels) or f"; they are {', '.join(labels)}"
            self.fault(place, f'"{label}" is none of the strategies{near}{more}')

    def faulty(self, key: str) -> bool:
        """Whether a top-level key is there but wrong by itself, so that its value is unknown."""
        return self.data.get(key) is not None and key not in self.sections

    def strategy(self, number: int) -> Place:
        """The place of a strategy in the scenario; one that is only asked for by `only` has none."""
        if self._strategies is None:
            return "strategies", number
        asked = self._strategies[number]
        return ("strategies", asked) if isinstance(asked, int) else (f"--strategy {asked}",)

    def part_faults(self, place: Place, part: Part, model: BaseModel, more: Iterable[OptionFault] = ()) -> bool:
        """Keep the faults between options of a part, and those in `more`; returns whether there are none."""
        misfits = [*more, *part.faults(**self.options(part, model))]
        for option, message in misfits:
            self.fault(inside(place, option), message)
        return not misfits

    def options(self, part: Part, model: BaseModel) -> dict[str, Any]:
        """The options of a part from a section; paths of files start at the scenario's folder."""
        values = {name: getattr(model, name) for name in part.fields}
        return {name: self.folder / value if isinstance(value, Path) else value for name, value in values.items()}

    def input(self, place: Place, file: Path) -> Path | None:
        """The file that a section names; None, with a fault, if there is none."""
        located = self.folder / file
        try:
            self.inputs[str(file)] = hashlib.sha256(content(located)).hexdigest()
        except InputError as error:
            reason = error.faults[0].message
            self.fault(place, f'"{file}": {reason} (looked for beside the scenario)')
            return None
        return located

    def _plain(self) -> dict[str, Any]:
        data = copy.deepcopy(self.page.content)
        large: list[tuple[Place, tuple[Place, str]]] = []
        for place, spelling in self.page.spellings.items():
            if place[0] != "seed" and isinstance(_at(data, place), int | float) and abs(_at(data, place)) > LARGEST:
                # Sums of squares would not be finite.
                large.append((place, (place, spelling[:40])))
            if _top(place) in HOLD_NAMES and not NAMES.isdisjoint(map(str, place[1:])):
                _put(data, place, spelling)
        self.first_faults(
            large, lambda pair: f"{path(pair[0])}: found {pair[1]}, expected a number of at most 1e100 in size"
        )
        if isinstance(data.get("strategies"), list):
            data["strategies"] = [spelled_out(strategy) for strategy in data["strategies"]]
        return data

    def _change(self, strategies: tuple[str, ...], changes: dict[str, Any]) -> None:
        people = changes.pop("people", None)
        network = self.data.get("network")
        if people is not None and isinstance(network, dict):
            inside = network.get("organisation", network)
            part = NETWORKS.parts.get("organisation" if inside is not network else str(network.get("generate")))
            if part is not None and "people" in part.fields and isinstance(inside, dict):
                inside["people"] = people
            else:
                message = "--people is for generated networks that say `people:`; this one does not"
                self.fault(("network",), message, named=())
        self.data |= changes
        if strategies and isinstance(self.data.get("strategies"), list):
            elements = self.data["strategies"]
            called = [str(s.get("label", s.get("name"))) if isinstance(s, dict) else None for s in elements]
            # Two with the same name are a fault, whichever is meant.
            self._strategies = []
            for name in dict.fromkeys(strategies):
                self._strategies += [i for i, other in enumerate(called) if other == name] or [name]
            self.data["strategies"] = [elements[s] if isinstance(s, int) else {"name": s} for s in self._strategies]
            if self.data.get("baseline") not in strategies:
                self.data.pop("baseline", None)

    def _checked(self) -> dict[str, Any]:
        sections = {}
        unknown = [((key,), key) for key in self.data if key not in settings().model_fields]
        self.first_faults(unknown, lambda key: unknown_key(key, keys(settings())))
        for key, field in settings().model_fields.items():
            if key in self.data:
                try:
                    sections[key] = adapter(key).validate_json(json.dumps(self.data[key]), strict=True)
                except ValidationError as error:
                    self._tell(key, error.errors(include_url=False))
            elif field.is_required():
                self.fault((), f'"{key}" is missing')
            else:
                sections[key] = field.get_default(call_default_factory=True)
        return sections

    def _tell(self, key: str, errors: list[ErrorDetails]) -> None:
        # A list is not called too short if some of its items only have faults.
        inside = Counter(error["loc"][:length] for error in errors for length in range(len(error["loc"]) + 1))
        relevant = [error for error in errors if error["type"] != "too_short" or inside[error["loc"]] == 1]
        kinds: dict[str, list[tuple[Place, ErrorDetails]]] = {}
        for error in relevant:
            kinds.setdefault(error["type"], []).append((self._place(key, error["loc"]), error))
        for alike in kinds.values():
            pairs = [(place, (error, place)) for place, error in alike]
            self.first_faults(pairs, lambda pair: worded(*pair)[1])

    def _place(self, key: str, inside: Place) -> Place:
        if key == "strategies" and inside and isinstance(inside[0], int):
            return *self.strategy(inside[0]), *inside[1:]
        return key, *inside


def option_fault(page: Page, place: Place, option: str | Place, message: str) -> Fault:
    """The fault of an option, or of a value inside it, for the part at a place of a page."""
    where = inside(place, option)
    return Fault(page.file, page.line(where), f"{path(where)}: {message}")


def _top(place: Place) -> str | int:
    # The top-level key above a place; `without` of a claim has such keys inside.
    return place[len(WITHOUT)] if place[: len(WITHOUT)] == WITHOUT and len(place) > len(WITHOUT) else place[0]


def _at(data: Any, place: Place) -> Any:
    for key in place:
        data = data[key]
    return data


def _put(data: Any, place: Place, value: str) -> None:
    _at(data, place[:-1])[place[-1]] = value
