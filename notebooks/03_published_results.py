# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 3. Published results, reproduced
#
# Why should anyone believe a simulation? A first answer: it must come to what is known already. With everything
# else off, this model *is* each of the classic models of diffusion, and must give their results. Here some of
# them are worked out anew, in front of you: the published figure from its formula, ours from agents, the two side
# by side.
#
# **Needs:** `pip install -e '.[notebooks]'` in the project's folder; no internet. **Takes:** under a minute. The
# tests of the project (`tests/validation/`) check the same and more, in more runs.
#
# Agreement here is not a matter of taste. Where a result is exact, ours must be the same. Where ours is the mean
# of runs, it must lie within **four standard errors** of the published figure, plus an allowance where the
# published figure is for a crowd without end and ours is not. Chance alone breaks that rule for the mean of many
# runs once in 16,000 times.

# %%
import itertools
import math
from dataclasses import replace

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri
from scipy.stats import binom, poisson

import sim
from sim.conventions import best_response
from sim.drawing import style
from sim.engines import compiled
from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.ground.draws import stream
from sim.movement.plan import Plan
from sim.movement.programme import Programme

# %matplotlib inline
plt.rcParams.update(style.SETTINGS)
rows = []


def network(name, run=0, **options):
    """A generated network of a run."""
    return NETWORKS.part(name).function(stream(2026, run, "network"), **options)


def lucky(count, run):
    """People with nothing but their resistance of a run."""
    return replace(sim.People.alike(count), resistance=stream(2026, run, "resistance").standard_exponential(count))


def with_thresholds(values):
    """People with nothing but thresholds."""
    return replace(sim.People.alike(len(values)), threshold=np.asarray(values, float))


def compare(result, source, published, ours, allowance=0.0):
    """Keep a row of the table: `ours` is one exact figure, or a figure from each run."""
    sample = np.atleast_1d(np.asarray(ours, float))
    error = sample.std(ddof=1) / math.sqrt(len(sample)) if len(sample) > 1 else 0.0
    agrees = abs(sample.mean() - published) <= 4 * error + allowance + 1e-9
    rows.append((result, source, published, sample.mean(), error, len(sample), allowance, agrees))


# %% [markdown]
# ## Bass: new product growth
#
# Each person adopts on their own with chance $p$ a step, and because of others with chance $q$ times the share
# who have. On a complete graph the share follows $F_{t+1} = F_t + (1 - F_t)(p + qF_t)$ (Bass 1969; as agents,
# Rand & Rust 2011). A finite crowd lies a little below: up to .003 with 1,000 people.

# %%
p, q, crowd, runs = 0.03, 0.38, 1000, 100
recursion = [0.0]
for _ in range(25):
    recursion.append(recursion[-1] + (1 - recursion[-1]) * (p + q * recursion[-1]))
everyone = network("complete", people=crowd)
bass = sim.Movement(spontaneous=p, contagion=q, linear=True)
curves = np.array([compiled.run(everyone, lucky(crowd, run), bass, [], 25).adopters / crowd for run in range(runs)])
for step in (3, 5, 12):
    compare(f"Bass curve, step {step}", "Bass 1969", recursion[step], curves[:, step], allowance=0.003)

figure, ax = plt.subplots(figsize=(7.6, 4), layout="constrained")
low, high = np.percentile(curves, (10, 90), axis=0)
ax.fill_between(
    range(26), low, high, alpha=0.2, color=style.OKABE_ITO[0], linewidth=0, label="agents: middle 80 % of runs"
)
ax.plot(curves.mean(axis=0), linewidth=2.2, color=style.OKABE_ITO[0], label="agents: mean")
ax.plot(recursion, "o", markersize=4, color=style.INK, label="Bass, by his formula")
ax.set(xlim=(0, 25), ylim=(0, 1.02), xlabel="step", ylabel="adopters, share of all people")
ax.legend(frameon=False, loc="lower right")
gap = np.abs(curves.mean(axis=0) - recursion).max()
ax.set_title(
    f"The mean of {runs} runs of {crowd:,} agents stays within {gap:.4f} of Bass's curve", loc="left", fontsize=10
)
plt.show()

# %% [markdown]
# ## Contacts: cascades and epidemics
#
# Each new adopter has one chance $p$ to persuade each peer: the **independent cascade** (Kempe, Kleinberg &
# Tardos 2003). On a small graph the mean spread can be had exactly: go through all ways in which ties can be live
# or not. The **linear threshold** model has thresholds that are uniform between 0 and 1. It is the same as if
# everyone picked one peer and did what that one does (their theorem 2.5), so it can be enumerated too.

