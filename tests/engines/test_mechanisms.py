"""Mechanisms: both engines agree with any mixture on, each moves the result as stated, and sources add up."""

from dataclasses import replace

import numpy as np
import pytest
from engines.worlds import movements_of_staff, runs
from hypothesis import given, settings

from sim.engines import agents, compiled
from sim.experiment.reasons import adoptions
from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.ground.draws import stream
from sim.mechanisms.formal_support import Sponsor
from sim.mechanisms.giving_up import Held
from sim.mechanisms.messages import Period
from sim.movement import rule
from sim.movement.plan import MisfitError, Plan, Reach
from sim.movement.programme import Programme
from sim.movement.settings import Movement
from sim.world.people import People
from sim.world.ties import Ties
from sim.world.trajectory import Trajectory


def assert_equal(one: Trajectory, other: Trajectory) -> None:
    """The same run to the bit: adoptions, changes after them, and sources."""
    np.testing.assert_array_equal(one.adopted_at, other.adopted_at)
    for name in ("step", "person", "adopts", "sources"):
        np.testing.assert_array_equal(getattr(one.later, name), getattr(other.later, name))
    np.testing.assert_array_equal(one.sources, other.sources)


@given(movements_of_staff())
@settings(max_examples=300, deadline=None)
def test_engines_agree_with_mechanisms(world):
    """Agents and arrays adopt, give up and are pushed alike, whatever mixture of mechanisms is on."""
    one = agents.run(*world, explain=True)
    assert_equal(one, compiled.run(*world, explain=True))
    without = compiled.run(*world)
    np.testing.assert_array_equal(one.adopted_at, without.adopted_at)
    np.testing.assert_array_equal(one.adopters, without.adopters)


@given(runs())
@settings(max_examples=150, deadline=None)
def test_a_blank_programme_changes_nothing(world):
    """With every mechanism off, going step by step gives the same run as the kernel that knows of none."""
    ties, people, movement, seeds, steps = world
    blank = replace(movement, programme=Programme.blank(len(people)))
    plain = compiled.run(*world)
    np.testing.assert_array_equal(plain.adopted_at, compiled.run(ties, people, blank, seeds, steps).adopted_at)
    np.testing.assert_array_equal(plain.adopted_at, compiled.run(*world, explain=True).adopted_at)


@pytest.mark.parametrize("receptive", [-1e4, 0.0, 1e4])
def test_push_beyond_what_a_number_holds(receptive):
    """Where nothing pushes nothing does, and what is certain is, however far x_i is from neutral (0 times infinity)."""
    receptive = rule.receptivity(0.0, 0.0, 0.0, receptive)
    assert rule.push(receptive, 0.0, 0.0, 0.0, 0.0, 0.0) == 0
    assert rule.push(receptive, 0.1, 0.0, np.inf, 0.0, 0.0) == np.inf


@pytest.mark.parametrize("engine", [agents, compiled])
def test_an_open_threshold_splits_into_what_is_perceived(engine):
    """Who hears and does not see follows stories, who sees too follows both by their parts, of 0 themselves.

    Of five people 0 starts; 1 listens to 0 alone, 2 to 0 and 3, 3 and 4 to nobody; a fifth of everyone did, and v = .5:
    1 perceives .5 * 1 + .5 * .2, 2 perceives .5 * .5 + .5 * .2, and 3 and 4 only what they hear, .5 * .2.
    """
    ties = Ties.from_pairs(5, np.array([1, 2, 2]), np.array([0, 0, 3]))
    people = replace(People.alike(5), threshold=np.array([np.inf, 0.5, 0.3, 0.1, 0.0]))
    plan = Plan(people, ties.names, lambda name: stream(1, 0, name))
    story = MECHANISMS.part("storytelling").function(plan, **defaults("storytelling", hearsay=0.5))
    movement = Movement(programme=Programme(tuple(plan.scopes), plan.windows, (story,)))
    found = engine.run(ties, people, movement, [0], 1, explain=True)
    _, peers, _, _, stories = found.sources.T
    np.testing.assert_allclose(peers, [np.nan, 0.5 / 0.6, 0.25 / 0.35, 0, 0], rtol=1e-12)
    np.testing.assert_allclose(stories, [np.nan, 0.1 / 0.6, 0.1 / 0.35, 1, 1], rtol=1e-12)
    quiet = engine.run(ties, people, Movement(), [], 1, explain=True)
    assert quiet.adopted_at.tolist() == [-1, -1, -1, -1, 1]
    assert quiet.sources[4].tolist() == [1, 0, 0, 0, 0]
    assert adoptions(ties, [quiet], Movement()).counts.tolist() == [0]


