"""The strategies of the page in other worlds, since one run may be luck."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.experiment.run import run
from sim.ground.wording import Share, ShareBand
from sim.scenario.scenario import Scenario

WORLDS = 20


@dataclass(frozen=True)
class Worlds:
    """What happened in several worlds: `curves`, for each strategy and world the adopters after each step from 0.

    `sentences`: what each strategy came to, in natural frequencies.
    """

    curves: list[list[list[int]]]
    sentences: list[str]


def worlds(scenario: Scenario, labels: Sequence[str], count: int = WORLDS) -> Worlds:
    """Run strategies of a scenario, by label, in `count` worlds; the first is the one on the page."""
    chosen = tuple(next(strategy for strategy in scenario.strategies if strategy.label == label) for label in labels)
    asked = replace(scenario, strategies=chosen, baseline=labels[-1], runs=count, precision=None, explained=False)
    runs = run(asked).runs
    curves = [runs.loc[runs["strategy"] == label, "adopters"].to_numpy().reshape(count, -1) for label in labels]
    sentences = [_said(scenario, label, curve) for label, curve in zip(labels, curves, strict=True)]
    return Worlds([curve.tolist() for curve in curves], sentences)


def _said(scenario: Scenario, label: str, curves: np.ndarray) -> str:
    reach = curves[:, -1] / scenario.people
    took = int((reach >= scenario.takeoff).sum())
    least, middle, most = np.quantile(reach, [0, 0.5, 1])
    ends = f"ends at {ShareBand(least, most)} of all people, in the median at {Share(middle)}"
    if least == most:
        ends = f"ends at {Share(most)}"
    takeoff = Share(scenario.takeoff).exact
    return f"{label} takes off (reaches {takeoff} or more) in {took} of {len(curves)} simulated worlds, and {ends}."
