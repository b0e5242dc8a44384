"""All tables of a folder of results, measured."""

import math
from dataclasses import replace

from sim.results import Results
from sim.statistics import (
    claim,
    comparison,
    curves,
    equivalents,
    flip_map,
    sensitivity,
    sources,
    summary,
    sweep,
    tipping,
)


def measured(results: Results) -> Results:
    """The results with the tables that are measured from their runs: summary, comparison, curves and, if any, claim."""
    measures = {"summary": summary.measure, "comparison": comparison.measure, "curves": curves.measure}
    if results.record.explained:
        measures["sources"] = sources.measure
    if results.about.get("claim") is not None:
        measures["claim"] = claim.measure
    if results.about.get("sweep") is not None:
        measures |= {"sweep": sweep.measure, "flip_map": flip_map.measure}
    if results.about.get("tipping") is not None:
        measures |= {"tipping": tipping.measure, "tipping_fit": tipping.fit}
    if results.about.get("equivalents") is not None:
        measures["equivalents"] = equivalents.measure
    if results.about.get("sensitivity") is not None:
        measures["sensitivity"] = sensitivity.measure
    tables = {name: measure(results) for name, measure in measures.items()}
    # A promised column, empty where random seeds were not tried.
    equal = tables["equivalents"]["random_equivalent_seeds"] if "equivalents" in tables else math.nan
    place = list(tables["summary"]).index("best_share") + 1
    tables["summary"].insert(place, "random_equivalent_seeds", equal)
    return replace(results, tables=tables)