@given(movements_of_staff())
@settings(max_examples=150, deadline=None)
def test_shares_of_sources_sum_to_one(world):
    """Each first adoption but that of a seed splits wholly into its sources; nobody else has any."""
    found = compiled.run(*world, explain=True)
    assert found.sources is not None
    explained = ~np.isnan(found.sources[:, 0])
    np.testing.assert_allclose(found.sources[explained].sum(axis=1), 1, atol=1e-9)
    assert (found.sources[explained] >= 0).all()
    assert (found.adopted_at[explained] > 0).all()
    unexplained = np.flatnonzero(~explained & (found.adopted_at >= 0))
    assert set(unexplained.tolist()) <= set(world[3])


@given(movements_of_staff())
@settings(max_examples=150, deadline=None)
def test_bounds_hold_with_mechanisms(world):
    """Never-adopters never adopt, curves stay between nobody and those who can, and changes alternate."""
    ties, people, movement, seeds, steps = world
    found = compiled.run(ties, people, movement, seeds, steps)
    assert (found.adopted_at[people.never] == -1).all()
    assert (found.adopters >= 0).all()
    assert (found.adopters <= (~people.never).sum()).all()
    assert found.adopted.sum() == found.adopters[-1]
    for person in set(found.later.person.tolist()):
        turns = found.later.adopts[found.later.person == person].tolist()
        assert turns == [bool(k % 2) for k in range(len(turns))]
    if movement.programme.giving_up is None:
        assert len(found.later.step) == 0


@pytest.mark.parametrize("name", MECHANISMS.names)
def test_every_mechanism_says_its_grade_and_source(name):
    """Each mechanism says what its grade rests on, with a publication, and every option says what it is."""
    part = MECHANISMS.part(name)
    assert part.EVIDENCE.grade in ("A", "B", "C")
    assert part.EVIDENCE.source
    for field in part.options().model_fields.values():
        assert field.description


# Each mechanism in the direction that it states, in one organisation of 60: the same world with and without.

PEOPLE = 60


def world(luck: int = 0) -> tuple[Ties, People]:
    """A random network of sixty in two tribes, three levels deep, with passion and resistance."""
    rng = stream(5, luck, "test")
    ties = NETWORKS.part("random").function(rng, people=PEOPLE, ties=6.0)
    manager = np.array([-1] + [0] * 9 + [1 + i % 9 for i in range(PEOPLE - 10)], np.int32)
    columns = {"tribe": np.where(np.arange(PEOPLE) % 2, "a", "b")}
    people = replace(
        People.alike(PEOPLE), passion=rng.standard_normal(PEOPLE), resistance=rng.standard_exponential(PEOPLE),
        attributes=columns, tribe="tribe", manager=manager,
    )  # fmt: skip
    return ties, people


def defaults(name: str, **options) -> dict:
    """All options of a mechanism, those given and the defaults of the others."""
    known = {key: default for key, (_, default) in MECHANISMS.part(name).fields.items() if default is not ...}
    return known | options


def run(mechanisms: dict, luck: int = 0, seeds: int = 4, steps: int = 15, waves=(), committed=False, **rates):
    """A run of a movement of contacts and passion with some mechanisms on."""
    ties, people = world(luck)
    plan = Plan(people, ties.names, lambda name: stream(5, luck, name))
    made = {name: MECHANISMS.part(name).function(plan, **defaults(name, **one)) for name, one in mechanisms.items()}
    later = tuple((start, plan.window(first)) for start, first in waves)
    programme = Programme(
        tuple(plan.scopes), plan.windows, tuple(made.values()), made.get("giving-up"), later, committed
    )
    if "homophily" in made:
        ties = made["homophily"].weigh(ties)
    movement = Movement(**({"contagion": 0.15, "readiness": 0.5} | rates), programme=programme)
    return compiled.run(ties, people, movement, list(range(20, 20 + seeds)), steps, explain=True)


