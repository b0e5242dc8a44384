"""The live page in a process of its own, as `sim app` serves it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RUN = "from sim.cli import main; main()"


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[str]:
    """The address of a page that `sim app` serves in a folder; ctrl-C must end it, without a word."""
    asked = [sys.executable, "-c", RUN, "app", "--no-browser", "--port", "8600", *arguments]
    process = subprocess.Popen(asked, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.endswith(" (ctrl-C ends it)\n"), process.communicate()
        yield line.split()[0]
        process.send_signal(signal.SIGINT)
        assert "".join(process.communicate(timeout=15)) == ""
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()
