"""The columns of the tables of a folder of results, what may stand in them, and how their rows are told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.ground.kinds import Cell, Flag, Number, Setting, Text

ANY = Text(empty=True)
STRATEGY = Text(of="strategies")
OTHER = Text(of="strategies", empty=True)
NAME = Text()
SHARE = Number(0, 1)
PART = Number(0, 1, empty=True)
"""A share that is not always defined."""
CHANGE = Number(-1, 1)
"""A difference of shares."""
END = Number(empty=True)
"""An end of an interval: there is none with a single run, and that of a share can lie beyond 0 and 1."""
MONEY = Number(empty=True, endless=True)
COUNT = Number(0, whole=True)
RUN = Number(0, "last_run", whole=True)
RUNS = Number("runs", "runs", whole=True)
STEP = Number(0, "steps", whole=True)
TIME = Number(0, "steps", empty=True)
WORLDS = Number(0, "runs", whole=True)
PEOPLE = Number(0, "people", whole=True)

MEASURES = ("reach", "takeoff", "auc")
SOURCES = ("seed", "peers", "contacts", "formal", "stories", "spontaneous")
OUTPUTS = ("difference", "takeoff", "reach_given_takeoff")
CLAIMED = ("supported", "no clear effect", "contradicted", "too few runs to say")
SUSTAINED = ("self-sustaining", "falls back", "unclear", "too few runs to say")
PRICED = ("undefined", "trade-off", "dominates", "dominated", "too few runs", "costs too close")


def both(*names: str) -> tuple[str, ...]:
    """The two ends of the interval of each number."""
    return tuple(f"{name}_{end}" for name in names for end in ("low", "high"))


INTERVAL = {"low": END, "high": END}
SPREAD = dict.fromkeys(("reach_mean", "reach_median", "reach_p10", "reach_p90"), SHARE)
REACHED = {"takeoff": SHARE, "takeoff_low": SHARE, "takeoff_high": SHARE, "reach_given_takeoff": PART}
TIMES = dict.fromkeys(("t10", "t50", "t90"), TIME)
COUNTED = {"wins": WORLDS, "ties": WORLDS, "losses": WORLDS, "runs": RUNS}

COLUMNS: Mapping[str, Mapping[str, Cell]] = {
    "runs": {
        "strategy": STRATEGY, "run": RUN, "step": STEP, "adopters": PEOPLE, "new": PEOPLE, "quits": PEOPLE,
    },
    "seeds": {"strategy": STRATEGY, "run": RUN, "rank": Number(1, "people", whole=True), "person": NAME},
    "all_people": {"person": NAME},
    "adoptions": {
        "strategy": STRATEGY, "run": RUN, "person": NAME, "step": STEP, "main_source": Text(of=SOURCES),
        **dict.fromkeys(("share_peers", "share_formal", "share_stories", "share_spontaneous", "share_contacts"), PART),
        "persuaded_by": ANY,
    },
    "summary": {
        "strategy": STRATEGY, "seeds": Number(0, "people"), "runs": RUNS, **SPREAD, **REACHED, **TIMES,
        "reached_t50": SHARE, "auc": SHARE, "worst10": SHARE, "best_share": SHARE,
        "random_equivalent_seeds": Number(0, empty=True), "lumps": Number(1, 2, whole=True), "antimode": PART,
        "regret": SHARE, "relapse": PART, "sustained": PART, "peak_new": SHARE, "peak_step": TIME,
        **dict.fromkeys(both(*TIMES), TIME), **dict.fromkeys(both("reach"), END),
        "furthest_behind": ANY, "furthest_behind_reach": PART,
    },
    "comparison": {
        "strategy": STRATEGY, "baseline": STRATEGY, "measure": Text(of=MEASURES), "difference": CHANGE, **INTERVAL,
        **COUNTED, "variance_reduction": Number(0, empty=True), "interval": Text(of=("t", "bca"), empty=True),
        "low_all": END, "high_all": END,
    },
    "ranks": {"strategy": STRATEGY, "rank": Number(1, "count", whole=True), "share": SHARE},
    "tribes": {
        "strategy": STRATEGY, "group": ANY, "reach_mean": SHARE, "reach_low": END, "reach_high": END, "behind": CHANGE,
    },
    "curves": {
        "strategy": STRATEGY, "group": ANY, "step": STEP, **dict.fromkeys(("mean", "p10", "p50", "p90"), SHARE),
    },
    "sources": {"strategy": STRATEGY, "step": STEP, "source": Text(of=SOURCES), "mean": SHARE},
    "claim": {
        "claim": NAME, "evidence": Text(of=("A", "B", "C")), "measure": Text(of=MEASURES), "strategy": STRATEGY,
        "over": OTHER, "expects": Text(of=("more", "less")), "difference": Number(-2, 2), **INTERVAL, **COUNTED,
        "finding": Text(of=CLAIMED),
    },
    "costs": {
        "strategy": STRATEGY, "baseline": OTHER, "cost": Number(0), "cost_low": END, "cost_high": END,
        "adopters": Number(0, "people"), "cost_per_adopter": END, "per_adopter_low": MONEY, "per_adopter_high": MONEY,
        "extra_cost": END, "extra_adopters": END, "extra_low": END, "extra_high": END, "cost_per_extra_adopter": END,
        "low": MONEY, "high": MONEY, "finding": Text(of=PRICED, empty=True), "extra_cost_low": END,
        "extra_cost_high": END,
    },
    "equivalents": {
        "strategy": STRATEGY, "seeds": Number(0), "random_equivalent_seeds": Number(0, empty=True),
        "low": Number(0, empty=True), "high": Number(0, empty=True), "extra": END,
    },
    "flip_map": {
        "best": STRATEGY, "second": OTHER, "reach": SHARE, "difference": Number(-1, 1, empty=True), **INTERVAL,
        "best_share": SHARE, "sure": Flag(),
    },
    "sweep": {
        "strategy": STRATEGY, "people": Number(1, whole=True), "runs": RUNS, **SPREAD, "worst10": SHARE, **REACHED,
        "auc": SHARE, "best_share": SHARE, **TIMES, "reached_t50": SHARE,
    },
    "robustness": {
        "kind": NAME, "share": PART, "strategy": STRATEGY, "reach_mean": SHARE, "loss": CHANGE, **INTERVAL,
    },
    "self_sustaining": {
        "strategy": STRATEGY, "stops": COUNT, "reach_before": SHARE, "reach_end": SHARE, "change": CHANGE, **INTERVAL,
        "kept": SHARE, "finding": Text(of=SUSTAINED),
    },
    "sensitivity": {"output": Text(of=OUTPUTS), "factor": NAME, "method": NAME, "base": END, "noise": PART},
    "tipping": {
        "strategy": STRATEGY, "seeds": COUNT, "runs": RUNS, "tipped": SHARE, "low": SHARE, "high": SHARE,
        "fitted": SHARE,
    },
    "tipping_fit": {
        "strategy": STRATEGY, "intercept": Number(), "slope": Number(), "smallest": COUNT, "largest": COUNT,
        **dict.fromkeys(("seeds50", "seeds90", *both("seeds50", "seeds90")), Number(0, empty=True)),
    },
}  # fmt: skip
"""What there is in each column, by the name of the table; who reads older results lacks some columns.

