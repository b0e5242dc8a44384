"""A real scheduler, and workers that are processes of this machine."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest
from clusters import soon

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def limited() -> Iterator[None]:
    """Whatever hangs here fails after some minutes, and without Dask nothing is tried, but in CI."""
    if find_spec("distributed") is None:
        message = "the extra `cluster` is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)

    def hangs(*_: object) -> None:
        raise AssertionError("a test of clusters hangs")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(240)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


class Machines:
    """A scheduler and its workers: `address`; `workers` are processes."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = environment
        file = folder / "scheduler.json"
        self.workers: list[subprocess.Popen] = []
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--idle-timeout", "300", "--scheduler-file", str(file)
        )

        def address() -> str | None:
            with suppress(OSError, ValueError):
                return json.loads(file.read_text())["address"]
            return None

        self.address = str(soon(address))

    def add(self, *options: str, **environment: str) -> subprocess.Popen:
        """One more worker, with one thread."""
        told = ("--nthreads", "1", "--no-nanny", "--death-timeout", "60", "--local-directory", str(self.folder))
        self.workers.append(self._start("worker", self.address, *told, *options, **environment))
        return self.workers[-1]

    def close(self) -> None:
        """Kill them all."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait(30)

    def _start(self, what: str, *options: str, **environment: str) -> subprocess.Popen:
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        with (self.folder / "log.txt").open("ab") as log:
            # What is beside the tests would be imported first.
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *options],
                env=os.environ | {"PYTHONPATH": path} | self.environment | environment,
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Two workers that a whole module works with; nothing may happen to them."""
    pytest.importorskip("distributed")
    made = Machines(tmp_path_factory.mktemp("machines"))
    made.add(), made.add()
    yield made
    made.close()


@pytest.fixture
def machines_of(tmp_path: Path) -> Iterator[Callable[..., Machines]]:
    """Makes a scheduler with some workers, to which anything may happen."""
    made: list[Machines] = []

    def make(workers: int, **environment: str) -> Machines:
        folder = tmp_path / f"machines {len(made)}"
        folder.mkdir()
        made.append(Machines(folder, **environment))
        for _ in range(workers):
            made[-1].add()
        return made[-1]

    yield make
    for one in made:
        one.close()
