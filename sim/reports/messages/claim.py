"""Whether a claim holds: the same worlds with it and without it."""

from sim.drawing.words import short
from sim.families.evidence import SHORT
from sim.reports.story.story import Story
from sim.reports.telling.message import Chart, Message, Series, values
from sim.results.results import Results
from sim.studies.claim import Claim

AFTER = ("costs",)
TABLES = ("claim",)


def find(results: Results, story: Story) -> Message | None:
    """The adoption curves of the strategies of a claim, with the claim and without it."""
    claim = results.about.study(Claim)
    looked_at = [name for name in (claim.strategy, claim.over) if name]
    sides = {"": results} if results.without is None else {" with it": results, " without it": results.without}
    arms = [(side, name, words) for name in looked_at for words, side in sides.items()]
    names = [f"{name}{words}" for name, (_, _, words) in zip(short([arm[1] for arm in arms]), arms, strict=True)]
    if len(looked_at) == 1:
        names = [f"{short(looked_at)[0]}{words}" for _, _, words in arms]
    series = []
    for number, ((side, strategy, _), name) in enumerate(zip(arms, names, strict=True)):
        curves = side.tables["curves"]
        rows = curves[(curves["strategy"] == strategy) & (curves["group"] == "everyone")]
        series.append(Series(name, values(rows["p50"]), look=number))
    steps = tuple(str(step) for step in range(results.about.steps + 1))
    chart = Chart("lines", tuple(series), "percent", steps, "step", "adopters, share of all people", top=1)
    outside = f"What is known outside this model: evidence grade {claim.evidence} ({SHORT})."
    beware = "One setting supports or contradicts a claim there only: it neither proves nor disproves it elsewhere."
    return Message("Claim", "", chart, f"Lines: median of the runs. {outside}", beware=(beware,))
