"""A scenario that has passed every check, ready to run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from sim.families.mechanisms import MECHANISMS
from sim.families.outcomes import OutcomePart
from sim.families.strategies import EVERYTHING, Sight, Work, usual
from sim.ground.digests import digest
from sim.ground.once import Once
from sim.ground.own import known
from sim.ground.parts import Part
from sim.movement.plan import Reach
from sim.movement.settings import Movement
from sim.world.outline import Drawing
from sim.world.people import People
from sim.world.ties import Ties

GIVEN = 16
"""How many networks that are given, or weighed, are remembered for all runs: a sweep may have thousands."""

WEIGHED = "weighed"
"""The key, in `marks`, of mechanisms that change the weights of ties."""


def unasked(*, people: int, ties: float, **_: Any) -> Work:
    """The default of `work`."""
    return usual(people=people, ties=ties)


@dataclass(frozen=True)
class Strategy:
    """A strategy as a scenario has it: its label, its name, and `choose(ties, people, count, rng, **known)`.

    `known` holds the arguments `simulate`, `movement` and `steps` from the experiment; a strategy gets those that its
    function names. `account`, with the same arguments, says in a sentence what the choice in a world rests on; None if
    there is nothing to say. `sees`: what the choice hangs on. `work(people=..., ...)`: the work of a choice, as in
    `sim.families.strategies`. `fixed`: whether it starts with the same people whatever the number of seeds.
    `score(ties, people)`: the score by which alone it ranks people, nan for those who may not be chosen; None where
    there is more to it.
    """

    label: str
    name: str
    choose: Callable[..., np.ndarray]
    account: Callable[..., str] | None = None
    sees: frozenset[Sight] = EVERYTHING
    work: Callable[..., Work] = unasked
    fixed: bool = False
    score: Callable[[Ties, People], np.ndarray] | None = None


@dataclass(frozen=True)
class Seeding:
    """How people are seeded: how many in each wave, the first in step 0, and when each later wave begins.

    `later`: (step or None, share of adopters or None) at which each wave but the first begins; `committed`: seeds never
    give up; `declining`: the chance that a person who is asked declines; `replaced`: whether the next best is asked.
    """

    counts: tuple[int, ...]
    later: tuple[tuple[int | None, Reach | None], ...] = ()
    committed: bool = False
    declining: float = 0.0
    replaced: bool = True

    @property
    def count(self) -> int:
        """The number of seeds in all waves together."""
        return sum(self.counts)


@dataclass(frozen=True, eq=False)
class Claim:
    """A claim that a scenario puts to the test.

    `says`: the claim; `evidence`: the grade (A to C) of what is known about it; `strategy`: the label of the strategy
    in question; `over`: that of the strategy with which it is compared, or None; `without`: the scenario without the
    claim, in the same worlds, or None if only the strategies differ; `measure`: reach, takeoff or auc; `expects`: more
    or less of it.
    """

    says: str
    evidence: str
    strategy: str
    over: str | None
    without: Scenario | None
    measure: str
    expects: str


@dataclass(frozen=True, eq=False)
class Asked:
    """The side experiment of a study: other settings in the same worlds, of which only the ends of runs are kept.

    `entry`: what readers must know of it, in the record that the study declares; `scenarios`: what runs, one arm a
    strategy of each.
    """

    entry: Any
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True)
class Mistake:
    """A mistake: what is wrong with the map on which seeds are chosen, and how much, or who is missing.

    `kind`: one of `sim.studies.robustness.SHARES`, with its `share` (0 to 1), or "champion declines",
    "champion leaves" or "linking pin leaves".
    """

    kind: str
    share: float | None = None


@dataclass(frozen=True, eq=False)
class Scenario:
    """One question and everything that is needed to answer it.

    `settings`: the scenario as plain data with every default; `inputs`: the files it reads, name -> SHA-256;
    `people`: how many there are; `seeding`: who is seeded when; `names`: what people are called, None for 0, 1, 2, ...;
    `build(rng)` draws the network of a run, or gives the same one each time, and `drawing` is what that takes, and
    whether it is given, the same in every run;
    `traits`: the options of each trait, by its name; `tribe`: the column that says who belongs together; `reports_to`:
    the column with the ids of managers; `movement`: the numbers of the rule; `mechanisms`: the options of each
    mechanism that is on, by its name, in the order in which they act; `convention`: what is played in place of the
    movement, `play(ties, people, seeds, steps, rng)`, or None; `runs`: how many are made; `precision`: the half-width
    to which differences of reach should be known, with no more than `runs` runs, or None; `costs`: arguments of
    `sim.experiment.costs.costs`, or None if nobody has a cost; `explained`: whether reasons of adoptions are recorded;
    `shown`: whether the first world is, None: if it is small;
    `support_stops`: from which step on nothing supports the change, or None; `claim`: the claim that it tests, or None;
    `asked`: the side experiments of studies, by name; `mistake`: the one made in this side experiment, or None;
    `notes`: what its author should know, in sentences;
    `parts`: the parts of somebody's own that it may name;
    `written`: the places at which its author wrote single values, such as `strategies[2].name`;
    `unsure`: what only the draw of a network shows, in words, and `drawn()`, which draws the first one and checks that:
    it returns notes, or raises InputError; None if nothing is unsure;
    `memory`: of what is made once for all runs, shared by all scenarios that are made of one;
    `passion_drawn`, `never_drawn`: whether passion, and who never adopts, are drawn anew in each run.
    """

    name: str
    question: str
    settings: Mapping[str, Any]
    inputs: Mapping[str, str]
    people: int
    names: tuple[str, ...] | None
    seeding: Seeding
    build: Callable[[np.random.Generator], Ties]
    drawing: Drawing
    traits: Mapping[str, Mapping[str, Any]]
    tribe: str | None
    reports_to: str | None
    movement: Movement
    mechanisms: Mapping[str, Mapping[str, Any]]
    convention: Callable[..., Any] | None
    strategies: tuple[Strategy, ...]
    baseline: str | None
    steps: int
    runs: int
    seed: int
    takeoff: float
    smallest_difference: float
    precision: float | None = None
    costs: Mapping[str, Any] | None = None
    explained: bool = False
    shown: bool | None = None
    support_stops: int | None = None
    claim: Claim | None = None
    asked: Mapping[str, Asked] = field(default_factory=dict)
    mistake: Mistake | None = None
    notes: tuple[str, ...] = field(default=())
    parts: tuple[Part, ...] = ()
    written: frozenset[str] = field(default=frozenset(), compare=False)
    unsure: tuple[str, ...] = ()
    drawn: Callable[[], tuple[str, ...]] | None = None
    memory: Once = field(default_factory=Once, compare=False, repr=False)
    passion_drawn: bool = True
    never_drawn: bool = True

    @cached_property
    def beside(self) -> tuple[Scenario, ...]:
        """The scenarios of all side experiments, each with an arm for each strategy; only ends of runs are kept."""
        return tuple(other for asked in self.asked.values() for other in asked.scenarios)

    @property
    def weighing(self) -> Mapping[str, Any] | None:
        """The options of the mechanisms that change the weights of ties, by name; None if none does."""
        with known(self.parts):
            weighing = [name for name in self.mechanisms if MECHANISMS.part(name).lightest is not None]
        return {name: self.mechanisms[name] for name in weighing} or None

    @property
    def own_sources(self) -> tuple[str, ...]:
        """The family, the name and a digest of the source of each part of somebody's own that runs hang on."""
        parts = [part for part in self.parts if not isinstance(part, OutcomePart)]
        origins = [(part.name, part.origin) for part in parts if part.origin is not None]
        return tuple(sorted(f"{origin.folder} {name} {origin.digest}" for name, origin in origins))

    @cached_property
    def marks(self) -> Mapping[str, str]:
        """Digests of `network`, each trait and what weighs ties: things with equal marks are drawn alike in a world."""
        parts = {"network": self.build, **self.traits, WEIGHED: self.weighing}
        return {name: digest(part) for name, part in parts.items()}

    @property
    def visible(self) -> tuple[str, ...]:
        """The marks of what a strategy sees (`People.seen`): of resistance only the scale, of thresholds nothing."""
        return tuple(mark for name, mark in self.marks.items() if name != "threshold")

    @cached_property
    def choosing(self) -> str:
        """A digest of how many people each strategy chooses, and how; not of what it sees."""
        return digest(self.seeding, [strategy.choose for strategy in self.strategies])

    @property
    def wrong_map(self) -> bool:
        """Whether strategies choose on a wrong map of the ties."""
        return self.mistake is not None and self.mistake.share is not None

    @cached_property
    def given(self) -> bool:
        """Whether ties are the same in every run: of a given network, unless a part of somebody's own weighs them."""
        with known(self.parts):
            own = [name for name in self.weighing or {} if MECHANISMS.part(name).origin is not None]
        return self.drawing.fixed and not own

    @cached_property
    def once(self) -> Mapping[str, str]:
        """The strategies that choose once for all runs, by label: digests of all that a choice of so many hangs on."""
        return {strategy.label: self._seen_by(strategy) for strategy in self.strategies if self._is_settled(strategy)}

    def _is_settled(self, strategy: Strategy) -> bool:
        # Whether nothing on which a choice hangs is drawn anew in each run.
        if not self.given or self.never_drawn or Sight.CHANCE in strategy.sees:
            return False
        return not (self.passion_drawn and (Sight.TRAITS in strategy.sees or self._knows_passion(strategy)))

    def _knows_passion(self, strategy: Strategy) -> bool:
        # Whether a strategy may see passion through how the change spreads.
        acting = self.mechanisms.keys() - (self.weighing or {}).keys()
        pushed = self.movement.readiness or self.movement.persuasion or acting or self.convention is not None
        return Sight.MOVEMENT in strategy.sees and bool(pushed)

    def _seen_by(self, strategy: Strategy) -> str:
        people = (*self.visible, self.tribe, self.reports_to)
        if Sight.MOVEMENT not in strategy.sees:
            return digest(self.seed, people, strategy.choose)
        course = (self.movement, self.mechanisms, self.convention, self.steps, self.seeding, self.marks["threshold"])
        return digest(self.seed, people, strategy.choose, course)

    @property
    def digest(self) -> str:
        """A SHA-256 of all that decides the numbers: the settings with every default, and the files read."""
        words = json.dumps([self.settings, dict(self.inputs)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()


def side(scenario: Scenario, **changes: Any) -> Scenario:
    """A scenario as a side experiment of another one: without side experiments, and only the ends of runs are kept."""
    alone: dict[str, Any] = {"asked": {}, "claim": None, "explained": False, "precision": None}
    return replace(scenario, **(alone | changes))
