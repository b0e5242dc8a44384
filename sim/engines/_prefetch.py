"""Where the kernels of this room find `prefetch`."""

from sim.prefetch import prefetch

__all__ = ["prefetch"]
