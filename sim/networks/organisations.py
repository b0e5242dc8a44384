from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from sim.families.evidence import Evidence
from sim.ground.faults import OptionError
from sim.ground.parts import Part
from sim.networks import organisation
from sim.networks._line import shape
from sim.networks._pairs import distinct
from sim.world.outline import Column, Drawing
from sim.world.ties import Ties

EVIDENCE = Evidence("C", "organisations and the pins that link them are drawn, not measured")


ONE = Part("organisation", organisation.build)
SHARED = ONE.options(leave_out=("people",))
OWN = ONE.options(leave_out=("people",), optional=True)
AS_IT_IS = SHARED()
Rank = Literal["top", "middle", "any"]
Layout = Literal["all", "chain", "ring", "star"]


def build(
    rng: np.random.Generator,
    *,
    sizes: Annotated[
        tuple[Annotated[int, Field(ge=20)], ...] | None,
        Field(min_length=2, description="people in each organisation; or `count` and `size`", examples=[[100, 200]]),
    ] = None,
    count: Annotated[int | None, Field(ge=2, description="number of organisations of equal size")] = None,
    size: Annotated[int | None, Field(ge=20, description="people in each of them")] = None,
    each: Annotated[SHARED, Field(description="options of `organisation` that all have")] = AS_IT_IS,  # type: ignore[valid-type]
    unlike: Annotated[
        tuple[OWN, ...],  # type: ignore[valid-type]
        Field(description="for each organisation in its place, options in which it differs; {} for none"),
    ] = (),
    links: Annotated[int, Field(ge=1, description="ties between two organisations that are joined")] = 3,
    width: Annotated[int, Field(ge=1, description="linking pins on each side who carry them")] = 2,
    rank: Annotated[
        Rank, Field(description="who they are: the top and those below, other managers (middle), or anyone")
    ] = "any",
    pairs: Annotated[
        Layout, Field(description="who is joined: all, neighbours in a chain or ring, or the first with the others")
    ] = "all",
    link_weight: Annotated[float, Field(gt=0, description="the weight of ties between organisations")] = 1.0,
) -> Ties:
    """Organisations joined by linking pins, people with ties across (Likert 1961; here between organisations).

    Each is built as `organisation` does it, under a top of its own. Two that are joined have `links` ties between
    `width` people on each side, at random but so that each of them has one; somebody can be a pin to several. Columns
    as there, `team` and `department` with the organisation before them, and `organisation` (1, 2, ...) and `pin` (1
    for pins, else 0). Raises OptionError as `organisation` does.
    """
    heads = _sizes(sizes, count, size)
    networks = []
    for number, options in enumerate(_options(heads, each, unlike)):
        try:
            networks.append(organisation.build(rng, **options))
        except OptionError as error:
            raise OptionError(_place(number, error.option, sizes, unlike), error.message) from None
    starts = np.cumsum([0, *heads])
    columns = _columns(networks, starts)
    listeners, peers, weights = _ties(networks, starts)
    eligible = _eligible(columns, rank)
    members = [start + np.flatnonzero(eligible[start:end]) for start, end in pairwise(starts)]
    ends = [_joined(rng, members[a], members[b], links, width) for a, b in _pairs(len(heads), pairs)]
    near, far = np.concatenate([a for a, _ in ends]), np.concatenate([b for _, b in ends])
    columns["pin"] = np.zeros(starts[-1], np.int64)
    columns["pin"][np.concatenate([near, far])] = 1
    weights = np.concatenate([weights, np.full(len(near), link_weight)])
    listeners, peers = np.concatenate([listeners, near]), np.concatenate([peers, far])
    notes = [f"organisation {number}: {note}" for number, ties in enumerate(networks, 1) for note in ties.notes]
    return Ties.from_pairs(int(starts[-1]), listeners, peers, weights, both_ways=True, attributes=columns, notes=notes)


def size(*, sizes: tuple[int, ...] | None, count: int | None, size: int | None, **_: Any) -> int:
    """The number of people."""
    # Counted before they are listed.
    return sum(sizes) if sizes is not None else (size or 0) * (count or 0)


