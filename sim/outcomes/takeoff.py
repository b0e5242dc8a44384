"""How often the change takes off, and what it reaches then."""

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.results.columns import PART, SHARE
from sim.statistics.takeoff import measure

COLUMNS = {
    "takeoff": Column("takes off", "percent", SHARE, "share of runs that reach at least the takeoff share"),
    "takeoff_low": Column("takes off, low", "percent", SHARE, "lower end of its 95 % Wilson interval"),
    "takeoff_high": Column("takes off, high", "percent", SHARE, "upper end of its 95 % Wilson interval"),
    "reach_given_takeoff": Column(
        "reach of these", "percent", PART, "mean reach of the runs that take off; empty where none does"
    ),
}

OUTCOME = Outcome(measure, COLUMNS, better="more", after=("reach",))
