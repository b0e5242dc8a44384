"""How another machine is asked what decides the numbers there."""

from __future__ import annotations

from collections.abc import Callable


def probe() -> Callable[[], dict[str, str]]:
    """A function that says what is there; it travels as a whole, as there may be no groundswell where it arrives."""

    def versions() -> dict[str, str]:
        try:
            from sim.ground.fingerprint import makers

            return makers()
        except Exception:
            try:
                import sim

                return {"groundswell": sim.__version__}
            except Exception:
                return {"groundswell": "missing"}

    return versions
