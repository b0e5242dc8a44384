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
# **strategy**, then a **mechanism**, each written in a cell, handed to a scenario that names it, and held against
# the laws that it must obey. At the end each becomes a file of yours, or of the project.
#
# **Needs:** `pip install -e '.[notebooks]'` in the project's folder; no internet. Read notebook 1 before.

# %%
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
from pydantic import Field

import sim

# %matplotlib inline

# %% [markdown]
# ## A strategy of your own
#
# A strategy is a function of four arguments, always the same: the ties, the people, how many are asked for, and a
# generator of random numbers (the only one that it may use). It answers with the numbers of people, best first.
# Keyword-only arguments are its options in a scenario. `sim list strategies` says which there are already.
#
# The idea: the best connected know each other, so seeding them all wastes invitations on one circle. **Strangers
# first**: go down the list of the best connected, and pass over whoever knows somebody chosen already. Once
# nobody is left to pass over, take the passed over in their order.


# %%
def strangers_first(ties, people, count, rng):
    """The best connected of whom none knows another; once these run out, the best connected of the others."""
    anyone = rng.permutation(np.flatnonzero(~people.never))
    ranked = anyone[np.argsort(-ties.audience_sizes[anyone], kind="stable")]
    met = np.zeros(len(people), bool)
    chosen, passed = [], []
    for person in ranked.tolist():
        (passed if met[person] else chosen).append(person)
        if not met[person]:
            met[ties.peers[ties.starts[person] : ties.starts[person + 1]]] = True
    return np.array((chosen + passed)[:count], dtype=np.int64)


# %% [markdown]
# ### Its laws first
#
# Before you look at what a strategy reaches, ask what must be true of *any* strategy: different people, all of
# whom can adopt, as many as asked for, the same again from the same random numbers, and who asks for more gets
# the same people and some besides. `sim.laws` tries that in small worlds, the smallest first. The project's own
# strategies are tried by the same laws.

# %%
for law in sim.laws(strangers_first):
    print("-", law)

# %% [markdown]
# A careless one, who forgets that some people never adopt, is told of it, with the smallest world in which it
# happens:


# %%
def careless(ties, people, count, rng):
    """The best connected, whoever they are."""
    return np.argsort(-ties.audience_sizes, kind="stable")[:count]


try:
    sim.laws(careless)
except sim.InputError as error:
    print(error.faults[0].message)

# %% [markdown]
# ### Does it pay?
#
# In `word-of-mouth.yaml` one talk is enough, so there may be something in not telling the same people twice.
# `parts=` hands the function to the scenario, which can name it like any other: `strangers-first`. Nothing else
# knows it, and nothing of it stays behind. Here `only=` names it, in your own scenario `strategies:` would.


# %%
def compared(file):
    """What a shipped scenario comes to with the best connected, and with strangers first."""
    only = ("most-connected", "strangers-first")
    return sim.run(sim.read(f"../scenarios/{file}", parts=[strangers_first], only=only, runs=200))


def drawn(results, title):
    """The share of adopters by step, with the middle 80 % of the runs."""
    _, ax = plt.subplots(figsize=(7.6, 4.2), layout="constrained")
    everyone = results.tables["curves"].query("group == 'everyone'")
    for name, rows in everyone.groupby("strategy", sort=False):
        ax.fill_between(rows["step"], rows["p10"], rows["p90"], alpha=0.15, linewidth=0)
        ax.plot(rows["step"], rows["mean"], linewidth=2.2, label=name)
    ax.set(xlabel="step", ylabel="adopters, share of all people", ylim=(0, 1.005))
    ax.legend(loc="lower right", frameon=False)
    ax.set_title(title, loc="left", fontsize=10)
    plt.show()


first = compared("word-of-mouth.yaml")
drawn(first, "Where one talk is enough: lines are means, shaded the middle 80 % of 200 runs")

# %% [markdown]
# And where people need company, as in `connectors.yaml`? There each follows when some 38 % of their friends have.

# %%
second = compared("connectors.yaml")
drawn(second, "Where people need company: lines are means, shaded the middle 80 % of 200 runs")

# %%
intervals = []
for results in (first, second):
    reach = results.tables["comparison"].query("measure == 'reach'").iloc[0]
    low, high = 100 * reach["low"], 100 * reach["high"]
    intervals.append((low, high))
    print(f"{results.about.name}: {100 * reach['difference']:+.1f} points of reach ({low:+.1f} to {high:+.1f})")
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
# A mechanism changes what surrounds people. A function that asks for the `plan` of a world sets it up there, and
# gives something that **acts** at the beginning of each step on the `course`: the state after the previous step,
# and what is added to each person's receptivity (`openness`), to the push from the formal line (`formal`), from
# stories (`stories`), and so on. Both engines read the course, so a mechanism is written once.
#
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


def fatigue(
    plan,
    *,
    weight: Annotated[float, Field(ge=0, description="what full fatigue takes from receptivity")] = 2.0,
    recovery: Annotated[float, Field(ge=0, le=1, description="the part of fatigue that goes in a step")] = 0.2,
):
    """After each burst of news people are tired of it."""
    return Fatigue(weight, recovery)


