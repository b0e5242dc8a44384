"""The adoption curves with a claim and without it."""

from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.charts import adoption
from sim.results.record import Tables
from sim.results.results import SHOWN, Results
from sim.studies.claim import Claim, headline, sentences

AFTER = ("robustness",)
TABLES = ("claim",)
ASK = "claim: {...}"
RUN = True

finding = headline


def draw(results: Results, ax: Axes, *, runs_shown: int = SHOWN) -> None:
    """Draw the adoption curves of the strategies that a claim looks at, with the claim and without it."""
    adoption.draw(_arms(results, runs_shown), ax, runs_shown=runs_shown)


def question(results: Results) -> str:
    """The numbers that the finding rests on."""
    return sentences(results)[0]


def caption(results: Results, *, runs_shown: int = SHOWN) -> str:
    """What the chart shows, in words."""
    evidence = f"Evidence grade {results.about.study(Claim).evidence}"
    return f"{adoption.caption(_arms(results, runs_shown), runs_shown=runs_shown)}. {evidence}"


def _arms(results: Results, runs_shown: int) -> Results:
    # Both variants as the strategies of one experiment, with no more runs than are drawn.
    claim, without = results.about.study(Claim), results.without
    looked_at = [name for name in (claim.strategy, claim.over) if name]
    sides = {"": results} if without is None else {" with it": results, " without it": without}
    arms = [(side, name, f"{name}{words}") for name in looked_at for words, side in sides.items()]
    tables = [(side.tables["curves"], name, label) for side, name, label in arms]
    curves = pd.concat([table[table["strategy"] == name].assign(strategy=label) for table, name, label in tables])
    shown = [side.curves_by_run(runs_shown)[side.strategies.index(name)] for side, name, _ in arms]
    runs = pd.DataFrame({"adopters": np.ravel(shown)})
    record = Tables({"runs": lambda: runs}, len(arms), len(shown[0]), results.about.steps)
    about = replace(results.about, strategies=tuple(label for *_, label in arms))
    return replace(results, about=about, record=record, tables={"curves": curves})
