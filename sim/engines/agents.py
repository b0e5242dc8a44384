"""The movement as Mesa agents: what notebooks, the app and subclasses use.

Slow and readable: each person looks around, decides from the state after the previous step, and then all change
together. It calls the same rule as the compiled engine and gives the same run to the bit.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from mesa import Agent, Model
from mesa.discrete_space import Cell, CellCollection, FixedAgent, Network

from sim.movement import exact, rule, spells
from sim.movement.programme import Programme
from sim.movement.settings import Movement
from sim.movement.sources import SOURCES, opened, pieces, shares
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Changes, Trajectory

# Mesa 3.5 computes a spring layout unless told not to (11 s for 2,000 people); 3.3 knows no such argument.
NO_LAYOUT = {"layout": None} if "layout" in inspect.signature(Network).parameters else {}


class Place(Cell):
    """A person's cell. It can be freed, unlike Mesa's, which stay in its cache of neighbourhoods for good."""

    @property
    def neighborhood(self) -> CellCollection[Cell]:
        """The cells of those whom the person here listens to."""
        return self.get_neighborhood()

    def get_neighborhood(self, radius: int = 1, include_center: bool = False) -> CellCollection[Cell]:
        """The cells within `radius` ties from here, in the direction of listening; with `include_center` this one too.

        Raises ValueError if the radius is below 1.
        """
        if radius < 1:
            raise ValueError("radius must be 1 or more")
        near: dict[Cell, None] = {self: None}
        outermost: list[Cell] = [self]
        for _ in range(radius):
            reached = dict.fromkeys(cell for inner in outermost for cell in inner.connections.values())
            outermost = [cell for cell in reached if cell not in near]
            near |= dict.fromkeys(outermost)
        return CellCollection([cell for cell in near if include_center or cell is not self], random=self.random)

    def _clear_cache(self) -> None:
        # Mesa calls this when ties change; there is no cache to clear here.
        pass


class Person(FixedAgent):
    """Somebody on the network, who adopts when the pushes they felt add up to their resistance.

    `number`: the person's row (0 to people - 1); `name`: as the network spells it; `passion` is standardised;
    `adopted_at`: the step of the first adoption, or -1; `since`: that of the present one; `sources`: the pushes so far
    in this spell, by source; `why`: the share of each source in each adoption, None for a seed. A spell lasts from one
    change of mind to the next. To change how people decide, override `push`, `follows` or `decide`.
    """

    model: MovementModel

    def __init__(self, model: MovementModel, cell: Cell, number: int) -> None:
        super().__init__(model)
        people, movement = model.people, model.movement
        self.cell = cell
        self.number = number
        self.name = model.ties.names[number]
        self.passion = float(people.standard_passion[number])
        self.threshold = float(people.threshold[number])
        self.resistance = float(people.resistance[number])
        self.scale = float(people.scale[number])
        self.closed = bool(people.never[number])
        self.force = rule.force(movement.persuasion, self.passion, movement.authority, people.standard_rank[number])
        self.adopted_at = self.since = self.quit_at = -1
        self.spell = 0
        self.committed = False
        self.felt = self.total = self.contacts = 0.0
        self.influences: dict[int, float] = {}
        self.attempts: dict[int, float] = {}
        self.accumulated = self.eroded = 0.0
        self.keeps = 1.0
        self.sources = dict.fromkeys(SOURCES, 0.0)
        self.why: list[dict[str, float] | None] = []
        self.will_adopt = self.will_quit = False

    @property
    def adopted(self) -> bool:
        """Whether this person is an adopter."""
        return self.since >= 0

    @property
    def peers(self) -> list[Person]:
        """Whom this person listens to."""
        return [cell.agents[0] for cell in self.cell.connections.values()]

    @property
    def receptivity(self) -> float:
        """x_i: how receptive this person is in this step."""
        course, i = self.model.course, self.number
        readiness = self.model.movement.readiness
        return float(rule.receptivity(readiness, course.keen[i], self.passion, course.openness[i]))

    def weight(self, peer: Person) -> float:
        """w_ij: the weight of the influence of `peer` on this person."""
        return float(self.model.network.G.edges[self.number, peer.number]["weight"])

    def meet(self) -> None:
        """Learn what comes from each peer, in numbers whose sums are exact; once, before the first step."""
        weights = {peer: self.weight(peer) for peer in self.peers}
        self.influences = exact.together(
            {peer.number: rule.influence(weight, peer.force) for peer, weight in weights.items()}
        )
        self.total = sum(self.influences.values())
        movement, total_weight = self.model.movement, 0.0
        for weight in weights.values():
            # Not by `sum`, which adds floats in another way from Python 3.12 on.
            total_weight += weight
        if movement.contacts_on and weights:
            hazard = rule.persuasive(movement.contacts, total_weight, movement.divided)
            self.attempts = exact.together(
                {peer.number: rule.attempt(hazard, weight, peer.force) for peer, weight in weights.items()}
            )

    def look(self) -> None:
        """Note which peers adopted or gave up in the step before."""
        peers, before = self.peers, self.model.steps - 1
        fresh = [peer for peer in peers if peer.since == before]
        quitters = [peer for peer in peers if peer.quit_at == before]
        for peer in fresh:
            self.felt += self.influences[peer.number]
        for peer in quitters:
            self.felt -= self.influences[peer.number]
        if self.model.movement.contacts_on:
            if quitters:
                # Anew: of what faded, the part of one peer is not known.
                self.contacts = 0.0
            for step in range(0 if quitters else before, before + 1):
                self.hear([peer for peer in peers if peer.since == step])

    def hear(self, peers: list[Person]) -> None:
        """Receive the contacts of peers who adopted in the same step."""
        fresh = sum((self.attempts[peer.number] for peer in peers), 0.0)
        self.contacts = rule.repeated(self.contacts, self.model.movement.persistence, fresh)

    def push(self) -> float:
        """h_i: the push on this person in this step, from all sources but an open threshold."""
        rate = rule.push(self.receptivity, *self.pushes().values())
        return float(rule.linear_hazard(rate) if self.model.movement.linear else rate)

    def pushes(self) -> dict[str, float]:
        """The sources of the push, before receptivity."""
        movement, course = self.model.movement, self.model.course
        exposed = rule.exposure(self.felt, self.total, movement.divisor)
        peers = movement.contagion * rule.felt(exposed, movement.reinforcement)
        formal, stories = float(course.formal[self.number]), float(course.stories[self.number])
        return dict(zip(SOURCES, (movement.spontaneous, peers, self.contacts, formal, stories), strict=True))

    def perceives(self) -> tuple[float, float, float]:
        """What this person sees of their peers, the share of hearsay in what they perceive, and the hearsay itself."""
        course, divisor = self.model.course, self.model.movement.threshold_divisor
        seen = rule.exposure(self.felt, self.total, divisor)
        return seen, course.hearsay[self.number], rule.heard(course.heard[self.number], self.total, divisor)

    def follows(self) -> bool:
        """Whether enough peers adopted for this person's threshold, by what they see and hear."""
        return bool(rule.follows(rule.perceived(*self.perceives()), self.threshold, self.receptivity))

    def falls_back(self) -> bool:
        """Whether this adopter gives up: disappointment adds up against what holds them."""
        giving_up, course = self.model.giving_up, self.model.course
        if giving_up is None or self.committed:
            return False
        exposed = rule.exposure(self.felt, self.total, self.model.movement.divisor)
        held = giving_up.peers * exposed + course.held[self.number] + giving_up.passion * self.passion
        self.eroded += spells.erosion(giving_up.rate, held)
        return self.eroded >= self.keeps

    def decide(self) -> None:
        """Decide from the state after the previous step, without changing yet."""
        if self.closed or (self.adopted and self.model.giving_up is None):
            return
        self.look()
        if self.adopted:
            self.will_quit = self.falls_back()
            return
        hazard = self.push()
        gate = rule.linear_hazard(self.model.movement.noise) if self.follows() else 0.0
        self.accumulated += hazard
        self.accumulated += gate
        self.remember(hazard, gate)
        self.will_adopt = self.accumulated >= self.resistance

    def remember(self, hazard: float, gate: float) -> None:
        """Record the push of each source in this step."""
        before, *parts = pieces(hazard, gate, *opened(*self.perceives()), *self.pushes().values())
        for source, part in zip(SOURCES, parts, strict=True):
            self.sources[source] = self.sources[source] * before + part

    def commit(self) -> None:
        """Carry out the decision, together with everyone else."""
        if self.will_adopt and not self.adopted:
            self.adopt(dict(zip(SOURCES, shares(*self.sources.values()), strict=True)))
        elif self.will_quit:
            self.give_up()
        self.will_adopt = self.will_quit = False

    def adopt(self, why: dict[str, float] | None = None) -> None:
        """Become an adopter in this step; `why`: the share of each source in it, None for a seed."""
        self.since = self.model.steps
        self.why.append(why)
        if self.adopted_at < 0:
            self.adopted_at = self.since
        self.spell += 1
        self.eroded = 0.0
        if self.model.giving_up is not None:
            self.keeps = spells.exponential(self.model.giving_up.key, self.number, self.spell, spells.KEEPING)

    def give_up(self) -> None:
        """Fall back in this step: for good, or to start anew with less passion."""
        giving_up = self.model.giving_up
        assert giving_up is not None
        self.since, self.quit_at = -1, self.model.steps
        self.accumulated = 0.0
        self.sources = dict.fromkeys(SOURCES, 0.0)
        self.passion -= giving_up.passion_lost
        key = giving_up.key, self.number, self.spell
        self.resistance = self.scale * spells.exponential(*key, spells.RESISTANCE)
        self.closed = spells.even(*key, spells.FOR_GOOD) < giving_up.for_good


