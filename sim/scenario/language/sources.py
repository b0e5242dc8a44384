"""Settings of where a network comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from sim.families.datasets import DATASETS
from sim.families.files import FILES, formats, reader
from sim.families.networks import NETWORKS
from sim.ground.kinds import show
from sim.ground.parts import Options
from sim.scenario.language.unions import choice, models, unknown

NAMED = ("organisation", "organisations")
"""Generated networks that can also be named by a key of their own, with their options inside."""


def _alone(name: str, model: type[BaseModel]) -> type[BaseModel]:
    key: Any = {name: (model, Field(description=model.__doc__))}
    return create_model(f"{name.title()}Network", __base__=Options, __doc__=model.__doc__, **key)


def _file(endings: Sequence[str]) -> Any:
    names = [f"ties{ending}" for ending in endings]
    return Path, Field(description="a file with the ties; its ending says of which kind it is", examples=names)


DRAWN = (
    Literal["once"] | None,
    Field(None, description="`once`: one for all runs, as if it came from a file; otherwise it is drawn anew in each"),
)
"""An option of every network that is generated."""

SOURCES = ("generate", "file", "dataset", *NAMED)


def _network_tag(data: Any) -> str:
    if not isinstance(data, dict):
        return "<none>"
    keys = [key for key in SOURCES if key in data]
    if len(keys) != 1:
        return "<none>"
    if keys == ["file"]:
        return f"<file {reader(data['file'])}>"
    return f"<{keys[0]}>" if keys[0] in NAMED else f"<{keys[0]} {data[keys[0]]}>"


def _network_fault(data: Any) -> str:
    sources = "`generate: NAME`, `file: PATH`, `dataset: NAME`, `organisation: {...}` or `organisations: {...}`"
    if not isinstance(data, dict):
        return f"found {show(data)}, expected a mapping with {sources}"
    keys = [key for key in SOURCES if key in data]
    if len(keys) > 1:
        return f"{' and '.join(keys)} are given; a network has one of {sources}"
    if not keys:
        return f"says not where the network comes from: {sources}"
    if keys == ["file"] and not isinstance(data["file"], str):
        return f"`file:` found {show(data['file'])}, expected the name of a file"
    if keys == ["file"]:
        return f'"{data["file"]}" is of no known kind; known are {", ".join(formats())}'
    family = NETWORKS if keys == ["generate"] else DATASETS
    return unknown(keys[0], "network" if keys == ["generate"] else "dataset", family)(data)


def network() -> Any:
    """The type of `network:`."""
    keyed = {name: NETWORKS.part(name).options(drawn=DRAWN) for name in NAMED}
    kinds: dict[str, type[BaseModel]] = {
        **models(NETWORKS, "generate", "generate", drawn=DRAWN),
        **{f"<{name}>": _alone(name, model) for name, model in keyed.items()},
        **{f"<file {name}>": part.options(file=_file(part.ENDINGS)) for name, part in FILES.parts.items()},
        **models(DATASETS, "dataset", "dataset"),
    }
    return choice(kinds, _network_fault, _network_tag)
