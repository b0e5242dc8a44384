"""Charts drawn by a process of their own, which gets ready while runs are made.

Loading what draws takes half a second, which a second processor hides. The pictures are the same to the byte, whichever
process draws them.
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
    """Draws the charts of results; a context manager, inside which the other process runs.

    This process draws by itself if there is no second processor, if it has loaded what draws already, or if the other
    process fails.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: BinaryIO | None = None

    def __enter__(self) -> Painter:
        if os.name == "posix" and _processors() > 1 and not _loaded():
            # Answers have a pipe of their own, so that nothing else printed there can disturb them.
            source, here = os.pipe()
            code = f"import sys; sys.path[:] = {sys.path!r}; "
            code += f"from sim.reports.figures.painter import serve; serve({here})"
            try:
                # It ignores ctrl-C, and ends with this process, however that ends.
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
        # The other process writes no files: it may outlive this one for a moment, when others may write in the folder.
        files, lacking = self._drawn(results)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return lacking

    def _drawn(self, results: Results) -> tuple[dict[str, bytes], list[str]]:
        if self._process is not None:
            try:
                return self._asked(results)
            except Exception:  # whatever happened to it: this process can draw too, and reports what is wrong
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
        # It is asked to end, so that it removes its temporary files.
        self._process.terminate()
        for stream in (self._process.stdin, self._answers):
            # Whatever could not be sent is no longer needed.
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
    # The processors that this process may use, if the system tells.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _loaded() -> bool:
    return "matplotlib" in sys.modules


def serve(answers: int) -> None:
    """Be the drawing process: take results, answer with what `pictures.drawn` gives, until the end of input.

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
    # If the parent was killed, nobody waits for the pictures.
    while os.getppid() == parent:
        time.sleep(0.05)
    os._exit(1)
