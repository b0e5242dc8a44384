from typing import Any


def influence() -> dict[str, Any]:
    """Each new adopter tries once, with chance 1 over the listener's number of peers (Kempe et al. 2003)."""
    return {"contacts": {"p": "1/peers"}}
