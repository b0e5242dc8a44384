"""Charts drawn by a process of their own, which gets ready while runs are made.

What draws takes half a second to load; with a second processor nobody need wait for that. The pictures are the same to
the byte, whoever draws them.
"""

from __future__ import annotations

import atexit
import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from sim.results.results import Results


class Painter:
    """Draws the charts of results; a context, in which the process is there.

    This process draws where there is no second processor, where it has loaded what draws already, and where the other
    process comes to grief.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: BinaryIO | None = None

    def __enter__(self) -> Painter:
        if os.name == "posix" and _processors() > 1 and not _loaded():
            # Answers have a pipe of their own: what else may be printed there is no matter.
            source, here = os.pipe()
            code = f"import sys; sys.path[:] = {sys.path!r}; "
            code += f"from sim.reports.figures.painter import serve; serve({here})"
            try:
                # Ctrl-C is no matter of its own: it ends with this process, however that ends.
                self._process = subprocess.Popen(
                    [sys.executable, "-c", code],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                    pass_fds=[here],
                )
                self._answers = open(source, "rb")
            except OSError:
                os.close(source)
            finally:
                os.close(here)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._dismiss()

    def draw(self, results: Results, folder: Path) -> list[str]:
        """Write what `pictures.drawn` gives into a folder; gives the letters that no font here has, in their order."""
        # The other process writes nothing: it may outlive this one for a moment, when others go on in the folder.
        files, lacking = self._drawn(results)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return lacking

    def _drawn(self, results: Results) -> tuple[dict[str, bytes], list[str]]:
        if self._process is not None:
            try:
                return self._asked(results)
            except Exception:  # whatever became of it: this process can draw too, and tells what is wrong
                self._dismiss()
        from sim.reports.figures.pictures import drawn

        return drawn(results)

    def _asked(self, results: Results) -> tuple[dict[str, bytes], list[str]]:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._answers is not None
        pickle.dump(results.sketch(), self._process.stdin, protocol=5)
        self._process.stdin.flush()
        answer: tuple[dict[str, bytes], list[str]] = pickle.load(self._answers)
        return answer

    def _dismiss(self) -> None:
        if self._process is None:
            return
        # It is asked to end, so that it clears away what it has put somewhere.
        self._process.terminate()
        for stream in (self._process.stdin, self._answers):
            # What could not be sent is of no use any more.
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def _processors() -> int:
    # Those that this process may use, where the system tells.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _loaded() -> bool:
    return "matplotlib" in sys.modules


def serve(answers: int) -> None:
    """Be the process that draws: take results, answer with what `pictures.drawn` gives, until the end.

    `answers`: the descriptor of the pipe for answers.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    atexit.register(gc.freeze)
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    from sim.reports.figures.pictures import drawn

    with suppress(EOFError), open(answers, "wb") as pipe:
        while True:
            pickle.dump(drawn(pickle.load(sys.stdin.buffer)), pipe)
            pipe.flush()


def _watch(parent: int) -> None:
    # Where the parent was killed, nobody waits for what is drawn.
    while os.getppid() == parent:
        time.sleep(0.05)
    os._exit(1)
