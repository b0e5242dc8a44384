"""Charts: pictures of results. One file each in `sim/charts/`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from sim.families.turns import file, in_turn
from sim.ground.faults import Fault, InputError
from sim.ground.parts import Family, Part
from sim.ground.spelling import did_you_mean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.results.results import Results

Chapter = Literal["answer", "sure", "compared", "invite", "further"]
"""The chapter of a chart: the answer, the strategies one by one or compared, whom to invite, or further findings."""


@dataclass(frozen=True)
class Chart(Part):
    """What the file of a chart has.

    Required: `draw(results, ax, *, options)` draws results into a panel; its options have defaults.
    """

    TITLE: str = ""
    """`TITLE`: what it shows, in a few words without a full stop. Optional: the name of the chart."""

    finding: Callable[[Results], str] | None = None
    """`finding(results)`: what the results show in it, a sentence without a full stop, to stand above it. Optional:
    TITLE."""

    question: Callable[[Results], str] = lambda results: str(results.about.question)
    """`question(results)`: the text below the finding. Optional: the question of the scenario."""

    caption: Callable[[Results], str] = lambda results: ""
    """`caption(results)`: the text below it: what it shows, and where that comes from (`sim.drawing.words.origin`).
    Optional."""

    TABLES: tuple[str, ...] = ()
    """`TABLES`: the tables of results that it needs, each with at least one row; in a report it stands with the
    sentences on the last of them. Optional: it can be drawn from any results."""

    SCENE: bool = False
    """`SCENE`: whether it needs the first world, person by person. Optional."""

    STRATEGIES: int = 1
    """`STRATEGIES`: how many strategies it needs at least. Optional."""

    ASK: str = ""
    """`ASK`: what a scenario must have so that its results have all this, in words. Optional."""

    AFTER: tuple[str, ...] | None = None
    """`AFTER`: the names of charts that it comes after where several are drawn. Optional: it comes after all."""

    CHAPTER: Chapter = "further"
    """`CHAPTER`: where it stands in a report, see `Chapter`. Optional: further."""

    RUN: bool = False
    """`RUN`: whether `sim run` draws it; it gets the tables then, and of the runs no more than a few. Optional."""

    height: Callable[[Results], float] | None = None
    """`height(results)`: the height of its panel, in inches. Optional: what a picture of the usual height leaves."""

    ABOVE: float = 0.17
    """`ABOVE`: inches above its panel, as room for a title of the panel. Optional."""

    SIDES: tuple[float, float] = (0.095, 0.78)
    """`SIDES`: where its panel begins and ends, in widths of the picture. Optional: with room for a legend at the
    right."""

    figure: Callable[[Results], Figure] | None = None
    """`figure(results)`: the whole picture, where it has several panels (`sim.drawing.frame.panels`). Optional."""

    inset: Callable[[Results, Figure], None] | None = None
    """`inset(results, figure)`: draws all of it but title, question and caption into an empty figure of any size, as
    for a slide. Optional: the panel, or the whole picture where it has several."""

    def __post_init__(self) -> None:
        """Raise InputError if its CHAPTER is not one of `Chapter`."""
        if self.CHAPTER not in get_args(Chapter):
            near = did_you_mean(self.CHAPTER, get_args(Chapter))
            message = f"CHAPTER is one of {', '.join(get_args(Chapter))}; found {self.CHAPTER!r}{near}"
            raise InputError([Fault(file(self), 1, message)])

    @property
    def file(self) -> str:
        """The name of its files, without endings."""
        return self.name.replace("-", "_")

    @property
    def heading(self) -> str:
        """What it shows, in a few words."""
        return self.TITLE or self.name.replace("-", " ").capitalize()

    def title(self, results: Results) -> str:
        """What stands above it."""
        return self.heading if self.finding is None else self.finding(results)

    def fits(self, results: Results) -> bool:
        """Whether results have all that it needs."""
        if len(results.strategies) < self.STRATEGIES or (self.SCENE and results.scene is None):
            return False
        return all(name in results.tables and len(results.tables[name]) > 0 for name in self.TABLES)

    @property
    def needs(self) -> str:
        """What it needs, in words for the author of a scenario."""
        parts = [f"the table {name}" for name in self.TABLES]
        parts += ["the first world"] * self.SCENE
        parts += [f"{self.STRATEGIES} strategies"] * (self.STRATEGIES > 1)
        return self.ASK or ", ".join(parts)


CHARTS = Family("sim.charts", "draw", Chart)


def charts() -> dict[str, Chart]:
    """All charts by the names of their files, in the order of `AFTER`.

    Raises InputError if the file of a chart breaks the contract, or its `AFTER` names no chart or leads in a circle.
    """
    return {chart.file: chart for chart in in_turn(CHARTS.parts, "chart").values()}
