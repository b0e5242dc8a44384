"""The nearest of the known names for a word that is none of them."""

import difflib
import string
from collections.abc import Iterable

LONG_WORD = 60
"""The most characters of a word that are compared with others: the time grows with their square."""

AMONG = 2_000
"""The most names that a word is compared with one by one."""

LETTERS = string.ascii_letters + string.digits + " -_."


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """`, did you mean "..."?` for the nearest of the known words, or an empty text if none is near.

    Of many known words, only those count that are a single letter away or differ in capitals.
    """
    spelling, names = str(word), list(known)
    if len(spelling) > LONG_WORD:
        return ""
    if len(names) > AMONG:
        names = sorted(_near(spelling).intersection(names))
        if alike := [name for name in names if name.lower() == spelling.lower()]:
            return f', did you mean "{alike[0]}"?'
    names = [name for name in names if len(name) <= 2 * LONG_WORD]
    near = difflib.get_close_matches(spelling, names, n=1, cutoff=0.6)
    return f', did you mean "{near[0]}"?' if near else ""


def _near(word: str) -> set[str]:
    # All words that differ by one letter added, left out or replaced, or by two letters swapped.
    cuts = [(word[:k], word[k:]) for k in range(len(word) + 1)]
    near = {word.lower(), word.upper(), word.title(), *(left + right[1:] for left, right in cuts)}
    near.update(left + right[1::-1] + right[2:] for left, right in cuts)
    for letter in {*LETTERS, *word}:
        near.update(left + letter + right for left, right in cuts)
        near.update(left + letter + right[1:] for left, right in cuts)
    return near
