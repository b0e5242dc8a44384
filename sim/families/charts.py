"""Charts: what results show, a picture each. One file each in `sim/charts/`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from sim.families.turns import file, in_turn
from sim.ground.faults import Fault, InputError
from sim.ground.parts import Family, Part, did_you_mean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.results.results import Results

Chapter = Literal["answer", "sure", "compared", "invite", "further"]
"""Where a chart stands in a report: with the answer, with what is known of each strategy or of one against another,
with whom to invite, or with the further things that the runs can tell."""


def asked(results: Results) -> str:
    """The question of a scenario, which stands below the title of most charts."""
    return str(results.about["question"])


def no_caption(_: Results) -> str:
    """What stands below a chart that says nothing of itself."""
    return ""


@dataclass(frozen=True)
class Chart(Part):
    """What the file of a chart has.

    Required: `draw(results, ax, *, options)` draws results into a panel; its options have defaults.
    """

    TITLE: str = ""
    """`TITLE`: what it shows, in a few words without a full stop. Optional: its name."""

    finding: Callable[[Results], str] | None = None
    """`finding(results)`: what results say in it, a sentence without a full stop, which stands above it. Optional: its
    TITLE."""

    question: Callable[[Results], str] = asked
    """`question(results)`: what stands below that. Optional: the question of the scenario."""

    caption: Callable[[Results], str] = no_caption
    """`caption(results)`: what it shows and where that comes from, in words that stand below it
    (`sim.drawing.words.origin`). Optional."""

    TABLES: tuple[str, ...] = ()
    """`TABLES`: the tables of results that it needs, of which each must have a row; in a report it stands with what is
    said on the last of them. Optional: it can be drawn from any results."""

    SCENE: bool = False
    """`SCENE`: whether it needs the first world, person by person. Optional."""

    STRATEGIES: int = 1
    """`STRATEGIES`: how many strategies it needs at least. Optional."""

    ASK: str = ""
    """`ASK`: what a scenario must have that results have all this. Optional."""

    AFTER: tuple[str, ...] | None = None
    """`AFTER`: the names of charts that it comes after where several are drawn. Optional: it comes after all."""

    CHAPTER: Chapter = "further"
    """`CHAPTER`: where it stands in a report, see `Chapter`. Optional: further."""

    RUN: bool = False
    """`RUN`: whether `sim run` draws it; it gets the tables then, and of the runs no more than a few. Optional."""

    height: Callable[[Results], float] | None = None
    """`height(results)`: how high its panel must be, in inches. Optional: what a picture of the usual height leaves."""

    ABOVE: float = 0.17
    """`ABOVE`: the inches between its panel and what stands above that, which titles of panels need. Optional."""

    SIDES: tuple[float, float] = (0.095, 0.78)
    """`SIDES`: where its panel begins and ends, in widths of the picture. Optional: with room for a legend at the
    right."""

    figure: Callable[[Results], Figure] | None = None
    """`figure(results)`: the whole picture, where it has several panels (`sim.drawing.frame.panels`). Optional."""

    inset: Callable[[Results, Figure], None] | None = None
    """`inset(results, figure)`: draws all of it but title, question and caption into an empty figure of any size, as
    for a slide. Optional: the panel, or the whole picture where it has several."""

    def __post_init__(self) -> None:
        """Raise InputError if it stands in a chapter that is none."""
        if self.CHAPTER not in get_args(Chapter):
            near = did_you_mean(self.CHAPTER, get_args(Chapter))
            message = f"CHAPTER is one of {', '.join(get_args(Chapter))}; found {self.CHAPTER!r}{near}"
            raise InputError([Fault(file(self), 1, message)])

    @property
    def file(self) -> str:
        """What its files are called, without their endings."""
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
        """What it needs, in words for whoever writes a scenario."""
        parts = [f"the table {name}" for name in self.TABLES]
        parts += ["the first world"] * self.SCENE
        parts += [f"{self.STRATEGIES} strategies"] * (self.STRATEGIES > 1)
        return self.ASK or ", ".join(parts)


CHARTS = Family("sim.charts", "draw", Chart)


def charts() -> dict[str, Chart]:
    """All charts by the names of their files, in the order in which they answer a question.

    Raises InputError if the file of one breaks the contract, or has a place that cannot be.
    """
    return {chart.file: chart for chart in in_turn(CHARTS.parts, "chart").values()}
