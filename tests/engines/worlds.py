"""Random worlds for property tests: directed weighted graphs, people of all kinds, every mechanism."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from sim.families.mechanisms import MECHANISMS
from sim.ground.draws import stream
from sim.mechanisms.formal_support import Sponsor
from sim.mechanisms.giving_up import Held
from sim.mechanisms.messages import Period
from sim.movement.plan import Plan, Reach
from sim.movement.programme import Programme
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties

SHARE = st.floats(0, 1)
RATE = st.floats(0, 3)


@st.composite
def ties(draw: st.DrawFn, most: int = 14) -> Ties:
    """A directed graph of 1 to `most` people with weights, isolates and all."""
    people = draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    there = rng.random((people, people)) < draw(SHARE)
    np.fill_diagonal(there, False)
    listeners, peers = np.nonzero(there)
    kinds = draw(st.sampled_from([[1.0], [1.0, 3.0], [1.0, 1.0, 0.3, 2.5, rng.random() + 0.01]]))
    weights = rng.choice(kinds, len(listeners))
    return Ties.from_pairs(people, listeners, peers, weights)


@st.composite
def crowds(draw: st.DrawFn, people: int) -> People:
    """People with passion, thresholds (some none, some below 0), resistance, and some who never adopt."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    threshold = rng.normal(0.5, draw(RATE), people)
    threshold[rng.random(people) < draw(SHARE)] = np.inf
    never = rng.random(people) < draw(st.sampled_from([0, 0.2]))
    return People(rng.normal(0, 2, people), threshold, rng.exponential(size=people) + 1e-300, never)


@st.composite
def movements(draw: st.DrawFn) -> Movement:
    """Any mixture of mechanisms, each off in about half of the cases."""

    def maybe(values: st.SearchStrategy[float]) -> st.SearchStrategy[float]:
        return st.one_of(st.just(0.0), values)

    return Movement(
        spontaneous=draw(maybe(st.floats(0, 0.5))),
        contagion=draw(maybe(RATE)),
        divisor=draw(st.sampled_from([0.0, 1.0, 0.5])),
        reinforcement=draw(st.sampled_from([1.0, 0.5, 2.0, 1.7])),
        contacts=draw(maybe(SHARE)),
        divided=draw(st.booleans()),
        persistence=draw(maybe(SHARE)),
        threshold_divisor=draw(st.sampled_from([0.0, 1.0])),
        noise=draw(st.one_of(st.just(1.0), SHARE)),
        readiness=draw(maybe(st.floats(-3, 3))),
        persuasion=draw(maybe(st.floats(-3, 3))),
        linear=draw(st.booleans()),
    )


@st.composite
def runs(draw: st.DrawFn) -> tuple[Ties, People, Movement, list[int], int]:
    """What an engine is asked for: ties, people, movement, seeds, steps."""
    network = draw(ties())
    people = draw(crowds(network.people))
    able = np.flatnonzero(~people.never).tolist()
    seeds = draw(st.lists(st.sampled_from(able), unique=True, max_size=4)) if able else []
    return network, people, draw(movements()), seeds, draw(st.integers(0, 12))


