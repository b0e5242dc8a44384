# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 2. Do connectors win?
#
# "Win the best connected, and the rest will follow" is advice that sounds true. Books are sold with the opposite,
# too: find the passionate. This notebook asks the model *when* each of them is right. The answer is a map, not a
# winner.
#
# **Needs:** `pip install -e '.[notebooks]'` in the project's folder; no internet. Read notebook 1 before.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import sim
from sim.drawing import style
from sim.engines import compiled
from sim.experiment.choices import seeds
from sim.experiment.worlds import draw_world
from sim.reports.figures import pictures

# %matplotlib inline
plt.rcParams.update(style.SETTINGS)

# %% [markdown]
# ## One setting: connectors win, by far
#
# In `connectors.yaml` people follow when enough of their peers did; about 38 % of them on average. Each strategy
# starts with the same number of people, in the same organisations, with the same luck.

# %%
results = sim.run(sim.read("../scenarios/connectors.yaml", runs=100))
pictures.as_figure("adoption", results)

# %% [markdown]
# ## One setting: they do not
#
# In `word-of-mouth.yaml` each new adopter talks once to everybody who listens; one talk can be enough, and
# passion makes it persuasive.

# %%
results = sim.run(sim.read("../scenarios/word-of-mouth.yaml", runs=100))
pictures.as_figure("adoption", results)

# %%
columns = ["strategy", "difference", "low_all", "high_all", "wins", "losses"]
results.tables["comparison"].query("measure == 'reach'")[columns].round(3)

# %% [markdown]
# The intervals are of the paired difference of reach, world by world, to the baseline; `low_all` and `high_all`
# hold for all strategies at once, since one of several is often ahead by luck.
#
# Two settings, two winners: so an example proves nothing. What changed between them? The rule of adoption, and
# what passion does. To see what the winner hangs on, vary one thing at a time, in steps, and keep all else.
#
# ## The map
#
# `flip-map.yaml` varies two settings, in the same worlds:
#
# - **upwards**: how much people differ in how many peers they need (the standard deviation of thresholds; their
#   mean is 42 % of the peers throughout);
# - **across**: whether the keen are the well connected (the correlation of passion and number of ties).
#
# Passion here makes people's example weigh more: a standard deviation of it 1.8 times as much.

# %%
scenario = sim.read("../scenarios/flip-map.yaml")
swept = sim.run(scenario)
pictures.as_figure("flip-map", swept)

# %% [markdown]
# Hatched cells are too close to call: the interval of some difference holds zero, or the difference is too small
# to matter. A map without hatching would claim more than was seen.

# %%
found = swept.tables["flip_map"]
spread, standing = swept.about.studies["sweep"].factors
sure = found[found["sure"]]
print(sure["best"].value_counts().to_string())
print(f"too close to call: {len(found) - len(sure)} of {len(found)} settings")
assert sure["best"].nunique() >= 2

# %% [markdown]
# ## Read the map
#
# Take two rows: at one spread of thresholds, what each strategy reaches over the correlation. Lines are means;
# shaded are the middle 80 % of the outcomes, which is not how well the means are known.

# %%
table = swept.tables["sweep"]
rows = sorted(table[spread].unique())
shown = (rows[2], rows[7])
figure, panels = plt.subplots(1, 2, figsize=(9.4, 4.4), sharey=True, layout="constrained")
for ax, row in zip(panels, shown, strict=True):
    for number, strategy in enumerate(swept.strategies):
        line = table[(table[spread] == row) & (table["strategy"] == strategy)].sort_values(standing)
        color = style.line(number)["color"]
        ax.fill_between(line[standing], line["reach_p10"], line["reach_p90"], alpha=0.15, color=color, linewidth=0)
        ax.plot(line[standing], line["reach_mean"], linewidth=2.2, label=strategy, **style.line(number))
    ax.set(xlabel="correlation of passion and number of ties", xlim=(-0.9, 0.9), ylim=(0, 1.005))
    winners = found[(found[spread] == row) & found["sure"]]["best"].value_counts()
    said = "".join(f"\n{name} surely best in {count} of {len(line)}" for name, count in winners.items())
    ax.set_title(f"Thresholds spread by {row:.2f}{said}", loc="left", fontsize=10)
panels[0].set_ylabel("reach, share of all people")
figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
plt.show()

# %% [markdown]
# Where a band spans nearly everything, runs are all or nothing, and the mean lies where hardly any of them ends.
# Ask then how *often* the change takes off (`takeoff` in the table), not how far it gets on average.
#
# ## Why?
#
# Count, before anything moves, how many people have a seed among their peers, and how many see enough already to
# follow. In two settings of the left panel: passion has nothing to do with ties, and the keen are the loners.

