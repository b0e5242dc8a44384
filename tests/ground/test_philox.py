"""Philox4x32-10: the known answers of its authors, the layout of keys and counters, and every form alike."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ground import philox

WORD = st.integers(0, 2**32 - 1)

# The known answers that Salmon et al. publish with Random123, of zeros, of ones, and of the digits of pi.
KNOWN = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


def by_the_paper(counter: list[int], key: list[int]) -> list[int]:
    """Philox4x32-10 in whole numbers of Python, word by word, as figure 3 and table 2 of the paper have it."""
    right, left = list(counter), list(key)
    for _ in range(10):
        one, two = 0xD2511F53 * right[0], 0xCD9E8D57 * right[2]
        right = [
            (two >> 32) ^ right[1] ^ left[0],
            two & 0xFFFFFFFF,
            (one >> 32) ^ right[3] ^ left[1],
            one & 0xFFFFFFFF,
        ]
        left = [(left[0] + 0x9E3779B9) & 0xFFFFFFFF, (left[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return right


def split(numbers: tuple[np.uint64, np.uint64]) -> list[int]:
    """The four words of two numbers, the low one of each first."""
    return [int(number) >> shift & 0xFFFFFFFF for number in numbers for shift in (0, 32)]


def key_of(words: list[int]) -> philox.Words:
    """A key of two words."""
    return np.uint64(words[0]), np.uint64(words[1])


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN, ids=["zeros", "ones", "pi"])
def test_known_answers(counter, key, answer):
    """Compiled, in Python, and as the paper has it, the answers are those of the authors."""
    for form in (philox.bits, philox.bits.py_func):
        assert split(form(key_of(key), *counter)) == answer
    assert by_the_paper(counter, key) == answer


@given(st.lists(WORD, min_size=4, max_size=4), st.lists(WORD, min_size=2, max_size=2))
@settings(max_examples=300, deadline=None)
def test_all_forms_are_equal(counter, key):
    """One at a time or many at once, compiled or in Python, the same bits come out, and the same uniforms."""
    person, run, block, spell = counter
    drawn = philox.bits(key_of(key), *counter)
    assert split(drawn) == split(philox.bits.py_func(key_of(key), *counter)) == by_the_paper(counter, key)
    uniforms = [((int(number) >> 12) + 0.5) / 2**52 for number in drawn]
    persons, spells = np.array([7, person]), np.array([0, spell])
    many = philox.uniforms(key_of(key), persons, run, block, spells)
    assert many[1].tolist() == uniforms
    assert philox.uniforms.py_func(key_of(key), persons, run, block, spells).tolist() == many.tolist()


@pytest.mark.parametrize(("number", "ends"), [(0, 2.0**-53), (2**64 - 1, 1 - 2.0**-53)])
def test_uniforms_are_never_0_or_1(number, ends):
    """The least and the largest uniform lie half a step from the ends."""
    assert philox.uniform(np.uint64(number)) == ends


def test_a_key_is_of_the_seed_and_the_name():
    """The first 8 bytes of BLAKE2b over the seed in decimal, a zero byte and the name, as little-endian words."""
    assert [int(word) for word in philox.key(1, "resistance")] == [2027406264, 986874473]
    assert philox.key(1, "resistance") != philox.key(11, "resistance")
    assert philox.key(1, "1x") != philox.key(11, "x")


# Seed, stream, person, run, block and k, and the two uniforms: ten numbers of three keys, by the function above.
PUBLISHED = [
    ((1, "resistance", 0, 0, 0, 0), (0.46553385769208433, 0.2604683504669957)),
    ((1, "resistance", 1, 0, 0, 0), (0.1260176292543328, 0.8778101091668385)),
    ((1, "resistance", 0, 7, 0, 3), (0.8085135645033831, 0.4154049711419686)),
    ((20270111, "passion", 41, 299, 1, 0), (0.7109624389533059, 0.7694227921001936)),
    ((0, "strategy", 5, philox.NO_RUN, 0, 0), (0.3334126783139263, 0.4377875070462075)),
]


@pytest.mark.parametrize(("where", "draws"), PUBLISHED)
def test_published_uniforms(where, draws):
    """Ten uniforms of three keys, each as the paper and the layout of keys and counters make it."""
    seed, name, *counter = where
    key = philox.key(seed, name)
    assert philox.pair(key, *counter) == draws
    words = by_the_paper(counter, [int(word) for word in key])
    numbers = words[0] | words[1] << 32, words[2] | words[3] << 32
    assert tuple(((number >> 12) + 0.5) / 2**52 for number in numbers) == draws


def test_uniforms_of_a_person_do_not_depend_on_who_else_is_drawn():
    """A person's draw is the same alone, among others, and in any order."""
    key = philox.key(3, "threshold")
    everyone = philox.uniforms(key, np.arange(50), 2, 0, np.zeros(1, np.int64))
    for persons in ([49], [3, 0, 17], list(range(10))):
        np.testing.assert_array_equal(
            philox.uniforms(key, np.array(persons), 2, 0, np.zeros(1, np.int64)), everyone[persons]
        )
