"""What goes wrong on a cluster: nothing is lost, and what is wrong is told in words."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from clusters import same, soon
from signals import interruptible

import sim
from sim.cli import main
from sim.cluster import cluster
from sim.cluster.cluster import Cluster
from sim.ground.extras import installing
from sim.ground.faults import ClusterError, Fault, InputError
from sim.results.ledger import Ledger

ROOT = Path(__file__).parents[2]
SCENARIO = """\
name: A small one
network: {generate: blocks, sizes: [30, 20], within: 6, across: 1}
people: {tribe: block}
influence: {threshold: {distribution: normal, mean: 0.3, sd: 0.15}, contacts: {p: 0.05}}
seeds: {share: 0.1}
strategies: [most-connected, random]
steps: 10
runs: RUNS
"""
HAPPENED = re.compile("Traceback|distributed|Warning")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a scenario of some seconds, and a short one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "long.yaml").write_text(SCENARIO.replace("RUNS", "1500"), encoding="utf-8")
    (tmp_path / "small.yaml").write_text(SCENARIO.replace("RUNS", "12"), encoding="utf-8")
    return tmp_path


def command(*arguments: str) -> subprocess.Popen:
    """`sim` as a process that ctrl-C can reach as a whole, as from a terminal."""
    with interruptible():
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", "from sim.cli import main; main()", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )


def kept(here: Path, name: str = "long") -> list[Path]:
    """The files of finished runs in the ledger."""
    return list((here / "results" / f".{name}.unfinished").glob("*/runs-*.npz"))


def refused(*arguments: str) -> str:
    """What a command says that must fail with 1, without a traceback."""
    result = CliRunner().invoke(main, ["run", *arguments])
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert not HAPPENED.search(result.stderr), result.stderr
    return result.stderr


def test_a_worker_killed_midway_loses_nothing(here, machines_of):
    """SIGKILL hits one of two workers at work; the other makes its runs, and the results are those of one machine."""
    machines = machines_of(2)
    scenario = sim.read("long.yaml")
    ledger = Ledger(here / "ledger", scenario.digest)
    seen = []

    def finished(runs: int) -> None:
        if runs > 100 and not seen:
            seen.append(runs)
            machines.workers[0].kill()

    with Cluster(machines.address) as there:
        soon(lambda: there._look() or len(there._threads) == 2)
        results = sim.run(scenario, cluster=there, ledger=ledger, finished=finished)
    assert 0 < seen[0] < 1200, "it was killed too late to prove anything"
    assert machines.workers[0].wait(10) == -signal.SIGKILL
    same(sim.run(scenario), results)
    ledger.close(finished=True)


def test_a_worker_that_joins_midway_helps(machines_of):
    """Who comes later is sent what it takes, and gets its chunks."""
    machines = machines_of(1)

    def work(number):
        import os
        import time

        time.sleep(0.05)
        return number, os.getpid()

    with Cluster(machines.address) as there:
        results = there.each(work, range(400))
        found = [next(results)]
        joined = machines.add()
        found += results
    assert sorted(number for number, _ in found) == list(range(400))
    assert joined.pid in {process for _, process in found}


def test_all_workers_gone_is_told_and_finished_runs_are_kept(here, machines_of, monkeypatch):
    """With nobody left it waits, says so and leaves with 1; the same command, without the cluster, goes on."""
    monkeypatch.setattr(cluster, "PATIENCE", 3.0)
    machines = machines_of(2)

    def strike() -> None:
        soon(lambda: kept(here))
        for worker in machines.workers:
            worker.kill()

    killer = threading.Thread(target=strike)
    killer.start()
    said = refused("long.yaml", "--runs", "6000", "--cluster", machines.address)
    killer.join()
    assert said.endswith(f"--cluster {machines.address}: there has been no worker for 3 seconds\n")
    assert not (here / "results" / "long").exists()
    result = CliRunner(catch_exceptions=False).invoke(main, ["run", "long.yaml", "--runs", "6000"])
    assert result.exit_code == 0
    assert re.search(r"Going on from \d+ finished runs", result.stderr)
    CliRunner(catch_exceptions=False).invoke(main, ["run", "long.yaml", "--runs", "6000", "--out", "undisturbed"])
    for name in ("runs.csv", "seeds.csv", "summary.csv"):
        assert (here / "undisturbed" / name).read_bytes() == (here / "results" / "long" / name).read_bytes()


def test_a_result_that_never_comes_is_not_waited_for_without_looking(machines_of, monkeypatch):
    """Results that were made and cannot be fetched, with nobody left: it is told that there is no worker."""
    machines = machines_of(1)

    def never(self, future):
        machines.workers[0].kill()
        raise TimeoutError

    monkeypatch.setattr(Cluster, "_answer", never)
    with Cluster(machines.address) as there:
        # The worker may have been slow to come, and was waited for.
        monkeypatch.setattr(cluster, "PATIENCE", 1.0)
        with pytest.raises(ClusterError, match="there has been no worker"):
            list(there.each(abs, range(10)))


def test_new_workers_in_place_of_all_that_died_go_on(here, machines_of):
    """When all workers die and another comes in time, it does what is left, though nobody there has the network."""
    machines = machines_of(1)
    scenario = sim.read("long.yaml")
    struck = []

    def finished(runs: int) -> None:
        if not struck:
            struck.append(runs)
            machines.workers[0].kill()
            machines.add()

    results = sim.run(scenario, cluster=machines.address, finished=finished)
    assert 0 < struck[0] < 1200
    same(sim.run(scenario), results)


def test_a_scheduler_gone_is_told_and_finished_runs_are_kept(here, machines_of, monkeypatch):
    """Without its scheduler a cluster is none; finished runs are kept."""
    monkeypatch.setattr(cluster, "PATIENCE", 3.0)
    monkeypatch.setattr(cluster, "ANSWER", 5.0)
    machines = machines_of(1)

    def strike() -> None:
        soon(lambda: kept(here))
        machines.scheduler.kill()

    killer = threading.Thread(target=strike)
    killer.start()
    said = refused("long.yaml", "--runs", "6000", "--cluster", machines.address)
    killer.join()
    assert "the scheduler is gone" in said
    assert kept(here)


@pytest.mark.parametrize("local", [True, False])
def test_interrupted_it_keeps_what_is_finished(here, machines_of, local):
    """Ctrl-C leaves with 130 and one line, no process of `local` stays, and the same command goes on."""
    where = ["--cluster", "local", "--workers", "2"] if local else ["--cluster", machines_of(2).address]
    process = command("run", "long.yaml", "--runs", "6000", *where)
    soon(lambda: kept(here) or process.poll() is not None, 120)
    children = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    lines = stderr.splitlines()
    assert lines[1:] == ["Interrupted; finished runs are kept, and the same command goes on from there."], stderr
    assert lines[0].startswith("engine: ")
    assert stdout == ""
    # Besides the processes of `local` there may be the one that draws.
    assert len(children) >= 3 if local else len(children) <= 1
    assert psutil.wait_procs(children, timeout=20)[1] == []
    result = CliRunner(catch_exceptions=False).invoke(main, ["run", "long.yaml", "--runs", "6000"])
    assert "Going on from" in result.stderr
    scenario = sim.read("long.yaml", runs=6000)
    from sim.results.results import read

    assert (read(here / "results" / "long").runs.to_numpy() == sim.run(scenario).runs.to_numpy()).all()


def test_local_gives_the_same_folder(here):
    """`--cluster local` starts two processes, says nothing of it, and writes what threads write; nothing stays."""
    process = command("run", "small.yaml", "--cluster", "local", "--workers", "2", "--quiet")
    assert process.communicate(timeout=120) == ("", "")
    assert process.returncode == 0
    CliRunner(catch_exceptions=False).invoke(main, ["run", "small.yaml", "--out", "threads"])
    names = {path.name for path in (here / "threads").iterdir()} - {"manifest.json"}
    assert {path.name for path in (here / "results").iterdir()} == {"small"}
    for name in names:
        assert (here / "threads" / name).read_bytes() == (here / "results" / "small" / name).read_bytes()


def test_local_processes_end_with_who_started_them(here):
    """When `sim` is killed, the processes that it started end by themselves."""
    process = command("run", "long.yaml", "--runs", "6000", "--cluster", "local", "--workers", "1")
    soon(lambda: kept(here) or process.poll() is not None, 120)
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) >= 2
    process.kill()
    process.communicate(timeout=20)
    assert psutil.wait_procs(children, timeout=60)[1] == []


def test_nobody_answers(here, monkeypatch):
    """An address where nothing is, one where something else answers nothing, and what is no address: told in words."""
    monkeypatch.setattr(cluster, "ANSWER", 1.0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        free = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        assert f"--cluster {free}: nobody answers there" in refused("small.yaml", "--cluster", free)
        taken.listen()
        assert f"--cluster {free}: nobody answers there" in refused("small.yaml", "--cluster", free)
    for nonsense in ("nonsense://here:1", "tcp://here:port", "tcp://nowhere.invalid:8786", ""):
        assert f"--cluster {nonsense}: " in refused("small.yaml", "--cluster", nonsense)
    assert not (here / "results").exists()


def test_no_workers(here, machines_of, monkeypatch):
    """A scheduler without workers is waited for, not for ever."""
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    assert "there has been no worker for 1 seconds" in refused("small.yaml", "--cluster", machines_of(0).address)


def test_without_the_extra(here, monkeypatch):
    """Where Dask is not installed, the command says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert installing("cluster") in refused("small.yaml", "--cluster", "local")


