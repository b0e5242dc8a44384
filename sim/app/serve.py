"""Serves the live page to browsers on this machine, and to nobody else."""

from __future__ import annotations

import os
import socket
import webbrowser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sim.app.draft import draft
from sim.app.lessons import Lesson, lessons
from sim.app.places import places
from sim.app.stage import Stage
from sim.ground.faults import InputError

if TYPE_CHECKING:
    from fastapi import FastAPI

HOST = "127.0.0.1"
FIRST_PORT, TRIED = 8080, 100
RECONNECT = 30.0
"""For how many seconds the state of a window is kept after it was closed or lost its connection."""

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M1 8Q5 8 5 5T9 2" fill="none" '
    'stroke="#0072B2" stroke-width="1.6"/></svg>'
)


def shelf(file: Path | None) -> dict[str, Path | Lesson]:
    """What can be opened, by title: a scenario if there is one, and the lessons. Raises InputError with all faults."""
    titles: dict[str, Path | Lesson] = {}
    if file is not None:
        draft(file)
        titles[file.name] = file
    return titles | {lesson.title: lesson for lesson in lessons().values()}


def serve(
    items: Mapping[str, Path | Lesson], *, port: int = FIRST_PORT, opened: bool = True, tell: Callable[[str], None]
) -> None:
    """Serve the page until ctrl-C, at the first free port from `port` on.

    `items`: what can be opened; `opened`: whether to open a browser; `tell(text)` prints the address. Raises OSError if
    no port is free, and ModuleNotFoundError without the extra `app`.
    """
    import nicegui  # noqa: F401 - imported to see whether it is installed
    import uvicorn

    _get_ready(items)
    with _free(port) as listening:
        number = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(_site(items, number), log_level="error", timeout_graceful_shutdown=1))
        address = f"http://{HOST}:{number}"
        tell(address)
        if opened:
            webbrowser.open(address)
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            return


def _site(items: Mapping[str, Path | Lesson], port: int) -> FastAPI:
    from fastapi import FastAPI
    from nicegui import app, ui

    from sim.app.door import Door
    from sim.app.logs import quieten

    site = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    site.add_middleware(Door, port=port)
    ui.page("/")(lambda: _shown(items))
    ui.run_with(site, title="groundswell", favicon=ICON, show_welcome_message=False, reconnect_timeout=RECONNECT)
    # NiceGUI makes a store for each tab and keeps it for a month, though nothing is put into it.
    app.storage.max_tab_storage_age = RECONNECT
    quieten()
    return site


def _shown(items: Mapping[str, Path | Lesson]) -> None:
    from nicegui import ui

    from sim.app.page import STYLE, Page

    try:
        Page(items)
    except InputError as error:
        # The file was changed since the page was served.
        ui.add_css(STYLE)
        ui.label(str(error)).classes("gs-fault gs-faults q-pa-md").props("role=alert")


def _get_ready(items: Mapping[str, Path | Lesson]) -> None:
    # What is slow the first time is done before anybody looks: loading the engine and the layout.
    first = next(iter(items.values()))
    scenario = draft(first if isinstance(first, Path) else first.scenario).scenario
    stage = Stage(scenario, [scenario.strategies[0].label])
    stage.step()
    places(stage.ties, stage.people)


def _free(port: int) -> socket.socket:
    for number in range(port, port + TRIED):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":
            # Otherwise a port stays taken for a minute after its page was closed. On Windows the option shares ports.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, number))
            listening.listen(128)
        except OSError:
            listening.close()
        else:
            return listening
    raise OSError(f"no port from {port} to {port + TRIED - 1} is free")