def reach(mechanisms: dict, **rates) -> float:
    """The mean number of adopters at the end over thirty worlds."""
    return float(np.mean([run(mechanisms, luck, **rates).adopters[-1] for luck in range(30)]))


def sponsored(**options) -> dict:
    """Formal support from the top alone."""
    return {"formal-support": {"sponsors": (Sponsor(who="top"),), **options}}


STORY = {"storytelling": {"level": 1.0, "recruits": 0.3}}
DIRECTIONS = {
    "backing pushes": ({}, sponsored(push=0.2)),
    "backing opens": ({}, sponsored(openness=1.0)),
    "blocking closes": ({"formal-support": {"sponsors": (Sponsor(who="top", backing=-1),), "openness": 1.0}}, {}),
    "backing fades down the line": (sponsored(push=0.2, fading=0.0), sponsored(push=0.2, fading=1.0)),
    "a boss who has not changed holds back": (
        {"formal-support": {"sponsors": (Sponsor(who="top", walks_the_talk=True),), "openness": 1.0}},
        sponsored(openness=1.0),
    ),
    "a sponsor who comes late helps less": (
        {"formal-support": {"sponsors": (Sponsor.model_validate({"who": "top", "from": 8}),), "push": 0.2}},
        sponsored(push=0.2),
    ),
    "stories recruit": ({}, STORY),
    "a trend recruits": ({}, {"storytelling": {"trend": 1.0, "recruits": 0.5}}),
    "a small minority puts off": ({"storytelling": {"level": 2.0, "expected": 0.9, "puts_off": 1.0}}, {}),
    "stories that reach few recruit fewer": ({"storytelling": STORY["storytelling"] | {"reach": 0.2}}, STORY),
    "a message that fits": (
        {},
        {"messages": {"fit": {"a": {"x": 0.8}}, "periods": (Period(message="x"),)}},
    ),
    "a message that does not fit": (
        {"messages": {"fit": {"a": {"x": -0.8}, "b": {"x": -0.8}}, "periods": (Period(message="x"),)}},
        {},
    ),
    "a critical mass opens": ({}, {"critical-mass": {"reach": 0.2, "openness": 1.0}}),
    "results prove it": ({}, {"results": {"win": 1.0, "gain": 0.5}}),
    "results disprove it": ({"results": {"win": 0.0, "gain": 0.5}}, {}),
    "results that are late help less": (
        {"results": {"win": 1.0, "gain": 0.5, "lag": 8}},
        {"results": {"win": 1.0, "gain": 0.5}},
    ),
    "a break with the past": ({"divergence": {"departure": 1.0}}, {"divergence": {"departure": 0.2}}),
    "giving up": ({"giving-up": {"rate": 0.1}}, {}),
    "giving up for good": ({"giving-up": {"rate": 0.2, "for_good": 1.0}}, {"giving-up": {"rate": 0.2}}),
    "peers hold": ({"giving-up": {"rate": 0.2}}, {"giving-up": {"rate": 0.2, "held_by": Held(peers=3)}}),
    "passion lost": ({"giving-up": {"rate": 0.2, "passion_lost": 3.0}}, {"giving-up": {"rate": 0.2}}),
    "backing holds": (
        sponsored() | {"giving-up": {"rate": 0.2}},
        sponsored() | {"giving-up": {"rate": 0.2, "held_by": Held(support=3)}},
    ),
    "results hold": (
        {"results": {"openness": 0.0}, "giving-up": {"rate": 0.2}},
        {"results": {"openness": 0.0}, "giving-up": {"rate": 0.2, "held_by": Held(results=3)}},
    ),
}


@pytest.mark.parametrize("what", DIRECTIONS)
def test_each_mechanism_moves_the_result_as_stated(what):
    """The second setting reaches more people than the first, in the same thirty worlds."""
    fewer, more = DIRECTIONS[what]
    assert reach(fewer) < reach(more)


