"""Work on other machines: chunks of it go to the workers of a Dask cluster, and come back as they finish.

Every worker is sent what the work needs once, and keeps it; a chunk is nothing but numbers. A chunk whose worker dies
is done by another. Workers with other sources or libraries than this machine are refused: their numbers could differ.
"""

from __future__ import annotations

import json
import logging
import math
import pickle
import sys
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import CancelledError
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any, NamedTuple
from uuid import uuid4

from sim.cluster.local import Local
from sim.cluster.makers import probe
from sim.cluster.worker import Answer, do, forget, keep
from sim.ground.extras import installing
from sim.ground.faults import ClusterError, InputError
from sim.ground.fingerprint import differences, makers, python
from sim.ground.parts import Part
from sim.ground.source_files import of_module

PATIENCE = 30.0
"""How many seconds to wait for workers when there are none, and for a scheduler that is gone."""

ANSWER = 20.0
"""In how many seconds an address must answer; a scheduler may have been started just before."""

CHUNK = 0.5
"""How many seconds of work go into a chunk: the overhead of a chunk (a few milliseconds) is small against it."""

FETCH = 2.0
"""Shortest time limit for fetching results, in seconds; after a time-out the next fetch may take twice as long."""

LOOK = 1.0
"""Seconds between two looks at which workers are there."""


