import numpy as np
import pandas as pd

from sim.ground.wording import Share
from sim.results.results import Results
from sim.statistics.comparison import Difference, differences
from sim.statistics.verdict import FEWEST, points

YES, NO, UNCLEAR, TOO_FEW = "self-sustaining", "falls back", "unclear", "too few runs to say"


def measure(results: Results) -> pd.DataFrame:
    """Whether the change keeps up once support stops: a row a strategy.

    `stops`: the step from which on nothing supports; `reach_before`: mean reach after the step before; `reach_end`:
    after the last; `change`, `low`, `high`: the difference over the same runs with its 95 % interval, as in the
    comparison; `kept`: the share of runs that lose no more than the smallest difference that matters. `finding`:
    "self-sustaining" if the whole interval lies above that loss, "falls back" if it lies below, else "unclear".
    """
    stop, people = results.about["support_stops"], results.about["people"]
    found = [np.stack([curves[:, :, stop - 1], curves[:, :, -1]]) for curves in results.record.curves()]
    before, end = np.concatenate(found, axis=2)
    gained = pd.DataFrame((end - before).T, columns=results.strategies)
    nothing = pd.Series(0, index=gained.index)
    enough, rows = results.about["smallest_difference"], []
    for number, change in enumerate(differences(gained, nothing, people, results.about["seed"])):
        finding = YES if change.low >= -enough else NO if change.high < -enough else UNCLEAR
        rows.append(
            {
                "strategy": results.strategies[number],
                "stops": stop,
                "reach_before": before[number].mean() / people,
                "reach_end": end[number].mean() / people,
                "change": change.mean,
                "low": change.low,
                "high": change.high,
                "kept": float(((end[number] - before[number]) / people >= -enough).mean()),
                "finding": finding if len(gained) >= FEWEST else TOO_FEW,
            }
        )
    return pd.DataFrame(rows)


def said(results: Results) -> list[str]:
    """Whether the change keeps up, in a sentence for each strategy."""
    return [
        f"{row['strategy']}, once support stops in step {row['stops']}: {row['finding']}; reach goes from "
        f"{Share(row['reach_before'])} to {Share(row['reach_end'])}, "
        f"{points(Difference(row['change'], row['low'], row['high']), signed=True)}."
        for row in results.tables["self_sustaining"].to_dict("records")
    ]
