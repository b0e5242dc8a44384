"""A lesson plan on the live page: the question and a guess first, the answer on request."""

from nicegui import ui

from sim.app.lessons import Lesson

AFTER = ("Expected answer", "Why")
"""The part of a lesson plan that is hidden until a button is pressed."""


def show(lesson: Lesson) -> None:
    """Show the parts of a lesson plan, the answer behind a button."""
    ui.label("Guess first").classes("gs-heading")
    ui.radio(lesson.guesses).props("dense").classes("gs-guess")
    for part in (name for name in lesson.parts if name not in ("Question", "Guess first", *AFTER)):
        with ui.expansion(part).props("dense header-class=gs-fold"):
            ui.markdown(lesson.parts[part])
    with ui.dialog() as answer, ui.card().classes("gs-answer"):
        for part in AFTER:
            ui.label(part).classes("gs-heading")
            ui.markdown(lesson.parts[part])
        ui.button("Back to the class", on_click=answer.close).props("no-caps outline")
    ui.button("Expected answer, and why", on_click=answer.open).props("no-caps outline").classes("gs-ask")