class Cluster:
    """The workers at an address, `tcp://host:8786`, or processes on this machine, `local`; a context, which connects.

    `processes`: how many are started for `local`, one for each processor by default. Raises ClusterError if nobody
    answers, there are no workers, or their sources or library versions differ from those here.
    """

    def __init__(self, address: str, processes: int | None = None) -> None:
        self.address = address
        self._processes = processes
        self._client: Any = None
        self._open = ExitStack()
        self._threads: dict[str, int] = {}
        self._lonely: float | None = None
        self._fetching = FETCH

    def __enter__(self) -> Cluster:
        try:
            import distributed  # noqa: F401 - whether it is there is the question
        except ImportError:
            raise self._error(f"needs the extra `cluster`: {installing('cluster')}") from None
        with ExitStack() as stack:
            address = stack.enter_context(Local(self._processes)) if self.address == "local" else self.address
            self._connect(address, stack)
            self._look_until_there()
            self._open = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def each(
        self, work: Callable[[int], Any], numbers: Iterable[int], parts: Iterable[Part] = ()
    ) -> Generator[Any, None, None]:
        """`work(number)` for each of the numbers, in any order, as they finish; a few chunks ahead of the reader.

        `parts`: those of somebody's own that the work needs. What was handed in travels along, with its module; what a
        package brings must be there as it is here. Raises ClusterError if no worker is left, and
        whatever the work itself raises.
        """
        asked = _Asked(numbers)
        origins = [part.origin for part in parts if part.origin is not None]
        parcel = _Parcel.of(work, {origin.module for origin in origins if not origin.package})
        packages = {origin.module: of_module(origin.module) for origin in origins if origin.package}
        having: set[str] = set()
        running: dict[Any, list[int]] = {}
        try:
            while asked.left or running:
                self._send(parcel, set(self._threads) - having, having)
                while asked.left and len(running) < 2 * max(1, sum(self._threads.values())):
                    chunk = asked.next(sum(self._threads.values()))
                    running[self._submit(parcel.mark, chunk, packages)] = chunk
                for future in self._done(running):
                    chunk = running.pop(future)
                    try:
                        answer = self._answer(future)
                    except TimeoutError:
                        # A result of a worker that has just died comes late; another worker gives it at once when asked
                        # again. Look first who is there: if nobody is left, it never comes.
                        running[future] = chunk
                        self._look()
                        self._fetching = 2 * self._fetching if self._threads else FETCH
                        continue
                    self._fetching = max(FETCH, self._fetching / 2)
                    if answer is None or answer.results is None:
                        # Lost with its worker, or handed to a worker that lacks the work.
                        asked.again(chunk)
                        having -= set() if answer is None else {answer.worker}
                        self._look_until_there()
                        continue
                    asked.took(answer.seconds, len(chunk))
                    yield from answer.results
        finally:
            with suppress(Exception):
                if self._client.status == "running":
                    self._client.cancel(list(running))
                    self._client.run(forget, parcel.mark, on_error="ignore")

    def _connect(self, address: str, stack: ExitStack) -> None:
        answers: list[Any] = []

        def connect() -> None:
            import distributed

            try:
                answers.append(distributed.Client(address, timeout=ANSWER, set_as_default=False, name="groundswell"))
            except Exception as error:
                answers.append(error)

        with warnings.catch_warnings():
            # Differences that matter are faults here; the other warnings are noise.
            warnings.filterwarnings("ignore", "(?s).*Mismatched versions found")
            # If something else listens at the address and keeps silent, the client would wait for ever.
            waiting = threading.Thread(target=connect, daemon=True)
            waiting.start()
            waiting.join(2 * ANSWER)
        if not answers or isinstance(answers[0], OSError | TimeoutError):
            raise self._error(f"nobody answers there (no scheduler, in {ANSWER:g} seconds)")
        if isinstance(answers[0], Exception):
            raise self._error(f"is no address of a scheduler: {_first_line(answers[0])}")
        self._client = answers[0]
        stack.callback(self._client.close, timeout=ANSWER)

    def _error(self, message: str) -> ClusterError:
        return ClusterError(f"--cluster {self.address}: {message}")

    def _look_until_there(self) -> None:
        self._look()
        while not self._threads:
            time.sleep(LOOK / 10)
            self._look()

    def _look(self) -> None:
        # See which workers are there, and compare the new ones. Raises ClusterError if none has been there for long.
        gone, makes = False, None
        try:
            threads = dict(self._client.nthreads())
            makes = self._makes(set(threads) - set(self._threads))
        except Exception:
            # The client itself tries to find the scheduler again, and gives up.
            threads, gone = {}, True
        if makes is not None:
            self._compare(makes)
        self._threads = threads
        if threads:
            self._lonely = None
        elif self._lonely is None:
            self._lonely = time.monotonic()
        elif gone and (self._client.status == "closed" or time.monotonic() - self._lonely > PATIENCE):
            raise self._error("the scheduler is gone")
        elif time.monotonic() - self._lonely > PATIENCE:
            raise self._error(f"there has been no worker for {PATIENCE:g} seconds")

    def _makes(self, workers: set[str]) -> _Makes | None:
        # The sources and versions of the scheduler and of `workers`, as the client learns them; None without workers.
        if not workers:
            return None
        versions = self._client.get_versions()
        hosts = {"the scheduler": versions["scheduler"]}
        hosts |= {name: versions["workers"].get(name) for name in sorted(workers)}
        pythons = {name: str(host["host"]["python"]) for name, host in hosts.items() if host is not None}
        pythons = {name: ".".join(version.split(".")[:2]) for name, version in pythons.items()}
        if set(pythons.values()) - {python()}:
            # Work is sent as bytecode of this Python, so workers with another one cannot even be asked.
            return _Makes(pythons, {})
        asked = probe()
        answers = {"the scheduler": self._client.run_on_scheduler(asked)}
        return _Makes(pythons, answers | self._client.run(asked, workers=sorted(workers), on_error="ignore"))

    def _compare(self, makes: _Makes) -> None:
        # Raises ClusterError if numbers could differ there.
        faults = [
            f"{name} has Python {other}, here {python()}" for name, other in makes.pythons.items() if other != python()
        ]
        for name, answer in makes.answers.items():
            if differs := differences(makers(), answer):
                faults.append(f"{name} has {', '.join(differs)}")
        if faults:
            raise self._error("the numbers could differ there: " + "; ".join(faults))

    def _send(self, parcel: _Parcel, lacking: set[str], having: set[str]) -> None:
        # Send the work to new workers; those that die meanwhile do not matter.
        if lacking:
            with suppress(OSError, CancelledError):
                self._client.run(keep, *parcel, workers=sorted(lacking), on_error="ignore")
            having |= lacking

    def _submit(self, mark: str, chunk: list[int], packages: dict[str, str]) -> Any:
        words = json.dumps([chunk, makers(), packages])
        try:
            return self._client.submit(do, mark, words, pure=False, key=f"groundswell-{uuid4().hex}")
        except Exception as error:
            raise self._error(f"nothing can be sent there any more: {_first_line(error)}") from error

    def _done(self, running: dict[Any, list[int]]) -> list[Any]:
        from distributed import wait

        while True:
            with suppress(OSError, TimeoutError, CancelledError), self._client.as_current():
                wait(list(running), timeout=LOOK, return_when="FIRST_COMPLETED")
            if done := [future for future in running if future.status != "pending"]:
                return done
            self._look()

    def _answer(self, future: Any) -> Answer | None:
        # The answer of a worker; None if it was lost. Raises what the work raised, or TimeoutError (not here yet).
        from distributed import KilledWorker

        try:
            answer: Answer = future.result(timeout=self._fetching)
            return answer
        except KilledWorker:
            raise self._error("several workers died over the same runs (was there enough memory?)") from None
        except (InputError, ClusterError):
            raise
        except MemoryError:
            raise self._error("a worker has not enough memory for a network of this size") from None
        except CancelledError:
            return None
        except TimeoutError:
            # A TimeoutError that the work itself raised is not one of fetching.
            if future.status != "error":
                raise
            raise self._error("a worker cannot do it: it waited for something in vain") from None
        except OSError as error:
            if future.status != "error":
                return None
            raise self._error(f"a worker cannot do it: {_first_line(error)}") from error
        except (ImportError, AttributeError, pickle.UnpicklingError):
            # Raised by the work itself, this is a bug of ours, not of the cluster.
            if future.status != "error":
                return None
            raise


