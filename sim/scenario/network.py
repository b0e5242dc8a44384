"""The network of a scenario: where it comes from, how many people it has, and what is known of them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.families.datasets import DATASETS
from sim.families.files import FILES, formats
from sim.families.networks import NETWORKS
from sim.ground.draws import ONCE, stream
from sim.ground.faults import InputError, OptionError
from sim.ground.kinds import MOST_PEOPLE
from sim.ground.tables import read_people
from sim.scenario.faults import Place, path
from sim.scenario.language.sources import NAMED
from sim.scenario.page import Page
from sim.scenario.reading import Reading, option_fault
from sim.scenario.remembered import remembered
from sim.world.outline import Drawing, Outline
from sim.world.ties import Ties


@dataclass(frozen=True)
class Source:
    """The source of networks: the number of people, their names (None: 0, 1, 2, ...), and the ties of each run.

    `build(rng)` gives the ties of a run; `outline`: what is known of the people before the draw, `drawing`: the
    expected number of ties and the work of a draw.
    """

    people: int
    names: tuple[str, ...] | None
    build: Callable[[np.random.Generator], Ties]
    outline: Outline
    drawing: Drawing


@dataclass(frozen=True, eq=False)
class Given:
    """The same network in every run; `origin`: where it comes from, by which alone two networks are compared."""

    ties: Ties = field(compare=False)
    origin: tuple[Any, ...]

    def __call__(self, rng: np.random.Generator) -> Ties:
        """The ties of any run."""
        return self.ties


@dataclass(frozen=True, eq=False)
class Generated:
    """Draws the network of a run by a generator with its options; `page` and `place` are where these are written.

    Raises InputError if options cannot be met in a draw, which may depend on luck.
    """

    page: Page = field(compare=False)
    place: Place = field(compare=False)
    build: Callable[..., Ties]
    options: Mapping[str, object]

    def __call__(self, rng: np.random.Generator) -> Ties:
        """The ties of a run."""
        try:
            return self.build(rng, **self.options)
        except OptionError as error:
            raise InputError([option_fault(self.page, self.place, error.option, error.message)]) from None


def is_given(network: Mapping[str, Any]) -> bool:
    """Whether a network is the same in every run, by its section of a scenario: a file, a data set, or drawn once."""
    inside = next((network[name] for name in NAMED if name in network), network)
    return not {"file", "dataset"}.isdisjoint(network) or inside.get("drawn") is not None


def network(reading: Reading) -> Source | None:
    """The source of a scenario's networks, or None if something is wrong with it."""
    mark = json.dumps([reading.data.get(key) for key in ("network", "seed")] + [_table(reading)], default=str)
    if mark not in reading.sources:
        before = len(reading.faults), len(reading.notes)
        origin = _network(reading)
        if origin is None or len(reading.faults) > before[0]:
            return origin
        reading.sources[mark] = origin, reading.notes[before[1] :], dict(reading.inputs)
        return origin
    source, notes, inputs = reading.sources[mark]
    reading.notes += notes
    reading.inputs |= inputs
    known: Source = source
    return known


def _table(reading: Reading) -> list[str]:
    # The file of people that goes with the network, and its column of ids.
    people = reading.sections.get("people")
    return [] if people is None else [str(people.file), str(people.id)]


def _network(reading: Reading) -> Source | None:
    model = reading.sections.get("network")
    if model is None:
        return None
    table = getattr(reading.sections.get("people"), "file", None)
    if table is not None and not hasattr(model, "file"):
        reading.fault(("people", "file"), "goes with `network: file`; this network has its own people")
    for name in NAMED:
        if hasattr(model, name):
            return _generated(reading, ("network", name), name, getattr(model, name))
    if hasattr(model, "generate"):
        return _generated(reading, ("network",), model.generate, model)
    stored = _dataset(reading, model) if hasattr(model, "dataset") else _from_file(reading, model)
    if stored is None:
        return None
    ties = stored.ties
    reading.notes += [f"network: {note}" for note in (*ties.notes, *_deaf(ties))]
    peers = np.diff(ties.starts)
    spread = float(peers.var() / peers.mean() ** 2) if len(ties.peers) else None
    drawing = Drawing(len(ties.peers), nanoseconds=0, bytes=0, fixed=True, even=ties.even, spread=spread)
    return Source(ties.people, ties.names, stored, Outline.of(ties), drawing)


def _deaf(ties: Ties) -> Iterator[str]:
    # In a survey, these are people who did not answer; its author may expect them to follow others.
    deaf = np.flatnonzero(np.diff(ties.starts) == 0)
    if len(deaf):
        first = ties.names[deaf[0]]
        yield f"{len(deaf)} of {ties.people} people listen to nobody ({first} is the first): no peer can reach them"


def _generated(reading: Reading, place: Place, name: str, model: BaseModel) -> Source | None:
    part = NETWORKS.parts[name]
    options = reading.options(part, model)
    people = part.size(**options)
    if people > MOST_PEOPLE:
        # Reported first: with so many people other checks would take long.
        reading.fault((*place, "people"), f"found {people} people, expected at most {MOST_PEOPLE}", named=("network",))
        return None
    if not reading.part_faults(place, part, model):
        return None
    build = Generated(reading.page, place, part.function, options)
    drawing = Drawing(10.0 * people) if part.drawing is None else part.drawing(**options)
    drawing = drawing._replace(fixed=model.drawn is not None)  # type: ignore[attr-defined]
    if reading.drawn:
        number = ONCE if drawing.fixed else 0
        try:
            first = build(stream(reading.sections.get("seed", 1), number, "network"))
        except InputError as error:
            reading.faults += error.faults
            return None
        reading.notes += [f"network: {note}" for note in first.notes]
        return Source(people, None, build, Outline.of(first), drawing)
    columns = part.columns(**options)
    outline = Outline(people, columns, part.lightest(**options))
    for option in part.luck(**options):
        outline.doubt(path((*place, option)))
    return Source(people, None, build, outline, drawing)


def _dataset(reading: Reading, model: BaseModel) -> Given:
    part = DATASETS.parts[model.dataset]  # type: ignore[attr-defined]
    options = reading.options(part, model)
    return Given(part.function(**options), (part.function, options))


def _from_file(reading: Reading, model: BaseModel) -> Given | None:
    file = model.file  # type: ignore[attr-defined]
    part = FILES.parts[formats()[file.suffix.lower()]]
    located = reading.input(("network", "file"), file)
    settings = reading.sections.get("people")
    table = None
    if settings is not None and settings.file is not None:
        table = reading.input(("people", "file"), settings.file)
        if table is None:
            return None
    if located is None or not reading.part_faults(("network",), part, model):
        return None
    ids: tuple[str, ...] | None = None
    columns: dict[str, np.ndarray] = {}
    try:
        if table is not None and settings is not None:
            ids, columns = read_people(table, id=settings.id)
        options = reading.options(part, model)
        basis = {"format": part.name, "people": ids, "options": options}
        ties = remembered(located, basis, partial(part.function, located, ids, **options))
    except InputError as error:
        reading.faults += error.faults
        return None
    # Files count by their content: the file at a path can change.
    contents = [reading.inputs[str(file)]]
    if table is not None and settings is not None:
        contents += [reading.inputs[str(settings.file)], str(settings.id)]
    return Given(ties.with_columns(columns) if columns else ties, (part.function, options, contents))
