from typing import Any

from sim.families.evidence import Evidence

EVIDENCE = Evidence("C", "thresholds spread evenly from 0 to 1 are a convention of models")


def influence() -> dict[str, Any]:
    """People follow when the share of their peers reaches a threshold drawn evenly from 0 to 1 (Kempe et al. 2003)."""
    return {"threshold": {"distribution": "uniform", "low": 0.0, "high": 1.0, "in": "shares"}}