class _Makes(NamedTuple):
    # By name of each host: its Python, and the versions of everything that can change a number there.
    pythons: dict[str, str]
    answers: dict[str, dict[str, str]]


class _Asked:
    # Numbers that are still to be handed out, in chunks of about CHUNK seconds.
    def __init__(self, numbers: Iterable[int]) -> None:
        self.left = list(numbers)[::-1]
        self._each = math.inf

    def next(self, threads: int) -> list[int]:
        # Towards the end chunks are smaller, down to a tenth, so that nobody waits long for the last of them.
        fair = max(math.ceil(len(self.left) / (2 * max(1, threads))), int(CHUNK / 10 / self._each))
        many = min(max(1, int(CHUNK / self._each)), fair)
        chunk, self.left = self.left[-many:][::-1], self.left[:-many]
        return chunk

    def again(self, chunk: list[int]) -> None:
        self.left += chunk[::-1]

    def took(self, seconds: float, many: int) -> None:
        # The minimum, as the first chunk of a worker includes what is done only once, such as compiling.
        self._each = max(min(self._each, seconds / many), 1e-6)


_registry = threading.Lock()
# The registry of cloudpickle is one for the process: of two runs at once, one would take away what the other needs.


class _Parcel(NamedTuple):
    # A piece of work as it is sent: arrays apart, so that a worker need not copy them.
    mark: str
    head: bytes
    arrays: list[bytes]

    @classmethod
    def of(cls, work: Callable[[int], Any], along: set[str]) -> _Parcel:
        # `along`: modules that travel along as they are here.
        import cloudpickle

        buffers: list[pickle.PickleBuffer] = []
        with _registry, ExitStack() as stack:
            # What somebody else registered stays so.
            names = (along & sys.modules.keys()) - cloudpickle.list_registry_pickle_by_value()
            for module in [sys.modules[name] for name in names]:
                cloudpickle.register_pickle_by_value(module)
                stack.callback(cloudpickle.unregister_pickle_by_value, module)
            head = cloudpickle.dumps(work, protocol=5, buffer_callback=buffers.append)
        return cls(uuid4().hex, head, [bytes(buffer.raw()) for buffer in buffers])


def quiet() -> None:
    """Keep messages of the cluster's own loggers off the terminal until the process ends."""
    with suppress(ImportError):
        import distributed  # noqa: F401 - importing it sets up its loggers
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in ("distributed", "tornado")]
    for logger in map(logging.getLogger, ["distributed", "tornado", "asyncio", *names]):
        logger.handlers[:] = [logging.NullHandler()]
        logger.propagate = False


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