def test_workers_belong_to_an_address_or_to_this_machine(here):
    """--workers with the address of a cluster is wrong usage."""
    result = CliRunner().invoke(main, ["run", "small.yaml", "--cluster", "tcp://127.0.0.1:1", "--workers", "2"])
    assert result.exit_code == 2
    assert "--workers goes with threads here" in result.stderr


def test_another_groundswell_there_is_refused(here, machines_of):
    """Workers and schedulers with another version, with other files, or without groundswell are told, all at once."""
    for name in ("older", "changed", "none"):
        shutil.copytree(ROOT / "sim", here / name / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (here / "older" / "sim" / "__init__.py").write_text('__version__ = "0.0.9"\n', encoding="utf-8")
    shutil.rmtree(here / "older" / "sim" / "cluster")
    (here / "none" / "sim" / "__init__.py").write_text("raise ImportError\n", encoding="utf-8")
    with (here / "changed" / "sim" / "ties.py").open("a") as file:
        file.write("# changed\n")
    machines = machines_of(0)
    for name in ("older", "changed", "none"):
        machines.add("--name", name, PYTHONPATH=str(here / name))

    import distributed

    with distributed.Client(machines.address, set_as_default=False) as client:
        soon(lambda: len(client.nthreads()) == 3)
    said = refused("small.yaml", "--cluster", machines.address)
    assert said.startswith(f"--cluster {machines.address}: the numbers could differ there: tcp://")
    assert f"has groundswell 0.0.9, here {sim.__version__}" in said
    assert f"has groundswell missing, here {sim.__version__}" in said
    assert re.search("has groundswell's files [0-9a-f]{12}, here [0-9a-f]{12}", said)
    assert "the scheduler has" not in said


def test_one_that_joins_with_another_groundswell_is_told_too(machines_of, tmp_path):
    """A worker that joins in the middle with other files stops the run, in words: its numbers could differ."""
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "sim" / "ties.py").open("a") as file:
        file.write("# changed\n")
    machines = machines_of(1)

    def work(number):
        import time

        time.sleep(0.05)
        return number

    with Cluster(machines.address) as there:
        results = there.each(work, range(600))
        next(results)
        machines.add(PYTHONPATH=str(tmp_path))
        with pytest.raises(ClusterError, match=r"groundswell's files [0-9a-f]{12}, here"):
            list(results)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("python", lambda: "9.9", "Python 3.*, here 9.9"), ("makers", None, "numpy .*, here 0.1")],
)
def test_another_python_or_numpy_there_is_refused(machines, monkeypatch, name, value, said):
    """Where workers have another Python, or another numpy, than this machine, nothing is run."""
    made = {**cluster.makers(), "numpy": "0.1"}
    monkeypatch.setattr(cluster, name, value or (lambda: made))
    with pytest.raises(ClusterError, match=f"the numbers could differ there: the scheduler has {said}; tcp://.* has"):
        Cluster(machines.address).__enter__()


