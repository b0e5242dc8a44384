# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 1. A first movement, step by step
#
# A change spreads through a club of 34 people. Each of them is a Mesa agent who looks at the friends who have
# changed already and makes up their mind. We take the movement apart: what does a person do in a step, why does
# this one change and that one not, and what of it is luck?
#
# **Needs:** `pip install -e '.[notebooks]'` in the project's folder; no internet. **Takes:** seconds to run, 30
# minutes to read.

# %%
from dataclasses import replace

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np

import sim
from sim.drawing import style
from sim.engines import compiled

# %matplotlib inline
plt.rcParams.update(style.SETTINGS)

# %% [markdown]
# ## Who listens to whom
#
# Zachary (1977) wrote down who met whom outside the club; it later split in two, around the instructor (person 0,
# `Mr. Hi`) and the club's officer (person 33). A tie without a direction stands for two: each listens to the
# other.

# %%
graph = nx.karate_club_graph()
ties = sim.Ties.from_networkx(graph, weight=None)
print(
    f"{ties.people} people, {len(ties.peers) // 2} friendships, {ties.peer_counts.mean():.2f} friends each on average"
)
print("person 5 listens to", ties.peers[ties.starts[5] : ties.starts[6]].tolist())

# %% [markdown]
# ## Who the people are
#
# In this model chance enters once, before anything happens: everyone draws a **resistance** $R_i$ from a unit
# exponential distribution. It says how much pushing it will take. From then on nothing is thrown any more. Pushes
# add up, and a person adopts in the first step in which their sum reaches the resistance.
#
# That is the same law as throwing a die in every step with the probability $1 - e^{-h}$ of a hazard $h$: a unit
# exponential is longer than $H$ with probability $e^{-H}$. But it means that every strategy can meet the *same
# people with the same luck*, and that each adoption can be traced to what pushed.

# %%
luck = np.random.default_rng(8)
people = replace(sim.People.alike(ties.people), resistance=luck.standard_exponential(ties.people))
order = people.resistance.argsort()
for words, some in (("easiest to win", order[:4]), ("hardest to win", order[-4:])):
    print(f"{words}:", ", ".join(f"person {i} ({people.resistance[i]:.2f})" for i in some))

# %% [markdown]
# ## What pushes them
#
# Here it is peers alone. In each step a person feels a hazard of $h_i = q E_i$, where the **exposure** $E_i$ is
# the share of their friends who had adopted after the step before, and $q = 0.4$. One person starts: the
# instructor.

# %%
movement = sim.Movement(contagion=0.4)
model = sim.MovementModel(ties, people, movement, seeds=[0])
print("step 0:", [person.number for person in model.adopters])
for _ in range(6):
    model.step()
    new = [person.number for person in model.persons if person.adopted_at == model.steps]
    print(f"step {model.steps}: {new or 'nobody'}")

# %% [markdown]
# `model.step()` is two rounds through all agents. First everyone **decides** from the state after the previous
# step, then all decisions are **committed** together. So nobody is ahead because their number is smaller.
#
# ## Look at a person
#
# An agent can be asked anything. Take somebody who has not changed yet, but hears it from friends.

# %%
waiting = [person for person in model.persons if not person.adopted and person.accumulated > 0]
person = max(waiting, key=lambda agent: agent.accumulated / agent.resistance)
print(f"person {person.number}, after step {model.steps}")
print("  friends:          ", [peer.number for peer in person.peers])
print("  of them adopters: ", [peer.number for peer in person.peers if peer.adopted])
print(f"  pushed so far:     {person.accumulated:.3f}")
print(f"  resistance:        {person.resistance:.3f}")

# %% [markdown]
# ### The same by hand
#
# If you can work out a number on paper, you have understood it. What has pushed this person up to now is the sum,
# over the steps, of $q$ times the share of friends who had adopted *before* that step.

# %%
by_hand, q = 0.0, 0.4
for step in range(1, model.steps + 1):
    before = [peer for peer in person.peers if 0 <= peer.adopted_at < step]
    by_hand += q * len(before) / len(person.peers)
    print(f"step {step}: {len(before)} of {len(person.peers)} friends, sum {by_hand:.3f}")
assert np.isclose(by_hand, person.accumulated)

# %% [markdown]
# ## Draw the movement
#
# Let it run to the end, and colour everyone by the step in which they changed.

# %%
while model.steps < 40:
    model.step()
adopted_at = np.array([agent.adopted_at for agent in model.persons])
place = nx.kamada_kawai_layout(graph)
latest = int(adopted_at.max())

figure, ax = plt.subplots(figsize=(7.6, 5.4), layout="constrained")
nx.draw_networkx_edges(graph, place, ax=ax, edge_color="#bbbbbb")
there = [int(i) for i in np.flatnonzero(adopted_at >= 0)]
nodes = nx.draw_networkx_nodes(
    graph,
    place,
    there,
    ax=ax,
    node_color=adopted_at[there],
    cmap="cividis_r",
    vmin=0,
    vmax=latest,
    node_size=330,
    edgecolors=style.INK,
)
for group, shade in ((adopted_at > latest / 2, "white"), (adopted_at <= latest / 2, "black")):
    names = {int(i): str(i) for i in np.flatnonzero(group)}
    nx.draw_networkx_labels(graph, place, names, ax=ax, font_size=8, font_color=shade)