@st.composite
def staff(draw: st.DrawFn, people: People) -> People:
    """The same people with two tribes, two organisations and a reporting line."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = len(people)
    attributes = {"tribe": rng.choice(["a", "b"], count), "organisation": rng.choice([1.0, 2.0], count)}
    manager = np.array([-1 if i == 0 or rng.random() < 0.2 else rng.integers(i) for i in range(count)], np.int32)
    return replace(people, attributes=attributes, tribe="tribe", manager=manager)


@st.composite
def whens(draw: st.DrawFn, tribes: list[str]) -> dict:
    """When something is on: from a step, or once a share is reached, perhaps until a step."""
    if draw(st.booleans()):
        start = draw(st.integers(1, 5))
        return {"start": start, "until": draw(st.one_of(st.none(), st.integers(start, 9))), "when": None}
    of = draw(st.sampled_from(["everyone", *({"tribe": tribe} for tribe in tribes)]))
    until = draw(st.one_of(st.none(), st.integers(1, 9)))
    return {"start": 1, "until": until, "when": Reach(reach=draw(SHARE), of=of)}


SIGNED = st.floats(-2, 2)


def settings_of(draw: st.DrawFn, tribes: list[str]) -> dict[str, dict]:
    """The options of every mechanism, drawn at random."""
    when = whens(tribes)
    of = st.sampled_from(["everyone", "tribe", "organisation"])
    sponsors = st.builds(
        lambda who, backing, talks, when: Sponsor.model_construct(
            who=who, backing=backing, walks_the_talk=talks, **when
        ),
        st.sampled_from(["top", "managers", {"tribe": tribes[0]}, {"level": 1}, ["0"]]),
        st.floats(-1, 1),
        st.booleans(),
        when,
    )
    periods = st.builds(
        lambda message, when: Period.model_construct(message=message, **when), st.sampled_from("xy"), when
    )
    some = {
        "formal-support": {
            "sponsors": tuple(draw(st.lists(sponsors, min_size=1, max_size=3))), "fading": draw(SHARE),
            "push": draw(SHARE), "openness": draw(SIGNED), "keen": draw(SIGNED),
        },
        "messages": {
            "fit": {tribe: {"x": draw(st.floats(-1, 1)), "y": draw(st.floats(-1, 1))} for tribe in tribes},
            "periods": tuple(draw(st.lists(periods, min_size=1, max_size=3))), "of": "tribe", "weight": draw(RATE),
        },
        "storytelling": {
            "level": draw(RATE), "trend": draw(RATE), "expected": draw(SHARE), "over": draw(st.integers(1, 4)),
            "lag": draw(st.integers(0, 2)), "told_of": draw(of), "reach": draw(SHARE), "recruits": draw(SHARE),
            "puts_off": draw(RATE), "hearsay": draw(SHARE), **draw(when),
        },
        "results": {
            "of": draw(of), "win": draw(SHARE), "gain": draw(RATE), "forgetting": draw(SHARE),
            "exponent": draw(st.sampled_from([1.0, 0.5, 1.7])), "lag": draw(st.integers(0, 3)),
            "openness": draw(RATE), **draw(when),
        },
        "critical-mass": {"reach": draw(SHARE), "of": draw(of), "openness": draw(SIGNED)},
        "divergence": {"departure": draw(SHARE), "weight": draw(RATE), **draw(when)},
        "giving-up": {
            "rate": draw(st.floats(0.01, 2)),
            "held_by": Held(peers=draw(RATE), support=draw(RATE), results=draw(RATE), passion=draw(SIGNED)),
            "for_good": draw(SHARE), "passion_lost": draw(SHARE), **draw(when),
        },
    }  # fmt: skip
    return {name: options for name, options in some.items() if draw(st.booleans())}


@st.composite
def programmes(draw: st.DrawFn, people: People, seeds: int) -> Programme:
    """Any mixture of mechanisms, each off in about half of the cases, and seeds in waves."""
    plan = Plan(people, [str(i) for i in range(len(people))], lambda name: stream(1, 0, name), strict=False)
    options = settings_of(draw, sorted(set(people.attributes["tribe"].tolist())))
    mechanisms = {name: MECHANISMS.parts[name].function(plan, **one) for name, one in options.items()}
    starts = sorted(draw(st.lists(st.integers(0, seeds), max_size=2)))
    waves = tuple((start, plan.window(draw(st.integers(1, 6)))) for start in starts)
    return Programme(
        tuple(plan.scopes), plan.windows, tuple(mechanisms.values()), mechanisms.get("giving-up"), waves,
        draw(st.booleans()),
    )  # fmt: skip


@st.composite
def movements_of_staff(draw: st.DrawFn) -> tuple[Ties, People, Movement, list[int], int]:
    """What an engine is asked for, with a programme."""
    network, people, movement, seeds, steps = draw(runs())
    people = draw(staff(replace(people, scale=np.full(len(people), draw(st.sampled_from([1.0, 0.5, 3.0]))))))
    authority = draw(st.sampled_from([0.0, 0.7]))
    programme = draw(programmes(people, len(seeds)))
    return network, people, replace(movement, authority=authority, programme=programme), seeds, steps
