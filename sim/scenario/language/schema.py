"""The JSON Schema of a scenario, for editors."""

import json

from sim.scenario.language.settings import json_schema


def text() -> str:
    """The schema as JSON, two spaces a level, with a newline at the end."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
