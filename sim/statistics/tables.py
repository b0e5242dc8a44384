"""All tables of a folder of results, measured."""

from dataclasses import replace

from sim.results import Results
from sim.statistics import comparison, curves, sources, summary


def measured(results: Results) -> Results:
    """The results with the tables that are measured from their runs: summary, comparison and curves."""
    measures = {"summary": summary.measure, "comparison": comparison.measure, "curves": curves.measure}
    if results.adoptions is not None:
        measures["sources"] = sources.measure
    return replace(results, tables={name: measure(results) for name, measure in measures.items()})
