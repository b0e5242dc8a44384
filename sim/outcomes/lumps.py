"""Whether the reach of the runs falls into one lump or two."""

from sim.families.outcomes import Outcome
from sim.families.tables import Column
from sim.ground.kinds import Number
from sim.results.columns import PART
from sim.statistics.lumps import measure

COLUMNS = {
    "lumps": Column(
        "lumps",
        "count",
        Number(1, 2, whole=True),
        "2 where the reach of the runs falls into two lumps (dip test)",
    ),
    "antimode": Column("between lumps", "percent", PART, "the emptiest place between two lumps"),
}

OUTCOME = Outcome(measure, COLUMNS, after=("random-equivalent",))
