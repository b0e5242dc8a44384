"""Informal ties in an organisation: within teams, and across them."""

from collections.abc import Iterator, Mapping

import numpy as np

from sim.faults import OptionError
from sim.networks._homophily import NEAR, chosen, odds_ratio, wanted, wired
from sim.networks._line import Line, colleagues
from sim.networks._skewed import whole

Traits = Mapping[str, tuple[np.ndarray, float]]
"""The columns in which people seek who is like them, each with how many times higher the odds of such a tie are."""
FEW = 1000
"""Among fewer people than this, luck decides whether numbers of contacts that were drawn have a network."""
Ends = tuple[np.ndarray, np.ndarray]


def in_teams(rng: np.random.Generator, line: Line, share: float, traits: Traits) -> Ends:
    """Ties between a share of the pairs of people who have the same manager."""
    one, other = colleagues(line)
    count = round(share * len(one))
    alike = {name: column[one] == column[other] for name, (column, _) in traits.items()}
    # Homophily has no say in a trait in which all pairs are alike, or none, nor where all are tied, or none.
    heard = [name for name, pairs in alike.items() if 0 < pairs.sum() < len(one) and 0 < count < len(one)]
    rows = np.array([alike[name] for name in heard]).reshape(len(heard), len(one))
    goal = np.array([wanted(traits[name][1], count, alike[name].sum(), len(one)) for name in heard])
    taken = chosen(rng, rows, count, goal)
    for name, pairs, aim in zip(heard, rows, goal, strict=True):
        found = (pairs[taken].sum(), count, pairs.sum(), len(one))
        _met(("homophily", name), "within teams", traits[name][1], aim, found)
    return one[taken], other[taken]


def across_teams(
    rng: np.random.Generator,
    line: Line,
    contacts: float | None,
    spread: float | None,
    within_department: float | None,
    traits: Traits,
) -> Ends:
    """Ties between people of different managers, neither of whom reports to the other.

    `contacts`, `spread`: mean and standard deviation of their number; 6 or less and 0.8 of that where None.
    """
    people = len(line.manager)
    spans = np.bincount(line.manager[1:], minlength=people)
    near_ones = spans + np.where(line.manager < 0, 0, spans[line.manager])
    room = people - 1 - int(near_ones.max())
    mean = min(6, (people - 1) / 10) if contacts is None else contacts
    total = _ends(people, mean)
    if mean > room:
        raise OptionError("contacts", f"found {mean:g}, but some have only {room} people outside their team")
    # Nobody knows nearly everyone: half-way from the mean to that is the most.
    most = int(np.ceil((mean + room) / 2))
    told = dict(traits)
    if line.department.max() > 1:
        told["department"] = (line.department, within_department or 3.0)
    pairs = people * (people - 1) // 2 - len(colleagues(line)[0]) - (people - 1)
    codes = np.array([np.unique(column, return_inverse=True)[1] for column, _ in told.values()], np.int64)
    codes = codes.reshape(len(told), people)
    alike = _alike(line, codes)
    heard = (alike > 0) & (alike < pairs)
    ratios = np.array([ratio for _, ratio in told.values()])[heard]
    count = total // 2
    goal = np.array([wanted(r, count, a, pairs) for r, a in zip(ratios, alike[heard], strict=True)])
    names = [name for name, has in zip(told, heard, strict=True) if has]
    attempts = 10 if people < FEW else 1
    for attempt in range(attempts):
        degrees, found = whole(rng, people, total, 0.8 * mean if spread is None else spread, most=most)
        near("contacts_spread", spread, found)
        one, other, lost = wired(rng, degrees, line.manager, codes[heard], goal)
        tied = (codes[heard][:, one] == codes[heard][:, other]).sum(axis=1)
        try:
            if lost:
                raise OptionError("contacts", f"found {mean:g}, but there is no room for so many ties across teams")
            for k, name in enumerate(names):
                if name != "department" or within_department is not None:
                    option = "within_department" if name == "department" else ("homophily", name)
                    _met(option, "across teams", ratios[k], goal[k], (tied[k], count, alike[heard][k], pairs))
            break
        except OptionError:
            if attempt == attempts - 1:
                raise
    return one, other


def contacts_faults(people: int, contacts: float | None) -> Iterator[tuple[str, str]]:
    """What is wrong with the mean number of contacts."""
    if contacts is not None and contacts > people - 2:
        yield "contacts", f"found {contacts:g}, but nobody has more than {people - 2} people outside the team"
    elif contacts and abs(_ends(people, contacts) / people / contacts - 1) > NEAR:
        yield "contacts", f"found {contacts:g}, but that is no whole number of ties among {people} people"


def near(option: str, asked: float | None, found: float) -> None:
    """Raise OptionError if a standard deviation of whole numbers misses what was asked."""
    # Below a half the numbers are as equal as whole numbers around a broken mean can be.
    if asked is not None and abs(found - asked) > NEAR * asked and max(asked, found) > 0.5:
        raise OptionError(option, f"found {asked:g}, but {found:.3g} is as near as it goes")


def _met(
    option: str | tuple[str, ...], where: str, ratio: float, aim: float, found: tuple[float, float, float, float]
) -> None:
    # The nearest tie is near enough, however much it is.
    measured = odds_ratio(*found)
    if abs(found[0] - aim) > 1 and abs(measured / ratio - 1) > NEAR:
        raise OptionError(option, f"found {ratio:g}, but {measured:.3g} is as near as it goes {where}")


def _alike(line: Line, codes: np.ndarray) -> np.ndarray:
    # How many pairs of different teams are alike in each trait: all pairs, less those near each other.
    one, other = colleagues(line)
    one = np.concatenate([one, np.arange(1, len(line.manager))])
    other = np.concatenate([other, line.manager[1:]])
    sizes = [np.bincount(code) for code in codes]
    everyone = np.array([(size * (size - 1) // 2).sum() for size in sizes], np.int64)
    return everyone - (codes[:, one] == codes[:, other]).sum(axis=1)


def _ends(people: int, contacts: float) -> int:
    return 2 * round(people * contacts / 2)