# %%
SMALL = {
    "path of 5": nx.path_graph(5),
    "star with 5 leaves": nx.star_graph(5),
    "triangle": nx.complete_graph(3),
    "complete graph of 4": nx.complete_graph(4),
    "ring of 5": nx.cycle_graph(5),
    "tree of depth 2": nx.balanced_tree(2, 2),
}


def cascade(graph):
    """The mean spread from person 0 with p = 1/2, over all sets of live ties."""
    total = 0
    for live in itertools.product((False, True), repeat=graph.number_of_edges()):
        open_ties = nx.Graph(itertools.compress(graph.edges, live))
        total += len(nx.node_connected_component(open_ties, 0)) if 0 in open_ties else 1
    return total / 2 ** graph.number_of_edges()


def linear_threshold(graph):
    """The mean spread from person 0, over all ways in which everyone else picks a peer."""
    others = [i for i in graph if i != 0]
    spread = []
    for picks in itertools.product(*(graph.adj[i] for i in others)):
        followers = nx.DiGraph(zip(picks, others, strict=True))
        spread.append(1 + len(nx.descendants(followers, 0)) if 0 in followers else 1)
    return np.mean(spread)


for name, graph in SMALL.items():
    ties, count = sim.Ties.from_networkx(graph), len(graph)
    contacts = sim.Movement(contacts=0.5)
    reach = [compiled.run(ties, lucky(count, run), contacts, [0], 10).adopters[-1] for run in range(4000)]
    compare(f"cascade, {name}", "Kempe et al. 2003", cascade(graph), reach)
    lots = [with_thresholds(stream(2026, run, f"threshold, {name}").random(count)) for run in range(4000)]
    reach = [compiled.run(ties, people, sim.Movement(), [0], 10).adopters[-1] for people in lots]
    compare(f"linear threshold, {name}", "Kempe et al. 2003", linear_threshold(graph), reach)

# %% [markdown]
# On a complete graph a cascade is the **Reed-Frost** epidemic: with $i$ new cases, each who is not yet a case
# escapes with chance $(1-p)^i$. Going through the chain gives the law of its final size.

# %%
size, p = 50, 0.04
law = np.zeros(size + 1)
state = {(size - 1, 1): 1.0}
while state:
    following = {}
    for (left, new), chance in state.items():
        for cases, weight in enumerate(chance * binom.pmf(np.arange(left + 1), left, 1 - (1 - p) ** new)):
            if cases == 0:
                law[size - left] += weight
            elif weight > 1e-15:
                following[left - cases, cases] = following.get((left - cases, cases), 0.0) + weight
    state = following
ties = network("complete", people=size)
final = np.array(
    [compiled.run(ties, lucky(size, run), sim.Movement(contacts=p), [0], 60).adopters[-1] for run in range(4000)]
)
compare("Reed-Frost, mean size", "Abbey 1952", law @ np.arange(size + 1), final)
compare("Reed-Frost, nobody but the seed", "Abbey 1952", law[1], final == 1)

# %% [markdown]
# ## Thresholds: company decides
#
# **Granovetter's riot** (1978): a hundred people with thresholds 0, 1, 2, ..., 99 all riot. Give one of them, the
# person with threshold 1, the threshold 2, and there is exactly one rioter. Two crowds that no average can tell
# apart.

# %%
ties, counts = network("complete", people=100), sim.Movement(threshold_divisor=0.0)
thresholds = np.arange(100.0)
riot = compiled.run(ties, with_thresholds(thresholds), counts, [], 200).adopters[-1]
compare("riot, thresholds 0 to 99", "Granovetter 1978", 100, riot)
thresholds[1] = 2
riot = compiled.run(ties, with_thresholds(thresholds), counts, [], 200).adopters[-1]
compare("riot, one threshold higher", "Granovetter 1978", 1, riot)

# %% [markdown]
# With normal thresholds around .25, it is their *spread* that decides: the share in the end, where $r = \Phi((r -
# .25)/s)$, jumps.


# %%
def equilibrium(sd):
    """Where Granovetter's recursion comes to rest."""
    share = 0.0
    for _ in range(20_000):
        before, share = share, ndtr((share - 0.25) / sd)
        if share - before < 1e-13:
            break
    return share


