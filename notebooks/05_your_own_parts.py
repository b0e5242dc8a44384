# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 5. Your own strategy, and your own mechanism
#
# You have an idea whom to start with, or what else moves people. Here it becomes a part of the model: first a
# **strategy**, then a **mechanism**, each written in a cell, tried against what is there, and held against a law
# that it must obey. At the end each becomes a file, with which it can be named in any scenario.
#
# **Needs:** `pip install -e '.[notebooks]'` in the project's folder; no internet. Read notebook 1 before.

# %%
import inspect
from dataclasses import dataclass, replace
from functools import partial

import matplotlib.pyplot as plt
import numpy as np

import sim
from sim.drawing import style
from sim.engines import agents, compiled
from sim.experiment.worlds import draw_world
from sim.families.mechanisms import MECHANISMS
from sim.families.strategies import STRATEGIES
from sim.ground.draws import stream
from sim.movement.plan import Plan
from sim.movement.programme import Programme
from sim.reports.figures import pictures
from sim.scenario.choosing import plain
from sim.scenario.scenario import Strategy

# %matplotlib inline
plt.rcParams.update(style.SETTINGS)

# %% [markdown]
# ## How a part is found
#
# There is no list of strategies anywhere. A strategy *is* a file in `sim/strategies/` with a function `choose`;
# it is known by being there, and its keyword-only arguments are its options in a scenario. This is a whole one:

# %%
print(", ".join(STRATEGIES.names))
print()
print(inspect.getsource(STRATEGIES.part("most-passionate").function))

# %% [markdown]
# Four arguments, always the same: the ties, the people, how many are wanted, and a generator of random numbers
# (the only one that a strategy may use). It answers with the numbers of people, best first.
#
# ## A strategy of your own
#
# The idea: the best connected know each other, so seeding them all wastes invitations on one circle. **Strangers
# first**: go down the list of the best connected, and pass over whoever knows somebody chosen already. Once
# nobody is left to pass over, take the passed over in their order.

# %%
most_connected = STRATEGIES.part("most-connected").function


def strangers_first(ties, people, count, rng):
    """The best connected of whom none knows another; once these run out, the best connected of the others."""
    ranked = most_connected(ties, people, len(people), rng)
    met = np.zeros(len(people), bool)
    chosen, passed = [], []
    for person in ranked.tolist():
        (passed if met[person] else chosen).append(person)
        if not met[person]:
            met[ties.peers[ties.starts[person] : ties.starts[person + 1]]] = True
    return np.array((chosen + passed)[:count], dtype=np.int64)


# %% [markdown]
# ### A law first
#
# Before you look at what a strategy reaches, ask what must be true of *any* strategy: different people, all of
# whom can adopt, as many as asked for, the same again from the same random numbers, and who asks for more gets
# the same people and some besides. The tests of the project demand this of every file in `sim/strategies/`.

# %%
scenario = sim.read("../scenarios/word-of-mouth.yaml", runs=200)
for run in range(20):
    world = draw_world(scenario, run)
    ties, people = world.ties, world.people
    ids = strangers_first(ties, people, 25, stream(2026, run, "strategy"))
    people.check_seeds(ids)
    assert len(ids) == 25
    assert np.array_equal(ids, strangers_first(ties, people, 25, stream(2026, run, "strategy")))
    assert np.array_equal(ids, strangers_first(ties, people, 26, stream(2026, run, "strategy"))[:25])
    chosen = set(ids.tolist())
    assert not any(chosen & set(ties.peers[ties.starts[i] : ties.starts[i + 1]].tolist()) for i in ids)
print("20 networks: the laws hold, and no two of the 25 know each other")

# %% [markdown]
# ### Does it pay?
#
# In `word-of-mouth.yaml` one talk is enough, so there may be something in not telling the same people twice. A
# scenario that has been read is a frozen record; `dataclasses.replace` makes another one with a strategy more.
# `plain` hands the function what it asks for and nothing else.

# %%
mine = Strategy("strangers first", "strangers-first", plain(strangers_first))
connected = next(one for one in scenario.strategies if one.name == "most-connected")
first = sim.run(replace(scenario, strategies=(mine, connected), baseline=connected.label))
pictures.as_figure("adoption", first)

# %% [markdown]
# And where people need company, as in `connectors.yaml`? There each follows when some 38 % of their friends have.

# %%
company = sim.read("../scenarios/connectors.yaml", runs=200)
second = sim.run(replace(company, strategies=(mine, connected), baseline=connected.label))
pictures.as_figure("adoption", second)