def columns(
    *,
    sizes: tuple[int, ...] | None,
    count: int | None,
    size: int | None,
    each: BaseModel,
    unlike: tuple[BaseModel, ...],
    **_: Any,
) -> dict[str, Column]:
    """What is known of the columns before the network is drawn."""
    heads = _sizes(sizes, count, size)
    alike = Counter(heads[len(unlike) :])
    kinds = [*zip(_options(heads[: len(unlike)], each, unlike), (1,) * len(unlike), strict=True)]
    kinds += zip(_options(tuple(alike), each, ()), alike.values(), strict=True)
    merged: dict[str, Column] = {}
    for options, times in kinds:
        for name, column in organisation.columns(**options).items():
            merged[name] = _both(merged.get(name), column, times)
    people, numbers = sum(heads), range(1, len(heads) + 1)
    start = {"organisation": Column({str(number): members for number, members in enumerate(heads, 1)})}
    inside = {
        "manager": Column({"": len(heads)}, (lambda value: organisation.is_number(value, people),)),
        "team": Column({f"{number}-T0": 1 for number in numbers}, (partial(_is_part, heads, "T"),)),
        "department": Column({f"{number}-top": 1 for number in numbers}, (partial(_is_part, heads, "D"),)),
    }
    return start | merged | inside | {"pin": Column({"1": None}, ("0".__eq__,))}


def _both(known: Column | None, other: Column, times: int) -> Column:
    # What is known of a column over several organisations, of which one kind occurs `times` times.
    known = known or Column({})
    sizes: dict[str, int | None] = {}
    for value in {**known.sizes, **other.sizes}:
        before, each = known.size(value), other.size(value)
        sizes[value] = None if before is None or each is None else before + times * each
    return Column(sizes, known.others + other.others, other.idle)


def _is_part(heads: tuple[int, ...], prefix: str, value: str) -> bool:
    # Whether a value may be the name of a team or department of an organisation.
    number, _, name = value.partition("-")
    exists = organisation.is_number(number, len(heads) + 1) and number != "0"
    return exists and organisation.is_number(name, heads[int(number) - 1], prefix)


def luck(*, each: BaseModel, unlike: tuple[BaseModel, ...], **_: Any) -> Iterator[str]:
    """The options for which only the draw shows whether they can be met."""
    yield from (f"each.{name}" for name in organisation.luck(**dict(each)))
    for number, own in enumerate(unlike, 1):
        yield from (f"unlike[{number}].{name}" for name in organisation.luck(**dict(own)))


def lightest(*, each: BaseModel, unlike: tuple[BaseModel, ...], link_weight: float, **_: Any) -> float:
    """No tie weighs less."""
    own = [each, *unlike]
    return min(link_weight, 1.0, *(weight for options in own if (weight := options.line_weight) is not None))  # type: ignore[attr-defined]


def faults(
    *,
    sizes: tuple[int, ...] | None,
    count: int | None,
    size: int | None,
    each: BaseModel,
    unlike: tuple[BaseModel, ...],
    links: int,
    width: int,
    rank: Rank,
    **_: Any,
) -> Iterator[tuple[str | tuple[str | int, ...], str]]:
    """What is wrong between the options."""
    if (sizes is None) == (count is None) or (count is None) != (size is None):
        yield (), "takes either `sizes:`, or `count:` and `size:`"
        return
    heads = _sizes(sizes, count, size)
    if len(unlike) > len(heads):
        yield "unlike", f"has {len(unlike)} items, but there are {len(heads)} organisations"
        return
    if not width <= links <= width**2:
        yield "links", f"found {links}, but {width} people on each side carry {width} to {width**2} ties"
    seen: set[int] = set()
    for number, options in enumerate(_options(heads, each, unlike)):
        if number >= len(unlike):
            # Organisations with the same options have the same faults.
            if heads[number] in seen:
                continue
            seen.add(heads[number])
        misfits = list(organisation.faults(**options))
        for option, message in misfits:
            yield _place(number, option, sizes, unlike), message
        managers, branches = shape(heads[number], options["span"], options["departments"])
        can = {"top": 1 + branches, "middle": managers - 1 - branches, "any": heads[number]}[rank]
        if width > can and not misfits:
            yield "width", f"found {width}, but organisation {number + 1} has {can} people of the rank {rank}"


