"""What is made once is made once, whoever asks for it at the same time."""

import copy
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.ground.once import Once


def test_threads_that_ask_for_the_same_wait_for_the_first():
    """Eight threads that ask at the same time get the value that one of them made; another mark is made apart."""
    memory, made, all_there = Once(), [], threading.Barrier(8)

    def make() -> object:
        made.append(threading.get_ident())
        return memory("inside", object)

    def ask(_: int) -> object:
        all_there.wait()
        return memory("mark", make)

    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(ask, range(8)))
    assert len(made) == 1
    assert len(set(map(id, values))) == 1
    assert memory("inside", object) is values[0]
    assert memory("other", object) is not values[0]


def test_what_could_not_be_made_is_tried_again():
    """Whoever asks is told why nothing was made, and the next who asks may have it."""
    memory = Once()
    with pytest.raises(ZeroDivisionError):
        memory(1, lambda: 1 / 0)
    assert memory(1, lambda: 2) == 2


@pytest.mark.parametrize("sent", [copy.copy, copy.deepcopy, lambda memory: pickle.loads(pickle.dumps(memory))])
def test_it_is_empty_where_it_is_sent(sent):
    """Another process makes its own values, and so does a copy."""
    memory = Once()
    memory(1, lambda: 2)
    assert sent(memory)(1, lambda: 3) == 3
    assert memory(1, lambda: 4) == 2


def test_of_large_values_only_the_last_are_remembered():
    """With room for three, what was asked for longest ago is made again; what is small stays, however much there is."""
    memory, made = Once(), []
    for mark in [1, 2, 3, 1, 4, 1, 2]:
        assert memory(mark, lambda mark=mark: made.append(mark) or mark, room=3) == mark
    assert made == [1, 2, 3, 4, 2]
    for mark in range(50):
        memory(mark, lambda mark=mark: mark)
    assert all(memory(mark, lambda: None) == mark for mark in range(50))
