"""A real browser for tests of pages: Debian's Chromium, driven by playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def executable() -> str:
    """Where the browser is. Without one a test is skipped; in CI, where it is installed, it fails."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        told = "needs Chromium: apt install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    return found


@contextmanager
def opened(address: str, *, width: int = 1280, height: int = 800) -> Iterator:
    """A page of the browser at an address of this machine; nothing is asked for outside, and no script fails."""
    from playwright.sync_api import sync_playwright

    wrong: list[str] = []
    here = ("file:", "data:", "blob:", "http://127.0.0.1", "ws://127.0.0.1")
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=executable(), args=OPTIONS)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(here) else None)
        page.goto(address)
        yield page
        browser.close()
    assert wrong == []