crowd = 2000
ties = network("complete", people=crowd)
quantiles = ndtri((np.arange(crowd) + 0.5) / crowd)


def rest(sd):
    """Where agents with evenly spread normal thresholds come to rest."""
    people = with_thresholds(0.25 + sd * quantiles)
    return compiled.run(ties, people, sim.Movement(), [], 5000).adopters[-1] / crowd


for sd in (0.10, 0.12, 0.13):
    compare(f"normal thresholds, spread {sd}", "Granovetter 1978", equilibrium(sd), rest(sd), allowance=0.004)
spreads = np.linspace(0.06, 0.18, 41)
ends = np.array([rest(sd) for sd in spreads])
figure, ax = plt.subplots(figsize=(7.6, 3.8), layout="constrained")
fine = np.linspace(0.06, 0.18, 241)
ax.plot(fine, [equilibrium(sd) for sd in fine], color=style.INK, linewidth=1, label="Granovetter, by his recursion")
ax.plot(spreads, ends, "o", markersize=4.5, color=style.OKABE_ITO[0], label="agents")
ax.set(xlabel="standard deviation of thresholds (mean .25)", ylabel="share in the end", ylim=(-0.015, 1.015))
ax.legend(frameon=False, loc="center right")
jump = spreads[np.diff(ends).argmax() : np.diff(ends).argmax() + 2]
ax.set_title(f"From few to nearly all between spreads of {jump[0]:.3f} and {jump[1]:.3f}", loc="left", fontsize=10)
plt.show()

# %% [markdown]
# **On networks** people see their peers only. Watts (2002) asked when one person can start a cascade on a random
# graph where each follows if a share $\phi$ of their peers did; Gleeson & Cahalane (2007) gave the size of it for
# a share $\rho_0$ of seeds.


# %%
def gleeson_cahalane(z, seeds, phi=0.18):
    """The share of adopters in the end on an infinite random graph of mean degree z (their equations 1 and 2)."""
    k = np.arange(int(z + 15 * math.sqrt(z) + 30))
    shares = poisson.pmf(k, z)
    enough = np.where(k > 0, np.ceil(phi * k - 1e-12), 1)
    rate = seeds
    for _ in range(3000):
        following = binom.sf(enough - 1, np.maximum(k - 1, 0), rate)
        update = seeds + (1 - seeds) * (k * shares / z * following).sum()
        change, rate = abs(update - rate), update
        if change < 1e-12:
            break
    return seeds + (1 - seeds) * (shares * binom.sf(enough - 1, k, rate)).sum()