def test_what_the_work_raises_comes_back(machines):
    """Faults of the input keep their lines on the way, and other errors stay what they are."""
    fault = Fault("mine.yaml", 3, "network: this cannot be had in run 7")

    def raises(error):
        def work(number):
            raise error

        return work

    with Cluster(machines.address) as there:
        with pytest.raises(InputError) as told:
            list(there.each(raises(InputError([fault])), range(5)))
        assert told.value.faults == (fault,)
        for ours in (ZeroDivisionError, AttributeError, KeyError, ImportError):
            with pytest.raises(ours, match="of my own"):
                list(there.each(raises(ours("of my own")), range(5)))
        for error, said in (
            (MemoryError(), "not enough memory"),
            (PermissionError(13, "Denied"), "cannot do it: .*Denied"),
        ):
            with pytest.raises(ClusterError, match=said):
                list(there.each(raises(error), range(5)))
        assert sorted(there.each(abs, range(5))) == [0, 1, 2, 3, 4], "the cluster still works"


def test_runs_over_which_workers_die_are_told(machines_of):
    """Where a chunk takes its worker with it again and again, it is given up, in words."""
    machines = machines_of(2, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")

    def work(number):
        import os
        import signal

        if number == 30:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with Cluster(machines.address) as there:
        started = time.monotonic()
        with pytest.raises(ClusterError, match="several workers died over the same runs"):
            list(there.each(work, range(60)))
        assert time.monotonic() - started < 60
