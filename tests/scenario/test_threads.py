"""Runs are made in threads where they pay: each once, and none that nobody waits for."""

import time

import pytest

from sim.ground import threads


@pytest.mark.parametrize(("long", "quicker"), [(0.0, "threads"), (1e9, "threads"), (1e9, "one")])
def test_every_run_is_made_once_however_many_threads_pay(monkeypatch, long, quicker):
    """Whether runs are long, or short and quicker with threads or with one, each number is made once, to the end."""
    made = []

    def make(number):
        made.append(number)
        return number

    # What is asked for: how long threads took, then one alone.
    monkeypatch.setattr(threads._Timed, "each", property(lambda self: next(each)))
    monkeypatch.setattr(threads, "LONG", long)
    for runs in (1, 2, 3, 40, 200):
        for workers in (1, 2, 5):
            each = iter([1.0, 2.0] if quicker == "threads" else [2.0, 1.0])
            made.clear()
            found = list(threads.each(make, iter(range(runs)), workers))
            assert sorted(found) == sorted(made) == list(range(runs))


def test_runs_that_nobody_waits_for_are_not_made():
    """When whoever reads the runs stops, those that are queued are not made any more."""
    made = []

    def make(number):
        made.append(number)
        time.sleep(0.05)
        return number

    runs = threads.each(make, iter(range(100)), 2)
    for _ in range(6):
        next(runs)
    runs.close()
    assert len(made) < 12
