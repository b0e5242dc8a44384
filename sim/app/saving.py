"""Saves what is set on the live page as a scenario, in the folder in which the page was started."""

import shlex
from itertools import count
from pathlib import Path

from nicegui import ui

from sim.app.draft import Draft
from sim.ground.faults import InputError


def ask(draft: Draft) -> None:
    """Ask for a file name, and save the draft under it; a fault of the name is shown beside its field."""
    with ui.dialog(value=True) as dialog, ui.card():
        ui.label("Save what is set here as a scenario").classes("gs-heading")
        name = ui.input("File name", value=_free()).props("autofocus")
        ui.label(f"in {Path.cwd()}")
        fault = ui.label().classes("gs-fault")

        def save() -> None:
            file, wrong = _saved(draft, name.value)
            fault.set_text(wrong)
            if not wrong:
                dialog.close()
                sentence = f"Wrote {file}. `sim run {shlex.quote(str(file))}` gives what this page shows as run 0."
                ui.notify(sentence, type="positive", timeout=8000)

        with ui.row():
            ui.button("Save", on_click=save).props("no-caps unelevated")
            ui.button("Cancel", on_click=dialog.close).props("no-caps flat")


def _free() -> str:
    names = (f"found-in-class{'' if number == 1 else f'-{number}'}.yaml" for number in count(1))
    return next(name for name in names if not Path(name).exists())


def _saved(draft: Draft, name: str) -> tuple[Path, str]:
    # The file, and what is wrong (empty if it was written). A page writes only into the folder it was started in.
    if not name.strip():
        return Path(), "A name, please."
    file = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if file.name != str(file) or "\\" in name or file.name.startswith("."):
        return file, "A name without folders, please."
    try:
        draft.save(file)
    except InputError as error:
        return file, "; ".join(fault.message for fault in error.faults)
    return file, ""
