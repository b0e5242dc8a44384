"""Uses the live page in the process that serves it as browsers do, and prints what is held early and late.

    python tests/app/windows.py windows|resets SCENARIO FOLDER EARLY LATE

`windows`: so many are opened, used and closed, one after the other; `resets`: one is set back so often. FOLDER is for
temporary files. A window is what a browser is to the server: a request for the page, a websocket, and its handshake.
"""

import asyncio
import gc
import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from queue import Queue
from typing import Any
from uuid import uuid4
from weakref import WeakSet

import aiohttp
import socketio

sys.path.insert(0, str(Path(__file__).parents[1]))

from leftovers import held

from sim.app import serve
from sim.app.page import Page
from sim.app.stage import Stage
from sim.engines.agents import MovementModel

PATIENCE = 200
"""How often, each tenth of a second, it is looked whether closed windows are forgotten."""

Use = Callable[[Page], None]
Window = Callable[[Use], Awaitable[None]]


pages: WeakSet[Page] = WeakSet()
"""Those that are there; to look for them among all objects takes as long as all that is done with them."""


def noted(begin: Callable[..., None]) -> Callable[..., None]:
    """The same beginning of a page, which is noted."""

    def begun(page: Page, *arguments: Any) -> None:
        pages.add(page)
        begin(page, *arguments)

    return begun


def of(kind: type) -> list[Any]:
    """All objects of a class that are there."""
    return [one for one in gc.get_objects() if type(one) is kind]


def counted() -> dict[str, int]:
    """What is held, and how many things of each kind are there."""
    from nicegui import Client

    measured = asdict(held())
    return measured | {kind.__name__: len(of(kind)) for kind in (Client, Page, Stage, MovementModel)}


@asynccontextmanager
async def window(address: str, browser: aiohttp.ClientSession) -> AsyncIterator[Window]:
    """A window that is open meanwhile; it takes what is to be done with its page, in the thread that serves."""
    from nicegui import Client, core

    async with browser.get(address) as answer:
        text = await answer.text()
    client = next(client for name, client in Client.instances.items() if name in text)
    socket = socketio.AsyncClient(reconnection=False, http_session=browser)
    await socket.connect(f"{address}?client_id={client.id}", socketio_path="/_nicegui_ws/socket.io")
    names = {"client_id": client.id, "tab_id": str(uuid4()), "document_id": str(uuid4()), "old_tab_id": None}
    assert await socket.call("handshake", names)

    async def use(action: Use) -> None:
        used = threading.Event()

        def act() -> None:
            (page,) = (page for page in pages if client.elements.get(page.board.id) is page.board)
            with client.content:
                action(page)
            used.set()

        core.loop.call_soon_threadsafe(act)
        while not used.is_set():
            await asyncio.sleep(0.01)
        # A browser says now and then what it got, and nothing of it is kept any longer.
        await socket.emit("ack", {"client_id": client.id, "next_message_id": 10**9})

    yield use
    await socket.disconnect()


def step_and_reset(page: Page) -> None:
    """What somebody does who looks around."""
    page.one_step()
    page.pick(3)
    page.begin_anew(compare=True)
    page.reset()
    page.play_or_pause()


async def windows(address: str, browser: aiohttp.ClientSession, early: int, late: int) -> list[dict[str, int]]:
    """What is held after `early` windows, and after `late`."""
    from nicegui import Client

    found = []
    for number in range(1, late + 1):
        async with window(address, browser) as use:
            await use(step_and_reset)
        # It refers to the window.
        del use
        if number in (early, late):
            for _ in range(PATIENCE):
                if not Client.instances:
                    break
                await asyncio.sleep(0.1)
            await asyncio.sleep(1)
            found.append(counted())
    return found


async def resets(address: str, browser: aiohttp.ClientSession, early: int, late: int) -> list[dict[str, int]]:
    """What is held after `early` resets in one window, and after `late`."""
    found = []
    async with window(address, browser) as use:
        for number in range(1, late + 1):
            await use(step_and_reset)
            if number in (early, late):
                await use(lambda page: page.run(False))
                await asyncio.sleep(1)
                await use(Page.reset)
                found.append(counted())
    return found


def main(what: str, scenario: str, folder: str, early: int, late: int) -> None:
    """Serve a scenario, and print the two counts as JSON."""
    tempfile.tempdir = folder
    Page.__init__ = noted(Page.__init__)  # type: ignore[method-assign]
    # Whoever closes a window is to be forgotten soon; in one that stays open, nobody is who is slow for a moment.
    serve.RECONNECT = 0.1 if what == "windows" else 60.0
    addresses: Queue[str] = Queue()

    async def watched() -> list[dict[str, int]]:
        async with aiohttp.ClientSession() as browser:
            return await {"windows": windows, "resets": resets}[what](addresses.get(), browser, early, late)

    def watch() -> None:
        try:
            print(json.dumps(asyncio.run(watched())), flush=True)
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True).start()
    serve.serve(serve.shelf(Path(scenario)), port=8700, opened=False, tell=addresses.put)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
