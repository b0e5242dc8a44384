"""How numbers are handed out in chunks."""

from hypothesis import given
from hypothesis import strategies as st

from sim.cluster import cluster


@given(st.integers(0, 3000), st.integers(0, 40), st.floats(1e-6, 2), st.integers(0, 5))
def test_every_number_is_handed_out(many, threads, seconds, lost):
    """Whatever a run takes, and whatever is lost, each number is done; chunks take no longer than they may."""
    asked, done = cluster._Asked(range(many)), []
    while asked.left:
        chunk = asked.next(threads)
        assert chunk
        assert len(chunk) == 1 or len(chunk) * seconds <= cluster.CHUNK * 1.000001
        if lost:
            asked.again(chunk)
            lost -= 1
            continue
        done += chunk
        asked.took(seconds * len(chunk), len(chunk))
    assert done == list(range(many))


def test_chunks_grow_small_towards_the_end():
    """Of runs of a millisecond each of four threads gets its share, and the last chunks are a tenth of the first."""
    asked = cluster._Asked(range(3000))
    asked.took(0.001, 1)
    sizes = []
    while asked.left:
        sizes.append(len(asked.next(4)))
    assert sizes[0] == 375
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-2] == 50