crowd, found = 10_000, {}
for z in (2, 3, 4, 5, 6, 7, 8, 10, 11):
    reach = []
    for run in range(5):
        ties = network("random", run, people=crowd, ties=z)
        seeds = stream(2026, run, "strategy").permutation(crowd)[: crowd // 100]
        people = with_thresholds(np.full(crowd, 0.18))
        reach.append(compiled.run(ties, people, sim.Movement(), seeds, 5000).adopters[-1] / crowd)
    found[z] = reach
for z in (3, 5, 8, 10):
    name = f"cascade window, mean degree {z}"
    compare(name, "Gleeson & Cahalane 2007", gleeson_cahalane(z, 0.01), found[z], allowance=0.006)

# %%
figure, ax = plt.subplots(figsize=(7.6, 3.8), layout="constrained")
fine = np.linspace(1, 12, 111)
solved = [gleeson_cahalane(z, 0.01) for z in fine]
ax.plot(fine, solved, color=style.INK, linewidth=1, label="equations, infinite network")
points = [(z, one) for z, reach in found.items() for one in reach]
ax.plot(
    *zip(*points, strict=True),
    "o",
    markersize=4.5,
    color=style.OKABE_ITO[0],
    label=f"agents, {crowd:,} people, each of 5 runs",
)
ax.set(xlabel="mean number of peers", ylabel="share in the end", ylim=(-0.015, 1.015), xlim=(1, 12))
ax.legend(frameon=False, loc="center left", bbox_to_anchor=(0.1, 0.3))
ax.set_title(
    "More ties help a change along, until they drown it: each needs 18 % of ever more peers", loc="left", fontsize=10
)
plt.show()

# %% [markdown]
# **Lattices** (Morris 2000; Centola & Macy 2007). On a torus with eight peers, a person and their eight recruit
# everyone if three are enough, and nobody if it takes four. On a ring where each has $k$ peers the border lies at
# $k/2$.

# %%
ties = network("torus", people=3600, ties=8)
block = [0, *ties.peers[ties.starts[0] : ties.starts[1]].tolist()]
for needed, published in ((3, 3600), (4, 9)):
    people = with_thresholds(np.full(3600, needed / 8))
    reach = compiled.run(ties, people, sim.Movement(), block, 5000).adopters[-1]
    compare(f"torus, {needed} of 8 needed", "Morris 2000; Centola & Macy 2007", published, reach)
ties = network("ring", people=500, ties=6)
block = [0, *ties.peers[ties.starts[0] : ties.starts[1]].tolist()]
for needed, published in ((3, 500), (4, 7)):
    people = with_thresholds(np.full(500, float(needed)))
    reach = compiled.run(ties, people, counts, block, 5000).adopters[-1]
    compare(f"ring of degree 6, {needed} needed", "Morris 2000; Centola & Macy 2007", published, reach)

# %% [markdown]
# **Tribes** (Nematzadeh, Ferrara, Flammini & Ahn 2014). Two tribes, all seeds in A, everyone follows at 40 % of
# their peers. With few ties across, the change fills A and never leaves it; with many, A is watered down and it
# fails at home. Between is the place where both change.


# %%
def tribes(across, z=20, theta=0.4, seeds=0.17):
    """The shares of adopters in A and in B on infinitely large tribes: the same equations, a block each."""
    k = np.arange(120)
    shares, started = poisson.pmf(k, z), np.array([2 * seeds, 0.0])

    def following(degree, peers, met):
        enough = np.ceil(theta * degree - 1e-12)
        return (shares * np.where(degree > 0, binom.sf(enough - 1, peers, met), 0)).sum()

    rate, change = started, 1.0
    while change > 1e-10:
        met = (1 - across) * rate + across * rate[::-1]
        update = started + (1 - started) * np.array([following(k + 1, k, one) for one in met])
        rate, change = update, np.abs(update - rate).max()
    met = (1 - across) * rate + across * rate[::-1]
    return started + (1 - started) * np.array([following(k, k, one) for one in met])


block = 10_000
for across in (0.1, 0.25, 0.4):
    reach = []
    for run in range(5):
        ties = network("blocks", run, sizes=(block, block), within=20 * (1 - across), across=20 * across)
        seeds = stream(2026, run, "strategy").permutation(block)[: round(0.34 * block)]
        adopted = (
            compiled.run(ties, with_thresholds(np.full(2 * block, 0.4)), sim.Movement(), seeds, 5000).adopted_at >= 0
        )
        reach.append(adopted.reshape(2, block).mean(axis=1))
    for tribe, published, ours in zip("AB", tribes(across), np.array(reach).T, strict=True):
        compare(
            f"tribe {tribe}, {across:.0%} of ties across", "Nematzadeh et al. 2014", published, ours, allowance=0.002
        )

# %% [markdown]
# ## Committed minorities
#
# Centola, Becker, Brackbill & Baronchelli (2018) had people coordinate on a name, and planted some who never gave
# theirs up. In their model with 12 remembered plays and 1,000 people, a minority of 22 % never overturns the
# convention, and one of 25 % always does.

# %%
ties, people = network("complete", people=1000), sim.People.alike(1000)
for share, published in ((0.22, 0.0), (0.25, 1.0)):
    tips = []
    for run in range(8):
        play = best_response.play(ties, people, range(round(1000 * share)), 1000, stream(2026, run, "convention"))
        tips.append(play.adopters[-1] > 500)
    compare(f"convention overturned by {share:.0%}, share of runs", "Centola et al. 2018", published, tips)

# %% [markdown]
# ## Giving up
#
# Where adopters fall back at a rate $\mu$ and others win them again at a rate $q$ times the share of adopters
# (SIS), the change neither dies nor wins: it rests where $q(1 - F) = \mu$, at $F = 1 - \mu/q$.

# %%
step, crowd = 0.1, 500
ties, resting = network("complete", people=crowd), []
for run in range(12):
    people = lucky(crowd, run)
    plan = Plan(people, [], lambda name, run=run: stream(2026, run, name))
    part = MECHANISMS.part("giving-up")
    options = {name: default for name, (_, default) in part.fields.items() if default is not ...}
    away = part.function(plan, **(options | {"rate": 0.1 * step}))
    programme = Programme(tuple(plan.scopes), plan.windows, (away,), away)
    rates = sim.Movement(contagion=0.3 * step, programme=programme)
    adopters = compiled.run(ties, people, rates, range(crowd // 2), 900).adopters
    resting.append(adopters[400:].mean() / crowd)
compare("adopters where people give up", "Kermack & McKendrick 1932", 1 - 0.1 / 0.3, resting, allowance=0.005)

# %% [markdown]
# ## The table

# %%
names = ["result", "source", "published", "ours", "standard error", "runs", "allowance", "agrees"]
table = pd.DataFrame(rows, columns=names)
assert table["agrees"].all(), table[~table["agrees"]]
print(f"{len(table)} comparisons, all agree.")
pd.options.display.max_rows = len(table)
table.round(4)

# %% [markdown]
# ## A pattern, in place of a number
#
# Not all that is published is a number. Rossman & Fisher (2021): starting with the hub gains much time where the
# word of peers is all there is, and next to none once some advertising reaches everybody. Each adopting peer adds
# a hazard of .02 a step.

# %%
levels, worlds, people_there = (0.0, 1e-4, 5e-4, 1e-3, 1e-2), 60, 1000
gains = np.empty((len(levels), worlds))
for run in range(worlds):
    ties = network("scale-free", run, people=people_there, links=3)
    people, lots = lucky(people_there, run), stream(2026, run, "strategy").random(people_there)
    hub = np.lexsort((lots, -ties.audience_sizes))[0]
    for number, level in enumerate(levels):
        movement = sim.Movement(spontaneous=level, contagion=0.02, divisor=0.0)
        half = [
            int(np.argmax(compiled.run(ties, people, movement, [seed], 1000).adopters >= people_there / 2))
            for seed in (lots.argmin(), hub)
        ]
        gains[number, run] = half[0] - half[1]
means, errors = gains.mean(axis=1), gains.std(axis=1, ddof=1) / math.sqrt(worlds)
for less, more in itertools.pairwise(gains):
    fall = less - more
    assert fall.mean() > 2 * fall.std(ddof=1) / math.sqrt(worlds)

figure, ax = plt.subplots(figsize=(7.6, 3.8), layout="constrained")
ax.errorbar(range(len(levels)), means, 1.96 * errors, fmt="o", capsize=4, color=style.OKABE_ITO[0], markersize=7)
for at, (mean, error) in enumerate(zip(means, errors, strict=True)):
    ax.annotate(f"{mean:.1f} ± {1.96 * error:.1f}", (at, mean), xytext=(10, 4), textcoords="offset points", fontsize=9)
ax.set_xticks(range(len(levels)), [f"{level:g}" for level in levels])
ax.axhline(0, color=style.FAINT, linewidth=0.8)
ax.set(
    xlabel="hazard a step from advertising", ylabel="steps gained to half of the people", xlim=(-0.4, len(levels) - 0.3)
)
ax.set_title(
    f"The hub's lead over anyone falls from {means[0]:.0f} steps to {means[-1]:.0f} ({worlds} worlds, 95 % intervals)",
    loc="left",
    fontsize=10,
)
plt.show()

# %% [markdown]
# ## What this shows, and what not
#
# It shows that the software computes what it says. It does not show that an organisation works like any of these
# models. That the curves of Bass fit the sales of refrigerators is no evidence that your colleagues are
# refrigerator buyers. Whether contagion is simple or complex in a given case, and how strong, has to be measured
# there.
#
# **Sources.** Bass (1969), Management Science 15:215. Rand & Rust (2011), International Journal of Research in
# Marketing 28:181. Kempe, Kleinberg & Tardos (2003), KDD '03:137. Abbey (1952), Human Biology 24:201 (the
# Reed-Frost theory). Granovetter (1978), American Journal of Sociology 83:1420. Watts (2002), PNAS 99:5766.
# Gleeson & Cahalane (2007), Physical Review E 75:056103. Morris (2000), Review of Economic Studies 67:57. Centola
# & Macy (2007), American Journal of Sociology 113:702. Nematzadeh et al. (2014), Physical Review Letters
# 113:088701. Centola et al. (2018), Science 360:1116. Kermack & McKendrick (1932), Proceedings of the Royal
# Society A 138:55. Rossman & Fisher (2021), PNAS 118:e2013391118.