# %% [markdown]
# ### Laws first
#
# 1. **One rule, two engines.** Mesa agents and arrays must give the same movement, to the bit. That, and that it
#    keeps nothing in itself, is what `sim.laws` tries of every mechanism.
# 2. **Off is off.** With weight 0 nothing may change.
# 3. **Less receptive is never sooner.** Pushes add up, and fatigue only makes them smaller, so in every step of
#    every world at most as many may have adopted with it as without it.
#
# Is the third one true? Fatigue depends on the course of the movement, which it changes: where fewer adopt now,
# people are less tired later. Go step by step. With weight 0 nobody is ever tired. If, up to now, everyone
# adopted there as early or earlier, everyone there sees at least as many peers and is not tired, so each push is
# at least as large, and so is each sum. (Compare weight 1 with weight 3 instead, and the argument breaks. That is
# the use of writing it down.)

# %%
for law in sim.laws(fatigue):
    print("-", law)

# %%
SCENARIO = """
network: {generate: small-world, people: 500, ties: 10, rewire: 0.1}
influence: {contagion: {rate: 0.5}}
MOVEMENT
seeds: {count: 25}
strategies: [most-connected]
steps: 40
"""
folder = Path(mkdtemp())


def moved(weight=None, runs=100, **how):
    """The number of adopters in each run and step with a weight of fatigue, or without any."""
    file = folder / "fatigue.yaml"
    movement = "" if weight is None else f"movement: {{fatigue: {{weight: {weight}}}}}"
    file.write_text(SCENARIO.replace("MOVEMENT", movement), encoding="utf-8")
    return sim.run(sim.read(file, parts=[fatigue], runs=runs), **how).curves_by_run()[0]


weights = (0.0, 2.0, 8.0)
curves = np.array([moved(weight) for weight in weights])
assert np.array_equal(curves[0], moved())
assert (curves[1:] <= curves[0]).all()
assert np.array_equal(moved(8.0, runs=2, engine="agents"), curves[2, :2])
print("100 worlds: off is off, and nothing comes sooner; 2 worlds: the engines agree to the bit")

# %% [markdown]
# ### What it does
#
# All three were run in the same worlds, so the difference can be taken world by world.

# %%
shares = curves / 500
assert (shares[:, :, -1] >= 0.5).all()
half = (shares >= 0.5).argmax(axis=2)
later = half[2] - half[0]
figure, ax = plt.subplots(figsize=(7.6, 4.2), layout="constrained")
for weight, runs in zip(weights, shares, strict=True):
    low, middle, high = np.percentile(runs, (10, 50, 90), axis=0)
    ax.fill_between(range(len(middle)), low, high, alpha=0.15, linewidth=0)
    ax.plot(middle, linewidth=2.2, label=f"β = {weight:g}" if weight else "no fatigue")
ax.set(xlim=(0, 40), ylim=(0, 1.005), xlabel="step", ylabel="adopters, share of all people")
ax.legend(loc="lower right", frameon=False)
ax.set_title(
    f"In this model, fatigue of β = {weights[2]:g} delays half of the people by {later.mean():.1f} steps "
    f"(80 % of worlds: {np.percentile(later, 10):.0f} to {np.percentile(later, 90):.0f})",
    loc="left",
    fontsize=10,
)
plt.show()
print("Lines: medians of 100 runs; shaded: the middle 80 % of the runs. 500 people.")

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


ties = sim.Ties.from_networkx(nx.watts_strogatz_graph(500, 10, 0.1, seed=1))
people = replace(sim.People.alike(500), resistance=np.random.default_rng(1).standard_exponential(500))
for kind in (sim.Person, GetsUsed):  # in one world, to see that it works; for a finding, many
    model = sim.MovementModel(ties, people, sim.Movement(contagion=0.5), seeds=range(10), person=kind)
    for _ in range(40):
        model.step()
    print(f"{kind.__name__}: {len(model.adopters)} of {len(people)} adopt within 40 steps")

# %% [markdown]
# ## From a cell to a part
#
# When you have seen that it is worth keeping, and it obeys its laws:
#
# - Put the cell into a **file of yours**, and hand the function over from there: `from mine import fatigue`.
#   The scenario that you hand it to knows it, and nothing else does; `sim run` and its reports know nothing of it.
# - Or into a **package**, with an entry point, `groundswell.strategies` or `groundswell.mechanisms`: then every
#   scenario can name it, on the command line too, and reports tell of it. `manifest.json` names it with a digest of
#   its source, and runs of another source are never mixed with it.
# - Or into **the project**: `sim/strategies/strangers_first.py` with one function `choose`, and
#   `sim/mechanisms/fatigue.py` with one function `begin`; the laws of the family test it by its being there.
#   What else such a file may say, such as how good the evidence is, stands in CONTRIBUTING.md.
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
