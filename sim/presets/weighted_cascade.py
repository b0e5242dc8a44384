from typing import Any

from sim.families.evidence import Evidence

EVIDENCE = Evidence("C", "that the busy are persuaded less by each peer is a convention of models")


def influence() -> dict[str, Any]:
    """Each new adopter tries once, with chance 1 over the listener's number of peers (Kempe et al. 2003)."""
    return {"contacts": {"p": "1/peers"}}