Settings that are varied, and what a method of sensitivity finds, come to these. A share is of 1.
"""

METHODS: Mapping[str, Mapping[str, Cell]] = {
    "one-at-a-time": dict.fromkeys(("at_low", "at_high", "swing"), END),
    "morris": dict.fromkeys(("mu", "mu_star", "mu_star_conf", "sigma"), END),
    "sobol": dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"), END),
}
"""What the table of sensitivity has by the method."""

MAYBE_EMPTY = ("seeds", "adoptions", "comparison")
"""Tables that may have no rows: nobody was seeded or adopted, one strategy was run."""

PRICE = ("cost_per_extra_adopter", "low", "high")
NEEDED: Mapping[str, Sequence[tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    "adoptions": [("main_source", SOURCES[1:], tuple(name for name in COLUMNS["adoptions"] if name[:6] == "share_"))],
    "costs": [
        ("baseline", (), ("extra_cost", "extra_adopters", "finding")),
        ("finding", ("trade-off", "dominates", "dominated", "costs too close"), PRICE),
    ],
    "flip_map": [("second", (), ("difference",))],
    "tipping_fit": [("seeds90", (), ("seeds50",))],
}
"""By table: where the first column has one of these words (or anything at all), the others are not empty."""


def declared(name: str, about: Mapping[str, Any]) -> Mapping[str, Cell]:
    """What there is in each column of a table, with what `about`, the manifest of its folder, comes to."""
    if name in ("sweep", "flip_map"):
        return {**dict.fromkeys(map(str, about["sweep"]["factors"]), Setting()), **COLUMNS[name]}
    if name == "sensitivity":
        return {**COLUMNS[name], **METHODS[about["sensitivity"]["method"]]}
    return COLUMNS[name]


def limits(about: Mapping[str, Any]) -> dict[str, Any]:
    """What columns are limited by, by name: people, runs, steps, and the labels of strategies."""
    runs, strategies = about["runs"], about["strategies"]
    return {
        **{name: about[name] for name in ("people", "runs", "steps", "strategies")},
        "last_run": runs - 1,
        "count": len(strategies),
    }


def levels(name: str, about: Mapping[str, Any], groups: Sequence[str]) -> list[Mapping[str, Sequence[Any]]] | None:
    """What tells the rows of a table apart, in the order in which they stand: columns and their values, side by side.

    Rows are all combinations of these levels, the last changing fastest. `groups`: those that the table has, if any.
    None: a table has any number of rows.
    """
    strategies, baseline = about["strategies"], about["baseline"]
    strategy, steps = {"strategy": strategies}, {"step": range(about["steps"] + 1)}
    match name:
        case "runs":
            return [strategy, {"run": range(about["runs"])}, steps]
        case "summary" | "equivalents":
            return [strategy]
        case "comparison":
            others = [label for label in strategies if baseline not in (None, label)]
            return [{"strategy": others, "baseline": [baseline] * len(others)}, {"measure": MEASURES}]
        case "costs":
            against = [None if label == baseline else baseline for label in strategies]
            return [{"strategy": strategies, "baseline": against}]
        case "self_sustaining":
            return [{"strategy": strategies, "stops": [about["support_stops"]] * len(strategies)}]
        case "ranks":
            return [strategy, {"rank": range(1, len(strategies) + 1)}]
        case "tribes":
            return [strategy, {"group": groups}]
        case "curves":
            return [strategy, {"group": groups}, steps]
        case "sources":
            return [strategy, {"source": SOURCES}, steps]
        case "claim":
            return [{key: [about["claim"][key]] for key in ("strategy", "over", "measure", "expects", "evidence")}]
        case "sweep":
            return [_cells(about), strategy]
        case "flip_map":
            return [_cells(about)]
        case "robustness":
            kinds, shares = zip(*about["robustness"]["mistakes"], strict=True)
            return [{"kind": kinds, "share": shares}, strategy]
        case "tipping":
            return [{"strategy": about["tipping"]["strategies"]}, {"seeds": about["tipping"]["counts"]}]
        case "tipping_fit":
            return [{"strategy": about["tipping"]["strategies"]}]
        case "sensitivity":
            method = [about["sensitivity"]["method"]] * len(OUTPUTS)
            return [{"output": OUTPUTS, "method": method}, {"factor": about["sensitivity"]["factors"]}]
    return None


ANY_ORDER = ("sensitivity",)
"""Tables whose rows stand in an order of their own."""


def _cells(about: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
    sweep = about["sweep"]
    return dict(zip(sweep["factors"], zip(*sweep["cells"], strict=True), strict=True))
