"""The families of parts as users name them."""

from dataclasses import dataclass
from typing import Any

from sim.families.charts import CHARTS
from sim.families.conventions import CONVENTIONS
from sim.families.datasets import DATASETS
from sim.families.distributions import DISTRIBUTIONS
from sim.families.files import FILES
from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.presets import PRESETS
from sim.families.strategies import STRATEGIES
from sim.ground.parts import Family


@dataclass(frozen=True)
class Shelf:
    """A family: the plural and the singular for its parts, and how a scenario names one.

    `tag`: the key that holds the name of a part; `section`: the key below which the name of a part is a key itself.
    With neither, scenarios do not name its parts.
    """

    name: str
    noun: str
    family: Family[Any]
    tag: str = ""
    section: str = ""


SHELVES = (
    Shelf("strategies", "strategy", STRATEGIES, tag="name"),
    Shelf("networks", "network", NETWORKS, tag="generate", section="network"),
    Shelf("presets", "preset", PRESETS, tag="preset"),
    Shelf("mechanisms", "mechanism", MECHANISMS, section="movement"),
    Shelf("conventions", "convention", CONVENTIONS, tag="convention"),
    Shelf("datasets", "data set", DATASETS, tag="dataset"),
    Shelf("distributions", "distribution", DISTRIBUTIONS, tag="distribution"),
    Shelf("files", "kind of file", FILES),
    Shelf("charts", "chart", CHARTS),
)
