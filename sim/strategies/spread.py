from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.families.strategies import Inner, Sight, seeing
from sim.ground.spelling import did_you_mean
from sim.ground.texts import names_of
from sim.strategies import _shares
from sim.strategies._columns import unknown
from sim.world.outline import perhaps
from sim.world.people import People
from sim.world.ties import Ties

NESTED = False
sees = seeing(Sight.COLUMNS)

WORDS = ("proportional", "equal")


def _shares_of_tribes(value: Any) -> Any:
    # A union of types would report one error for each of them.
    if value in WORDS or (isinstance(value, dict) and value and all(map(_is_share, value.values()))):
        return value
    expected = f"{', '.join(WORDS)}, or a mapping from tribes to shares from 0 to 1"
    raise PydanticCustomError("expected", "expected {expected}", {"expected": expected})


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_BY_NAME = {"type": "object", "minProperties": 1, "additionalProperties": _SHARE}
Shares = Annotated[
    Any,
    AfterValidator(_shares_of_tribes),
    WithJsonSchema({"anyOf": [{"enum": list(WORDS)}, _BY_NAME]}),
    Field(description="by how many can be chosen in each, equal, or a share for each (others get none)"),
]


def choose(
    ties: Ties,
    people: People,
    count: int,
    rng: np.random.Generator,
    known: Mapping[str, Any],
    *,
    strategy: Annotated[Inner, Field(description="the strategy that chooses within each tribe")],
    over: Annotated[
        str | None, Field(description="the column to spread over; the tribe unless given", examples=["department"])
    ] = None,
    shares: Shares = "proportional",
) -> np.ndarray:
    """Another strategy's choice within each tribe, each tribe with its quota; any stretch from the top is spread too.

    Quotas go by largest remainder, equal remainders to the larger tribe, then by name. Places that a tribe cannot fill
    go to the others, by their shares. The other strategy chooses in one tribe after the other, the largest first.
    """
    column = over or people.tribe
    if column is None:
        raise ValueError("there is no tribe to spread over")
    names, membership = np.unique(names_of(people.attributes[column]), return_inverse=True)
    able = ~people.never
    sizes = np.bincount(membership[able], minlength=len(names))
    order = sorted(range(len(names)), key=lambda tribe: (-sizes[tribe], names[tribe]))
    if isinstance(shares, dict):
        parts = [shares.get(str(names[tribe]), 0.0) for tribe in order]
    else:
        parts = [1.0 if shares == "equal" else float(sizes[tribe]) for tribe in order]

    def ask(place: int, number: int, taken: np.ndarray) -> np.ndarray:
        asked = membership == order[place]
        asked[taken] = False
        return strategy(ties, people.only(asked), number, rng, **known)

    return _shares.filled(count, parts, [int(sizes[tribe]) for tribe in order], ask)


def faults(*, strategy: Any, over: str | None, shares: Any) -> list[tuple[str, str]]:
    """What is wrong between the options."""
    return _shares.faults("shares", list(shares.values())) if isinstance(shares, dict) else []


def lacks(
    columns: Mapping[str, np.ndarray], tribe: str | None, line: bool, *, strategy: Any, over: str | None, shares: Any
) -> Iterator[tuple[str, str]]:
    """What the options name but the people lack."""
    column = over or tribe
    if column is None:
        yield "name", "`spread` needs `over:`, or `people.tribe:`, a column that says who belongs together"
    elif column not in columns:
        if over is not None:  # a missing column of tribes is reported at `people.tribe`
            yield "over", unknown(column, columns)
    elif isinstance(shares, dict):
        known = np.unique(names_of(columns[column])).tolist()
        for name in shares:
            if name not in known and not perhaps(columns, column, name):
                near = did_you_mean(name, known) or f"""; known are {", ".join(value or '""' for value in known)}"""
                yield "shares", f'nobody has "{name}" in "{column}"{near}'
