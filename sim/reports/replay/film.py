"""The replay as a film: an animated GIF, or an MP4."""

import contextlib
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from sim.drawing import style
from sim.reports.figures.pictures import lettered
from sim.reports.replay.answer import answer
from sim.reports.replay.page import chosen, scene
from sim.reports.run import AsRun
from sim.results.about import About
from sim.world.layout import positions

WIDTH, HEIGHT, DOTS = 12.8, 7.2, 100
STEP, END = 0.7, 4.0
"""How many seconds a step is shown, and the last picture, with the answer."""
RATE = 10
"""Pictures a second in an MP4."""
LETTERS = 88
"""How many letters of a headline stand in a line."""
NAME = 44
"""How many letters of a strategy's name stand over its picture, if there are two."""
COLOURS = ("#0072B2", "#B34E00")
LIT = "#E69F00"
SIGNS = "Filled: has changed. Square: started with. Crossed: gave up again. Lines that light up: who pushed just now."


@dataclass(frozen=True, eq=False)
class Side:
    """The run of one strategy: `label`, `seeds` and `changes` as in world.json."""

    label: str
    seeds: list[int]
    changes: list[list[Any]]

    def state(self, step: int, people: int) -> np.ndarray:
        """The states of people after a step, int8, shape (people): 0 not changed, 1 changed, 2 gave up again."""
        states = np.zeros(people, np.int8)
        for change in self.changes:
            if change[0] <= step:
                states[change[1]] = 1 if change[2] else 2
        return states


def write(run: AsRun, file: Path, *, strategies: tuple[str, ...] = ()) -> None:
    """Write the film of two strategies of a folder of results into a file that ends with .gif or .mp4.

    An MP4 needs imageio-ffmpeg. Raises InputError if there is nothing to show.
    """
    shown, results = scene(run), run.results
    pair = chosen(results, strategies, run.folder)
    sides = [Side(label, *(shown["strategies"][label][key] for key in ("seeds", "changes"))) for label in pair]
    places = positions(len(shown["people"]), shown["ties"], shown["tribe"])
    last = max((change[0] for side in sides for change in side.changes), default=0)
    question = results.about.question or results.about.name
    finding = answer(results, pair).lines[0]
    for label in pair:
        finding = finding.replace(label, _name(label, len(pair)))
    origin = _made(results.about)
    steps = [*range(min(last + 1, shown["steps"]) + 1)]
    with lettered():
        pictures = (_picture(shown, places, sides, step, question, "", origin) for step in steps)
        closing = _picture(shown, places, sides, shown["steps"], question, finding, origin)
        (_gif if file.suffix == ".gif" else _mp4)(file, pictures, closing)


def _made(about: About) -> str:
    world = "The only simulated world."
    if about.runs > 1:
        world = f"The first of {about.runs:,} simulated worlds; the sentence at the end is of all of them."
    return f"{world} In this model, with its assumptions. groundswell {about.version}, {about.name}"


def _name(label: str, sides: int) -> str:
    return textwrap.shorten(label, NAME if sides > 1 else 2 * NAME, placeholder=" ...")


