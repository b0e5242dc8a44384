# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 4. A client's organisation, from survey to slides
#
# A company of 180 wants its people to work in a new way, and asks whom to win first. You send round one question,
# *whom do you ask for advice?*, and a quarter of the people do not answer. This is the way from their answers to
# something that you can put on the table, with what is not known said on it.
#
# The company is made up: it is generated, so that at the end we can look at what no consultant ever sees, the
# truth.
#
# **Needs:** `pip install -e '.[notebooks,report]'` in the project's folder; no internet. Files go to a folder
# `client/`.

# %%
from dataclasses import replace
from math import comb
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Image
from pptx import Presentation

import sim
from sim.cli import main
from sim.drawing import style
from sim.engines import compiled
from sim.experiment.choices import seeds
from sim.experiment.worlds import draw_world
from sim.families.networks import NETWORKS
from sim.ground.draws import stream

# %matplotlib inline
plt.rcParams.update(style.SETTINGS)
client = Path("client")
client.mkdir(exist_ok=True)

# %% [markdown]
# ## The company, as it is
#
# A reporting line, teams, departments, and informal ties. Of the people they know, everyone asks some for advice:
# up to six, and rather those who have been there for long.

# %%
luck = np.random.default_rng(4)
known = NETWORKS.part("organisation").function(stream(4, 0, "network"), people=180, contacts=7)
tenure = known.attributes["tenure"]
asks = []
for person in range(known.people):
    peers = known.peers[known.starts[person] : known.starts[person + 1]]
    experience = 1 + tenure[peers]
    count = min(len(peers), luck.integers(3, 7))
    asks += [(person, peer) for peer in luck.choice(peers, count, replace=False, p=experience / experience.sum())]
asks = np.array(asks)
truth = sim.Ties.from_pairs(known.people, *asks.T, both_ways=True)
truth = replace(truth, weights=np.ones(len(truth.peers)))
print(f"{truth.people} people, {len(asks)} times somebody asks somebody, {len(truth.peers) // 2} pairs")

# %% [markdown]
# ## The survey, as it comes back
#
# Two files, as a client sends them. In `advice.csv` there is a line for each answer; who did not answer is not in
# its first column. In `staff.csv` everyone has a line, from the personnel system.

# %%
answered = luck.random(known.people) < 0.75
ids = np.array([f"p{number:03}" for number in range(known.people)])
advice = pd.DataFrame({"from": ids[asks[:, 0]], "to": ids[asks[:, 1]]})[answered[asks[:, 0]]]
columns = {name: known.attributes[name] for name in ("department", "level", "tenure")}
manager = np.array([ids[int(boss)] if boss else "" for boss in known.attributes["manager"]])
keen = np.clip(np.round(luck.normal(3, 1, known.people)), 1, 5).astype(int)
staff = pd.DataFrame({"id": ids, **columns, "reports_to": manager, "keen": keen})
advice.to_csv(client / "advice.csv", index=False)
staff.to_csv(client / "staff.csv", index=False)
print(f"{answered.sum()} of {known.people} answered; {len(advice)} answers")
advice.head(3)

# %% [markdown]
# ## Look before you run
#
# How many answered, by department? And what does a missing answer do? Somebody who did not answer names nobody.
# Read word for word, *from listens to to*, such a person listens to nobody, and nothing in the model could ever
# reach them by a peer. A gap in the data has become a fact about a person.

