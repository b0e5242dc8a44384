"""The settings of a scenario on the live page: a slider for each, with the grade of its evidence."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from nicegui import events, ui

from sim.app.draft import Draft
from sim.app.ranges import Place
from sim.app.sliders import Slider
from sim.evidence.grades import LEGEND, evidence

Moved = Callable[[Place, float], bool]
"""`moved(place, value)` gives a setting this value and returns whether the scenario allows it."""


RESTS = 0.25
"""Seconds after its last move from which on a slider is taken to be at rest."""


class Panel:
    """Sliders for the settings, and which strategies are compared."""

    def __init__(
        self, draft: Draft, labels: Sequence[str], *, moved: Moved, compared: Callable[[tuple[str, ...]], None]
    ) -> None:
        self._draft, self._moved, self._compared = draft, moved, compared
        self._labels = list(labels)
        names = [strategy.label for strategy in draft.scenario.strategies]
        if len(names) > 2:
            self._choices(names)
        ui.label("Settings").classes("gs-heading")
        self._fault = ui.label().classes("gs-fault").props("role=alert")
        for slider in draft.sliders:
            self._slider(slider)
        if not draft.sliders:
            ui.label("This scenario sets no number that could be moved.")
        ui.label(LEGEND).classes("gs-legend")

    def complain(self, messages: Sequence[str]) -> None:
        """Show what is wrong with the setting that was moved last; an empty text clears it."""
        self._fault.set_text("; ".join(messages))

    def _choices(self, names: list[str]) -> None:
        ui.label("Strategies side by side").classes("gs-heading")
        for side, label in enumerate(self._labels):
            chosen = ui.select(names, value=label, on_change=partial(self._choose, side))
            chosen.props(f"dense outlined options-dense aria-label='strategy {side + 1}'")

    def _choose(self, side: int, event: events.ValueChangeEventArguments[str]) -> None:
        self._labels[side] = event.value
        self._compared(tuple(dict.fromkeys(self._labels)))

    def _slider(self, slider: Slider) -> None:
        with ui.element("div").classes("gs-slider"):
            name = ui.label(slider.label).classes("gs-name")
            name.tooltip(f"{slider.name}: {slider.range.about}")
            grade = evidence(slider.name, self._draft.scenario.settings)
            if grade is None:
                ui.element("span")
            else:
                badge = ui.label(grade.grade).classes(f"gs-grade gs-grade-{grade.grade}")
                badge.tooltip(f"Evidence {grade.grade} ({grade.meaning}): {grade.why}")
                badge.props(f"aria-label='evidence grade {grade.grade}'")
            shown = ui.label(f"{slider.value:g}").classes("gs-value")
            span = slider.range
            moved = Knob(min=span.low, max=span.high, step=span.step, value=slider.value)
            moved.props(f"aria-label='{slider.name}' dense")
            Rest(moved, shown, slider, self._moved)


class Knob(ui.slider):
    """A slider that follows the pointer at once, without waiting for the server."""

    LOOPBACK = False


class Rest:
    """Waits until a slider rests, so that dragging it does not begin a hundred worlds."""

    def __init__(self, moved: ui.slider, shown: ui.label, slider: Slider, use: Moved) -> None:
        self._moved, self._shown, self._slider, self._use = moved, shown, slider, use
        self._last: float = slider.value
        self._waiting: asyncio.TimerHandle | None = None
        moved.on_value_change(self._change)

    def _change(self) -> None:
        self._shown.set_text(f"{_clean(self._moved.value, self._slider.range.step):g}")
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.get_running_loop().call_later(RESTS, self._rested)

    def _rested(self) -> None:
        value = _clean(self._moved.value, self._slider.range.step)
        if value == self._last or self._moved.is_deleted:
            return
        if self._use(self._slider.place, value):
            self._last = value
        else:
            self._moved.set_value(self._last)


def _clean(value: float | None, step: float) -> float:
    # The browser adds steps up, which leaves rounding errors; whole numbers stay whole.
    number = float(f"{value or 0:.8g}")
    return int(number) if step == int(step) and number == int(number) else number