figure.colorbar(nodes, label="step in which the person changed", shrink=0.8)
half = np.sort(adopted_at)[ties.people // 2 - 1]
ax.set_title(
    f"From the instructor (0), half of the club changed by step {half}, the last by step {latest}",
    loc="left",
    fontsize=11,
)
ax.set_axis_off()
plt.show()

# %% [markdown]
# ## Why did they change?
#
# Each adoption is split into what pushed. Here all of it comes from peers. Add an inclination of one's own, $l_0
# = 0.02$ a step, and the same people with the same resistance change for two reasons.

# %%
both = sim.MovementModel(ties, people, sim.Movement(contagion=0.4, spontaneous=0.02), seeds=[0])
for _ in range(40):
    both.step()
for number in (5, 16, 33):
    person = both.persons[number]
    why = {source: f"{100 * share:.0f} %" for source, share in person.why[0].items() if share > 0}
    print(f"person {number}: step {person.adopted_at} (with peers alone {adopted_at[number]}): {why}")

# %% [markdown]
# More pushing never makes anyone later. This holds not on average but for everyone, in each world, as long as
# nobody gives up and no push is negative: the sums only grow.

# %%
with_inclination = np.array([person.adopted_at for person in both.persons])
assert (with_inclination >= 0).all()
assert (with_inclination <= np.where(adopted_at < 0, 41, adopted_at)).all()

# %% [markdown]
# ## What of it is luck?
#
# One movement is an anecdote. Draw the people's luck 200 times anew, and start from the instructor, with 16
# friends, or from person 2, with 10 friends on both sides of the club. Both starts meet the same luck each time.
# For many runs the second engine does the same on arrays: it calls the same rule, and gives the same movement to
# the bit.

# %%
again = compiled.run(ties, people, movement, [0], 40)
assert np.array_equal(again.adopted_at, adopted_at)

runs, steps = 200, 40
curves = {"from the instructor": np.empty((runs, steps + 1)), "from person 2": np.empty((runs, steps + 1))}
for run in range(runs):
    crowd = replace(people, resistance=np.random.default_rng(run).standard_exponential(ties.people))
    for seed, found in zip((0, 2), curves.values(), strict=True):
        found[run] = compiled.run(ties, crowd, movement, [seed], steps).adopters / ties.people

# %% [markdown]
# To compare two curves by one number, take the mean share of adopters over all steps: high for many, and for
# early. The difference can be taken **world by world**, or between the two means as if they came from different
# people.

# %%
one, other = (100 * found.mean(axis=1) for found in curves.values())
lead = one - other
paired = 1.96 * lead.std(ddof=1) / np.sqrt(runs)
apart = 1.96 * np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / runs)
print(f"the instructor's lead: {lead.mean():.1f} points")
print(f"  known to ± {paired:.1f} world by world, to ± {apart:.1f} if the worlds were not the same")
print(f"  the instructor is ahead in {(lead > 0).mean():.0%} of the worlds, person 2 in {(lead < 0).mean():.0%}")

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.9), layout="constrained", width_ratios=(3, 2))
for number, (name, found) in enumerate(curves.items()):
    low, middle, high = np.percentile(found, (10, 50, 90), axis=0)
    left.fill_between(range(steps + 1), low, high, alpha=0.15, color=style.line(number)["color"], linewidth=0)
    left.plot(middle, linewidth=2.2, label=name, **style.line(number))
left.set(xlim=(0, steps), ylim=(0, 1.005), xlabel="step", ylabel="adopters, share of the club")
left.legend(loc="lower right", frameon=False)
left.set_title(f"The outcomes overlap widely (shaded: middle 80 % of {runs} runs)", loc="left", fontsize=10)
right.hist(lead, bins=np.arange(-20, 31, 2.5), color=style.OKABE_ITO[0], alpha=0.75)
right.axvline(0, color=style.INK, linewidth=0.8)
right.axvline(lead.mean(), color=style.INK, linewidth=1.6, linestyle="--")
right.set(xlabel="lead of the instructor in the same world, points", ylabel="worlds")
right.set_title(f"The lead is {lead.mean():.1f} ± {paired:.1f} points in the mean", loc="left", fontsize=10)
plt.show()

# %% [markdown]
# The bands are wide, for a single movement says little about a way to start. The difference in the same world
# says much more, because luck is the same on both sides. That is why groundswell compares strategies world by
# world. And mind the worlds to the left of zero: the better start in the mean is not the better start in every
# organisation.
#
# ## Try it
#
# 1. Give everyone a threshold in place of a hazard: `replace(people, threshold=np.full(34, 0.3))` with
#    `sim.Movement()`. One of the two starts fails now. Which, and why? And with 0.4?
# 2. Start with the officer (33) and the instructor. Is that twice as good?
# 3. Start with person 11, whose only friend is the instructor. Why does it take so long, and what if the
#    instructor never adopts (`never`)?
#
# **Sources.** Zachary (1977), Journal of Anthropological Research 33:452. Exponential clocks for epidemics on
# networks: Sellke (1983), Journal of Applied Probability 20:390. Paired comparison with common random numbers:
# Law (2015), *Simulation Modeling and Analysis*, chapter 11.
