"""All tables of a folder of results, measured."""

from dataclasses import replace

from sim.families.studies import studies, tables
from sim.results.results import Results


def measured(results: Results) -> Results:
    """The results with the tables of each study that was asked for, measured from the runs."""
    asked = {
        name
        for study_name, study in studies().items()
        if study.asked(results.about, study_name)
        for name, table in study.tables.items()
        if table.when(results.record)
    }
    results = replace(results, tables={})
    for name, table in tables().items():
        if name in asked:
            # A later one may rest on those before.
            results = replace(results, tables={**results.tables, name: table.measure(results)})
    return results
