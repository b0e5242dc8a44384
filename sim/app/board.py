"""The pictures of the live page: two networks and the curves, drawn by the browser from one message a frame."""

from typing import Any

import numpy as np
from nicegui import ui

from sim.app.places import places
from sim.app.stage import Stage
from sim.app.worlds import Worlds
from sim.drawing.style import OKABE_ITO
from sim.world.ties import Ties

Curves = list[list[int]]


class Board(ui.element, component="board.js"):
    """Draws a stage: emits `ready` once the browser can draw, and `pick` with the number of a person who is clicked."""

    def set_up(self, stage: Stage) -> None:
        """Send a world to the browser: where people stand, and who is tied to whom."""
        self.run_method("setup", setting(stage))

    def show(self, stage: Stage, *, before: Curves | None = None, worlds: Worlds | None = None) -> None:
        """Draw the latest step; `before`: earlier curves to compare with, `worlds`: curves of other worlds."""
        self.run_method("show", frame(stage, before=before, worlds=worlds))

    def ring(self, person: int) -> None:
        """Ring a person in all networks, and draw their ties darker."""
        self.run_method("mark", person)


def setting(stage: Stage) -> dict[str, Any]:
    """What stays as it is from step to step, ready for JSON; people keep their places while ties are the same."""
    ties = stage.ties
    audience = ties.audience_sizes / max(ties.audience_sizes.mean(), 1e-9)
    return {
        "people": ties.people,
        "places": places(ties, stage.people),
        "ties": np.column_stack([ties.peers, ties.listeners])[_once(ties)].tolist(),
        "sizes": (0.7 + 0.4 * np.minimum(np.sqrt(audience), 2.5)).round(2).tolist(),
        "steps": stage.scenario.steps,
        "labels": list(stage.labels),
        "colours": list(OKABE_ITO[: len(stage.labels)]),
    }


def frame(stage: Stage, *, before: Curves | None = None, worlds: Worlds | None = None) -> dict[str, Any]:
    """What changes from step to step, ready for JSON."""
    return {
        "step": stage.step_number,
        "states": stage.states(),
        "curves": stage.curves,
        "before": before,
        "worlds": None if worlds is None else worlds.curves,
    }


def _once(ties: Ties) -> np.ndarray:
    return np.ones(len(ties.peers), np.bool_) if ties.directed else ties.peers < ties.listeners