class MovementModel(Model):
    """A change spreading through people: a Mesa model to step, inspect and subclass.

    `ties` and `people` are the world, `movement` is the rule, `seeds` are the numbers of the first adopters, `person`
    is the class of the agents. `rng` seeds Mesa's own generators, which the rule never uses. The cells of `network` are
    numbered as the people are; agent i + 1 is person i. Raises ValueError if people and ties do not match, or if a seed
    is no person or one who never adopts.
    """

    def __init__(
        self,
        ties: Ties,
        people: People,
        movement: Movement,
        seeds: Sequence[int] | np.ndarray,
        *,
        person: type[Person] = Person,
        rng: int = 0,
    ) -> None:
        super().__init__(rng=rng)
        self.registered = 0
        if len(people) != ties.people:
            raise ValueError("people and ties must speak of the same people")
        people.check_seeds(seeds)
        self.ties = ties
        self.people = people
        self.movement = movement
        self.seeds = np.asarray(seeds, np.int32)
        self.programme = movement.programme or Programme.blank(len(people))
        self.giving_up = self.programme.giving_up
        self.course = self.programme.course()
        self.network = Network(ties.to_networkx(), random=self.random, cell_klass=Place, **NO_LAYOUT)
        self.persons = [person(self, self.network[number], number) for number in range(ties.people)]
        self.later: list[tuple[int, int, bool, dict[str, float] | None]] = []
        self.agents.do("meet")
        self.begin_waves()
        self.settle()

    def register_agent(self, agent: Agent) -> None:
        """Register a new agent; its `unique_id` is the number of agents registered so far, including this one."""
        # Mesa 3.3 counts in a dictionary of the class whose keys are models, so that these are never freed.
        getattr(Agent, "_ids", {}).pop(self, None)
        self.registered += 1
        agent.unique_id = self.registered
        super().register_agent(agent)

    @property
    def adopters(self) -> list[Person]:
        """Everyone who is an adopter now."""
        return [agent for agent in self.persons if agent.adopted]

    def step(self) -> None:
        """Everyone decides from the state after the previous step; then all changes happen together."""
        self.course.begin_step()
        self.agents.do("decide")
        self.agents.do("commit")
        self.begin_waves()
        self.settle()

    def begin_waves(self) -> None:
        """Seed those whose wave begins in this step."""
        for number in self.programme.seeded(self.seeds, self.course).tolist():
            seed = self.persons[number]
            seed.committed |= self.programme.committed
            if not (seed.adopted or seed.closed or seed.quit_at == self.steps):
                seed.adopt()

    def settle(self) -> None:
        """Count who adopted and who gave up in this step."""
        adopting = [agent.number for agent in self.persons if agent.since == self.steps]
        quitting = [agent.number for agent in self.persons if agent.quit_at == self.steps]
        again = [number for number in adopting if self.persons[number].adopted_at < self.steps]
        changes = [(self.steps, i, True, self.persons[i].why[-1]) for i in again]
        changes += [(self.steps, i, False, None) for i in quitting]
        self.later += sorted(changes, key=lambda change: change[1])
        self.course.change(np.array(adopting, np.int64), True)
        self.course.change(np.array(quitting, np.int64), False)
        self.course.end_step()

    def trajectory(self) -> Trajectory:
        """Who adopted when and why, and who gave up, up to now."""
        steps, persons, adopts, why = zip(*self.later, strict=True) if self.later else ((), (), (), ())
        columns = np.array(steps, np.int32), np.array(persons, np.int32), np.array(adopts, np.bool_)
        first = np.array([agent.adopted_at for agent in self.persons], dtype=np.int32)
        sources = _rows([agent.why[0] if agent.why else None for agent in self.persons])
        return Trajectory(first, self.steps, Changes(*columns, _rows(why)), sources)


def _rows(why: Sequence[dict[str, float] | None]) -> np.ndarray:
    # Shares in the order of SOURCES, float64, shape (len(why), 5); nan where nothing pushed.
    return np.array([[np.nan] * 5 if row is None else list(row.values()) for row in why]).reshape(-1, 5)


def run(
    ties: Ties,
    people: People,
    movement: Movement,
    seeds: Sequence[int] | np.ndarray,
    steps: int,
    *,
    explain: bool = False,
) -> Trajectory:
    """Run the movement with Mesa agents from step 0 to `steps`; `explain`: keep the sources of each adoption."""
    model = MovementModel(ties, people, movement, seeds)
    for _ in range(steps):
        model.step()
    trajectory = model.trajectory()
    return trajectory if explain else replace(trajectory, sources=None, later=replace(trajectory.later, sources=None))
