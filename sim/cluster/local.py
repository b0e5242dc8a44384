"""A cluster of processes on this machine."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from tempfile import TemporaryDirectory
from types import TracebackType

from sim.ground.faults import ClusterError


class Local:
    """Some processes that are a cluster while the context lasts; it gives the address of their scheduler.

    Ctrl-C does not reach them, and they print nothing to the terminal; they end with this process, however it ends.
    Raises ClusterError if they cannot be started.
    """

    def __init__(self, processes: int | None = None) -> None:
        self._processes = processes or os.cpu_count() or 1

    def __enter__(self) -> str:
        self._folder = TemporaryDirectory(prefix="groundswell-")
        code = f"import sys; sys.path[:] = {sys.path!r}; from sim.cluster.local import serve; serve(*sys.argv[1:])"
        command = [sys.executable, "-c", code, str(self._processes), self._folder.name]
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        self._served = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing, start_new_session=True)
        assert self._served.stdout is not None
        try:
            address = self._served.stdout.readline().decode().strip()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        if not address:
            self.__exit__(None, None, None)
            raise ClusterError("--cluster local: the processes could not be started")
        return address

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        # All are killed at once: they hold nothing that is not elsewhere.
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(self._served.pid, signal.SIGKILL)
        else:
            self._served.kill()
        for stream in (self._served.stdin, self._served.stdout):
            assert stream is not None
            stream.close()
        self._served.wait()
        with suppress(OSError):
            self._folder.cleanup()


def serve(processes: str, folder: str) -> None:
    """Be a cluster of `processes` workers: print the scheduler's address, and stay until the standard input ends."""
    from distributed import LocalCluster

    # Listens on this machine only, and without Dask's dashboard.
    with LocalCluster(
        n_workers=int(processes),
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        worker_dashboard_address=None,
        memory_limit=0,
        local_directory=folder,
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