# %%
intervals = []
for found in (first, second):
    reach = found.tables["comparison"].query("measure == 'reach' and strategy == 'strangers first'").iloc[0]
    low, high = 100 * reach["low"], 100 * reach["high"]
    intervals.append((low, high))
    print(f"{found.about.name}: {100 * reach['difference']:+.1f} points of reach ({low:+.1f} to {high:+.1f})")
assert intervals[0][0] < 0 < intervals[0][1]
assert intervals[1][1] < 0

# %% [markdown]
# Where one talk is enough, the idea makes no difference that could be told from none. Where people need company
# it costs reach: the best connected who know each other share friends, and it takes several friends to win one.
# The same idea, two rules of adoption, two answers. Say of a strategy under which rule it was tried, or say
# nothing.

# %% [markdown]
# ## A mechanism of your own
#
# A mechanism changes what surrounds people. At the beginning of each step it may **act** on the `Course`: the
# state after the previous step, and what is added to each person's receptivity (`openness`), to the push from the
# formal line (`formal`), from stories (`stories`), and so on. Both engines read the course, so a mechanism is
# written once. Look at one that is there:

# %%
print(inspect.getsource(inspect.getmodule(MECHANISMS.part("divergence").function).Divergence))

# %% [markdown]
# The idea of ours, **fatigue**: after each burst of news people are tired of it. The larger the share of people
# who changed in the step before, the less receptive is everyone, for a while: a stock of fatigue fills with the
# news and drains by a part in each step.
#
# $$A_t = (1 - d)\,A_{t-1} + \Delta F_{t-1}, \qquad x_i \mathrel{-}= \beta A_t$$
#
# with $\Delta F_{t-1}$ the share of people who adopted in the step before. What a mechanism remembers from step
# to step it keeps in `course.stocks`, never in itself: the same mechanism serves many runs.


# %%
@dataclass(frozen=True)
class Fatigue:
    """People tire of news: `weight` is beta >= 0, `recovery` is d in 0..1, the part of fatigue that goes in a step."""

    weight: float
    recovery: float

    def act(self, course):
        """- beta A, for everyone alike."""
        now, before = course.share(0, course.step - 1)[0], course.share(0, course.step - 2)[0]
        tired = (1 - self.recovery) * course.stocks.get(self, 0.0) + (now - before)
        course.stocks[self] = tired
        course.openness -= self.weight * tired


def programme_of(people, run, *mechanisms):
    """The programme of a world in which these mechanisms act, in this order."""
    plan = Plan(people, [str(i) for i in range(len(people))], partial(stream, 2026, run))
    return Programme(tuple(plan.scopes), plan.windows, mechanisms)


# %% [markdown]
# ### Laws first
#
# 1. **One rule, two engines.** Mesa agents and arrays must give the same movement, to the bit.
# 2. **Off is off.** With weight 0 nothing may change.
# 3. **Less receptive is never sooner.** Pushes add up, and fatigue only makes them smaller, so every person in
#    every world must adopt as early without it as with it, or earlier.
#
# Is the third one true? Fatigue hangs on the course of the movement, which it changes: where fewer adopt now,
# people are less tired later. Go step by step. With weight 0 nobody is ever tired. If, up to now, everyone
# adopted there as early or earlier, everyone there sees at least as many peers and is not tired, so each push is
# at least as large, and so is each sum. (Compare weight 1 with weight 3 instead, and the argument breaks. That is
# the use of writing it down.)

# %%
base = sim.read("../scenarios/connectors.yaml")
rule = sim.Movement(contagion=0.5)
for run in range(10):
    world = draw_world(base, run)
    ties, people = world.ties, world.people
    people = replace(people, threshold=np.full(len(people), np.inf))
    seeds = most_connected(ties, people, 25, stream(2026, run, "strategy"))

    def moved(weight, engine=compiled, run=run, ties=ties, people=people, seeds=seeds):
        """When each person adopts with a weight of fatigue."""
        tired = replace(rule, programme=programme_of(people, run, Fatigue(weight, 0.2)))
        return engine.run(ties, people, tired, seeds, 40).adopted_at

    without = compiled.run(ties, people, rule, seeds, 40).adopted_at
    assert np.array_equal(moved(0.0), without)
    assert (np.where(moved(3.0) < 0, 41, moved(3.0)) >= np.where(without < 0, 41, without)).all()
    if run < 2:
        assert np.array_equal(moved(3.0), moved(3.0, agents))
