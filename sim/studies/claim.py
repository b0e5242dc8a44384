from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.ground.wording import Points, Share
from sim.results.results import Results
from sim.statistics.comparison import Difference, counted, differences
from sim.statistics.verdict import FEWEST, points

SUPPORTED, UNCLEAR, CONTRADICTED = "supported", "no clear effect", "contradicted"
TOO_FEW = "too few runs to say"


def measure(results: Results) -> pd.DataFrame:
    """What the claim of a scenario comes to, in one row.

    `difference`: of what `strategy` reaches (or, with `over`, of its lead over that strategy), with the claim less
    without it, in the same worlds; where nothing else differs without the claim, it is the lead itself. `low`, `high`:
    as in the comparison of strategies. `wins`, `ties`, `losses`: runs in which it is above, equal to or below zero.
    `finding`: "supported" if the difference has the sign that the claim expects, is at least the smallest that matters
    and its interval excludes zero; "contradicted" if all that holds for the other sign; else "no clear effect".
    """
    claim = results.about["claim"]
    values, whole = _values(results, claim)
    if results.without is not None:
        values = values - _values(results.without, claim)[0]
    nothing = pd.Series(0, index=values.index)
    found = next(differences(values.to_frame(), nothing, whole, results.about["seed"]))
    row = {
        "claim": claim["says"],
        "evidence": claim["evidence"],
        "measure": claim["measure"],
        "strategy": claim["strategy"],
        "over": claim["over"] or "",
        "expects": claim["expects"],
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
        "wins": int((values > 0).sum()),
        "ties": int((values == 0).sum()),
        "losses": int((values < 0).sum()),
        "runs": len(values),
        "finding": finding(found, len(values), claim["expects"], results.about["smallest_difference"]),
    }
    return pd.DataFrame([row])


def finding(found: Difference, runs: int, expects: str, smallest: float) -> str:
    """One of the findings, in words, for a difference of a claim that expects `more` or `less`."""
    if runs < FEWEST:
        return TOO_FEW
    if not found.excludes_zero or abs(found.mean) < smallest:
        return UNCLEAR
    return SUPPORTED if (found.mean > 0) == (expects == "more") else CONTRADICTED


def said(results: Results) -> tuple[str, str]:
    """The finding on the claim of measured results as a headline, and what it rests on as a sentence."""
    row = results.tables["claim"].to_dict("records")[0]
    claim, found = results.about["claim"], Difference(row["difference"], row["low"], row["high"])
    values, whole = _values(results, claim)
    numbers = points(found, signed=True)
    if results.without is not None:
        without = _values(results.without, claim)[0]
        numbers = f"{_level(values, whole, claim)} with it, {_level(without, whole, claim)} without it: {numbers}"
    more = f"above zero in {row['wins']} of {row['runs']} worlds, below in {row['losses']}"
    smallest = results.about["smallest_difference"]
    if row["finding"] == UNCLEAR and found.excludes_zero:
        more += f"; less than the {Points(smallest).exact} that matter here"
    headline = f"{row['finding'][0].upper()}{row['finding'][1:]} in this setting: {claim['says']}"
    return headline, f"{_looked_at(claim)}: {numbers}; {more}. The claim expects {claim['expects']}."


def _looked_at(claim: Mapping[str, Any]) -> str:
    what = {"reach": "Reach", "takeoff": "Share of runs that take off", "auc": "Mean reach over all steps"}
    of = f"{what[claim['measure']]}, {claim['strategy']}"
    return of if claim["over"] is None else f"{of} less {claim['over']}"


def _level(values: pd.Series, whole: int, claim: Mapping[str, Any]) -> str:
    # A share, or the points of a lead.
    level = values.mean() / whole
    return str(Share(level)) if claim["over"] is None else f"{Points(level):+}"


def _values(results: Results, claim: Mapping[str, Any]) -> tuple[pd.Series, int]:
    # What the strategy reaches, or its lead, as whole numbers by run, and the number that is a share of 1.
    values, whole = counted(results)[claim["measure"]]
    reached = values[claim["strategy"]]
    return (reached if claim["over"] is None else reached - values[claim["over"]]), whole