def _sizes(sizes: tuple[int, ...] | None, count: int | None, size: int | None) -> tuple[int, ...]:
    return sizes if sizes is not None else (size or 0,) * (count or 0)


def _options(heads: tuple[int, ...], each: BaseModel, unlike: tuple[BaseModel, ...]) -> Iterator[dict[str, Any]]:
    for number, people in enumerate(heads):
        own = dict(unlike[number]) if number < len(unlike) else {}
        yield {"people": people} | dict(each) | {name: value for name, value in own.items() if value is not None}


def _place(
    number: int,
    option: str | tuple[str | int, ...],
    sizes: tuple[int, ...] | None,
    unlike: tuple[BaseModel, ...],
) -> tuple[str | int, ...]:
    # Where an option of one organisation stands.
    path = (option,) if isinstance(option, str) else option
    if path[0] == "people":
        return ("size",) if sizes is None else ("sizes", number)
    own = number < len(unlike) and getattr(unlike[number], str(path[0])) is not None
    return ("unlike", number, *path) if own else ("each", *path)


def _columns(networks: list[Ties], starts: np.ndarray) -> dict[str, np.ndarray]:
    columns: dict[str, list[np.ndarray]] = {"organisation": []}
    for number, (ties, start) in enumerate(zip(networks, starts, strict=False), 1):
        columns["organisation"].append(np.full(ties.people, str(number)))
        for name, column in ties.attributes.items():
            if name == "manager":
                column = np.array([cell and str(int(cell) + start) for cell in column.tolist()])
            elif name in ("team", "department"):
                column = np.char.add(f"{number}-", column)
            columns.setdefault(name, []).append(column)
    return {name: np.concatenate(parts) for name, parts in columns.items()}


def _ties(networks: list[Ties], starts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    listeners = np.concatenate([ties.listeners + start for ties, start in zip(networks, starts, strict=False)])
    peers = np.concatenate([ties.peers + start for ties, start in zip(networks, starts, strict=False)])
    once = listeners < peers
    return listeners[once], peers[once], np.concatenate([ties.weights for ties in networks])[once]


def _eligible(columns: Mapping[str, np.ndarray], rank: Rank) -> np.ndarray:
    upper = np.isin(columns["level"], ("1", "2"))
    if rank == "middle":
        return (columns["seniority"] == "senior") & ~upper
    return upper if rank == "top" else np.ones(len(upper), np.bool_)


def _pairs(count: int, layout: Layout) -> list[tuple[int, int]]:
    if layout == "all":
        return [(a, b) for a in range(count) for b in range(a + 1, count)]
    if layout == "star":
        return [(0, b) for b in range(1, count)]
    around = [(count - 1, 0)] if layout == "ring" and count > 2 else []
    return [(a, a + 1) for a in range(count - 1)] + around


def _joined(
    rng: np.random.Generator, these: np.ndarray, those: np.ndarray, links: int, width: int
) -> tuple[np.ndarray, np.ndarray]:
    # Each pin has a tie to a pin of the other side; further ties are among the pairs that are left.
    near, far = rng.choice(these, width, replace=False), rng.choice(those, width, replace=False)
    more = distinct(rng, links - width, width * (width - 1))
    row, column = np.divmod(more, max(width - 1, 1))
    column = column + (column >= row)
    return np.concatenate([near, near[row]]), np.concatenate([far, far[column]])


def drawing(
    *,
    sizes: tuple[int, ...] | None,
    count: int | None,
    size: int | None,
    each: BaseModel,
    unlike: tuple[BaseModel, ...],
    links: int,
    pairs: Layout,
    **_: Any,
) -> Drawing:
    """What a draw takes, roughly."""
    heads = _sizes(sizes, count, size)
    alike = Counter(heads[len(unlike) :])
    inside = sum(organisation.drawing(**options).ties for options in _options(heads[: len(unlike)], each, unlike))
    options = _options(tuple(alike), each, ())
    inside += sum(organisation.drawing(**own).ties * n for own, n in zip(options, alike.values(), strict=True))
    joined = len(heads) * (len(heads) - 1) / 2 if pairs == "all" else len(heads)
    return Drawing(inside + 2.0 * links * joined, nanoseconds=3_000, bytes=160, even=False)