def test_backing_moves_the_lukewarm_most():
    """With a negative interaction, backing helps those without passion more than the keen (Leonard-Barton 1988)."""

    def when(options: dict) -> np.ndarray:
        runs_ = [run(options, luck, readiness=0.0).adopted_at for luck in range(60)]
        return np.array([np.where(one < 0, 99, one) for one in runs_])

    passion = np.array([world(luck)[1].standard_passion for luck in range(60)])
    plain, backed = when({}), when(sponsored(openness=0.5, keen=-0.5, fading=1.0))
    sooner = plain - backed
    assert sooner[passion < -1].mean() > 0
    assert sooner[passion > 1.2].mean() < sooner[passion < -1].mean()


def test_hearsay_lets_the_unconnected_follow():
    """With thresholds and no ties, people follow only what they are told."""
    ties = Ties(np.zeros(11, np.int64), np.empty(0, np.int32), np.empty(0))
    people = replace(People.alike(10), threshold=np.full(10, 0.2))
    plan = Plan(people, ties.names, lambda name: stream(1, 0, name))
    story = MECHANISMS.part("storytelling").function(plan, **defaults("storytelling", hearsay=1.0))
    programme = Programme(tuple(plan.scopes), plan.windows, (story,))
    told = compiled.run(ties, people, Movement(programme=programme), [0, 1], 3)
    assert told.adopters.tolist() == [2, 10, 10, 10]
    assert compiled.run(ties, people, Movement(), [0, 1], 3).adopters.tolist() == [2, 2, 2, 2]


def test_support_is_that_of_the_formula():
    """S_i is the sum over managers above of kappa^(distance - 1) e, added up by hand over a line of four."""
    manager = np.array([-1, 0, 1, 2], np.int32)
    people = replace(People.alike(4), manager=manager)
    plan = Plan(people, list("abcd"), lambda name: stream(1, 0, name))
    sponsors = (Sponsor(who=["a"], backing=0.8), Sponsor(who=["c"], backing=-0.5))
    support = MECHANISMS.part("formal-support").function(
        plan, **defaults("formal-support", sponsors=sponsors, fading=0.5, push=1.0, openness=2.0, keen=3.0)
    )
    course = Programme(tuple(plan.scopes), plan.windows, (support,)).course()
    course.end_step()
    course.begin_step()
    expected = np.array([0, 0.8, 0.4, -0.5 + 0.5 * 0.4])
    np.testing.assert_allclose(course.support, expected)
    np.testing.assert_allclose(course.openness, 2 * expected)
    np.testing.assert_allclose(course.keen, 3 * expected)
    np.testing.assert_allclose(course.formal, np.maximum(expected, 0))


def test_stories_and_results_follow_their_recursions():
    """Stories and results go by the formulas of sim/MODEL.md section 4, worked out by hand for a course of adoption."""
    people = People.alike(10)
    plan = Plan(people, [], lambda name: stream(1, 0, name))
    story = MECHANISMS.part("storytelling").function(
        plan, **defaults("storytelling", level=1.0, trend=2.0, expected=0.3, over=2, lag=1, puts_off=1.0, recruits=1.0)
    )
    proof = MECHANISMS.part("results").function(
        plan, **defaults("results", gain=0.5, forgetting=0.2, exponent=2.0, lag=1, openness=1.0)
    )
    course = Programme(tuple(plan.scopes), plan.windows, (story, proof)).course()
    shares, results_ = [], 0.0
    for step in range(8):
        if step:
            course.begin_step()
            then = step - 2
            told = fresh = 0.0
            if then >= 0:
                told = (shares[then] - 0.3) + 2 * (shares[then] - shares[max(then - 2, 0)])
                fresh = 0.5 * shares[then] ** 2
            results_ = 0.8 * results_ + fresh
            np.testing.assert_allclose(course.stories, max(told, 0.0))
            np.testing.assert_allclose(course.openness, min(told, 0.0) + results_)
        course.change(np.array([step]), True)
        course.end_step()
        shares.append((step + 1) / 10)


