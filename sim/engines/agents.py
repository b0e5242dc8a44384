"""The movement as Mesa agents: what notebooks, the app and subclasses use.

Slow and readable: each person looks around, decides from the state after the previous step, and then all change
together. It calls the same rule as the compiled engine and gives the same run to the bit.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence

import numpy as np
from mesa import Model
from mesa.discrete_space import Cell, FixedAgent, Network

from sim.movement import rule
from sim.movement.settings import Movement
from sim.people import People
from sim.ties import Ties
from sim.trajectory import Trajectory

# Mesa 3.5 computes a spring layout unless told not to (11 s for 2,000 people); 3.3 knows no such argument.
NO_LAYOUT = {"layout": None} if "layout" in inspect.signature(Network).parameters else {}


class Person(FixedAgent):
    """Somebody on the network, who adopts when the pushes they felt add up to their resistance.

    `number`: the person's row (0 to people - 1); `name`: as the network spells it; `passion` is standardised;
    `adopted_at`: the step, or -1. To change how people decide, override `push`, `follows` or `decide`.
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
        self.never = bool(people.never[number])
        self.receptivity = rule.receptivity(movement.readiness, self.passion)
        self.force = rule.force(movement.persuasion, self.passion)
        self.adopted_at = -1
        self.felt = 0.0
        self.total = 0.0
        self.total_weight = 0.0
        self.contacts = 0.0
        self.accumulated = 0.0
        self.will_adopt = False

    @property
    def adopted(self) -> bool:
        """Whether this person has adopted."""
        return self.adopted_at >= 0

    @property
    def peers(self) -> list[Person]:
        """Whom this person listens to."""
        return [cell.agents[0] for cell in self.cell.connections.values()]

    def weight(self, peer: Person) -> float:
        """w_ij: the weight of the influence of `peer` on this person."""
        return float(self.model.network.G.edges[self.number, peer.number]["weight"])

    def meet(self) -> None:
        """Add up what all peers together weigh; once, before the first step."""
        for peer in self.peers:
            self.total += rule.influence(self.weight(peer), peer.force)
            self.total_weight += self.weight(peer)

    def look(self) -> None:
        """Take in which peers adopted in the step before."""
        movement = self.model.movement
        self.contacts = self.contacts * movement.persistence if movement.persistence > 0 else 0.0
        for peer in self.peers:
            if peer.adopted_at == self.model.steps - 1:
                weight = self.weight(peer)
                self.felt += rule.influence(weight, peer.force)
                if movement.contacts_on:
                    self.contacts += rule.attempt(
                        movement.contacts, weight, self.total_weight, movement.divided, peer.force
                    )

    def push(self) -> float:
        """h_i: what pushes this person in this step."""
        movement = self.model.movement
        exposed = rule.exposure(self.felt, self.total, movement.divisor)
        rate = rule.push(
            self.receptivity,
            movement.spontaneous,
            movement.contagion,
            movement.reinforcement,
            exposed,
            self.contacts,
        )
        return float(rule.linear_hazard(rate) if movement.linear else rate)

    def follows(self) -> bool:
        """Whether enough peers did for this person's threshold."""
        perceived = rule.exposure(self.felt, self.total, self.model.movement.threshold_divisor)
        return bool(rule.follows(perceived, self.threshold, self.receptivity))

    def decide(self) -> None:
        """Make up one's mind from the state after the previous step."""
        if self.adopted or self.never:
            return
        self.look()
        self.accumulated += self.push()
        if self.follows():
            self.accumulated += rule.linear_hazard(self.model.movement.noise)
        self.will_adopt = self.accumulated >= self.resistance

    def commit(self) -> None:
        """Carry out the decision, together with everyone else."""
        if self.will_adopt and not self.adopted:
            self.adopted_at = self.model.steps


class MovementModel(Model):
    """A change spreading through people: a Mesa model to step, inspect and subclass.

    `ties`, `people` and `movement` are the world and the rule, `seeds` the numbers of the first adopters;
    `person` is the class of the agents. `rng` seeds Mesa's own generators, which the rule never uses.
    The cells of `network` are numbered as the people are; agent i + 1 is person i. Raises ValueError if people and ties
    do not match, or if a seed is no person or one who never adopts.
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
        if len(people) != ties.people:
            raise ValueError("people and ties must speak of the same people")
        people.check_seeds(seeds)
        self.ties = ties
        self.people = people
        self.movement = movement
        self.network = Network(ties.to_networkx(), random=self.random, **NO_LAYOUT)
        self.persons = [person(self, self.network[number], number) for number in range(ties.people)]
        self.agents.do("meet")
        for number in seeds:
            self.persons[int(number)].adopted_at = 0

    @property
    def adopters(self) -> list[Person]:
        """Everyone who has adopted so far."""
        return [agent for agent in self.persons if agent.adopted]

    def step(self) -> None:
        """Everyone decides from the state after the previous step; then all changes happen together."""
        self.agents.do("decide")
        self.agents.do("commit")

    def trajectory(self) -> Trajectory:
        """Who adopted when, up to now."""
        return Trajectory(np.array([agent.adopted_at for agent in self.persons], dtype=np.int32), self.steps)


def run(ties: Ties, people: People, movement: Movement, seeds: Sequence[int] | np.ndarray, steps: int) -> Trajectory:
    """Run the movement with Mesa agents from step 0 to `steps`."""
    model = MovementModel(ties, people, movement, seeds)
    for _ in range(steps):
        model.step()
    return model.trajectory()
