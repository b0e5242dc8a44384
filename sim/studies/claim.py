"""Whether a claim holds: the same worlds with it and without it."""

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import Field, WithJsonSchema

from sim.families.studies import Option, Study
from sim.families.tables import Column, Table
from sim.ground.kinds import Number, Perhaps, Text
from sim.ground.parts import Options
from sim.ground.wording import Points, Share
from sim.results.columns import COUNTED, INTERVAL, MEASURE, MEASURES, NAME, STRATEGY
from sim.results.results import Results
from sim.scenario.language.factors import VARIED, Line
from sim.statistics.comparison import Difference, counted, differences
from sim.statistics.verdict import FEWEST, points

GRADE, WAYS = Text(of=("A", "B", "C")), Text(of=("more", "less"))
OTHER = Text(of="strategies", empty=True)

SUPPORTED, UNCLEAR, CONTRADICTED = "supported", "no clear effect", "contradicted"
TOO_FEW = "too few runs to say"


class ClaimTable(Options):
    """A claim that the scenario puts to the test: what is reached with it, against the same worlds without it."""

    says: Line = Field(min_length=1, description="the claim, as a sentence")
    evidence: Literal["A", "B", "C"] = Field(
        description="how good the evidence outside this model is: A field experiments, B observation or laboratory, "
        "C assumption"
    )
    strategy: str | None = Field(None, description="the strategy that is looked at; the first unless given")
    over: str | None = Field(None, description="its lead over this strategy is looked at, in place of what it reaches")
    without: Annotated[
        dict[str, Any] | None,
        Field(min_length=1),
        WithJsonSchema({"type": "object", "minProperties": 1, "propertyNames": {"enum": list(VARIED)}}),
    ] = Field(
        None,
        description="what is different without the claim, in the words of a scenario and merged into it key by key; "
        "`null` takes a key away. If it is left out, `strategy` with and `over` without the claim are compared",
    )
    measure: Literal["reach", "takeoff", "auc"] = Field("reach", description="what is compared")
    expects: Literal["more", "less"] = Field("more", description="what the claim expects of it")


@dataclass(frozen=True)
class Claim:
    """What is claimed, in the words of `ClaimTable`."""

    says: Annotated[str, NAME]
    evidence: Annotated[str, GRADE]
    strategy: Annotated[str, Text(of="strategies")]
    over: Annotated[str | None, Perhaps(Text(of="strategies"))]
    measure: Annotated[str, Text(of=MEASURES)]
    expects: Annotated[str, WAYS]


def measure(results: Results) -> pd.DataFrame:
    """The test of a scenario's claim, in one row.

    `difference`: of what `strategy` reaches (or, with `over`, of its lead over that strategy), with the claim less
    without it, in the same worlds; where nothing else differs without the claim, it is the lead itself. `low`, `high`:
    as in the comparison of strategies. `finding`: "supported" if the difference has the sign that the claim expects, is
    at least the smallest that matters and its interval excludes zero; "contradicted" if all that holds for the other
    sign; else "no clear effect".
    """
    claim = results.about.study(Claim)
    values, whole = _values(results, claim)
    if results.without is not None:
        values = values - _values(results.without, claim)[0]
    difference = next(differences(values.to_frame(), 0, whole, results.about.seed))
    row = {
        "claim": claim.says,
        "evidence": claim.evidence,
        "measure": claim.measure,
        "strategy": claim.strategy,
        "over": claim.over or "",
        "expects": claim.expects,
        "difference": difference.mean,
        "low": difference.low,
        "high": difference.high,
        "wins": int((values > 0).sum()),
        "ties": int((values == 0).sum()),
        "losses": int((values < 0).sum()),
        "runs": len(values),
        "finding": finding(difference, len(values), claim.expects, results.about.smallest_difference),
    }
    return pd.DataFrame([row])


def finding(difference: Difference, runs: int, expects: str, smallest: float) -> str:
    """The finding as a word, for the difference of a claim that expects `more` or `less`."""
    if runs < FEWEST:
        return TOO_FEW
    if not difference.excludes_zero or abs(difference.mean) < smallest:
        return UNCLEAR
    return SUPPORTED if (difference.mean > 0) == (expects == "more") else CONTRADICTED


def headline(results: Results) -> str:
    """The finding on the claim."""
    words = str(results.tables["claim"]["finding"].item())
    return f"{words[0].upper()}{words[1:]} in this setting: {results.about.study(Claim).says}"


def sentences(results: Results) -> list[str]:
    """What the finding rests on, in one sentence."""
    row = results.tables["claim"].to_dict("records")[0]
    claim, difference = results.about.study(Claim), Difference(row["difference"], row["low"], row["high"])
    values, whole = _values(results, claim)
    numbers = points(difference, signed=True)
    if results.without is not None:
        without = _values(results.without, claim)[0]
        numbers = f"{_level(values, whole, claim)} with it, {_level(without, whole, claim)} without it: {numbers}"
    more = f"above zero in {row['wins']} of {row['runs']} worlds, below in {row['losses']}"
    if row["finding"] == UNCLEAR and difference.excludes_zero:
        more += f"; less than the {Points(results.about.smallest_difference).exact} that matter here"
    return [f"{_looked_at(claim)}: {numbers}; {more}. The claim expects {claim.expects}."]


def _looked_at(claim: Claim) -> str:
    what = {"reach": "Reach", "takeoff": "Share of runs that take off", "auc": "Mean reach over all steps"}
    of = f"{what[claim.measure]}, {claim.strategy}"
    return of if claim.over is None else f"{of} less {claim.over}"


def _level(values: pd.Series, whole: int, claim: Claim) -> str:
    # A share, or the points of a lead.
    level = values.mean() / whole
    return str(Share(level)) if claim.over is None else f"{Points(level):+}"


def _values(results: Results, claim: Claim) -> tuple[pd.Series, int]:
    # What the strategy reaches, or its lead, as whole numbers by run, and the number that is a share of 1.
    values, whole = counted(results)[claim.measure]
    reached = values[claim.strategy]
    return (reached if claim.over is None else reached - values[claim.over]), whole


KNOWN = "what is known outside this model: A field experiments, B observation or laboratory, C assumption"
FINDINGS = (SUPPORTED, UNCLEAR, CONTRADICTED, TOO_FEW)
STUDY = Study(
    question="Is what is claimed so, in this setting?",
    option=Option("claim", ClaimTable | None, "a claim that the scenario puts to the test"),
    of=lambda scenario: scenario.claim and Claim(*(getattr(scenario.claim, field.name) for field in fields(Claim))),
    entry=Claim,
    tables={
        "claim": Table(
            "Claim table",
            "What comes of the claim, in the same worlds with it and without it",
            {
                "claim": Column("claim", "text", NAME, "what is claimed"),
                "evidence": Column("evidence", "text", GRADE, KNOWN),
                "measure": MEASURE,
                "strategy": STRATEGY,
                "over": Column("over", "text", OTHER, "the strategy over which the lead is looked at"),
                "expects": Column("expects", "text", WAYS, "what the claim expects"),
                "difference": Column(
                    "difference",
                    "points",
                    Number(-2, 2),
                    "mean difference in the same worlds, run by run, in points of 100",
                ),
                **INTERVAL,
                **COUNTED,
                "finding": Column("finding", "text", Text(of=FINDINGS), "what the numbers come to"),
            },
            measure,
            lambda about, groups: [{key: [value] for key, value in vars(about.study(Claim)).items() if key != "says"}],
        )
    },
    heading="The claim, put to the test",
    headline=headline,
    sentences=sentences,
    phrase="a claim",
    after=("support-stops",),
)
