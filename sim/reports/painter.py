"""Charts drawn by a process of their own, which gets ready while runs are made.

What draws takes half a second to load; with a second processor nobody need wait for that. The pictures are the same to
the byte, whoever draws them.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.results import Results


class Painter:
    """Draws the charts of results; a context, in which the process is there.

    This process draws where there is no second processor, where it has loaded what draws already, and where the other
    process comes to grief.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Painter:
        if _processors() > 1 and not _loaded():
            code = f"import sys; sys.path[:] = {sys.path!r}; from sim.reports.painter import serve; serve()"
            pipe = subprocess.PIPE
            # Ctrl-C is no matter of its own: it ends with this process, however that ends.
            with suppress(OSError):
                self._process = subprocess.Popen(
                    [sys.executable, "-c", code],
                    stdin=pipe,
                    stdout=pipe,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._dismiss()

    def draw(self, results: Results, folder: Path) -> list[str]:
        """As `sim.reports.pictures.save`."""
        if self._process is not None:
            try:
                return self._asked(results, folder)
            except (OSError, EOFError, pickle.PickleError):
                self._dismiss()
        from sim.reports.pictures import save

        return save(results, folder)

    def _asked(self, results: Results, folder: Path) -> list[str]:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump((results.sketch(), folder), self._process.stdin, protocol=5)
        self._process.stdin.flush()
        answer: list[str] = pickle.load(self._process.stdout)
        return answer

    def _dismiss(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            # What could not be sent is of no use any more.
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        self._process.wait()
        self._process = None


def _processors() -> int:
    # Those that this process may use, where the system tells.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _loaded() -> bool:
    return "matplotlib" in sys.modules


def serve() -> None:
    """Be the process that draws: take results and a folder, answer with the letters that no font has, until the end."""
    from sim.reports.pictures import save

    with suppress(EOFError):
        while True:
            results, folder = pickle.load(sys.stdin.buffer)
            pickle.dump(save(results, folder), sys.stdout.buffer)
            sys.stdout.buffer.flush()
