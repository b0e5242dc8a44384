"""All tables of a folder of results, measured."""

from dataclasses import replace

from sim.results.results import Results
from sim.statistics import comparison, curves, ranks, sources, summary, tribes
from sim.studies import claim, costs, equivalents, flip_map, robustness, self_sustaining, sensitivity, sweep, tipping


def measured(results: Results) -> Results:
    """The results with the tables that are measured from their runs: see Results."""
    measures = {"tribes": tribes.measure} if results.record.groups else {}
    if results.about.get("equivalents") is not None:
        measures["equivalents"] = equivalents.measure
    measures |= {"summary": summary.measure, "comparison": comparison.measure, "ranks": ranks.measure}
    measures["curves"] = curves.measure
    if results.about.get("costs") is not None:
        measures["costs"] = costs.measure
    if results.record.explained:
        measures["sources"] = sources.measure
    if results.about.get("claim") is not None:
        measures["claim"] = claim.measure
    if results.about.get("support_stops") is not None:
        measures["self_sustaining"] = self_sustaining.measure
    if results.about.get("sweep") is not None:
        measures |= {"sweep": sweep.measure, "flip_map": flip_map.measure}
    if results.about.get("tipping") is not None:
        measures |= {"tipping": tipping.measure, "tipping_fit": tipping.fit}
    if results.about.get("sensitivity") is not None:
        measures["sensitivity"] = sensitivity.measure
    if results.about.get("robustness") is not None:
        measures["robustness"] = robustness.measure
    results = replace(results, tables={})
    for name, measure in measures.items():
        # A later one may rest on those before.
        results = replace(results, tables={**results.tables, name: measure(results)})
    return results