# %%
staff["answered"] = answered
departments = staff.groupby("department")["answered"]
share = departments.mean()[departments.size() >= 5].sort_values()
named = advice["to"].value_counts().reindex(ids, fill_value=0)
silent_but_named = (named[~answered] > 0).sum()
figure, (left, right) = plt.subplots(1, 2, figsize=(9.2, 3.6), layout="constrained")
left.barh(share.index.astype(str), share, color=style.OKABE_ITO[0])
left.set(xlim=(0, 1), xlabel="share who answered", ylabel="department")
left.set_title(f"From {share.min():.0%} to {share.max():.0%} answered", loc="left", fontsize=10)
right.hist(named, bins=np.arange(named.max() + 2) - 0.5, color=style.OKABE_ITO[0])
right.set(xlabel="how many ask this person", ylabel="people")
top = named.sort_values(ascending=False)
tenth = top.iloc[: len(top) // 10].sum() / top.sum()
right.set_title(f"A tenth of the people get {tenth:.0%} of the questions", loc="left", fontsize=10)
plt.show()
print(f"{(~answered).sum()} did not answer; {silent_but_named} of them are named by others")

# %% [markdown]
# The usual remedy is **reconstruction** (Stork & Richards 1992): take a tie as there if either of the two named
# it. It rests on an assumption, which belongs on the slides: advice goes both ways, who is asked listens too.
# Then most of the silent have peers, those who named them.
#
# ## The scenario
#
# One file says everything. It is read by the client too, so it says what is assumed and what was measured.

# %%
(client / "advice.yaml").write_text(
    """\
name: A new way of working
question: Whom should we win first, so that the new way of working spreads by itself?
network:
  file: advice.csv
  source: from
  target: to
  repeated: once                # a tie is there if either named it (reconstruction)
people:
  file: staff.csv
  id: id
  tribe: department
  reports_to: reports_to
  passion: {distribution: column, name: keen}
influence:
  threshold: {distribution: normal, mean: 0.4, sd: 0.12}    # assumed: people follow when two in five of their peers did
seeds: {count: 12}
strategies:
  - {name: most-connected, label: Best connected}    # by advice, asked or asking
  - {name: formal-leaders, label: Managers first}
  - {name: most-passionate, label: The keenest}
  - {name: random, label: Volunteers drawn at random}
baseline: Volunteers drawn at random
steps: 30
runs: 200
seed: 2026
random_equivalents: true
sweep:
  factors:
    influence.threshold.mean: {from: 0.28, to: 0.52, count: 9}
robustness:
  missing_ties: [0.1, 0.25]
  lost_respondents: [0.1, 0.25]
  champion: [declines]
""",
    encoding="utf-8",
)
main(["check", "client/advice.yaml"], standalone_mode=False)

# %% [markdown]
# ## Run it
#
# On a terminal this is `sim run client/advice.yaml --out client/results`.

# %%
main(["run", "client/advice.yaml", "--out", "client/results", "--quiet", "--force"], standalone_mode=False)
results = sim.read_results(client / "results")
print(*sorted(file.name for file in (client / "results").iterdir()), sep="  ")

# %%
Image("client/results/adoption.png", width=720)

# %% [markdown]
# ## How sure is it?
#
# Three questions that a client should ask.
#
# **Is it luck?** The intervals are of differences in the same worlds, and hold for all strategies at once.

# %%
comparison = results.tables["comparison"].query("measure == 'reach'")
(100 * comparison.set_index("strategy")[["difference", "low_all", "high_all"]]).round(1)

# %% [markdown]
# **Is it our assumption?** How much company people need was not measured. Vary it, and see where the
# recommendation ends.

# %%
Image("client/results/flip_map.png", width=720)

# %% [markdown]
# **Is it the survey?** Choose on a map that lacks still more answers, and see what is lost; and what if the person
# with the most ties says no?

# %%
Image("client/results/robustness.png", width=720)

# %% [markdown]
# ## Whom to invite
#
# The list, and for each person what it rests on: with how many people they are tied, and how many of these asked
# *them*. The last column is the one to talk about: it says whether it rests on people's own answers too, or only
# on what others said of them. All runs started with this list. Where several have as many ties, a lot that was drawn
# once decided who is still among the twelve: other lists are as good by this measure, and the roster says how many.

# %%
pairs = pd.concat([advice, advice.set_axis(["to", "from"], axis=1)]).drop_duplicates()
tied = pairs["from"].value_counts().reindex(ids, fill_value=0)
roster = results.about.roster("Best connected")
invite = staff.set_index("id").loc[list(roster.people)]
invite["ties"] = tied[invite.index]
invite["asked by"] = named[invite.index]
last = invite["ties"].min()
assert (tied > last).sum() < len(invite) <= (tied >= last).sum()
assert roster.equal == comb((tied == last).sum(), (invite["ties"] == last).sum())
print(f"{roster.equal} lists are equal by the number of ties, this one among them")
columns = ["department", "level", "ties", "asked by", "answered"]
invite.sort_values(["ties", "asked by"], ascending=False)[columns]

# %% [markdown]
# ## What the survey missed
#
# Here the company was made up, so we may look. The people chosen on the survey are let loose in the company as it
# *is*, against those who would have been chosen had everyone answered, and against people drawn at random; the
# same luck for all, 300 times.

# %%
scenario = sim.read(client / "advice.yaml", runs=1)
place = {name: number for number, name in enumerate(draw_world(scenario, 0).ties.names)}
row = np.array([place[name] for name in ids])
runs, ends = 300, {"on the survey": [], "on the truth": [], "at random": []}
for run in range(runs):
    world = draw_world(scenario, run)
    ties, people = world.ties, world.people
    most_tied, _, _, anyone = seeds(scenario, world)
    traits = {name: getattr(people, name)[row] for name in ("passion", "threshold", "resistance", "never")}
    real = sim.People(**traits)
    number = {int(place[name]): i for i, name in enumerate(ids)}
    best = np.lexsort((stream(2026, run, "ties").random(len(ids)), -truth.audience_sizes))[:12]
    starts = ([number[int(i)] for i in most_tied], best, [number[int(i)] for i in anyone])
    for found, start in zip(ends.values(), starts, strict=True):
        found.append(compiled.run(truth, real, scenario.movement, start, 30).adopters[-1] / len(ids))
reach = pd.DataFrame(ends)
loss = 100 * (reach["on the truth"] - reach["on the survey"])
gain = 100 * (reach["on the survey"] - reach["at random"])
for words, one in (("lost by the missing answers", loss), ("gained over drawing at random", gain)):
    print(f"{words}: {one.mean():.1f} points of reach (± {1.96 * one.std() / np.sqrt(runs):.1f})")
assert abs(loss.mean()) < 1.96 * loss.std() / np.sqrt(runs) < gain.mean()

# %%
figure, ax = plt.subplots(figsize=(8.4, 3.6), layout="constrained")
for at, name in enumerate(reach):
    values = reach[name].to_numpy()
    ax.scatter(
        values, at + stream(1, at, "jitter").uniform(-0.28, 0.28, runs), s=7, alpha=0.35, color=style.OKABE_ITO[at]
    )
ax.set_yticks(range(3), [f"chosen {name}" for name in reach])
ax.set(xlim=(0, 1.02), xlabel="reach in the company as it is, share of all people; a dot a world")
moved = (reach >= 0.5).sum()
ax.set_title(
    f"Half of the company or more changes in {moved.iloc[0]} of {runs} worlds with the people chosen on the survey,\n"
    f"in {moved.iloc[1]} with those chosen on the truth, in {moved.iloc[2]} with people chosen at random",
    loc="left",
    fontsize=10,
)
plt.show()

# %% [markdown]
# A quarter of the answers is missing, and nothing is lost that could be told from luck: who has many ties is
# named by enough of those who do answer. That holds for gaps that hit everyone alike. See "Try it" for one that
# does not.
#
# ## The report
#
# `sim report client/results --out client/report` makes of the folder what others can open: slides to talk to
# (`report.pptx`, with charts that can be edited and notes), a page to send (`report.html`), the same to print
# (`report.pdf`), a workbook for whoever checks the numbers (`report.xlsx`), and a page on which the first simulated
# company moves (`replay.html`). Each is drawn from the folder of results alone, and works without internet.

# %%
main(["report", "client/results", "--out", "client/report", "--force"], standalone_mode=False)

# %% [markdown]
# Each slide has one message, and its title says it. So read the titles alone: they must tell the story.

# %%
for number, slide in enumerate(Presentation(str(client / "report/report.pptx")).slides, 1):
    print(f"{number:2}. {slide.shapes.title.text}")

# %% [markdown]
# ## What may be said to the client

# %%
count, runs_made = scenario.seeding.count, results.about.runs
lead = 100 * comparison.set_index("strategy").loc["Best connected", ["difference", "low_all", "high_all"]].astype(float)
tried = results.tables["flip_map"].rename(columns={"influence.threshold.mean": "needed"})
held = tried[tried["sure"]]["needed"]
assert set(tried[tried["sure"]]["best"]) == {"Best connected"}
assert len(held) == (tried["needed"] >= held.min()).sum()
assert tried[~tried["sure"]]["reach"].min() > 0.9
moving = tried[tried["reach"] >= 0.5]["needed"].max()
worth = results.tables["equivalents"].set_index("strategy").loc["Best connected"]
silent = (~invite["answered"]).sum()
print(f"""In this model, with these assumptions:
- The {count} people with the most ties of advice reach {lead.iloc[0]:.0f} points more of the company than {count} drawn
  at random (95 % interval {lead.iloc[1]:.0f} to {lead.iloc[2]:.0f}, {runs_made} simulated companies).
- It would take {worth["low"]:.0f} to {worth["high"]:.0f} people drawn at random to do the same.
- What people wait for was varied from {tried["needed"].min():.0%} to {tried["needed"].max():.0%} of their peers. From
  {held.min():.0%} up those with the most ties are the best start of the four; below, the best start hardly matters.
- Beyond {moving:.0%} fewer than half of the people change, in the mean, whoever starts.
- {silent} of the {len(invite)} people on the list did not answer themselves: ask them first.""")

# %% [markdown]
# And what not: "94 % will adopt". The model compares ways to start; it does not forecast.
#
# A word on fairness: people answered a survey to help, not to be ranked. Say before what it is for, and show
# nobody a colleague's number (Borgatti & Molina 2003).
#
# ## Try it
#
# 1. Read the survey word for word (`direction: listens-to`). How many can never be reached by a peer? Does the
#    list change?
# 2. Let those answer less who are asked most, for they have no time. What is lost now?
# 3. Add formal backing (`movement: formal_support:`) from step 5. Do the managers catch up?
#
# **Sources.** Stork & Richards (1992), Group & Organization Management 17:193. Kossinets (2006), Social Networks
# 28:247 (what missing data do to a network). Borgatti & Molina (2003), Journal of Applied Behavioral Science
# 39:337.
