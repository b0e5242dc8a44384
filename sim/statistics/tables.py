"""All tables of a folder of results, measured."""

from dataclasses import replace

from sim.results import Results
from sim.statistics import claim, comparison, curves, flip_map, sources, summary, sweep


def measured(results: Results) -> Results:
    """The results with the tables that are measured from their runs: summary, comparison, curves and, if any, claim."""
    measures = {"summary": summary.measure, "comparison": comparison.measure, "curves": curves.measure}
    if results.record.explained:
        measures["sources"] = sources.measure
    if results.about.get("claim") is not None:
        measures["claim"] = claim.measure
    if results.about.get("sweep") is not None:
        measures |= {"sweep": sweep.measure, "flip_map": flip_map.measure}
    return replace(results, tables={name: measure(results) for name, measure in measures.items()})
