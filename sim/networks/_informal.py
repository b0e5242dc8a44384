"""Informal ties in an organisation: within teams, and across them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.ground.faults import OptionError
from sim.networks._homophily import NEAR, alike_ties, chosen, odds_ratio, wired
from sim.networks._line import Line, colleagues
from sim.networks._skewed import whole

Option = tuple[str, ...]
Ends = tuple[np.ndarray, np.ndarray]
FEW = 1000
"""Among fewer people than this, only luck decides whether a network with the drawn numbers of contacts exists."""


@dataclass(frozen=True, eq=False)
class Trait:
    """A column in which people prefer ties to people like themselves.

    `ratio`: how many times higher the odds of a tie between people who are alike are to be; `option`: the option that
    sets it; `firm`: whether it must be met, or only as nearly as possible; `notes`: filled if it was missed.
    """

    option: Option
    column: np.ndarray
    ratio: float
    firm: bool = True
    notes: list[str] = field(default_factory=list)

    @property
    def path(self) -> tuple[str | int, ...]:
        """Where the option stands."""
        return (self.option,) if isinstance(self.option, str) else self.option

    def check(self, where: str, tied_alike: float, tied: float, alike: float, pairs: float) -> None:
        """Raise OptionError if the ratio is missed; only note it if it is missed by no more than one tie."""
        reached = odds_ratio(tied_alike, tied, alike, pairs)
        if not self.firm or abs(reached / self.ratio - 1) <= NEAR:
            return
        if abs(tied_alike - alike_ties(self.ratio, tied, alike, pairs)) <= 1:
            self.notes.append(
                f"{'.'.join(map(str, self.path))} {where} is {reached:.3g} in the first run, {self.ratio:g} was asked: "
                f"among {pairs} pairs, {alike} of them alike, no tie more or less comes nearer"
            )
        else:
            raise OptionError(self.option, f"found {self.ratio:g}, but {reached:.3g} is as near as it came {where}")


def in_teams(rng: np.random.Generator, line: Line, share: float, traits: Sequence[Trait]) -> Ends:
    """Ties between a share of the pairs of people who have the same manager. Raises OptionError."""
    person, other = colleagues(line)
    pairs = len(person)
    count = round(share * pairs)
    rows = [trait.column[person] == trait.column[other] for trait in traits]
    # Homophily has no effect in a trait in which all pairs are alike, or none, nor if all are tied, or none.
    mixed = [(t, row) for t, row in zip(traits, rows, strict=True) if 0 < row.sum() < pairs and 0 < count < pairs]
    goal = np.array([alike_ties(trait.ratio, count, row.sum(), pairs) for trait, row in mixed])
    taken = chosen(rng, np.array([row for _, row in mixed]).reshape(len(mixed), pairs), count, goal)
    for trait, row in mixed:
        trait.check("within teams", row[taken].sum(), count, row.sum(), pairs)
    return person[taken], other[taken]


def across_teams(
    rng: np.random.Generator, line: Line, contacts: float | None, spread: float | None, traits: Sequence[Trait]
) -> Ends:
    """Ties between people of different managers, neither of whom reports to the other. Raises OptionError.

    `contacts`, `spread`: mean and standard deviation of their number; if None, at most 6, and 0.8 of that.
    """
    people = len(line.manager)
    mean = min(6, (people - 1) / 10) if contacts is None else contacts
    room = people - 1 - int(_near_ones(line).max())
    if mean > room:
        raise OptionError("contacts", f"found {mean:g}, but some have only {room} people outside their team")
    # Nobody knows nearly everyone: the most is half-way from the mean to everyone.
    most = int(np.ceil((mean + room) / 2))
    wide = 0.8 * mean if spread is None else spread
    attempts = 10 if people < FEW else 1
    while True:
        degrees, deviation = whole(rng, people, _total(people, mean), wide, most=most)
        near("contacts_spread", spread, deviation)
        attempts -= 1
        try:
            return _wired(rng, line, degrees, traits)
        except OptionError:
            if not attempts:
                raise


def _wired(rng: np.random.Generator, line: Line, degrees: np.ndarray, traits: Sequence[Trait]) -> Ends:
    people, count = len(degrees), int(degrees.sum()) // 2
    pairs = people * (people - 1) // 2 - len(colleagues(line)[0]) - (people - 1)
    codes = np.array([np.unique(trait.column, return_inverse=True)[1] for trait in traits], np.int64)
    codes = codes.reshape(len(traits), people)
    alike = _alike(line, codes)
    mixed = np.flatnonzero((alike > 0) & (alike < pairs)).tolist()
    goal = np.array([alike_ties(traits[k].ratio, count, alike[k], pairs) for k in mixed])
    person, other, lost = wired(rng, degrees, line.manager, codes[mixed], goal)
    if lost:
        raise OptionError("contacts", f"found {2 * count / people:g}, but so many ties across teams have no room")
    for k in mixed:
        tied = (codes[k, person] == codes[k, other]).sum()
        traits[k].check("across teams", tied, count, alike[k], pairs)
    return person, other


def contacts_faults(people: int, contacts: float | None) -> Iterator[tuple[str, str]]:
    """What is wrong with the mean number of contacts."""
    if contacts is not None and contacts > people - 2:
        yield "contacts", f"found {contacts:g}, but nobody has more than {people - 2} people outside the team"
    elif contacts and abs(_total(people, contacts) / people / contacts - 1) > NEAR:
        yield "contacts", f"found {contacts:g}, but that is no whole number of ties among {people} people"


def near(option: str, asked: float | None, reached: float, *, whole: bool = True) -> None:
    """Raise OptionError if the standard deviation of numbers (whole or not) misses the one asked for."""
    # Below a half the numbers are as equal as whole numbers around a fractional mean can be.
    if asked is not None and abs(reached - asked) > NEAR * asked and not (whole and max(asked, reached) <= 0.5):
        raise OptionError(option, f"found {asked:g}, but {reached:.3g} is as near as it came")


def _near_ones(line: Line) -> np.ndarray:
    # How many people have the same manager as each, are their manager, or report to them.
    spans = np.bincount(line.manager[1:], minlength=len(line.manager))
    return spans + np.where(line.manager < 0, 0, spans[line.manager])


def _alike(line: Line, codes: np.ndarray) -> np.ndarray:
    # How many pairs of different teams are alike in each trait: all pairs, less those near each other.
    person, other = colleagues(line)
    person = np.concatenate([person, np.arange(1, len(line.manager))])
    other = np.concatenate([other, line.manager[1:]])
    sizes = [np.bincount(code) for code in codes]
    everyone = np.array([(size * (size - 1) // 2).sum() for size in sizes], np.int64)
    return everyone - (codes[:, person] == codes[:, other]).sum(axis=1)


def _total(people: int, contacts: float) -> int:
    return 2 * round(people * contacts / 2)