print("10 worlds: off is off, and nobody adopts sooner; 2 worlds: the engines agree to the bit")

# %% [markdown]
# ### What it does
#
# An experiment is a loop: a world, a run with and without, the difference world by world.

# %%
weights, runs, steps = (0.0, 2.0, 8.0), 100, 40
curves = np.empty((len(weights), runs, steps + 1))
for run in range(runs):
    world = draw_world(base, run)
    ties, people = world.ties, world.people
    people = replace(people, threshold=np.full(len(people), np.inf))
    seeds = most_connected(ties, people, 25, stream(2026, run, "strategy"))
    for number, weight in enumerate(weights):
        tired = replace(rule, programme=programme_of(people, run, Fatigue(weight, 0.2)))
        curves[number, run] = compiled.run(ties, people, tired, seeds, steps).adopters / len(people)

# %%
assert (curves[:, :, -1] >= 0.5).all()
half = (curves >= 0.5).argmax(axis=2)
later = half[2] - half[0]
figure, ax = plt.subplots(figsize=(7.6, 4.2), layout="constrained")
for number, weight in enumerate(weights):
    look = style.line(number)
    low, middle, high = np.percentile(curves[number], (10, 50, 90), axis=0)
    ax.fill_between(range(steps + 1), low, high, alpha=0.15, color=look["color"], linewidth=0)
    ax.plot(middle, linewidth=2.2, label=f"β = {weight:g}" if weight else "no fatigue", **look)
ax.set(xlim=(0, steps), ylim=(0, 1.005), xlabel="step", ylabel="adopters, share of all people")
ax.legend(loc="lower right", frameon=False)
ax.set_title(
    f"In this model, fatigue of β = {weights[2]:g} delays half of the people by {later.mean():.1f} steps "
    f"(80 % of worlds: {np.percentile(later, 10):.0f} to {np.percentile(later, 90):.0f})",
    loc="left",
    fontsize=10,
)
plt.show()
print(f"Lines: medians of {runs} runs; shaded: the middle 80 % of the runs. {len(people)} people.")

# %% [markdown]
# ## A mechanism of one person
#
# What happens *inside* a person is easier with agents: subclass `sim.Person`. Here people who were pushed get
# used to it, so that each step in which they do not change makes the next push weigh a tenth less.


# %%
class GetsUsed(sim.Person):
    """Somebody for whom each further step of pushing weighs a tenth less."""

    pushed = 0

    def push(self):
        """h_i, the less the more often it was felt before."""
        hazard = super().push() * 0.9**self.pushed
        self.pushed += hazard > 0
        return hazard


world = draw_world(base, 0)
ties, people = world.ties, world.people
people = replace(people, threshold=np.full(len(people), np.inf))
for kind in (sim.Person, GetsUsed):  # in one world, to see that it works; for a finding, many
    model = sim.MovementModel(ties, people, rule, seeds=range(10), person=kind)
    for _ in range(steps):
        model.step()
    print(f"{kind.__name__}: {len(model.adopters)} of {len(people)} adopt within {steps} steps")

# %% [markdown]
# ## From a cell to a part
#
# When you have seen that it is worth keeping, and it obeys its laws:
#
# - **A strategy** becomes a file `sim/strategies/strangers_first.py` with one function `choose`, the one above
#   with type hints. From then on `strategies: [strangers-first]` works in every scenario, `sim list strategies`
#   shows it, editors complete it, and the laws of its family test it, all by its being there. CONTRIBUTING.md has
#   an example with an option.
# - **A mechanism** becomes a file `sim/mechanisms/fatigue.py` with a function `begin(plan, *, weight, recovery)`
#   that returns `Fatigue(weight, recovery)`, and `EVIDENCE = Evidence("C", "...")`: A from field experiments,
#   B from observation or laboratory, C an assumption, and what that rests on. It acts after all others, unless
#   `AFTER = ("homophily",)` names those that it comes after.
#
# ## Try it
#
# 1. In strangers first, pass over people who share a *friend* with somebody chosen. Is that better where one talk
#    is enough?
# 2. Let fatigue be felt only by those who have an adopter among their friends. Which of the three laws needs a
#    new argument?
# 3. Look for a world in which somebody adopts *later* with weight 1 than with weight 3. If you find none, what
#    have you shown?
#
# **Sources.** Passing over neighbours of the chosen: Chen, Wang & Yang (2009), KDD '09:199, discount rather than
# exclude them; Kitsak et al. (2010), Nature Physics 6:888, compare sets whose members are not linked. Fatigue is
# a toy.
