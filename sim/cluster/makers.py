"""How another machine is asked for the versions of everything that can change a number there."""

from collections.abc import Callable


def probe() -> Callable[[], dict[str, str]]:
    """A function that returns these versions; it is sent as a whole, as groundswell may not be installed there."""

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