# %%
lines = []
sweep = scenario.asked["sweep"]
for correlation in (0.0, -0.9):
    where = next(at for at, cell in enumerate(sweep.entry.cells) if np.allclose(cell, (shown[0], correlation)))
    setting = sweep.scenarios[where]
    for run in range(20):
        world = draw_world(setting, run)
        ties, people = world.ties, world.people
        force = np.exp(setting.movement.persuasion * people.standard_passion)
        heard = np.bincount(ties.listeners, force[ties.peers], minlength=len(people))
        for name, ids in zip(swept.strategies, seeds(setting, world), strict=True):
            seeded = np.isin(ties.peers, ids) * force[ties.peers]
            exposed = np.bincount(ties.listeners, seeded, minlength=len(people)) / heard
            lines.append((correlation, name, (exposed > 0).mean(), (exposed >= people.threshold).mean()))
start = pd.DataFrame(lines, columns=["correlation", "strategy", "have a seed among their peers", "at their threshold"])
start.groupby(["correlation", "strategy"], sort=False).mean().map("{:.0%}".format)

# %% [markdown]
# The best connected are peers of many, and so bring *many* people nearer to their threshold. That is what
# connectors buy: company, for nearly everyone at once. Three things take the lead from them:
#
# - **Loud loners.** Where the keen stand apart (left on the map) connectors still have everyone's ear, but are
#   the least keen: their example weighs little beside that of others, and hardly anyone is at their threshold.
# - **People who differ much.** With a wide spread of thresholds some need nobody and some need few, so that the
#   change carries itself from many starts (Granovetter 1978). In the right panel even people drawn at random get
#   most others to move, in the mean.
# - **No company needed.** Where one talk is enough nobody has to be reached twice. What counts is how persuasive
#   the talk is, and so the keen come first. That is `word-of-mouth.yaml`.
#
# On the right of the map the keen *are* the connectors: both lists hold much the same people, and nothing is to
# be told apart. And what everybody is told anyway needs no connector: `broadcast.yaml` (Rossman & Fisher 2021),
# and notebook 3.
#
# ## The same by agents
#
# Run the scenario at the middle of the map once more, agent by agent with the Mesa engine, in two worlds: the
# numbers must be the same ones, to the person.

# %%
few = sim.read("../scenarios/flip-map.yaml", runs=2, only=("most-connected",))
for run in range(2):
    world = draw_world(few, run)
    ties, people = world.ties, world.people
    (ids,) = seeds(few, world)
    model = sim.MovementModel(ties, people, few.movement, ids)
    for _ in range(few.steps):
        model.step()
    fast = compiled.run(ties, people, few.movement, ids, few.steps)
    assert np.array_equal(model.trajectory().adopted_at, fast.adopted_at)
    print(f"organisation {run}: {len(model.adopters)} adopters by agents, {fast.adopters[-1]} by arrays")

# %% [markdown]
# ## What may be said
#
# - *In this model, with these assumptions*, connectors are the better start where people need company and are
#   alike in how much, unless the connected are the least keen; or the keenest, for then it is the same people.
# - Whether an organisation is like that is a question to the organisation, not to the model: how many peers does
#   it take? Are the keen at the edge? A survey can ask (notebook 4).
# - That there is *one* right kind of people to start with is not supported. In villages in Honduras friends named
#   by random people did better than random people for one product of two, and the best connected did not (Kim et
#   al. 2015); and where one contact is enough, a few more random seeds can do as well as the best map (Akbarpour,
#   Malladi & Saberi: simple contagion; for thresholds they do not show it).
#
# ## Try it
#
# 1. Set `influence.sending.passion` to 0 in a copy of the scenario. What becomes of the left side of the map, and
#    why?
# 2. Vary `seeds.share` in place of the spread. Is there a budget at which it hardly matters whom one starts with?
# 3. Add `random_equivalents: true`: how many volunteers is the map of the network worth?
#
# **Sources.** Granovetter (1978), American Journal of Sociology 83:1420. Watts & Dodds (2007), Journal of
# Consumer Research 34:441. Centola & Macy (2007), American Journal of Sociology 113:702. Rossman & Fisher (2021),
# PNAS 118:e2013391118. Kim et al. (2015), The Lancet 386:145. Akbarpour, Malladi & Saberi, *Just a few seeds
# more*.