def test_a_share_starts_another_mechanism():
    """A message that waits for a share of one tribe runs from the step after that share is there, and stays on."""
    ties, people = world()
    plan = Plan(people, ties.names, lambda name: stream(1, 0, name))
    period = Period(message="x", when=Reach(reach=0.5, of={"tribe": "a"}))
    options = defaults("messages", fit={"a": {"x": 1.0}}, periods=(period,))
    message = MECHANISMS.part("messages").function(plan, **options)
    course = Programme(tuple(plan.scopes), plan.windows, (message,)).course()
    members = np.flatnonzero(people.attributes["tribe"] == "a")
    course.change(members[:14], True)
    course.end_step()
    course.begin_step()
    assert course.openness.max() == 0
    course.change(members[14:15], True)
    course.end_step()
    course.begin_step()
    assert set(course.openness[members]) == {1.0}
    assert set(np.delete(course.openness, members)) == {0.0}
    course.change(members[:15], False)
    course.end_step()
    course.begin_step()
    assert course.openness.max() == 1.0


def test_giving_up_has_its_time():
    """Nobody gives up before the step that is told, nor after the last one, nor before a share is reached."""
    away = {"rate": 3.0, "for_good": 1.0}
    quits = run({"giving-up": away | {"rate": 0.5, "start": 5, "until": 6}}, seeds=30, contagion=0.0).quits
    assert np.flatnonzero(quits).tolist() == [5, 6]
    waiting = {"giving-up": away | {"when": Reach(reach=0.5)}}
    found = run(waiting, contagion=1.0)
    reached = int(np.argmax(found.adopters >= PEOPLE / 2))
    assert 1 < reached < int(np.flatnonzero(found.quits)[0]) < reached + 3
    assert run(waiting, contagion=0.0).quits.sum() == 0


def test_divergence_has_its_time():
    """A break with the past that begins in step 5 changes nothing before, and as much as ever from then on."""
    without, early, late = (
        run({"divergence": {"departure": 1.0, "weight": 10.0, **times}}, spontaneous=0.2, contagion=0.0).adopters
        for times in ({"start": 99}, {}, {"start": 5})
    )
    assert late[:5].tolist() == without[:5].tolist()
    assert late[4] == late[-1] > early[-1]


def test_waves_begin_when_they_are_told():
    """Seeds of the first wave adopt in step 0, those of a later one in its step, best first."""
    found = run({}, seeds=6, waves=((2, 4), (3, 7)), contagion=0.0)
    assert found.adopted_at[20:26].tolist() == [0, 0, 4, 7, 7, 7]
    assert found.adopters.tolist() == [2, 2, 2, 2, 3, 3, 3] + [6] * 9


def test_committed_seeds_stay():
    """Where everyone gives up at once, committed seeds do not."""
    away = {"giving-up": {"rate": 50.0, "for_good": 1.0}}
    assert run(away, contagion=0.0).adopters[-1] == 0
    assert run(away, contagion=0.0, committed=True).adopters[-1] == 4


def test_homophily_weighs_ties():
    """Each weight is multiplied by the factor of its two tribes; a factor of 0 cuts the ties."""
    ties, people = world()
    plan = Plan(people, ties.names, lambda name: stream(1, 0, name))
    options = defaults("homophily", same=2.0, other=0.5, between={"a": {"b": 0.0}})
    weighed = MECHANISMS.part("homophily").function(plan, **options).weigh(ties)
    tribe = people.attributes["tribe"]
    expected = {}
    for i, j in zip(ties.listeners.tolist(), ties.peers.tolist(), strict=True):
        factor = 2.0 if tribe[i] == tribe[j] else 0.0 if tribe[i] == "a" else 0.5
        if factor:
            expected[i, j] = factor
    found = zip(weighed.listeners.tolist(), weighed.peers.tolist(), weighed.weights.tolist(), strict=True)
    assert {(i, j): w for i, j, w in found} == expected


def test_giving_up_has_the_law_of_a_die_in_every_step():
    """Adopters whom nothing holds stay as long as with a die of 1 - exp(-mu) in each step (chi-square)."""
    people = 20_000
    ties = Ties(np.zeros(people + 1, np.int64), np.empty(0, np.int32), np.empty(0))
    crowd = People.alike(people)
    plan = Plan(crowd, [], lambda name: stream(3, 0, name))
    away = MECHANISMS.part("giving-up").function(plan, **defaults("giving-up", rate=0.3, for_good=1.0))
    movement = Movement(programme=Programme(tuple(plan.scopes), plan.windows, (away,), away))
    quits = compiled.run(ties, crowd, movement, list(range(people)), 8).quits[1:]
    expected = people * (1 - np.exp(-0.3)) * np.exp(-0.3 * np.arange(8))
    assert ((quits - expected) ** 2 / expected).sum() < 26.1  # 99.9 % of chi-square with 8 degrees of freedom