def _picture(
    shown: Mapping[str, Any], places: np.ndarray, sides: list[Side], step: int, title: str, finding: str, origin: str
) -> np.ndarray:
    # A picture as numbers, uint8, shape (height, width, 3).
    figure = Figure((WIDTH, HEIGHT), dpi=DOTS)
    canvas = FigureCanvasAgg(figure)
    heading = "\n".join(textwrap.wrap(title, LETTERS, max_lines=2, placeholder=" ..."))
    figure.text(0.03, 0.975, heading, fontsize=16, weight="bold", va="top")
    below = finding or f"Step {step} of {shown['steps']}"
    figure.text(0.03, 0.1, "\n".join(textwrap.wrap(below, LETTERS)), fontsize=15, weight="bold", va="center")
    figure.text(0.03, 0.038, SIGNS, fontsize=10, color=style.FAINT)
    figure.text(0.03, 0.012, textwrap.shorten(origin, 150, placeholder=" ..."), fontsize=10, color=style.FAINT)
    for number, side in enumerate(sides):
        width = 0.94 / len(sides)
        panel = figure.add_axes((0.03 + number * width, 0.15, width - 0.02, 0.66))
        _panel(panel, shown, places, side, step, COLOURS[number])
        count = int((side.state(step, len(places)) == 1).sum())
        words = f"{_name(side.label, len(sides))}\n{count:,} of {len(places):,} people have changed"
        panel.set_title(words, color=COLOURS[number], fontsize=14, weight="bold", loc="left")
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def _panel(panel: Any, shown: Mapping[str, Any], places: np.ndarray, side: Side, step: int, colour: str) -> None:
    panel.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    for spine in panel.spines.values():
        spine.set(visible=True, color="#C9C9C9")
    pairs = [places[[person, peer]] for person, peer, _ in shown["ties"]]
    # A few ties should be visible from the last row, but many must not cover the people.
    faint = 0.07 if len(pairs) > 1500 else 0.2 if len(pairs) > 300 else 0.45
    panel.add_collection(LineCollection(pairs, colors="black", linewidths=0.5, alpha=faint))
    now = [change for change in side.changes if change[0] == step and change[2]]
    lit = [places[[peer, change[1]]] for change in now for peer in change[4]]
    panel.add_collection(LineCollection(lit, colors=LIT, linewidths=1.2 if len(lit) < 200 else 0.5))
    state, size = side.state(step, len(places)), float(np.clip(20000 / len(places), 14, 260))
    seeds = np.isin(np.arange(len(places)), side.seeds)
    for marker, who in (("o", ~seeds), ("s", seeds)):
        for how, face, edge in ((0, "white", "#8A8A8A"), (1, colour, "white"), (2, "white", colour)):
            them = places[who & (state == how)]
            panel.scatter(*them.T, s=size, marker=marker, color=face, edgecolors=edge, linewidths=0.8, zorder=3)
            if how == 2:
                panel.scatter(*them.T, s=size / 2, marker="x", color=colour, linewidths=1, zorder=4)


def _gif(file: Path, pictures: Iterator[np.ndarray], closing: np.ndarray) -> None:
    from PIL import Image

    # One palette for all pictures: if chosen for each, colours would flicker or change.
    palette = Image.new("P", (1, 1))
    palette.putpalette(_shades())
    drawn = (Image.fromarray(picture) for picture in (*pictures, closing))
    frames = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in drawn]
    lengths = [int(1000 * STEP)] * (len(frames) - 1) + [int(1000 * END)]
    frames[0].save(file, save_all=True, append_images=frames[1:], duration=lengths, loop=0, optimize=True)


def _shades() -> list[int]:
    # All colours that are drawn, and mixtures with white for smooth edges; as red, green, blue, ... No more than these:
    # pillow would take a colour close to white for white.
    pure = 255 * np.array([to_rgb(colour) for colour in (*COLOURS, LIT, "black")])
    steps = [np.linspace(colour, 255, 12, endpoint=False) for colour in pure]
    return [*np.rint(np.concatenate(steps)).astype(int).ravel().tolist(), 255, 255, 255]


def _mp4(file: Path, pictures: Iterator[np.ndarray], closing: np.ndarray) -> None:
    import imageio_ffmpeg

    size = round(WIDTH * DOTS), round(HEIGHT * DOTS)
    writer = imageio_ffmpeg.write_frames(str(file), size, fps=RATE, codec="libx264", macro_block_size=2)
    writer.send(None)
    with contextlib.closing(writer):
        for picture in pictures:
            for _ in range(round(STEP * RATE)):
                writer.send(picture.tobytes())
        for _ in range(round(END * RATE)):
            writer.send(closing.tobytes())
