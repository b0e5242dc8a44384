"""The live page: what a class sees and moves, for one browser window."""

from collections.abc import Mapping
from pathlib import Path

from nicegui import run, ui

from sim.app import plan, saving
from sim.app.board import Board, Curves
from sim.app.draft import Draft, draft
from sim.app.lessons import Lesson
from sim.app.panel import Panel
from sim.app.ranges import Place
from sim.app.stage import Stage
from sim.app.told import account
from sim.app.worlds import WORLDS, Worlds, worlds
from sim.ground.faults import InputError
from sim.ground.spelling import did_you_mean

STYLE = Path(__file__).with_name("page.css")
SPEEDS = {1: "1", 4: "4", 10: "10", 20: "20"}
DARK_BLUE = "#00558b"
HINT = "Click a person to read why they changed, or why not. Keys: space plays and pauses, → steps, Home starts again."
LEGEND = "black ring: a seed · colour: changed · pale: not yet · hollow: gave up · dark square: never changes"


class Page:
    """One window of the live page; `shelf`: the scenario files and lessons that can be opened, by title."""

    def __init__(self, shelf: Mapping[str, Path | Lesson]) -> None:
        self.shelf = shelf
        self.before: Curves | None = None
        self.found: Worlds | None = None
        self.person: int | None = None
        self.worlds_first = False
        self.title = first = next(iter(shelf))
        self.draft, self.labels = self._opened(first)
        self.stage = Stage(self.draft.scenario, self.labels)
        self._build(first)

    def _build(self, first: str) -> None:
        ui.add_css(STYLE)
        ui.colors(primary=DARK_BLUE)
        with ui.element("header").classes("gs-head"):
            ui.label("groundswell").classes("gs-brand")
            titles = list(self.shelf)
            self.picker = ui.select(titles, value=first, on_change=lambda e: self.open(e.value)).classes("gs-pick")
            self.picker.props("dense outlined options-dense aria-label='scenario or lesson'")
            self.question = ui.label().classes("gs-question")
        with ui.element("main").classes("gs-page"):
            self.side = ui.element("aside").classes("gs-side")
            with ui.element("section").classes("gs-main"):
                self._transport()
                self.board = Board()
                self.board.on("ready", self.draw_anew)
                self.board.on("pick", lambda e: self.pick(int(e.args["person"])))
                keys = {" ": self.play_or_pause, "ArrowRight": self.one_step, "Home": self.reset}
                self.board.on("key", lambda e: keys[e.args["key"]]())
                with self.board:
                    self.words = ui.element("div").classes("gs-told").props("aria-live=polite")
        self.timer = ui.timer(1 / 4, self.tick, active=False)
        self._fill_side(first)
        self.tell()

    def _transport(self) -> None:
        with ui.element("nav").classes("gs-transport"):
            self.play_button = ui.button("Play", on_click=self.play_or_pause).props("unelevated no-caps")
            ui.button("Step", on_click=self.one_step).props("outline no-caps")
            ui.button("Start again", on_click=self.reset).props("outline no-caps")
            self.counter = ui.label().classes("gs-counter")
            ui.label("speed").tooltip("steps a second")
            ui.toggle(SPEEDS, value=4, on_change=lambda e: self.set_speed(e.value)).props("dense no-caps")
            ui.element("span").classes("gs-gap")
            ui.button("Another world", on_click=self.other_world).props("flat no-caps").tooltip(
                "other people with other luck: the next seed"
            )
            self.worlds_button = ui.button(f"In {WORLDS} worlds", on_click=self.in_worlds).props("flat no-caps")
            ui.button("Save as scenario", on_click=self.save).props("flat no-caps")

    def _opened(self, title: str) -> tuple[Draft, tuple[str, ...]]:
        item = self.shelf[title]
        opened = draft(item if isinstance(item, Path) else item.scenario)
        scenario = opened.scenario
        names = [strategy.label for strategy in scenario.strategies]
        against = scenario.baseline if scenario.baseline not in (None, names[0]) else names[min(1, len(names) - 1)]
        return opened, tuple(dict.fromkeys((names[0], str(against))))

    def _fill_side(self, title: str) -> None:
        item = self.shelf[title]
        self.side.clear()
        self.question.set_text(self.draft.scenario.question)
        with self.side:
            if isinstance(item, Lesson):
                plan.show(item)
            self.panel = Panel(self.draft, self.labels, moved=self.move, compared=self.compare)
            name = ui.input("Find a person by name").props("dense clearable")
            name.on("keydown.enter", lambda: self.find(name.value or ""))

    def open(self, title: str) -> None:
        """Open another scenario or lesson; if it has faults by now, show them and keep what is open."""
        if title == self.title:
            return
        try:
            self.draft, self.labels = self._opened(title)
        except InputError as error:
            ui.notify(str(error), type="negative", multi_line=True, classes="gs-faults")
            self.picker.set_value(self.title)
            return
        self.title, self.person = title, None
        self._fill_side(title)
        self.begin_anew(compare=False)

    def move(self, place: Place, value: float) -> bool:
        """Give a setting another value and begin anew; returns whether the scenario allows that value."""
        try:
            changed = self.draft.put(place, value)
            changed.scenario  # noqa: B018 - reading it raises the faults
        except InputError as error:
            self.panel.complain([fault.message for fault in error.faults])
            return False
        self.panel.complain([])
        self.draft = changed
        self.begin_anew(compare=True)
        return True

    def compare(self, labels: tuple[str, ...]) -> None:
        """Show other strategies."""
        self.labels = labels
        self.begin_anew(compare=False)

    def other_world(self) -> None:
        """Take the next seed: other people with other luck."""
        self.move(("seed",), self.draft.scenario.seed + 1)

    def begin_anew(self, *, compare: bool) -> None:
        """Go to step 0 with the settings of the draft; play if anything was played. The curves so far stay."""
        playing = compare and (self.timer.active or self.stage.step_number > 0)
        self.before = self._to_compare() if compare else None
        self.found = None
        self.stage = Stage(self.draft.scenario, self.labels)
        if self.person is not None and self.person >= self.stage.ties.people:
            self.person = None
        self.draw_anew()
        self.run(playing)

    def _to_compare(self) -> Curves | None:
        # If a slider moves on before much was played, the curves from before that are the better comparison.
        now = self.stage.curves
        longer = self.before is None or len(now[0]) >= len(self.before[0])
        return now if longer and self.stage.step_number > 0 else self.before

    def draw_anew(self) -> None:
        """Draw everything, including people and ties."""
        self.board.set_up(self.stage)
        self.draw()
        if self.person is not None:
            self.board.ring(self.person)

    def draw(self) -> None:
        """Draw the present step."""
        self.board.show(self.stage, before=self.before, worlds=self.found)
        self.counter.set_text(f"step {self.stage.step_number} of {self.stage.scenario.steps}")
        if not self.timer.active:
            self.tell()

    def tick(self) -> None:
        """Make a step while playing; stop after the last one."""
        self.stage.step()
        if self.stage.finished:
            self.run(False)
        self.draw()

    def run(self, on: bool) -> None:
        """Play or pause."""
        self.timer.active = on
        self.play_button.set_text("Pause" if on else "Play")

    def play_or_pause(self) -> None:
        """Play; pause if it plays; begin again if it is over."""
        if self.stage.finished:
            self.stage.reset()
        self.run(not self.timer.active)
        self.draw()

    def one_step(self) -> None:
        """Pause, and make one step."""
        self.run(False)
        self.stage.step()
        self.draw()

    def reset(self) -> None:
        """Pause at step 0: the same people with the same luck."""
        self.run(False)
        self.stage.reset()
        self.draw()

    def set_speed(self, steps: float) -> None:
        """Set how many steps are played a second."""
        self.timer.interval = 1 / steps

    def pick(self, person: int) -> None:
        """Describe the person with a number, who was clicked."""
        self.person, self.worlds_first = person, False
        self.board.ring(person)
        self.tell()

    def find(self, name: str) -> None:
        """Describe the person with a name, for users who do not click."""
        names = self.stage.ties.names
        if name.strip() in names:
            self.pick(names.index(name.strip()))
        else:
            ui.notify(f'Nobody is called "{name}"{did_you_mean(name, names)}', type="warning")

    def tell(self) -> None:
        """Write what is known of the person who was picked, and of other worlds."""
        paragraphs = [] if self.person is None else list(account(self.stage, self.person))
        if self.found is not None:
            worlds_said = f"In {WORLDS} simulated worlds", " ".join(self.found.sentences)
            paragraphs.insert(0 if self.worlds_first else len(paragraphs), worlds_said)
        self.words.clear()
        with self.words:
            for heading, sentences in paragraphs:
                ui.label(heading).classes("gs-heading")
                ui.label(sentences)
            if self.person is None:
                ui.label(HINT)
            ui.label(LEGEND).classes("gs-legend")

    async def in_worlds(self) -> None:
        """Run the same strategies in other worlds, and show their curves and what they came to."""
        scenario, labels = self.draft.scenario, self.labels
        self.worlds_button.disable()
        try:
            elsewhere = await run.io_bound(worlds, scenario, labels)
        finally:
            self.worlds_button.enable()
        if scenario is self.draft.scenario and labels == self.labels:
            self.found, self.worlds_first = elsewhere, True
            self.draw()
            self.tell()

    def save(self) -> None:
        """Pause, and ask for a name under which the scenario is saved."""
        self.run(False)
        saving.ask(self.draft)
