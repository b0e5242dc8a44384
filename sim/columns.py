"""The columns that the tables of a folder of results have at least; who reads older results lacks some."""

CURVES = ("mean", "p10", "p50", "p90")
INTERVAL = ("low", "high")
REACHED = ("takeoff", "takeoff_low", "takeoff_high", "reach_given_takeoff")
SPREAD = ("reach_mean", "reach_median", "reach_p10", "reach_p90")
TIMES = ("t10", "t50", "t90")
COUNTED = ("wins", "ties", "losses", "runs")
PAIR = ("difference", *INTERVAL)


def both(*names: str) -> tuple[str, ...]:
    """The two ends of the interval of each number."""
    return tuple(f"{name}_{end}" for name in names for end in INTERVAL)


COLUMNS = {
    "runs": ("strategy", "run", "step", "adopters", "new", "quits"),
    "seeds": ("strategy", "run", "rank", "person"),
    "adoptions": (
        *("strategy", "run", "person", "step", "main_source", "share_peers", "share_formal", "share_stories"),
        *("share_spontaneous", "share_contacts", "persuaded_by"),
    ),
    "summary": (
        *("strategy", "seeds", "runs", *SPREAD, *REACHED, *TIMES, "reached_t50", "auc", "worst10", "best_share"),
        *("random_equivalent_seeds", "lumps", "antimode", "regret", "relapse", "sustained", "peak_new", "peak_step"),
        *(*both(*TIMES, "reach"), "furthest_behind", "furthest_behind_reach"),
    ),
    "comparison": (
        *("strategy", "baseline", "measure", *PAIR, *COUNTED, "variance_reduction", "interval"),
        *("low_all", "high_all"),
    ),
    "ranks": ("strategy", "rank", "share"),
    "tribes": ("strategy", "group", "reach_mean", "reach_low", "reach_high", "behind"),
    "curves": ("strategy", "group", "step", *CURVES),
    "sources": ("strategy", "step", "source", "mean"),
    "claim": ("claim", "evidence", "measure", "strategy", "over", "expects", *PAIR, *COUNTED, "finding"),
    "costs": (
        *("strategy", "baseline", "cost", "cost_low", "cost_high", "adopters", "cost_per_adopter"),
        *("per_adopter_low", "per_adopter_high", "extra_cost", "extra_adopters", "extra_low", "extra_high"),
        *("cost_per_extra_adopter", *INTERVAL, "finding", "extra_cost_low", "extra_cost_high"),
    ),
    "equivalents": ("strategy", "seeds", "random_equivalent_seeds", *INTERVAL, "extra"),
    "flip_map": ("best", "second", "reach", *PAIR, "best_share", "sure"),
    "sweep": (
        *("strategy", "people", "runs", *SPREAD, "worst10", *REACHED, "auc", "best_share", *TIMES, "reached_t50"),
    ),
    "robustness": ("kind", "share", "strategy", "reach_mean", "loss", *INTERVAL),
    "self_sustaining": ("strategy", "stops", "reach_before", "reach_end", "change", *INTERVAL, "kept", "finding"),
    "sensitivity": ("output", "factor", "method", "base", "noise"),
    "tipping": ("strategy", "seeds", "runs", "tipped", *INTERVAL, "fitted"),
    "tipping_fit": (
        "strategy",
        "intercept",
        "slope",
        "smallest",
        "largest",
        *("seeds50", "seeds90"),
        *both("seeds50", "seeds90"),
    ),
}
"""By the name of the table; settings that are varied, and what a method of sensitivity finds, come to these."""

METHODS = {
    "one-at-a-time": ("at_low", "at_high", "swing"),
    "morris": ("mu", "mu_star", "mu_star_conf", "sigma"),
    "sobol": ("S1", "S1_conf", "ST", "ST_conf"),
}
"""What the table of sensitivity has by the method."""

MAYBE_EMPTY = ("seeds", "adoptions", "comparison", "sources", "equivalents")
"""Tables that may have no rows: nobody was seeded or adopted, one strategy was run, nothing could be told."""