def test_fresh_resistance_has_the_law_of_the_first():
    """Those who gave up adopt again as late as anyone: their fresh resistance is unit exponential, times its scale."""
    from scipy.stats import kstest

    from sim.movement.spells import FOR_GOOD, KEEPING, RESISTANCE, even, exponential

    key = stream(1, 0, "giving up").integers(0, 2**64, dtype=np.uint64)
    for what in (KEEPING, RESISTANCE):
        for spell in (1, 2):
            draws = [exponential(key, person, spell, what) for person in range(5000)]
            assert kstest(draws, "expon").pvalue > 1e-4
    coins = np.array([[even(key, person, spell, FOR_GOOD) for person in range(3000)] for spell in (1, 2)])
    assert kstest(coins.ravel(), "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(coins)[0, 1]) < 4 / np.sqrt(3000)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("critical-mass", {"reach": 0.2, "of": "team"}, 'the people have no column "team"'),
        ("critical-mass", {"reach": 0.2, "of": "tribee"}, 'did you mean "tribe"'),
        ("messages", {"fit": {"c": {"x": 1.0}}, "periods": (Period(message="x"),)}, 'nobody belongs to "c"'),
        ("storytelling", {"reach": {"a": 0.5}}, "it needs a chance for each tribe: a, b"),
        ("formal-support", {"sponsors": (Sponsor(who=["bob"]),)}, 'nobody is called "bob"'),
        ("formal-support", {"sponsors": (Sponsor(who={"tribe": "c"}),)}, 'nobody belongs to "c"'),
        ("homophily", {"between": {"a": {"z": 1.0}}}, 'nobody belongs to "z"'),
    ],
)
def test_settings_that_do_not_fit_the_people(name, options, message):
    """Columns, tribes and people that are not there are named."""
    ties, people = world()
    plan = Plan(people, ties.names, lambda stream_: stream(1, 0, stream_))
    with pytest.raises(MisfitError, match=message):
        MECHANISMS.part(name).function(plan, **defaults(name, **options))


def test_without_a_line_nobody_can_back():
    """Formal support asks for a reporting line."""
    ties, people = world()
    plan = Plan(replace(people, manager=None), ties.names, lambda name: stream(1, 0, name))
    with pytest.raises(MisfitError, match="there is no reporting line"):
        MECHANISMS.part("formal-support").function(plan, **defaults("formal-support", sponsors=(Sponsor(who="top"),)))


def test_rank_persuades():
    """With authority, contacts from above persuade more; without a line, it does nothing."""
    assert reach({}, contacts=0.1, contagion=0.0) != reach({}, contacts=0.1, contagion=0.0, authority=1.0)
    ties, people = world()
    flat = replace(people, manager=None)
    found = [compiled.run(ties, flat, Movement(contacts=0.3, authority=a), [0, 1], 9).adopted_at for a in (0.0, 2.0)]
    np.testing.assert_array_equal(*found)


def test_a_group_that_a_run_lacks_is_nobody():
    """Where a run has no such group, its share is 0, what waits for it never begins, and all else is as it was."""
    ties, people = world()
    with pytest.raises(MisfitError, match="nobody belongs to"):
        Plan(people, ties.names, lambda name: stream(1, 0, name)).window(when=Reach(reach=0.1, of={"tribe": "z"}))
    plan = Plan(people, ties.names, lambda name: stream(1, 0, name), strict=False)
    results = MECHANISMS.part("results").function(plan, **defaults("results", of="tribe", gain=1.0))
    mass = MECHANISMS.part("critical-mass").function(plan, **defaults("critical-mass", reach=0.1, of="tribe"))
    window = plan.window(when=Reach(reach=0.1, of={"tribe": "z"}))
    course = Programme(tuple(plan.scopes), plan.windows, (results, mass)).course()
    course.change(np.arange(PEOPLE), True)
    course.end_step()
    course.begin_step()
    assert not course.active[window]
    assert set(course.results) == {1.0}
