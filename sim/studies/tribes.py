"""What each tribe reaches, and how far it is behind all people."""

from collections.abc import Sequence

from sim.families.studies import Study
from sim.families.tables import About, Column, Levels, Table
from sim.ground.wording import Share, ShareInterval
from sim.results.columns import CHANGE, GROUP, REACH_HIGH, REACH_LOW, REACH_MEAN, STRATEGY, by_strategy
from sim.results.results import Results
from sim.statistics import tribes


def sentences(results: Results) -> list[str]:
    """The tribe furthest behind with each strategy, where it is behind for certain and by more than matters."""
    means = results.tables["summary"].set_index("strategy")["reach_mean"]
    lines = []
    for strategy, rows in results.tables["tribes"].groupby("strategy", sort=False):
        last = max(rows.to_dict("records"), key=lambda row: float(row["behind"]))
        everyone = float(means[str(strategy)])
        if last["behind"] >= results.about["smallest_difference"] and last["reach_high"] < everyone:
            reach = f"{Share(last['reach_mean'])} of it ({ShareInterval(last['reach_low'], last['reach_high'])})"
            lines.append(
                f"With {strategy}, {last['group']} stays furthest behind: {reach}, {Share(everyone)} of all people."
            )
    whom = "any strategy" if not lines else "the others"
    more = [f"With {whom}, no tribe is known to be behind all people by as much as matters."]
    return lines + (more if len(lines) < len(results.strategies) else [])


def rows(about: About, groups: Sequence[str]) -> Levels:
    """A row a strategy and tribe."""
    return [by_strategy(about), {"group": groups}]


STUDY = Study(
    question="Which tribes stay behind?",
    tables={
        "tribes": Table(
            "Tribes table",
            "What each tribe reaches, and how far it is behind all people",
            {
                "strategy": STRATEGY,
                "group": GROUP,
                "reach_mean": REACH_MEAN,
                "reach_low": REACH_LOW,
                "reach_high": REACH_HIGH,
                "behind": Column(
                    "behind", "points", CHANGE, "reach of all people less that of the tribe, in points of 100"
                ),
            },
            tribes.measure,
            rows,
            when=lambda record: bool(record.groups),
        )
    },
    heading="Tribe by tribe",
    sentences=sentences,
    chart="tribes",
    place="people.tribe",
    after=("equivalents",),
)
